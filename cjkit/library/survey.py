"""The survey template: one wording and one scale a question, asked of each place of a map."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cjkit.errors import ClientError
from cjkit.formats.yaml_edit import write_scalar
from cjkit.labels import Word, text
from cjkit.library.shelves import SurveyQuestion, survey_questions
from cjkit.model.journey_map import JourneyMap

By = Literal["stage", "touchpoint"]
_COLUMNS = {
    "column": 24, "instrument": 12, "question": 70, "place": 28, "scale": 10, "lowest": 24,
    "highest": 24,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question as it is asked, of one place or of the journey as a whole."""

    column: str
    """The column its answers stand in."""
    question: SurveyQuestion
    """The question of the library."""
    wording: str
    """What customers read."""
    by: By | None = None
    """Whether it is about a stage or a touchpoint; None for the whole journey."""
    place_id: str = ""
    """The id of that stage or touchpoint."""
    place_name: str = ""
    """What it is called."""


def survey(journey_map: JourneyMap, language: str, by: By = "stage") -> tuple[Asked, ...]:
    """Give the questions for a map.

    Parameters
    ----------
    journey_map
        The map whose stages or touchpoints are asked about.
    language
        nl or en, for the wording.
    by
        Whether each stage or each touchpoint gets its questions.

    Raises
    ------
    ClientError
        The map has no stage or touchpoint.
    """
    places = journey_map.stages if by == "stage" else journey_map.touchpoints
    if not places:
        raise ClientError.of("CJ-226", kind=Word(f"model.kind.{by}"))
    known_as = journey_map.organisation.name if journey_map.organisation else journey_map.title
    questions = survey_questions(language)
    about_places = tuple(
        Asked(
            f"{question.id}_{place.id}",
            question,
            question.wording.format(place=place.name, organisation=known_as),
            by,
            place.id,
            place.name,
        )
        for place in places
        for question in questions
        if question.about == "place"
    )
    return about_places + tuple(
        Asked(question.id, question, question.wording.format(organisation=known_as))
        for question in questions
        if question.about == "journey"
    )


def write_survey(asked: tuple[Asked, ...], path: Path, language: str) -> None:
    """Write the questions as a workbook (.xlsx) or as text for survey tools (.txt).

    Raises
    ------
    ClientError
        The file ends in something else, or cannot be written.
    """
    if path.suffix not in (".xlsx", ".txt"):
        raise ClientError.of("CJ-225", suffix=path.suffix)
    try:
        if path.suffix == ".txt":
            path.write_text(survey_text(asked), "utf-8", newline="\n")
        else:
            _write_workbook(asked, path, language)
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise ClientError.of("CJ-224", path=str(path), reason=reason) from None


def survey_text(asked: tuple[Asked, ...]) -> str:
    """Give numbered questions with their answers below, as survey tools import them."""
    return "\n\n".join(
        "\n".join([f"{number}. {one.wording}", "", *_answers(one.question)]).rstrip()
        for number, one in enumerate(asked, start=1)
    ) + "\n"  # fmt: skip


def _answers(question: SurveyQuestion) -> Iterator[str]:
    if question.scale:
        low, high = question.scale
        said = {low: question.lowest, high: question.highest}
        for answer in range(low, high + 1):
            yield f"{answer} - {said[answer]}" if said.get(answer) else str(answer)


def data_lines(asked: tuple[Asked, ...]) -> list[str]:
    """Give the lines for `questions:` in data.yaml, so that the answers are read back."""
    return [
        f"- {{column: {one.column}, instrument: {one.question.instrument}, "
        f"wording: {write_scalar(one.wording, flow=True)}, "
        f"scale: [{one.question.scale[0]}, {one.question.scale[1]}], {_about(one)}}}"
        for one in asked
        if one.question.scale
    ]


def _about(one: Asked) -> str:
    return f"{one.by}: {one.place_id}" if one.by else "whole_journey: true"


def _write_workbook(asked: tuple[Asked, ...], path: Path, language: str) -> None:
    import xlsxwriter  # noqa: PLC0415  (only this kind of file needs it)

    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, safe) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})  # the same input, the same file
        sheet = book.add_worksheet(text("cli.survey.questions", language))
        sheet.freeze_panes(1, 0)
        for column, (name, width) in enumerate(_COLUMNS.items()):
            sheet.set_column(column, column, width, book.add_format({"text_wrap": True}))
            bold = book.add_format({"bold": True})
            sheet.write_string(0, column, text(f"cli.survey.{name}", language), bold)
        for row, one in enumerate(asked, start=1):
            for column, value in enumerate(_cells(one, language)):
                sheet.write_string(row, column, value)
        lines = book.add_worksheet(text("cli.survey.read_back", language))
        lines.set_column(0, 0, 140)
        for row, line in enumerate(data_lines(asked)):
            lines.write_string(row, 0, line)


def _cells(one: Asked, language: str) -> tuple[str, ...]:
    question = one.question
    low, high = question.scale or (0, 0)
    return (
        one.column,
        question.name,
        one.wording,
        one.place_name,
        text("cli.survey.between", language, low=low, high=high)
        if question.scale
        else text("cli.survey.open", language),
        question.lowest or "",
        question.highest or "",
    )

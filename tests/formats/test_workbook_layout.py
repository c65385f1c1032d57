"""The sheets are read off the model: every field stands somewhere, also one that is new."""

from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field as Limit

from cjkit.formats.workbook.cells import choices
from cjkit.formats.workbook.layout import Form, Sheet, _part, sheets
from cjkit.formats.workbook.validation import prompt
from cjkit.formats.workbook.words import (
    TITLE_LIMIT,
    choice_word,
    field_help,
    field_name,
    heading,
    sheet_title,
    subject_word,
)
from cjkit.labels import LANGUAGES, catalogue
from cjkit.model.evidence import Evidence, Score, Statement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import PersonaId, Record, Slug
from cjkit.model.stages import Stage


def records_below(model: type[Record]) -> set[type[Record]]:
    from cjkit.formats.yaml_text import _records_in

    found: set[type[Record]] = set()
    waiting = [model]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            fields = current.model_fields.values()
            waiting += [inner for info in fields for inner in _records_in(info.annotation)]
    return found


def standing(some: tuple[Sheet, ...]) -> set[tuple[type[Record], str]]:
    """Give the fields that have a column, a sheet, or a word in a list of subjects."""
    fields = [c.field for s in some for c in s.columns if c.field]
    fields += [subject for s in some for subject in s.subjects]
    fields += [s.field for s in some if s.field]
    steps = {step for f in fields for step in zip(f.owners, f.path, strict=True)}
    return steps | {(kind, name) for kind in spoken(some) for name in Statement.model_fields}


def spoken(some: tuple[Sheet, ...]) -> set[type[Record]]:
    """Give the kinds of statement that share the columns for text and evidence."""
    return {s.shape.base for sheet in some for s in sheet.subjects if s.shape.is_a(Statement)}


def test_every_field_of_the_model_stands_in_the_workbook() -> None:
    placed = {(owner.__name__, name) for owner, name in standing(sheets())}
    missing = {
        (model.__name__, name)
        for model in records_below(JourneyMap)
        for name in model.model_fields
        if (model.__name__, name) not in placed
    }
    # These two only gather sheets that stand on their own; of a rule its conditions have the rows.
    assert missing == {
        ("JourneyMap", "metrics"),
        ("JourneyMap", "improvements"),
        ("Rule", "conditions"),
    }


class Colour(Enum):
    RED = "red"


class Room(Record):
    id_kind = "room"
    id: Slug
    """The id."""
    brand_new: Literal["a", "b"] = "a"
    """A field that no catalogue knows."""
    tone: Colour | None = None
    """Its colour."""
    size: Annotated[int, Limit(ge=1, le=9)] | None = None
    """Its size."""
    guests: tuple[PersonaId, ...] = ()
    """Who comes."""
    comfort: Score | None = None
    """How it feels."""
    smells: tuple[Statement, ...] = ()
    """What one smells."""


class House(Record):
    rooms: tuple[Room, ...] = ()
    """The rooms."""


def test_a_new_field_appears_by_itself() -> None:
    rooms, smells = _part(House, (), None, None)
    assert (rooms.form, smells.form) == (Form.RECORD, Form.STATEMENT)
    assert [heading(rooms, column, "en") for column in rooms.columns] == [
        "Id",
        "Brand new",
        "Tone",
        "Size",
        "Guests",
        "Comfort",
        "Comfort: " + field_name(Evidence, "grade", "en"),
        "Comfort: Kind of evidence",
        "Comfort: Source",
        "Comfort: Date",
        "Comfort: Sample size",
    ]
    assert [subject_word(subject, "en") for subject in smells.subjects] == ["Smells"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_sheets_or_columns_are_called_the_same(language: str) -> None:
    titles = [sheet_title(sheet, language).casefold() for sheet in sheets()]
    assert len(set(titles)) == len(titles)
    assert [t for t in titles if len(t) > TITLE_LIMIT or set(t) & set("[]:*?/\\'")] == []
    for sheet in sheets():
        words = [heading(sheet, column, language).casefold() for column in sheet.columns]
        assert [word for word in words if words.count(word) > 1] == []
        subjects = [subject_word(subject, language).casefold() for subject in sheet.subjects]
        assert len(set(subjects)) == len(subjects)


def test_words_of_both_languages_never_mean_different_things() -> None:
    every = [
        (f"{title}: {column.field.path}", word, value)
        for sheet in sheets()
        for title in [sheet_title(sheet, "en")]
        for column in sheet.columns
        if column.field
        for value in choices(column.field.shape)
        for language in LANGUAGES
        for word in [choice_word(column.field, value, language).casefold()]
    ]
    meant: dict[tuple[str, str], object] = {}
    for where, word, value in every:
        assert meant.setdefault((where, word), value) is value
    titles: dict[str, Sheet] = {}
    for sheet in sheets():
        for language in LANGUAGES:
            assert titles.setdefault(sheet_title(sheet, language).casefold(), sheet) is sheet


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_says_what_belongs_in_it(language: str) -> None:
    help_words = catalogue("help", language)
    unsaid = {
        (sheet_title(sheet, language), heading(sheet, column, language))
        for sheet in sheets()
        for column in sheet.columns
        if column.field and not column.field.names_kind
        if field_help(column.field, language) not in said(help_words)
    }
    assert unsaid == set()


def said(words: Any) -> set[str]:
    return {text for group in words.values() for text in group.values()}


def test_prompts_say_what_and_how() -> None:
    stages = next(sheet for sheet in sheets() if sheet.model is Stage)
    prompts = {heading(stages, c, "en"): prompt(stages, c, "en") for c in stages.columns}
    assert prompts["Id"] == (
        "A short name that other sheets refer to: small letters, digits and dashes."
    )
    assert prompts["Importance of the stage"] == (
        "How much the stage itself matters, 0 to 100. A number. From 0 to 100."
    )
    assert prompts["Back to"] == (
        "Earlier stages to which customers may go back. Choose an id from the list. More than one: "
        "put a semicolon between them."
    )

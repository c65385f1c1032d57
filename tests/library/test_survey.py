"""The survey: one wording, one scale; text stays text, and answers can be read back."""

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from cjkit.cli import app
from cjkit.data.sources import Question
from cjkit.errors import ClientError, MapError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.formats.yaml_text import parse_yaml
from cjkit.library.survey import data_lines, survey, survey_text, write_survey

MAP = """\
title: A shop
organisation: {name: Tarn}
stages: [{id: look, name: Look}, {id: buy, name: =1+1}]
touchpoints: [{id: till, name: "Till, {0}"}]
"""


def test_each_stage_is_asked_the_same_and_the_journey_once() -> None:
    asked = survey(parse_journey(MAP), "en")
    assert [(one.column, one.wording) for one in asked] == [
        ("csat_look", "How satisfied are you with: Look?"),
        ("ces_look", "Tarn made it easy for me at: Look."),
        ("csat_buy", "How satisfied are you with: =1+1?"),
        ("ces_buy", "Tarn made it easy for me at: =1+1."),
        ("nps", "How likely are you to recommend Tarn to a friend or colleague?"),
        ("why", "What is the main reason for your answers?"),
    ]


def test_touchpoints_can_be_asked_about_too() -> None:
    asked = survey(parse_journey(MAP), "nl", "touchpoint")
    assert asked[0].wording == "Hoe tevreden bent u over: Till, {0}?"
    assert [one.column for one in asked] == ["csat_till", "ces_till", "nps", "why"]


def test_text_for_survey_tools_has_numbered_questions_with_answers() -> None:
    text = survey_text(survey(parse_journey(MAP), "en"))
    assert text.startswith(
        "1. How satisfied are you with: Look?\n\n"
        "1 - very dissatisfied\n2\n3\n4\n5 - very satisfied\n\n"
        "2. Tarn made it easy for me at: Look.\n\n1 - strongly disagree\n"
    )
    assert text.endswith("\n\n6. What is the main reason for your answers?\n")


@pytest.mark.parametrize("by", ["stage", "touchpoint"])
def test_the_lines_for_data_yaml_are_questions_of_data_yaml(by: str) -> None:
    lines = "\n".join(data_lines(survey(parse_journey(MAP), "en", by)))
    questions = [Question.model_validate(q) for q in parse_yaml(lines, "", MapError).data]
    assert questions[0].instrument == "csat"
    assert questions[0].scale == (1, 5)
    assert (questions[-1].instrument, questions[-1].whole_journey) == ("nps", True)


def test_a_workbook_holds_text_as_text_and_is_the_same_each_time(tmp_path: Path) -> None:
    asked = survey(parse_journey(MAP), "nl")
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    write_survey(asked, one, "nl")
    write_survey(asked, two, "nl")
    assert one.read_bytes() == two.read_bytes()
    sheet, lines = openpyxl.load_workbook(one).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (
        "Kolom", "Instrument", "Vraag", "Gaat over", "Schaal", "Laagste antwoord",
        "Hoogste antwoord",
    )  # fmt: skip
    assert rows[3][3] == "=1+1"
    assert rows[3][4] == "1 tot en met 5"
    assert sheet.cell(4, 4).data_type == "s"
    assert len(rows) == 7
    assert lines.cell(1, 1).value.startswith("- {column: csat_look, instrument: csat, wording: ")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClientError) as caught:
        write_survey((), tmp_path / "survey.docx", "en")
    assert str(caught.value) == (
        'CJ-225 A survey cannot be written as ".docx". '
        "Let the name of the file end in .xlsx or .txt."
    )


def test_a_map_without_stages_is_refused() -> None:
    with pytest.raises(ClientError) as caught:
        survey(parse_journey("title: Empty"), "en")
    assert str(caught.value) == (
        "CJ-226 The map has no stage to ask about. Add one to journey.yaml first."
    )


def test_the_command_writes_in_the_language_of_the_map(tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text(MAP + "language: nl\n", "utf-8")
    out = tmp_path / "survey.txt"
    result = CliRunner().invoke(app, ["survey", str(tmp_path), str(out)])
    assert result.output == f"{out}: 6 vragen\n"
    assert out.read_text("utf-8").startswith("1. Hoe tevreden bent u over: Look?\n")

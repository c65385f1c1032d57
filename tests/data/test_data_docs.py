"""docs/data.md names every key of data.yaml and every kind of file."""

import re
from pathlib import Path

import pytest

from cjkit.data.sources import Consent, DataDescription, Limit, Question, Source
from cjkit.library.source_kinds import file_kinds
from cjkit.model.record import Record

PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text("utf-8")
SECTIONS = {
    DataDescription: "The file",
    Source: "A source",
    Consent: "Consent",
    Limit: "Limits",
    Question: "Questions",
}


@pytest.mark.parametrize("model", list(SECTIONS))
def test_every_key_stands_in_the_table_of_its_section(model: type[Record]) -> None:
    section = re.search(rf"^## {SECTIONS[model]}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert section is not None
    named = set(re.findall(r"^\| `([a-z_]+)", section[1], re.MULTILINE))
    assert set(model.model_fields) - named == set()


def test_every_kind_stands_in_the_table_with_its_row() -> None:
    for kind in file_kinds("en"):
        row = f"| `{kind.id}` | {kind.shape} | {kind.row} | {', '.join(kind.tools)} |"
        assert row in PAGE


def test_the_example_has_the_form_of_a_proposal() -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    assert "unsure:" in example[1]
    assert example[1].rstrip().endswith("consent: {}")

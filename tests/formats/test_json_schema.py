"""The JSON Schema agrees with the reader: what it reads is valid, what it refuses is not."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cjkit.errors import MapError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.formats.json_schema import journey_schema
from cjkit.formats.yaml_text import parse_yaml, read_yaml

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "sample_data").glob("*/journey.yaml"))
VALIDATOR = Draft202012Validator(journey_schema())


def problems(data: Any) -> list[str]:
    return [f"{list(p.absolute_path)} {p.message[:200]}" for p in VALIDATOR.iter_errors(data)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(journey_schema())


def test_there_are_samples() -> None:
    assert len(SAMPLES) == 3


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_sample_maps_are_valid(path: Path) -> None:
    assert problems(read_yaml(path, MapError).data) == []


# Each says one thing that both the reader and the schema know: a stage with these lines.
SHORT_AND_LONG = [
    "goal: A house",
    "goal: {text: A house, evidence: {grade: known}}",
    "relevance: 70",
    "relevance: {value: 70.5}",
    "triggers: [A child, {text: A raise, kind: event}]",
    "entry: [{event: signed}]",
    "entry: [{event: [signed, paid], value: {at_least: 10, at_most: 20}}]",
    "entry: [{conditions: [{field: event, values: [signed]}]}]",
]
WRONG = [
    "goal: 12",
    "goal: {evidence: {grade: known}}",
    "goal: {text: A house, gradde: known}",
    "relevance: 101",
    "relevance: {value: -1}",
    "entry: [{}]",
    "entry: [{Event: signed}]",
    "entry: [{event: []}]",
    "entry: [{event: {equals: signed}}]",
    "period: later",
]


def map_with(line: str) -> str:
    return f"title: A map\nstages:\n  - id: first\n    name: First\n    {line}\n"


@pytest.mark.parametrize("line", SHORT_AND_LONG)
def test_short_and_long_forms_are_valid(line: str) -> None:
    parse_journey(map_with(line))
    assert problems(parse_yaml(map_with(line), "journey.yaml", MapError).data) == []


@pytest.mark.parametrize("line", WRONG)
def test_what_the_reader_refuses_is_invalid(line: str) -> None:
    with pytest.raises(MapError):
        parse_journey(map_with(line))
    assert problems(parse_yaml(map_with(line), "journey.yaml", MapError).data) != []


def test_a_task_needs_its_id() -> None:
    task = "title: M\npersonas: [{id: p, name: P, canvas: {tasks: [Buy a house]}}]"
    with pytest.raises(MapError):
        parse_journey(task)
    assert problems(parse_yaml(task, "journey.yaml", MapError).data) != []


def test_descriptions_are_plain_words() -> None:
    described = [d.get("description", "") for d in journey_schema()["$defs"].values()]
    assert not any(">>>" in text for text in described)

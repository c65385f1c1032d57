"""docs/measures.md lists every measure, its command lines run, its examples can be read."""

import re
from pathlib import Path

import yaml
from typer.testing import CliRunner

from cjkit.cli import app
from cjkit.formats.journey_yaml import parse_journey
from cjkit.measures.focus_parts import PARTS
from cjkit.measures.page import with_list
from cjkit.measures.tables import EVERY_MEASURE

PAGE = Path(__file__).parents[2] / "docs/measures.md"
TEXT = PAGE.read_text("utf-8")


def test_every_measure_is_listed() -> None:
    listed = re.findall(r"^\| \w+ \| `(\w+)` \|", TEXT, re.MULTILINE)
    repair = "python -m cjkit.measures.page docs/measures.md brings the page up to date"
    assert sorted(listed) == sorted(measure.__name__ for measure in EVERY_MEASURE), repair
    assert with_list(TEXT) == TEXT, repair


def test_every_option_of_the_command_stands_on_the_page() -> None:
    offered = re.findall(r"--[a-z-]+", CliRunner().invoke(app, ["measure", "--help"]).output)
    assert set(offered) - {"--help"} <= set(re.findall(r"--[a-z-]+", TEXT))


def test_the_examples_of_a_map_are_read() -> None:
    whole = {
        "title": "A map",
        "personas": [{"id": "starter", "name": "Starter"}],
        "stages": [{"id": "research", "name": "Research"}, {"id": "offer", "name": "Offer"}],
    }
    for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL):
        whole |= yaml.safe_load(block)
    journey = parse_journey(yaml.safe_dump(whole, sort_keys=False))
    assert (journey.assumptions[0].to_stage, journey.assumptions[0].within_days) == ("offer", 60)
    assert set(PARTS) == set(journey.metrics.focus.weights.model_dump())


def test_every_part_of_the_score_is_explained() -> None:
    explained = re.findall(r"^\| (\w+) \|", TEXT.partition("## Focus")[2], re.MULTILINE)
    assert set(PARTS) <= set(explained)

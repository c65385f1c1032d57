"""`cjkit restage`: another stage set, with everything that hung on the old stages."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cjkit.cli import app
from cjkit.formats.journey_yaml import read_journey

OLD = """\
# A map with three stages
title: Shop
version: "2"
personas: [{id: fan, name: Fan}]
stages:
  - {id: look, name: Look, goal: Find it}
  - {id: buy, name: Buy, period: purchase}
  - {id: wear, name: Wear, period: post_purchase}
touchpoints: [{id: till, name: Till, places: [{stage: buy}]}]
experiences:
  - {id: queue, persona: fan, stage: buy, touchpoint: till, emotion: -1}
"""
MOVES = ["--move", "look=awareness", "--move", "buy=purchase", "--move", "wear=retention"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "journey.yaml").write_text(OLD, "utf-8")
    return tmp_path


def restage(shop: Path, *arguments: str):
    fixed = [
        "restage",
        str(shop),
        "--stages",
        "awareness-consideration-purchase-retention",
        "--reason",
        "Four is enough",
    ]
    return CliRunner().invoke(app, [*fixed, *arguments])


def test_everything_moves_and_the_reason_is_kept(shop: Path) -> None:
    done = restage(shop, *MOVES)
    assert done.exit_code == 0, done.output
    moved = read_journey(shop)
    assert [stage.id for stage in moved.stages] == [
        "awareness",
        "consideration",
        "purchase",
        "retention",
    ]
    assert moved.stage("awareness").goal.text == "Find it"
    assert moved.experiences[0].stage == "purchase"
    assert moved.touchpoints[0].places[0].stage == "purchase"
    assert (moved.version, moved.changes[-1].reason) == ("3", "Four is enough")
    assert (shop / "journey.yaml").read_text("utf-8").startswith("# A map with three stages\n")


def test_an_old_stage_without_a_new_one_leaves_the_file_alone(shop: Path) -> None:
    done = restage(shop, "--move", "look=awareness")
    assert done.exit_code == 1
    assert done.output.strip() == (
        "CJ-127 These old stages have no new stage: buy, wear. Name one for each of them; "
        "the new stages are: awareness, consideration, purchase, retention."
    )
    assert (shop / "journey.yaml").read_text("utf-8") == OLD


def test_a_move_that_is_none_is_told(shop: Path) -> None:
    done = restage(shop, "--move", "look")
    assert done.exit_code == 1
    assert done.output.strip() == (
        'CJ-227 "look" does not say which old stage goes to which new one. '
        "Write old=new, such as search=consideration."
    )


def test_a_large_map_says_that_it_takes_a_moment(shop: Path) -> None:
    (shop / "journey.yaml").write_text(OLD + "# " + "x" * 1_100_000 + "\n", "utf-8")
    done = CliRunner().invoke(app, ["check", str(shop), "--map-only"])
    assert "journey.yaml (1.1 MB) …" in done.stderr

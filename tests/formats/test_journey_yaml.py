"""journey.yaml: all errors at once with their places; a change touches only what it must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjkit.errors import MapError
from cjkit.formats.journey_yaml import (
    parse_journey,
    plain,
    read_journey,
    render_journey,
    write_journey,
)
from cjkit.model.evidence import Statement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.stages import Stage

THREE_STAGES = """\
# The map of a small shop
format: 1
title: A small shop  # for the lesson
version: "1"

stages:
  # where it begins
  - id: search
    name: "Search"
    goal: Find it  # a guess
    relevance: 60
  - id: buy
    name: Buy
    period: purchase
    goal:
      text: 'Pay quickly'
      evidence: {grade: known, source: till, n: 212}

  - id: use
    name: Use
    period: post_purchase
    returns_to: [search]

# the end
"""

WRONG = """\
format: 1
title: T
titel: x
stages:
  - id: search
    relevance: 500
    goal: {text: find, evidence: {grade: knwon}}
  - id: Bad Id
    name: 12
    name: 13
    period: post
"""


def errors(text: str, language: str = "en") -> list[str]:
    with pytest.raises(MapError) as caught:
        parse_journey(text)
    return caught.value.text(language).splitlines()


def test_all_errors_come_at_once_with_their_places() -> None:
    assert errors(WRONG) == [
        'journey.yaml:3:1: CJ-105 Unknown key "titel". Did you mean "title"?',
        'journey.yaml:5:5: CJ-106 The key "name" is missing. Add "name:" with a value.',
        'journey.yaml:6:5: CJ-109 "relevance" is 500, but must be ≤ 100. Change the value.',
        'journey.yaml:7:35: CJ-108 "knwon" is not possible for "grade". Did you mean "known"? '
        "Possible are: known, indicated, guessed.",
        'journey.yaml:8:5: CJ-115 "Bad Id" is not a valid "id". Use small letters, digits and '
        "single dashes or underscores, such as first-talk.",
        'journey.yaml:9:5: CJ-107 "name" is 12, but this takes text (put a number between quotes). '
        "Change the value.",
        'journey.yaml:10:5: CJ-103 The key "name" stands here twice; first on line 9. '
        "Merge the two or remove one.",
        'journey.yaml:11:5: CJ-108 "post" is not possible for "period". Did you mean '
        '"pre_purchase"? Possible are: pre_purchase, purchase, post_purchase.',
    ]


def test_errors_in_dutch() -> None:
    assert errors("title: T\nstage: []", "nl") == [
        'journey.yaml:2:1: CJ-105 Onbekende sleutel "stage". Bedoelt u "stages"?'
    ]


def test_dangling_and_double_ids_are_refused() -> None:
    text = THREE_STAGES.replace("[search]", "[serch]").replace("id: buy", "id: search")
    assert errors(text) == [
        'journey.yaml:12:5: CJ-112 The id "search" of a stage stands here twice; '
        "first on line 8. Give one of the two another id.",
        'journey.yaml:22:18: CJ-110 There is no stage "serch". Did you mean "search"? '
        "Known: search, search, use.",
    ]


def test_an_empty_file_a_missing_file_and_another_encoding(tmp_path) -> None:
    assert errors("# nothing\n") == [
        'journey.yaml: CJ-113 The file is empty. Begin with "title:" and the name of the map.'
    ]
    with pytest.raises(MapError) as caught:
        read_journey(tmp_path)
    assert caught.value.problems[0].code == "CJ-101"
    (tmp_path / "journey.yaml").write_bytes("title: x\nowner: Zoë".encode("cp1252"))
    with pytest.raises(MapError) as caught:
        read_journey(tmp_path)
    assert str(caught.value) == (
        "journey.yaml:2: CJ-117 The file is not written in UTF-8. Save it again as UTF-8."
    )


def test_a_newer_format_is_named() -> None:
    assert errors("format: 2\ntitle: T") == [
        "journey.yaml:1:1: CJ-114 This file has format 2; this cjkit reads format 1. "
        'Write "format: 1", or take a newer cjkit.'
    ]


def test_an_unchanged_map_is_written_byte_for_byte(tmp_path) -> None:
    path = tmp_path / "journey.yaml"
    path.write_bytes(THREE_STAGES.encode())
    write_journey(read_journey(path), path)
    assert path.read_bytes() == THREE_STAGES.encode()
    assert list(tmp_path.iterdir()) == [path]


def with_stage(journey_map: JourneyMap, index: int, **changes: object) -> JourneyMap:
    stages = list(journey_map.stages)
    stages[index] = stages[index].model_copy(update=changes)
    return journey_map.model_copy(update={"stages": tuple(stages)})


def changed_lines(new: str) -> list[tuple[str, str]]:
    pairs = zip(THREE_STAGES.splitlines(), new.splitlines(), strict=True)
    return [(a.strip(), b.strip()) for a, b in pairs if a != b]


def test_a_change_touches_one_line_and_keeps_comments_and_quotes() -> None:
    journey_map = parse_journey(THREE_STAGES)
    changed = with_stage(journey_map, 0, goal=Statement(text="Find it fast"))
    text = render_journey(changed, THREE_STAGES)
    assert changed_lines(text) == [
        ("goal: Find it  # a guess", "goal: Find it fast # a guess"),
    ]
    assert parse_journey(text) == changed


def test_a_changed_text_keeps_its_evidence() -> None:
    journey_map = parse_journey(THREE_STAGES)
    goal = journey_map.stages[1].goal
    changed = with_stage(journey_map, 1, goal=goal.model_copy(update={"text": "Pay"}))
    text = render_journey(changed, THREE_STAGES)
    assert parse_journey(text) == changed
    assert "grade: known, source: till, n: 212" in text


def test_a_statement_that_loses_its_evidence_is_a_guess_in_the_file_too() -> None:
    changed = with_stage(parse_journey(THREE_STAGES), 1, goal=Statement(text="Pay"))
    assert parse_journey(render_journey(changed, THREE_STAGES)) == changed


def test_stages_are_added_and_removed() -> None:
    journey_map = parse_journey(THREE_STAGES)
    added = journey_map.model_copy(
        update={"stages": (*journey_map.stages, Stage(id="tell", name="Tell"))}
    )
    assert parse_journey(render_journey(added, THREE_STAGES)) == added
    fewer = journey_map.model_copy(update={"stages": journey_map.stages[:2]})
    assert parse_journey(render_journey(fewer, THREE_STAGES)) == fewer


def test_removing_the_first_stage_keeps_the_others_comments() -> None:
    text = THREE_STAGES.replace("  - id: buy", "  # the till\n  - id: buy")
    journey_map = parse_journey(text.replace("    returns_to: [search]\n", ""))
    fewer = journey_map.model_copy(update={"stages": journey_map.stages[1:]})
    written = render_journey(fewer, text.replace("    returns_to: [search]\n", ""))
    assert parse_journey(written) == fewer
    assert "# the till" in written


texts = st.text(min_size=1, max_size=40).map(str.strip).filter(bool)


@given(title=texts, names=st.lists(texts, max_size=4), goal=texts)
def test_write_then_read_gives_the_same_map(title: str, names: list[str], goal: str) -> None:
    stages = tuple(
        Stage(id=f"s{i}", name=name, goal=Statement(text=goal)) for i, name in enumerate(names)
    )
    try:
        journey_map = JourneyMap(title=title, stages=stages)
        written = render_journey(journey_map)
    except ValueError:
        return
    assert parse_journey(written) == journey_map


def test_plain_leaves_out_what_is_not_said() -> None:
    assert plain(Stage(id="a", name="A")) == {"id": "a", "name": "A"}

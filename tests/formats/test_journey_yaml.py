"""journey.yaml: all errors at once with their places; a change touches only what it must."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjkit.errors import MapError
from cjkit.formats.journey_yaml import (
    open_journey,
    parse_journey,
    plain,
    read_journey,
    render_journey,
    write_journey,
)
from cjkit.model.evidence import Evidence, Grade, Score, Statement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.rules import Rule
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
        'journey.yaml: CJ-113 The file is empty. Begin with "title:" and the name of the map; '
        'data.yaml begins with "sources:".'
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
        ("goal: Find it  # a guess", "goal: Find it fast  # a guess"),
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


ODD = (
    "\ufeff# Zoë's map 🙂\r\n"
    "title:    'A shop'      # 🙂 odd\r\n"
    'version: "1"\r\n'
    "owner:\r\n"
    "\r\n"
    "stages:\r\n"
    "-   id:   look\r\n"
    '    name: "Look 🙂"   # the window\r\n'
    "    period: pre_purchase\r\n"
    "    relevance: {value: 60,   evidence: {grade: indicated}}\r\n"
    "    goal: {text: Find it}   # long form\r\n"
    "    mindset: >-  # folded\r\n"
    "        A long text that is\r\n"
    "        folded over two lines.\r\n"
    "\r\n"
    "    questions: [Where?,   'When?' ]\r\n"
    "\r\n\r\n"
    "-   {id: buy, name: Buy}\r\n"
    "# the end\r\n"
)


def odd_change(before: str, after: str, **changes: object) -> None:
    """Change the first stage, and expect only this piece of the odd text to differ."""
    assert ODD.count(before) == 1
    written = render_journey(with_stage(parse_journey(ODD), 0, **changes), ODD)
    assert written == ODD.replace(before, after)


def test_a_changed_value_touches_its_own_characters_only() -> None:
    odd_change('"Look 🙂"', '"Look: \\"here\\" 🙂"', name='Look: "here" 🙂')
    odd_change("pre_purchase", "purchase", period="purchase")
    relevance = Score(value=62.5, evidence=Evidence(grade=Grade.KNOWN))
    odd_change(
        "value: 60,   evidence: {grade: indicated}",
        "value: 62.5,   evidence: {grade: known}",
        relevance=relevance,
    )
    odd_change("text: Find it", "text: Find one", goal=Statement(text="Find one"))
    questions = (Statement(text="Where, then?"), Statement(text="It's when?"))
    odd_change("Where?,   'When?'", "'Where, then?',   'It''s when?'", questions=questions)


def test_a_folded_text_stays_folded() -> None:
    long = "A much longer text that will not fit on one line of this width and is folded again."
    odd_change(
        "A long text that is\r\n        folded over two lines.",
        "A much longer text that will not fit on\r\n"
        "        one line of this width and is folded\r\n"
        "        again.",
        mindset=Statement(text=long),
    )


def test_a_renamed_id_is_written_in_its_place() -> None:
    odd_change("id:   look", "id:   see", id="see")


def test_a_value_for_an_empty_key_is_written_there() -> None:
    journey_map = parse_journey(ODD).model_copy(update={"owner": "The shop"})
    assert render_journey(journey_map, ODD) == ODD.replace("owner:", "owner: The shop")


@pytest.mark.parametrize(
    "value", ["no: 1", "- x", "# x", "12", "true", "a #b", "'", "x\ny", "{", "é"]
)
def test_any_text_is_written_so_that_it_reads_back(value: str) -> None:
    changed = with_stage(parse_journey(THREE_STAGES), 0, goal=Statement(text=value))
    written = render_journey(changed, THREE_STAGES)
    assert parse_journey(written) == changed
    assert len(changed_lines(written)) == 1


def test_a_new_key_in_an_odd_file_leaves_the_other_lines() -> None:
    changed = with_stage(parse_journey(ODD), 1, presence=Score(value=10))
    written = render_journey(changed, ODD)
    assert parse_journey(written) == changed
    kept = set(written.split("\r\n")) & set(ODD.split("\r\n"))
    assert set(ODD.split("\r\n")) - kept == {"-   {id: buy, name: Buy}"}
    assert written.count("\n") == written.count("\r\n")


def test_rules_written_in_full_are_changed_too() -> None:
    text = (
        "title: T\nstages:\n  - id: a\n    name: A\n    entry:\n"
        "      - conditions: [{field: event, values: [visit]}]\n"
    )
    changed = with_stage(parse_journey(text), 0, entry=(Rule.model_validate({"event": "order"}),))
    assert parse_journey(render_journey(changed, text)) == changed


@given(name=st.text(min_size=1, max_size=30))
def test_editing_an_odd_file_never_loses_a_comment(name: str) -> None:
    old = parse_journey(ODD)
    stages = (Stage.model_construct(**{**dict(old.stages[0]), "name": name}), old.stages[1])
    try:
        changed = JourneyMap.model_validate(old.model_copy(update={"stages": stages}).model_dump())
    except ValueError:
        return
    written = render_journey(changed, ODD)
    assert parse_journey(written) == changed
    start, end = ODD.index('"Look'), ODD.index("   # the window")
    assert (written[:start], written[len(written) - len(ODD) + end :]) == (ODD[:start], ODD[end:])


HEADED = """\
title: T

# --- Step 3
stages:
  - id: a
    name: A
    goal: Find it  # why
    # about b
  - {id: b, name: B}

# --- Step 4
touchpoints:
  - id: t
    name: T
metrics:
  focus:
    stages: [a]

# --- the end
improvements: {}
"""


def test_new_keys_and_items_come_above_the_comment_that_leads_to_the_next() -> None:
    journey_map = parse_journey(HEADED)
    first = journey_map.stages[0].model_copy(update={"presence": Score(value=5)})
    stages = (first, journey_map.stages[1], Stage(id="c", name="C"))
    written = render_journey(journey_map.model_copy(update={"stages": stages}), HEADED)
    assert written == HEADED.replace("# why\n", "# why\n    presence: 5\n").replace(
        "name: B}\n", "name: B}\n  - id: c\n    name: C\n"
    )


def test_a_removed_key_leaves_the_heading_below_it() -> None:
    journey_map = parse_journey(HEADED)
    metrics = journey_map.metrics.model_copy(update={"focus": None})
    written = render_journey(journey_map.model_copy(update={"metrics": metrics}), HEADED)
    assert "# --- the end\nimprovements: {}\n" in written
    fewer = journey_map.model_copy(update={"stages": journey_map.stages[:1]})
    assert "  # why\n    # about b\n\n# --- Step 4\n" in render_journey(fewer, HEADED)


SHOP = Path(__file__).parents[2] / "sample_data/sneakers/journey.yaml"


def lines_changed(old: str, new: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(old.splitlines(), new.splitlines(), strict=True) if a != b]


def test_one_emotion_of_a_real_map_is_one_line() -> None:
    text = SHOP.read_text("utf-8")
    old = parse_journey(text)
    first = next(e for e in old.experiences if e.emotion)
    moved = first.model_copy(update={"emotion": first.emotion.model_copy(update={"value": -1.5})})
    new = old.model_copy(
        update={"experiences": tuple(moved if e is first else e for e in old.experiences)}
    )
    assert len(lines_changed(text, render_journey(new, text))) == 1


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "journey.yaml"
    path.write_bytes(THREE_STAGES.encode())
    return path


def test_saving_twice_in_a_row_is_one_writer(shop: Path) -> None:
    opened = open_journey(shop.parent)
    first = opened.save(with_stage(opened.map, 0, name="See"))
    second = first.save(with_stage(first.map, 1, name="Pay"))
    assert [stage.name for stage in read_journey(shop).stages] == ["See", "Pay", "Use"]
    assert open_journey(shop) == second


def test_a_second_writer_is_told_what_the_first_changed(shop: Path) -> None:
    mine, theirs = open_journey(shop), open_journey(shop)
    theirs.save(with_stage(theirs.map, 1, name="Pay"))
    before = shop.read_bytes()
    with pytest.raises(MapError) as caught:
        mine.save(with_stage(mine.map, 0, name="See"))
    assert caught.value.text("en") == (
        "journey.yaml:13: CJ-126 The file was changed by someone else since it was read: one line "
        'differs and is now "name: Pay". Nothing was written. Open the file again and make your '
        "change there."
    )
    assert shop.read_bytes() == before


def test_a_file_that_is_gone_is_not_written_again(shop: Path) -> None:
    opened = open_journey(shop)
    shop.unlink()
    with pytest.raises(MapError) as caught:
        opened.save(with_stage(opened.map, 0, name="See"))
    assert caught.value.problems[0].code == "CJ-101"
    assert not shop.exists()


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_whole(
    shop: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    opened = open_journey(shop)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, full)
    with pytest.raises(MapError) as caught:
        opened.save(with_stage(opened.map, 0, name="See"))
    assert caught.value.text("en") == (
        f"journey.yaml: CJ-125 Cannot write {shop}: No space left on device. The file is as it "
        "was. Make room or ask for the right to write here, and save again."
    )
    assert shop.read_bytes() == THREE_STAGES.encode()
    assert list(shop.parent.iterdir()) == [shop]


def test_a_kill_in_the_middle_leaves_the_old_file_whole(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_journey(with_stage(read_journey(shop), 0, name="See"), shop)
    assert shop.read_bytes() == THREE_STAGES.encode()


KILLED = """
import os, signal, sys
import cjkit
from cjkit.model.journey_map import JourneyMap
setattr(os, sys.argv[2], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
cjkit.open_journey(sys.argv[1]).save(JourneyMap(title="Another"))
"""


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_real_kill_leaves_the_old_file_whole(shop: Path, moment: str) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(shop), moment], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert shop.read_bytes() == THREE_STAGES.encode()
    left = [path.name for path in shop.parent.iterdir() if path != shop]
    assert [name[:14] for name in left] == [".journey.yaml."]  # the copy aside, hidden


def test_a_link_stays_a_link_and_rights_stay(shop: Path) -> None:
    shop.chmod(0o640)
    link = shop.with_name("link.yaml")
    link.symlink_to(shop)
    write_journey(with_stage(read_journey(link), 0, name="See"), link)
    assert link.is_symlink()
    assert shop.stat().st_mode & 0o777 == 0o640
    assert read_journey(shop).stages[0].name == "See"


def test_what_is_no_map_is_not_written_over(shop: Path) -> None:
    shop.write_text("stages: 1", "utf-8")
    with pytest.raises(MapError):
        write_journey(parse_journey(THREE_STAGES), shop)
    assert shop.read_text("utf-8") == "stages: 1"

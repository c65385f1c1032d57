"""What changed between two maps: found, said, applied, drawn, and told to git."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from cjkit import parse_journey
from cjkit.charts.compare import comparison_page, curves_figure, curves_frame
from cjkit.cli import app
from cjkit.compare import Action, apply_changes, compare_maps
from cjkit.compare.words import lines, sentence
from cjkit.model.journey_map import JourneyMap

OLD = """
title: Coffee
version: "1"
owner: Marketing
changes: [{version: "1", date: 2026-01-01, reason: First map}]
personas: [{id: fan, name: Fan}, {id: guest, name: Guest}]
stages:
  - {id: look, name: Search, goal: Find a bar, relevance: 40, questions: [Where is it?]}
  - {id: buy, name: Order, period: purchase}
touchpoints: [{id: site, name: Website, places: [{stage: look}]}]
experiences:
  - {id: e, persona: fan, stage: look, touchpoint: site, emotion: -1}
"""

# (what is replaced, by what, the sentences in English and Dutch)
EDITS = {
    "added": (
        "{id: guest, name: Guest}",
        "{id: guest, name: Guest}, {id: boss, name: Boss}",
        'Added: persona "Boss".',
        'Toegevoegd: persona "Boss".',
    ),
    "removed": (
        ", {id: guest, name: Guest}",
        "",
        'Removed: persona "Guest".',
        'Verwijderd: persona "Guest".',
    ),
    "statement added": (
        "[Where is it?]",
        "[Where is it?, Is it open?]",
        'Added: stage "Search", questions "Is it open?".',
        'Toegevoegd: fase "Search", vragen "Is it open?".',
    ),
    "renamed": (
        "name: Search",
        "name: Explore",
        'Stage "Search" is now called "Explore".',
        'Fase "Search" heet nu "Explore".',
    ),
    "the map renamed": (
        "title: Coffee",
        "title: Tea",
        'The map "Coffee" is now called "Tea".',
        'De kaart "Coffee" heet nu "Tea".',
    ),
    "another id": (
        "guest",
        "visitor",
        'Persona "Guest" has another id: guest → visitor.',
        'Persona "Guest" heeft een andere id: guest → visitor.',
    ),
    "moved": (
        "stage: look, touchpoint",
        "stage: buy, touchpoint",
        'Experience "Fan, Order, Website" moved from "Search" to "Order".',
        'Ervaring "Fan, Order, Website" is verplaatst van "Search" naar "Order".',
    ),
    "ordered": (
        "[{id: fan, name: Fan}, {id: guest, name: Guest}]",
        "[{id: guest, name: Guest}, {id: fan, name: Fan}]",
        'Personas: now in the order "Guest"; "Fan".',
        'Persona’s: nu in de volgorde "Guest"; "Fan".',
    ),
    "regraded": (
        "goal: Find a bar",
        "goal: {text: Find a bar, evidence: {grade: known, source: till, n: 40}}",
        'Stage "Search", goal of the customer: guessed → known (till, n\u00a0=\u00a040).',
        'Fase "Search", doel van de klant: aangenomen → onderbouwd (till, n\u00a0=\u00a040).',
    ),
    "a statement regraded": (
        "[Where is it?]",
        "[{text: Where is it?, evidence: {grade: indicated}}]",
        'Stage "Search", questions "Where is it?": guessed → indicated.',
        'Fase "Search", vragen "Where is it?": aangenomen → deels onderbouwd.',
    ),
    "reworded": (
        "goal: Find a bar",
        "goal: Find a good bar",
        'Stage "Search", goal of the customer: "Find a bar" → "Find a good bar".',
        'Fase "Search", doel van de klant: "Find a bar" → "Find a good bar".',
    ),
    "a statement reworded": (
        "[Where is it?]",
        "[Where is it now?]",
        'Stage "Search", questions: "Where is it?" → "Where is it now?".',
        'Fase "Search", vragen: "Where is it?" → "Where is it now?".',
    ),
    "emotion": (
        "emotion: -1",
        "emotion: 1",
        'Experience "Fan, Search, Website", emotion now, assumed: −1 → +1.',
        'Ervaring "Fan, Search, Website", emotie nu, aangenomen: −1 → +1.',
    ),
    "relevance": (
        "relevance: 40",
        "relevance: 70",
        'Stage "Search", relevance of the brand: 40 → 70.',
        'Fase "Search", relevantie van het merk: 40 → 70.',
    ),
    "set": (
        "relevance: 40",
        "relevance: 40, presence: 30",
        'Stage "Search", presence of the brand: now 30.',
        'Fase "Search", aanwezigheid van het merk: nu 30.',
    ),
    "cleared": (
        "owner: Marketing",
        "language: en",
        'Owner: "Marketing" is gone.',
        'Eigenaar: "Marketing" is vervallen.',
    ),
}


def edited(before: str, after: str) -> tuple[JourneyMap, JourneyMap]:
    assert before in OLD
    return parse_journey(OLD), parse_journey(OLD.replace(before, after))


@pytest.mark.parametrize("edit", list(EDITS))
def test_one_edit_is_one_sentence(edit: str) -> None:
    before, after, english, dutch = EDITS[edit]
    old, new = edited(before, after)
    comparison = compare_maps(old, new)
    assert [sentence(change, "en") for change in comparison.changes] == [english]
    assert [sentence(change, "nl") for change in comparison.changes] == [dutch]
    assert apply_changes(old, comparison) == new


def test_the_same_map_has_no_changes() -> None:
    comparison = compare_maps(parse_journey(OLD), parse_journey(OLD + "# a comment\n"))
    assert not comparison
    assert comparison.changes == ()


def test_references_follow_another_id() -> None:
    old, new = parse_journey(OLD), parse_journey(OLD.replace("look", "search"))
    comparison = compare_maps(old, new)
    assert [change.action for change in comparison.changes] == [Action.REIDENTIFIED]
    assert apply_changes(old, comparison) == new


def test_most_of_the_content_tells_another_id() -> None:
    # An experience has no name: persona, stage, touchpoint and emotion are the same.
    old, new = parse_journey(OLD), parse_journey(OLD.replace("id: e,", "id: first,"))
    [change] = compare_maps(old, new).changes
    assert (change.action, change.old, change.new) == (Action.REIDENTIFIED, "e", "first")


def test_reasons_come_from_the_log_of_changes() -> None:
    logged = OLD.replace('version: "1"\nowner', 'version: "2"\nowner').replace(
        "First map}", 'First map}, {version: "2", date: 2026-07-02, reason: Asked 40 guests}'
    )
    old, new = parse_journey(OLD), parse_journey(logged.replace("emotion: -1", "emotion: 1"))
    assert list(lines(compare_maps(old, new), new.title, "en")) == [
        "Coffee: version 1 → 2",
        "Why 2 (2 Jul 2026): Asked 40 guests",
        "",
        "Experiences",
        '  Experience "Fan, Search, Website", emotion now, assumed: −1 → +1.',
    ]


IDS = st.sampled_from("abcd")
WORDS = st.sampled_from(["Where is it?", "Where is it now?", "Why", "Why not", "x"])
GRADES = st.sampled_from(["known", "indicated", "guessed"])
STATEMENT = WORDS | st.fixed_dictionaries(
    {"text": WORDS, "evidence": st.fixed_dictionaries({"grade": GRADES})}
)
STATEMENTS = st.lists(STATEMENT, max_size=4)
SCORE = st.integers(0, 3).map(float)


def listed(record: st.SearchStrategy[Any], most: int = 4) -> st.SearchStrategy[Any]:
    """Lists of records, mostly with an id each, sometimes with an id twice."""
    return st.lists(record, max_size=most, unique_by=lambda r: r["id"]) | st.lists(
        record, max_size=2
    )


STAGE = st.fixed_dictionaries(
    {"id": IDS, "name": WORDS},
    optional={
        "goal": STATEMENT,
        "questions": STATEMENTS,
        "relevance": SCORE,
        "returns_to": st.lists(IDS, max_size=2),
        "entry": st.lists(st.fixed_dictionaries({"event": st.sampled_from("xy")}), max_size=2),
    },
)
PERSONA = st.fixed_dictionaries(
    {"id": IDS, "name": WORDS},
    optional={
        "hobbies": STATEMENTS,
        "canvas": st.fixed_dictionaries(
            {"pains": listed(st.fixed_dictionaries({"id": IDS, "text": WORDS}), 3)}
        ),
    },
)
TOUCHPOINT = st.fixed_dictionaries(
    {"id": IDS, "name": WORDS},
    optional={
        "places": st.lists(st.fixed_dictionaries({"stage": IDS}), max_size=3),
        "assets": listed(st.fixed_dictionaries({"id": IDS, "name": WORDS}), 3),
    },
)
EXPERIENCE = st.fixed_dictionaries(
    {"id": IDS, "persona": IDS, "stage": IDS},
    optional={
        "touchpoint": IDS,
        "emotion": SCORE.map(lambda score: score - 1),
        "questions": STATEMENTS,
        "pains": st.lists(IDS, max_size=2),
    },
)
ENTRY = st.fixed_dictionaries({"version": IDS, "date": st.just("2026-01-01"), "reason": WORDS})
MAPS = st.fixed_dictionaries(
    {"title": WORDS},
    optional={
        "version": IDS,
        "owner": WORDS,
        "changes": st.lists(ENTRY, max_size=3),
        "organisation": st.none() | st.fixed_dictionaries({"name": WORDS, "goals": STATEMENTS}),
        "personas": listed(PERSONA),
        "stages": listed(STAGE),
        "touchpoints": listed(TOUCHPOINT),
        "experiences": listed(EXPERIENCE),
    },
).map(JourneyMap.model_validate)


@given(MAPS, MAPS)
@settings(max_examples=300, deadline=None)
def test_the_changes_applied_to_the_old_map_give_the_new(old: JourneyMap, new: JourneyMap) -> None:
    comparison = compare_maps(old, new)
    assert apply_changes(old, comparison) == new
    assert bool(comparison) is (old != new)
    said = [
        sentence(change, language) for change in comparison.changes for language in ("nl", "en")
    ]
    assert all(said)
    json.dumps([change.path for change in comparison.changes])


PARTS = ("title", "personas", "stages", "touchpoints", "experiences", "organisation", "changes")


@given(MAPS, MAPS, st.sets(st.sampled_from(PARTS), max_size=2))
@settings(max_examples=200, deadline=None)
def test_an_edit_of_some_parts_changes_those_alone(
    old: JourneyMap, other: JourneyMap, parts: set[str]
) -> None:
    new = old.model_copy(update={part: getattr(other, part) for part in parts})
    comparison = compare_maps(old, new)
    assert apply_changes(old, comparison) == new
    direct = [c for c in comparison.changes if c.action is not Action.REIDENTIFIED]
    if not any(comparison.of(Action.REIDENTIFIED)):
        assert {change.path[0] for change in direct} <= parts


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments])


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real git repository with two revisions of a map, the second one tagged `v2`."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    git("init", "-q")
    (tmp_path / ".gitattributes").write_text("journey.yaml diff=cjkit\n", "utf-8")
    (tmp_path / "acme").mkdir()
    for tag, text in {"v1": OLD, "v2": OLD.replace("emotion: -1", "emotion: 1")}.items():
        (tmp_path / "acme" / "journey.yaml").write_text(text, "utf-8")
        git("add", ".")
        git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", tag)
        git("tag", tag)
    return tmp_path


def git(*arguments: str) -> str:
    told = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout


SADDER = """\
Coffee: version 1

Experiences
  Experience "Fan, Search, Website", emotion now, assumed: −1 → +1.
"""


def test_diff_of_revisions_and_files(repository: Path) -> None:
    assert run("v1:acme/journey.yaml", "acme/journey.yaml").output == SADDER
    assert run("v1:acme", "v2:acme").output == SADDER
    assert run("--rev", "v1", "--rev", "v2", "acme/journey.yaml").output == SADDER
    assert run("--rev", "v1", "acme").output == SADDER
    assert run("--rev", "v1", "acme").exit_code == 1


def test_diff_of_the_same_says_nothing(repository: Path) -> None:
    result = run("v2:acme/journey.yaml", "acme")
    assert (result.exit_code, result.output) == (0, "")


def test_trouble_is_exit_code_2(repository: Path) -> None:
    result = run("v3:acme/journey.yaml", "acme")
    assert result.exit_code == 2
    assert result.stderr.startswith("CJ-901 git cannot give v3:acme/journey.yaml: ")
    assert run("acme").stderr == (
        "CJ-903 These are not two versions of a map: acme. Give two files, folders or "
        "REVISION:path, or one file with --rev once or twice.\n"
    )
    (repository / "acme" / "journey.yaml").write_text("titel: x\n", "utf-8")
    assert run("v1:acme", "acme").exit_code == 2
    assert run("-x:acme", "acme").exit_code == 2
    assert run("v1:acme", "v2:acme", "--language", "fr").stderr.startswith("CJ-205 ")


def test_a_revision_is_no_option(repository: Path) -> None:
    assert run("--rev", "--output=stolen", "acme").exit_code == 2
    assert not list(repository.glob("stolen*"))


def test_without_git_that_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run("v1:acme", "acme")
    assert result.exit_code == 2
    assert result.stderr.startswith("CJ-902 The program git is not there")


def test_git_diff_asks_cjkit(repository: Path) -> None:
    git("config", "diff.cjkit.command", f"{sys.executable} -m cjkit.cli diff")
    assert git("diff", "v1", "v2") == SADDER
    (repository / "acme" / "journey.yaml").write_text("titel: x\n", "utf-8")
    assert "journey.yaml:1:1: CJ-1" in git("diff", "v1")  # the rest of git's diff goes on


def test_git_tells_of_a_new_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", f"{sys.executable} -m cjkit.cli diff")
    (repository / "bar").mkdir()
    (repository / "bar" / "journey.yaml").write_text(
        "title: B\nstages: [{id: a, name: A}]", "utf-8"
    )
    git("add", "bar")
    assert git("diff", "--cached") == 'B: version 1\n\nStages\n  Added: stage "A".\n'


def test_diff_as_json(repository: Path) -> None:
    said = json.loads(run("v1:acme", "acme", "--json").output)
    assert said == {
        "format": 1,
        "versions": ["1", "1"],
        "reasons": [],
        "changes": [
            {
                "action": "changed",
                "path": ["experiences", "e", "emotion", "value"],
                "kind": "experience",
                "id": "e",
                "name": "Fan, Search, Website",
                "old": -1,
                "new": 1,
                "sentence": 'Experience "Fan, Search, Website", emotion now, assumed: −1 → +1.',
            }
        ],
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_diff_as_a_page(repository: Path, language: str) -> None:
    result = run("v1:acme", "acme", "--html", "--language", language)
    page = result.output
    curve = {"en": "Fan in Search, −1.0 → +1.0", "nl": "Fan in Search, −1,0 → +1,0"}
    assert result.exit_code == 1
    assert page.startswith("<!DOCTYPE html>")
    assert f'<html lang="{language}">' in page
    assert curve[language] in page
    assert "−1 → +1." in page
    assert {"en": "1 difference between", "nl": "1 verschil tussen"}[language] in page
    assert 'src="data:image/svg+xml' in page
    assert "http" not in page.replace("http-equiv", "").split("<script", 1)[0]


def test_words_of_a_map_are_text_on_the_page() -> None:
    old, new = parse_journey("title: A"), parse_journey("title: <script>alert(1)</script>")
    page = comparison_page(old, new, "en")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_curves_keep_dropped_stages_in_their_place() -> None:
    text = (
        "title: T\npersonas: [{id: p, name: P}]\n"
        "stages: [{id: a, name: A}, {id: b, name: B}, {id: c, name: C}]\nexperiences:\n"
        "  - {id: e, persona: p, stage: a, emotion: 1}\n"
        "  - {id: f, persona: p, stage: b, emotion: -1}\n"
        "  - {id: g, persona: p, stage: b, emotion: 2}\n"
    )
    dropped = "\n".join(line for line in text.splitlines() if "stage: b" not in line)
    frame = curves_frame(
        parse_journey(text), parse_journey(dropped.replace("{id: b, name: B}, ", ""))
    )
    # b: the mean of -1 and 2
    assert frame[["stage", "version", "emotion"]].values.tolist() == [
        ["a", "before", 1.0],
        ["b", "before", 0.5],
        ["a", "after", 1.0],
    ]


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ("emotion: -1", "emotion: -1", "The emotion curve is the same"),
        (
            "{id: e, persona: fan",
            "{id: e, persona: guest",
            "The emotion curve has new or other points",
        ),
        (", emotion: -1", "", "The emotion curve has new or other points"),
    ],
)
def test_the_picture_says_what_changed(before: str, after: str, title: str) -> None:
    assert curves_figure(*edited(before, after), "en").title == title


def test_without_emotions_the_picture_says_what_to_do() -> None:
    figure = curves_figure(parse_journey("title: A"), parse_journey("title: B"), "nl")
    assert figure.title == "Geen van beide versies heeft een emotiecurve"
    assert figure.next_step == "Geef ervaringen een emotie van −2 tot +2."


def test_a_large_map_is_compared_in_time() -> None:
    lived = [
        {"id": f"e{n}", "persona": f"p{n % 500}", "stage": f"s{n % 60}", "questions": [f"Q {n}"]}
        for n in range(5000)
    ]
    maps = [
        JourneyMap.model_validate(
            {"title": "T", "experiences": [e | {"emotion": n % shift} for n, e in enumerate(lived)]}
        )
        for shift in (2, 3)
    ]
    started = time.process_time()
    comparison = compare_maps(*maps)
    assert apply_changes(maps[0], comparison) == maps[1]
    assert time.process_time() - started < 20

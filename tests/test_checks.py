"""Each rule has a case where it speaks and one where it is silent."""

import datetime as dt
import re
import time
from pathlib import Path
from typing import Any

import pytest
from literal_store import write_store

from cjkit import labels
from cjkit.checks import (
    RULES,
    Severity,
    check_client,
    check_map,
    data_rules,
    examine_client,
    examine_map,
)
from cjkit.checks.page import checks_page
from cjkit.checks.places import Places
from cjkit.checks.silences import FIRST_OF_DATA
from cjkit.client import Client, Selection
from cjkit.data.sources import DataDescription
from cjkit.formats.journey_yaml import parse_journey

TODAY = dt.date(2026, 11, 23)
KNOWN = "{text: Yes, evidence: {grade: known, source: interviews, date: 2026-05-01}}"

# code -> (a map that must be told, the same map mended)
CASES = {
    "CJ-701": (
        "stages: [{id: a, name: A}]",
        "stages: [{id: a, name: A}]\n"
        "metrics: {metrics: [{id: m, name: M, family: reach, measured: reach, unit: u, stage: a}]}",
    ),
    "CJ-704": (
        "personas: [{id: p, name: P}]",
        f"personas: [{{id: p, name: P, background: {KNOWN}}}]",
    ),
    "CJ-705": (
        "metrics: {metrics: [{id: m, name: M, family: reach, measured: reach, unit: u}]}",
        "metrics: {sources: [{id: w, name: W}], metrics: "
        "[{id: m, name: M, family: reach, measured: reach, unit: u, sources: [w]}]}",
    ),
    "CJ-706": (
        "stages: [{id: a, name: A, goal: {text: T, evidence: {date: 2025-01-01}}}]",
        f"stages: [{{id: a, name: A, goal: {KNOWN}}}]",
    ),
    "CJ-707": ("version: '2'", "owner: CX team"),
    "CJ-708": ("review_by: 2026-11-22", "review_by: 2026-11-23"),
    "CJ-709": (
        "stages: [{id: a, name: A, relevance: 50}]",
        "stages: [{id: a, name: A, relevance: 50, presence: 40}]",
    ),
    "CJ-710": (
        "stages: [{id: a, name: A, relevance: 40, presence: 70}]",
        "stages: [{id: a, name: A, relevance: 40, presence: 69}]",
    ),
    "CJ-711": (
        "improvements: {improvements: [{id: i, text: Call back}]}",
        "improvements: {improvements: [{id: i, text: Call back, owner: Sales}]}",
    ),
    "CJ-712": (
        "improvements: {opportunities: [{id: o, text: O}]}",
        "improvements: {insights: [{id: i, text: I}],"
        " opportunities: [{id: o, text: O, insights: [i]}]}",
    ),
    "CJ-713": (
        "metrics: {metrics: [{id: m, name: M, family: reach, measured: reach, unit: u}]}",
        "metrics: {metrics: [{id: m, name: M, family: reach, measured: reach, unit: u,"
        " target: {value: 5}}]}",
    ),
    "CJ-715": (
        "stages: [{id: a, name: A, goal: {text: T, evidence: {grade: known}}}]",
        f"stages: [{{id: a, name: A, goal: {KNOWN}}}]",
    ),
    "CJ-716": (
        "touchpoints: [{id: t, name: T}]",
        "touchpoints: [{id: t, name: T, match: [{event: visit}]}]",
    ),
    "CJ-718": ("version: '2'", "stages: [{id: a, name: A}]"),
}
PERSONAS = "organisation: {name: O, customer_groups: [{id: g, name: G}]}\npersonas: [" + ", ".join(
    f"{{id: p{i}, name: P{i}, customer_group: g}}" for i in range(6)
)
CASES["CJ-714"] = (PERSONAS + "]", PERSONAS.replace(", {id: p5, name: P5, customer_group: g}", "]"))
EXPERIENCE = (
    "personas: [{id: p, name: P}]\nstages: [{id: a, name: A}]\n"
    "experiences: [{id: e, persona: p, stage: a, %s}]"
)
CASES["CJ-702"] = (
    EXPERIENCE % "questions: [What does it cost?]",
    EXPERIENCE % "questions: [What does it cost?], content: [A price list]",
)
CASES["CJ-703"] = (
    EXPERIENCE % "content: [A price list]",
    EXPERIENCE % "content: [A price list], questions: [What does it cost?]",
)
CASES["CJ-717"] = (EXPERIENCE % "questions: [Q]", EXPERIENCE % "emotion: 1")


METRIC = "metrics: {metrics: [{id: m, name: M, family: reach, measured: reach, unit: u, %s}]}"
CASES |= {
    "CJ-719": (
        "personas: [{id: p, name: P, traits: [{age: {at_most: 34}}]},"
        " {id: q, name: Q, traits: [{age: {at_most: 34}}]}]",
        "personas: [{id: p, name: P, traits: [{age: {at_most: 34}}]},"
        " {id: q, name: Q, traits: [{age: {at_least: 35}}]}]",
    ),
    # three of the five statements are the same: 60 %
    "CJ-720": (
        "personas: [{id: p, name: P, hobbies: [a, b, c, d, e]},"
        " {id: q, name: Q, hobbies: [A., b, c!, x, y]}]",
        "personas: [{id: p, name: P, hobbies: [a, b, c, d, e]},"
        " {id: q, name: Q, hobbies: [A., b, z, x, y]}]",
    ),
    "CJ-721": (
        "stages: [{id: a, name: A}, {id: b, name: B}]\n"
        "touchpoints: [{id: t, name: T, places: [{stage: a}]}]",
        "stages: [{id: a, name: A}]\ntouchpoints: [{id: t, name: T, places: [{stage: a}]}]",
    ),
    "CJ-722": (
        "stages: [{id: a, name: A}]\ntouchpoints: [{id: t, name: T}]",
        "stages: [{id: a, name: A}]\ntouchpoints: [{id: t, name: T, places: [{stage: a}]}]",
    ),
    "CJ-724": ("personas: [{id: p, name: P}]\nstages: [{id: a, name: A}]", EXPERIENCE % ""),
    "CJ-725": (
        "personas: [{id: p, name: P, canvas: {pains: [{id: x, text: Queues}]}}]",
        "personas: [{id: p, name: P, canvas: {pains: [{id: x, text: Queues}],"
        " pain_relievers: [{text: An app, relieves: [x]}]}}]",
    ),
    "CJ-726": (
        "personas: [{id: p, name: P, canvas: {gains: [{id: x, text: Time}]}}]",
        "personas: [{id: p, name: P, canvas: {gains: [{id: x, text: Time}],"
        " gain_creators: [{text: An app, creates: [x]}]}}]",
    ),
    "CJ-727": (
        "improvements: {insights: [{id: i, text: I}]}",
        "personas: [{id: p, name: P, canvas: {gains: [{id: x, text: Time}]}}]\n"
        "improvements: {insights: [{id: i, text: I, gains: [x]}]}",
    ),
    "CJ-728": (
        "improvements: {solutions: [{id: s, text: S}]}",
        "improvements: {opportunities: [{id: o, text: O}],"
        " solutions: [{id: s, text: S, opportunities: [o]}]}",
    ),
    "CJ-729": (
        "improvements: {improvements: [{id: i, text: I}]}",
        "improvements: {solutions: [{id: s, text: S}],"
        " improvements: [{id: i, text: I, solutions: [s]}]}",
    ),
    "CJ-730": (
        "improvements: {improvements: [{id: i, text: I, due: 2026-11-22}]}",
        "improvements: {improvements: [{id: i, text: I, due: 2026-11-22, status: done},"
        " {id: j, text: J, due: 2026-11-23}]}",
    ),
    "CJ-731": (
        "improvements: {opportunities: [{id: o, text: O}]}",
        "improvements: {opportunities: [{id: o, text: O}],"
        " solutions: [{id: s, text: S, opportunities: [o]}]}",
    ),
    "CJ-732": (
        "organisation: {name: O, customer_groups: [{id: g, name: G}]}",
        "organisation: {name: O, customer_groups: [{id: g, name: G}]}\n"
        "personas: [{id: p, name: P, customer_group: g}]",
    ),
    "CJ-733": (
        "organisation: {name: O, customer_groups: [{id: g, name: G}]}\n"
        "personas: [{id: p, name: P, customer_group: g}]",
        "organisation: {name: O, customer_groups: [{id: g, name: G}]}\n"
        + (EXPERIENCE % "").replace("name: P}", "name: P, customer_group: g}"),
    ),
    "CJ-734": (
        "stages: [{id: a, name: A, returns_to: [b]}, {id: b, name: B}]",
        "stages: [{id: a, name: A}, {id: b, name: B, returns_to: [a]}]",
    ),
    "CJ-735": (
        "stages: [{id: a, name: A}, {id: b, name: B}]",
        "stages: [{id: a, name: A}, {id: b, name: B, period: purchase}]",
    ),
    "CJ-736": (
        "stages: [{id: a, name: A, period: purchase}, {id: b, name: B, period: purchase}]",
        "stages: [{id: a, name: A}, {id: b, name: B, period: purchase}]",
    ),
    "CJ-737": (
        "stages: [{id: a, name: A, period: purchase}, {id: b, name: B}]",
        "stages: [{id: b, name: B}, {id: a, name: A, period: purchase}]",
    ),
    "CJ-738": (
        "metrics: {focus: {reason: Too much to do}}",
        "stages: [{id: a, name: A}]\nmetrics: {focus: {stages: [a]}}",
    ),
    "CJ-739": (
        "stages: [{id: a, name: Search}, {id: b, name: search}]",
        "stages: [{id: a, name: Search}]\ntouchpoints: [{id: a, name: Search}]",
    ),
    "CJ-740": (
        "version: '2'\nchanges: [{version: '1', date: 2026-01-01, reason: R}]",
        "version: '2'\nchanges: [{version: '2', date: 2026-01-01, reason: R}]",
    ),
    "CJ-741": (
        "changes: [{version: '2', date: 2026-02-01, reason: R},"
        " {version: '1', date: 2026-01-01, reason: R}]",
        "changes: [{version: '1', date: 2026-01-01, reason: R},"
        " {version: '2', date: 2026-02-01, reason: R}]",
    ),
    "CJ-742": (
        "stages: [{id: a, name: A, goal: {text: T, evidence: {date: 2026-11-24}}}]",
        "stages: [{id: a, name: A, goal: {text: T, evidence: {date: 2026-11-23}}}]",
    ),
    "CJ-743": (
        "organisation: {name: O, customer_groups: [{id: g, name: G}]}\n"
        "personas: [{id: p, name: P}]",
        "personas: [{id: p, name: P}]",
    ),
    "CJ-744": (
        "touchpoints: [{id: t, name: T, match: [{event: x}]},"
        " {id: u, name: U, match: [{event: x}]}]",
        "touchpoints: [{id: t, name: T, match: [{event: x}, {event: x}]},"
        " {id: u, name: U, match: [{event: y}]}]",
    ),
    "CJ-745": (
        METRIC % "target: {value: 5, date: 2026-11-22}",
        METRIC % "target: {value: 5, date: 2026-11-23}",
    ),
    "CJ-746": (
        METRIC.replace("measured: reach", "measured: count") % "counted: null",
        METRIC.replace("measured: reach", "measured: count") % "counted: clicks",
    ),
    "CJ-747": (
        "assumptions: [{id: a, text: T, measured: conversion, threshold: 30}]",
        "assumptions: [{id: a, text: T, measured: conversion, threshold: 0.3},"
        " {id: b, text: T, measured: reach, threshold: 30}]",
    ),
    "CJ-748": (
        "silenced: [{code: CJ-707, reason: R}]\nowner: we",
        "silenced: [{code: CJ-707, reason: R}, {code: CJ-760, reason: R}]",
    ),
    "CJ-749": (
        "silenced: [{code: CJ-707, reason: R, until: 2026-11-22}]",
        "silenced: [{code: CJ-707, reason: R, until: 2026-11-23}]",
    ),
    "CJ-750": (
        "organisation: {name: O, customer_groups: [{id: g, name: G}]}",
        "organisation: {name: O, customer_groups:"
        " [{id: g, name: G, value_propositions: [{text: V}]}]}",
    ),
    "CJ-755": (
        "assumptions: [{id: a, text: T, measured: reach, threshold: 3, within_days: 30}]",
        "assumptions: [{id: a, text: T, measured: conversion, threshold: 0.3, within_days: 30}]",
    ),
    "CJ-756": (
        "stages: [{id: a, name: A}, {id: b, name: B}]\n"
        "assumptions: [{id: a, text: T, measured: conversion, threshold: 0.3, stage: b,"
        " to_stage: a}]",
        "stages: [{id: a, name: A}, {id: b, name: B}]\n"
        "assumptions: [{id: a, text: T, measured: conversion, threshold: 0.3, stage: a,"
        " to_stage: b}]",
    ),
}
TWO_PERSONAS = (EXPERIENCE % "touchpoint: t").replace("name: P}", "name: P}, {id: q, name: Q}")
REACHES = "\ntouchpoints: [{id: t, name: T, places: [{stage: a, personas: [%s]}]}]"
CASES["CJ-723"] = (TWO_PERSONAS + REACHES % "q", TWO_PERSONAS + REACHES % "p")


def codes(text: str) -> set[str]:
    return {finding.code for finding in check_map(parse_journey("title: T\n" + text), TODAY)}


@pytest.mark.parametrize("code", sorted(CASES))
def test_rule_speaks_and_is_silent(code: str) -> None:
    speaks, silent = CASES[code]
    assert code in codes(speaks)
    assert code not in codes(silent)


# Rules that need data: code -> (map, data.yaml, tables of the store), twice as above.
STAGE = "stages: [{id: a, name: A, entry: [{event: x}]}]"
TOUCHPOINT = "touchpoints: [{id: t, name: T, match: [{event: x}]}]"
PERSONA = "personas: [{id: p, name: P}]"
ASSUMED = (
    "personas: [{id: p, name: P}]\nstages: [{id: a, name: A}]\n"
    "experiences: [{id: e, persona: p, stage: a, emotion: %s}]"
)
ASSUMPTION = "assumptions: [{id: a, text: T, measured: emotion, threshold: %s}]"
WEB = {"id": "web", "shape": "events", "files": ["w.csv"], "columns": {"customer": "c", "at": "t"}}


def event(**values: Any) -> dict[str, Any]:
    at = dt.datetime(2026, 6, 1, 12)
    return {"customer": 1, "at": at, "day": at.date(), "source": "web"} | values


def answers(*scores: int) -> list[dict[str, Any]]:
    """Answers of different customers to one question, 1 to 5, as emotion -2 to +2."""
    day = {"at": dt.datetime(2026, 6, 1), "day": dt.date(2026, 6, 1), "source": "survey"}
    where = {"stage": "a", "persona": "p", "instrument": "csat", "question": "q"}
    return [
        {"customer": n, "raw_score": s, "scale_low": 1, "scale_high": 5, "emotion": s - 3.0}
        | day
        | where
        for n, s in enumerate(scores)
    ]


def survey(*questions: dict[str, Any]) -> list[dict[str, Any]]:
    asked = [{"instrument": "csat", "scale": [1, 5]} | question for question in questions]
    return [{"id": "survey", "shape": "answers", "files": ["s.csv"], "questions": asked}]


def utm(value: str, rows: int) -> dict[str, Any]:
    return {"source": "web", "field": "utm_source", "value": value, "rows": rows}


SAD = answers(*[1, 2] * 10)  # mean -1.5
DATA_CASES: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "CJ-760": (
        (TOUCHPOINT, [], {"events": [event()]}),
        (TOUCHPOINT, [], {"counts": [{"touchpoint": "t", "value": 1}]}),
    ),
    "CJ-761": (
        (PERSONA, [], {"customers": [{"customer": 1}]}),
        (PERSONA, [], {"customers": [{"customer": 1, "persona": "p"}]}),
    ),
    "CJ-762": (("stages: [{id: a, name: A}]", [WEB], {}), (STAGE, [WEB], {})),
    "CJ-763": (
        (STAGE, [], {"events": [event(stage="a", entered=False)]}),
        (STAGE, [], {"events": [event(stage="a", entered=True)]}),
    ),
    # 6 of 100 rows against 5 of 100; rejected rows and those without consent do not count
    "CJ-764": (
        ("", [WEB], {"rows": [{"source": "web", "accepted": 94, "unplaced": 6, "rejected": 900}]}),
        ("", [WEB], {"rows": [{"source": "web", "accepted": 95, "unplaced": 5, "rejected": 0}]}),
    ),
    "CJ-765": ((ASSUMED % "+1", [], {"answers": SAD}), (ASSUMED % "-1.5", [], {"answers": SAD})),
    "CJ-766": (
        (METRIC % "", [], {}),
        (METRIC % "", [], {"events": [event(touchpoint="t", stage="a")]}),
    ),
    "CJ-767": (
        (
            METRIC.replace("{metrics:", "{sources: [{id: crm, name: C}], metrics:")
            % "sources: [crm]",
            [WEB],
            {},
        ),
        (
            METRIC.replace("{metrics:", "{sources: [{id: web, name: W}], metrics:")
            % "sources: [web]",
            [WEB],
            {},
        ),
    ),
    "CJ-768": (
        (CASES["CJ-746"][1], [], {}),
        (
            CASES["CJ-746"][1],
            [{"id": "ads", "shape": "counts", "files": ["a.csv"], "counts": {"clicks": "Klikken"}}],
            {},
        ),
    ),
    "CJ-769": (
        ("", survey({"column": "c1"}, {"column": "c2", "scale": [1, 7]}), {}),
        ("", survey({"column": "c1"}, {"column": "n", "instrument": "nps", "scale": [0, 10]}), {}),
    ),
    "CJ-770": (
        (
            STAGE,
            survey(
                {"column": "c1", "wording": "How satisfied are you with A?", "stage": "a"},
                {"column": "c2", "wording": "How happy are you with B?"},
            ),
            {},
        ),
        (
            "stages: [{id: a, name: Search}, {id: b, name: The buy}]",
            survey(
                {"column": "c1", "wording": "How satisfied are you with Search?", "stage": "a"},
                {"column": "c2", "wording": "How satisfied are you with the buy?", "stage": "b"},
            ),
            {},
        ),
    ),
    # one source in two spellings; two campaigns that differ by more than that
    "CJ-772": (
        ("", [], {"utm_values": [utm("Facebook", 9), utm("fb", 4), utm("bing", 7)]}),
        ("", [], {"utm_values": [utm("mei_1_12", 9), utm("mei_11_2", 4)]}),
    ),
    "CJ-771": (
        (ASSUMPTION % "1", [], {"answers": SAD}),
        (ASSUMPTION % "-2", [], {"answers": SAD}),
    ),
}


def opened(folder: Path, text: str, sources: list[Any], tables: dict[str, Any]) -> Client:
    """Open a client over a store of literal rows."""
    journey_map = parse_journey("title: T\n" + text)
    write_store(folder, journey_map, tables)
    consent = {"consent": {"not_applicable": "A test."}}
    described = {"format": 1, "zone": "UTC", "sources": [consent | source for source in sources]}
    data = DataDescription.model_validate(described)
    return Client(folder, journey_map, "en", data=data, store=folder)


@pytest.mark.parametrize("code", sorted(DATA_CASES))
def test_rule_on_data_speaks_and_is_silent(code: str, tmp_path: Path) -> None:
    for name, case in zip(("speaks", "silent"), DATA_CASES[code], strict=True):
        (tmp_path / name).mkdir()
        found = check_client(opened(tmp_path / name, *case), TODAY)
        assert (code in {finding.code for finding in found}) is (name == "speaks")


def test_rules_on_data_keep_small_cells_to_themselves(tmp_path: Path) -> None:
    few = answers(1, 2, 1, 2, 1, 2, 1, 2, 2)  # nine customers, one fewer than may be shown
    client = opened(tmp_path, ASSUMED % "+2", [], {"answers": few})
    assert "CJ-765" not in {finding.code for finding in check_client(client, TODAY)}


def test_without_data_only_the_map_is_looked_at() -> None:
    client = Client(Path("acme"), parse_journey("title: T\n" + TOUCHPOINT), "en")
    assert check_client(client, TODAY) == check_map(client.whole_map, TODAY)


def test_every_code_has_a_case_and_words() -> None:
    known = {rule.code for rule in (*RULES, *data_rules())} | {"CJ-748", "CJ-749"}
    assert len(known) == len(RULES) + len(data_rules()) + 2
    assert set(CASES) | set(DATA_CASES) == known
    for language in labels.LANGUAGES:
        assert {k for k in labels.catalogue("checks", language) if k[:2] == "CJ"} == known


def test_codes_tell_which_rules_need_data() -> None:
    assert [rule.code for rule in RULES if rule.code >= FIRST_OF_DATA] == []
    assert [rule.code for rule in data_rules() if rule.code < FIRST_OF_DATA] == []


def test_every_sentence_can_be_said(tmp_path: Path) -> None:
    found = [
        f
        for speaks, _ in CASES.values()
        for f in check_map(parse_journey(f"title: T\n{speaks}"), TODAY)
    ]
    for number, (speaks, _) in enumerate(DATA_CASES.values()):
        (tmp_path / str(number)).mkdir()
        found += check_client(opened(tmp_path / str(number), *speaks), TODAY)
    said = [f.text(language) + f.repair(language) for f in found for language in labels.LANGUAGES]
    assert [sentence for sentence in said if re.search(r"\{\w+\}|None", sentence)] == []


def test_a_whole_sentence() -> None:
    text = "title: T\nstages: [{id: a, name: Search, relevance: 40, presence: 75}]"
    found = next(f for f in check_map(parse_journey(text), TODAY) if f.code == "CJ-710")
    assert found.text("en") == 'In "Search" the brand is more present (75) than relevant (40).'
    assert found.text("nl") == ('In "Search" is het merk sterker aanwezig (75) dan relevant (40).')
    assert (found.kind, found.identity) == ("stage", "a")


def test_whole_sentences_about_data(tmp_path: Path) -> None:
    client = opened(tmp_path, ASSUMED % "+1", [], {"answers": SAD})
    found = next(f for f in check_client(client, TODAY) if f.code == "CJ-765")
    assert found.text("en") == 'The team assumed +1.0 for P in "A"; customers say −1.5 (n = 20).'
    assert found.text("nl") == 'Het team nam +1,0 aan voor P in "A"; klanten zeggen −1,5 (n = 20).'
    assert found.severity is Severity.SERIOUS


def test_spellings_come_with_what_to_paste(tmp_path: Path) -> None:
    client = opened(tmp_path, *DATA_CASES["CJ-772"][0])
    found = next(f for f in check_client(client, TODAY) if f.code == "CJ-772")
    assert (found.text("en"), found.repair("en")) == (
        "Values of utm_source are spelled in more than one way, 1 in all; first: "
        "Facebook (9), fb (4).",
        "If they are one, put this in data.yaml: "
        "spellings: {utm_source: {facebook: [Facebook, fb]}}",
    )


def test_the_most_serious_come_first() -> None:
    found = check_map(parse_journey("title: T"), TODAY)
    assert [f.code for f in found] == ["CJ-718", "CJ-707"]


def test_a_finding_has_its_line(tmp_path: Path) -> None:
    text = "title: T\nstages:\n  - id: a\n    name: A\n    presence: 75\n    relevance: 40\n"
    (tmp_path / "journey.yaml").write_text(text, "utf-8")
    places = Places(tmp_path)
    lines = {f.code: str(places.of(f)) for f in check_map(parse_journey(text), TODAY)}
    assert lines == {
        "CJ-701": "journey.yaml:3:5",  # the stage
        "CJ-707": "journey.yaml:1:1",  # there is no owner
        "CJ-710": "journey.yaml:5:5",  # its presence
    }


def test_a_finding_on_data_has_its_line(tmp_path: Path) -> None:
    client = opened(tmp_path, *DATA_CASES["CJ-769"][0])
    (tmp_path / "data.yaml").write_text(
        "sources:\n  - questions:\n"
        "      - {column: c1}\n      - column: c2\n        scale: [1, 7]\n",
        "utf-8",
    )
    found = next(f for f in check_client(client, TODAY) if f.code == "CJ-769")
    assert str(Places(tmp_path).of(found)) == "data.yaml:5:9"


SILENT = "title: T\nstages: [{id: a, name: A}, {id: b, name: B, period: purchase}]\nsilenced: [%s]"


def test_a_silence_of_one_record_leaves_the_others() -> None:
    silence = "{code: CJ-701, about: a, reason: Nothing to count}"
    examined = examine_map(parse_journey(SILENT % silence), TODAY)
    assert [f.identity for f in examined.findings if f.code == "CJ-701"] == ["b"]
    [(finding, kept)] = examined.silenced
    assert (finding.code, finding.identity, kept.reason) == ("CJ-701", "a", "Nothing to count")


def test_a_silence_without_record_is_for_all() -> None:
    examined = examine_map(parse_journey(SILENT % "{code: CJ-701, reason: R}"), TODAY)
    assert [finding.identity for finding, _ in examined.silenced] == ["a", "b"]


def test_a_silence_on_data_is_judged_where_all_data_are_looked_at(tmp_path: Path) -> None:
    silenced = "silenced: [{code: CJ-760, reason: R}]"
    client = opened(tmp_path, silenced, [], {})
    assert "CJ-748" in {f.code for f in examine_client(client, TODAY).findings}
    narrowed = Client(
        client.folder, client.whole_map, "en", Selection(start=TODAY), client.data, client.store
    )
    assert "CJ-748" not in {f.code for f in examine_client(narrowed, TODAY).findings}


def test_with_one_persona_chosen_the_others_are_left_out() -> None:
    text = "title: T\npersonas: [{id: p, name: P}, {id: q, name: Q}]"
    client = Client(Path("acme"), parse_journey(text), "en", Selection(persona="p"))
    found = check_client(client, TODAY)
    assert [f.identity for f in found if f.code == "CJ-704"] == ["p"]
    assert "CJ-707" in {f.code for f in found}


def test_the_page_of_rules_is_up_to_date() -> None:
    page = Path(__file__).parents[1] / "docs" / "checks.md"
    assert page.read_text("utf-8") == checks_page("en"), "run: python -m cjkit.checks.page"


def test_five_hundred_personas_are_checked_in_time() -> None:
    personas = [{"id": f"p{n}", "name": f"P{n}", "hobbies": list("abcde")} for n in range(500)]
    stages = [{"id": f"s{n}", "name": f"S{n}"} for n in range(60)]
    lived = [
        {"id": f"e{n}", "persona": f"p{n % 500}", "stage": f"s{n % 60}", "questions": ["Q"]}
        for n in range(5000)
    ]
    big = type(parse_journey("title: T")).model_validate(
        {"title": "T", "personas": personas, "stages": stages, "experiences": lived}
    )
    started = time.process_time()
    found = check_map(big, TODAY)
    assert time.process_time() - started < 5
    assert sum(f.code == "CJ-702" for f in found) == 5000

"""Each rule has a case where it speaks and one where it is silent."""

import datetime as dt

import pytest

from cjkit import labels
from cjkit.checks import RULES, check_map
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


def codes(text: str) -> set[str]:
    return {finding.code for finding in check_map(parse_journey("title: T\n" + text), TODAY)}


@pytest.mark.parametrize("code", sorted(CASES))
def test_rule_speaks_and_is_silent(code: str) -> None:
    speaks, silent = CASES[code]
    assert code in codes(speaks)
    assert code not in codes(silent)


def test_every_code_has_a_case_and_words() -> None:
    for language in labels.LANGUAGES:
        assert set(CASES) == {k for k in labels.catalogue("checks", language) if k[:2] == "CJ"}
    assert len(RULES) == 16


def test_a_whole_sentence() -> None:
    text = "title: T\nstages: [{id: a, name: Search, relevance: 40, presence: 75}]"
    found = next(f for f in check_map(parse_journey(text), TODAY) if f.code == "CJ-710")
    assert found.text("en") == 'In "Search" the brand is more present (75) than relevant (40).'
    assert found.text("nl") == ('In "Search" is het merk sterker aanwezig (75) dan relevant (40).')
    assert (found.kind, found.identity) == ("stage", "a")


def test_the_most_serious_come_first() -> None:
    found = check_map(parse_journey("title: T"), TODAY)
    assert [f.code for f in found] == ["CJ-718", "CJ-707"]

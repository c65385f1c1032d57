"""Metrics over time and against targets; assumptions; the to-do list. Worked out by hand."""

import datetime as dt

import pytest

from cjkit import measures
from cjkit.client import Selection
from cjkit.formats.journey_yaml import parse_journey

from .conftest import THREE_STAGES, answer, event
from .test_reach import rows

METRICS = (
    THREE_STAGES
    + """
metrics:
  sources: [{id: web, name: Web}, {id: ads, name: Ads}]
  metrics:
    - id: visitors
      name: Visitors
      family: reach
      measured: reach
      unit: customers
      touchpoint: site
      target: {value: 3}
      baseline: {value: 1}
    - {id: moved, name: Moved on, family: leads, measured: conversion, unit: "%", stage: look,
       target: {value: 90}}
    - {id: steps, name: Steps, family: leads, measured: conversions, unit: steps, stage: offer}
    - {id: sold, name: Sold, family: sales, measured: value, unit: euro, sources: [web],
       direction: lower, target: {value: 100}}
    - {id: shown, name: Shown, family: reach, measured: count, counted: impressions,
       unit: impressions, touchpoint: site}
    - {id: mood, name: Mood, family: satisfaction, measured: emotion, unit: points,
       persona: mover, target: {value: 0}}
    - {id: score, name: Score, family: loyalty, measured: nps, unit: points}
"""
)

# Weeks: Monday 5 and 12 January 2026. Data end on 30 June, so all entries are followed.
EVENTS = [
    event(1, "2026-01-05", "visit"),
    event(1, "2026-01-11", "visit"),
    event(2, "2026-01-12", "visit", value=70.0),
    event(2, "2026-01-13", "offer", converted=True, value=50.0, source="crm"),
    event(3, "2026-06-30", "sign", touchpoint=None),
]
COUNTS = [
    {"day": dt.date(2026, 1, 6), "source": "ads", "touchpoint": "site", "metric": m, "value": v}
    for m, v in [("impressions", 100.0), ("impressions", 20.0), ("clicks", 7.0)]
]
MONDAYS = [dt.datetime(2026, 1, 5), dt.datetime(2026, 1, 12)]


@pytest.fixture
def metric_map():
    return parse_journey(METRICS)


def test_trends_go_by_week(open_store, metric_map) -> None:
    measure = measures.metric_trends(open_store(metric_map, events=EVENTS, counts=COUNTS))
    shown = measure.frame[["metric", "week", "value", "n", "target", "baseline"]]
    assert rows(shown) == [
        ("visitors", MONDAYS[0], 1.0, 1, 3.0, 1.0),
        ("visitors", MONDAYS[1], 1.0, 1, 3.0, 1.0),
        ("moved", MONDAYS[0], 0.0, 1, 90.0, None),
        ("moved", MONDAYS[1], 100.0, 1, 90.0, None),
        ("steps", MONDAYS[1], 1.0, 1, None, None),
        ("sold", MONDAYS[1], 70.0, 1, 100.0, None),
        ("shown", MONDAYS[0], 120.0, 2, None, None),
    ]
    assert measure.lineage == ("ads", "crm", "web")
    assert measure.text("en") == (
        "5 of the 7 metrics were measured, over 2 weeks (5 Jan 2026 to 30 Jun 2026)."
    )


def test_status_holds_the_whole_period_against_the_target(open_store, metric_map) -> None:
    measure = measures.metric_status(open_store(metric_map, events=EVENTS, counts=COUNTS))
    assert rows(measure.frame[["metric", "value", "reached"]]) == [
        ("visitors", 2.0, "missed"),
        ("moved", 50.0, "open"),
        ("steps", 1.0, "no_target"),
        ("sold", 70.0, "reached"),
        ("shown", 120.0, "no_target"),
        ("mood", None, "no_data"),
        ("score", None, "no_data"),
    ]
    told = [sentence.text("en") for sentence in measure.sentences]
    period = "5 Jan 2026 to 30 Jun 2026"
    assert told[:3] == [
        f"Visitors: 2 customers (n = 2, {period}); target 3: not reached.",
        f"Moved on: 50% (interval 9% to 91%; n = 2, {period}); target 90%: cannot tell yet.",
        f"Steps: 1 steps (n = 1, {period}); it has no target.",
    ]
    assert told[-1] == f"Score: there are no data for it ({period})."


def test_counts_of_persons_are_hidden_and_counts_of_adverts_are_not(open_store, metric_map):
    client = open_store(metric_map, events=EVENTS, counts=COUNTS)
    shown = measures.published(measures.metric_trends(client), 10).frame
    assert shown.loc[~shown["suppressed"], "metric"].tolist() == ["shown"]
    assert shown["target"].notna().any()


def test_metrics_of_another_persona_stay_out_of_a_selection(open_store, metric_map) -> None:
    client = open_store(metric_map, events=EVENTS, selection=Selection(persona="starter"))
    assert "mood" not in measures.metric_status(client).frame["metric"].tolist()


def test_too_few_answers_leave_a_target_open(open_store, metric_map) -> None:
    answers = [answer(i, 5, "mover") for i in range(9)]
    frame = measures.metric_status(open_store(metric_map, answers=answers)).frame
    assert frame.set_index("metric").loc["mood", "reached"] == "open"


ASSUMED = (
    THREE_STAGES
    + """
assumptions:
  - {id: a1, text: A tenth goes on, measured: conversion, threshold: 0.1, stage: look}
  - {id: a2, text: Nearly all go on, measured: conversion, threshold: 0.9, stage: look}
  - {id: a3, text: Half go on, measured: conversion, threshold: 0.5, stage: look}
  - {id: a4, text: At most half go on after the site, measured: conversion, expected: at_most,
     threshold: 0.5, touchpoint: site}
  - {id: a5, text: We reach 60, measured: reach, threshold: 60, stage: look}
  - {id: a6, text: Few in March, measured: reach, expected: at_most, threshold: 5,
     start: 2026-03-01, end: 2026-03-31}
  - {id: a7, text: They love us, measured: nps, threshold: 30}
  - {id: a8, text: Many adverts, measured: count, threshold: 100}
  - {id: a9, text: They are satisfied, measured: csat, threshold: 0.5, persona: mover}
"""
)


def test_assumptions_are_decided_by_the_interval(open_store) -> None:
    # 60 visitors in January, 30 of whom get an offer: 50%, Wilson 37.7% to 62.3%.
    events = [event(i, "2026-01-05", "visit") for i in range(60)]
    events += [event(i, "2026-01-20", "offer") for i in range(30)]
    events += [event(0, "2026-06-30", "sign")]
    measure = measures.assumptions(open_store(parse_journey(ASSUMED), events=events))
    assert rows(measure.frame[["assumption", "value", "n", "verdict"]]) == [
        ("a1", 0.5, 60, "confirmed"),
        ("a2", 0.5, 60, "contradicted"),
        ("a3", 0.5, 60, "open"),
        ("a4", 0.5, 60, "open"),
        ("a5", 60.0, 60, "confirmed"),
        ("a6", None, 0, "open"),
        ("a7", None, 0, "open"),
        ("a8", None, 0, "open"),
        ("a9", None, 0, "open"),
    ]
    told = [sentence.text("en") for sentence in measure.sentences]
    assert told[1] == (
        '"Nearly all go on" is contradicted: measured 50% (interval 38% to 62%), expected at '
        "least 90% (n = 60, 5 Jan 2026 to 30 Jun 2026)."
    )
    assert told[4] == (
        '"We reach 60" is confirmed: measured 60, expected at least 60 '
        "(n = 60, 5 Jan 2026 to 30 Jun 2026)."
    )
    assert told[5] == (
        '"Few in March" is still open: there are no data for it (5 Jan 2026 to 30 Jun 2026).'
    )


def test_counts_answer_an_assumption_only_where_they_are_of_one_kind(open_store) -> None:
    journey = parse_journey(ASSUMED)
    two_kinds = measures.assumptions(open_store(journey, counts=COUNTS)).frame
    assert two_kinds.set_index("assumption").loc["a8", "verdict"] == "open"
    one_kind = measures.assumptions(open_store(journey, counts=COUNTS[:2])).frame
    assert one_kind.set_index("assumption").loc["a8", ["value", "verdict"]].tolist() == [
        120.0,
        "confirmed",
    ]


TO_DO = (
    THREE_STAGES
    + """
metrics: {focus: {stages: [sign]}}
improvements:
  improvements:
    - {id: done, text: Done, stage: sign, impact: 5, effort: 1, status: done}
    - {id: heavy, text: Heavy, impact: 5, effort: 5}
    - {id: light, text: Light, impact: 5, effort: 1, touchpoint: desk}
    - {id: focused, text: In focus, stage: sign, impact: 1, effort: 5}
    - {id: unknown, text: Nobody knows}
"""
)


def test_to_do_takes_focus_then_impact_then_effort(open_store) -> None:
    measure = measures.to_do(open_store(parse_journey(TO_DO)))
    assert measure.frame["improvement"].tolist() == ["focused", "light", "heavy", "unknown", "done"]
    assert measure.n == 4
    assert measure.text("nl") == "Er staan 4 verbeteringen open. Als eerste: In focus"


def test_nothing_to_do_is_said_so(open_store) -> None:
    assert measures.to_do(open_store()).text("en") == (
        "The map has no improvements yet. Add them under improvements in journey.yaml."
    )

"""Changing the stage set moves everything that hung on the old stages, and loses nothing."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjkit.errors import MapError
from cjkit.formats.journey_yaml import parse_journey, render_journey
from cjkit.library.shelves import stage_set
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import walk_ids, walk_references
from cjkit.model.restaging import merge_stages, restage, split_stage
from cjkit.model.stages import Stage

SHOP = parse_journey("""
title: A shop
organisation: {name: Shop, customer_groups: [{id: guests, name: Guests}]}
personas:
  - id: fan
    name: Fan
    canvas:
      tasks: [{id: task, text: Find shoes, stages: [look, try]}]
      pains: [{id: queue, text: Queues, stages: [buy]}]
      gains: [{id: joy, text: New shoes, stages: [buy, wear]}]
stages:
  - id: look
    name: Look
    goal: Find it
    questions: [Where?]
    relevance: 60
    entry: [{event: visit}]
  - id: try
    name: Try
    goal: {text: Feel it, evidence: {grade: known, source: till, n: 30}}
    mindset: Curious
    questions: [Which size?, Where?]
    relevance: {value: 80, evidence: {grade: known, source: survey}}
    returns_to: [look]
    entry: [{event: fit}]
  - {id: buy, name: Buy, period: purchase, returns_to: [look, try], presence: 40}
  - {id: wear, name: Wear, period: post_purchase}
touchpoints:
  - id: shop
    name: Shop
    places: [{stage: look}, {stage: try}, {stage: buy, carrier: Till}]
    marketing_means: [{text: Window, stage: look}, {text: Bag, stage: buy}]
experiences:
  - {id: e1, persona: fan, stage: look, touchpoint: shop, emotion: 1}
  - {id: e2, persona: fan, stage: try, touchpoint: shop, emotion: -1}
  - {id: e3, persona: fan, stage: wear}
metrics:
  metrics: [{id: m, name: M, family: reach, measured: reach, unit: x, stage: try}]
  focus: {stages: [look, try, buy]}
improvements:
  improvements: [{id: i, text: Mirrors, stage: try}]
assumptions:
  - {id: a, text: Half go on, measured: conversion, threshold: 0.5, stage: look}
""")

AIDA = tuple(stage.as_stage() for stage in stage_set("aida", "en").stages)
TO_AIDA = {"look": "attention", "try": "desire", "buy": "action", "wear": "action"}


def stages_named(journey_map: JourneyMap) -> Counter[tuple[str, str]]:
    """Count the references to stages by where they stand and what they name."""
    return Counter(
        (str([part for part in path if isinstance(part, str)]), identity)
        for path, kind, identity in walk_references(journey_map)
        if kind == "stage" and path[0] != "stages"
    )


def test_everything_moves_to_the_new_stages() -> None:
    moved = restage(SHOP, AIDA, TO_AIDA)
    assert [stage.id for stage in moved.stages] == ["attention", "interest", "desire", "action"]
    assert [e.stage for e in moved.experiences] == ["attention", "desire", "action"]
    assert [p.stage for p in moved.touchpoints[0].places] == ["attention", "desire", "action"]
    assert [m.stage for m in moved.touchpoints[0].marketing_means] == ["attention", "action"]
    canvas = moved.personas[0].canvas
    assert canvas.tasks[0].stages == ("attention", "desire")
    assert canvas.gains[0].stages == ("action",)  # buy and wear became one
    assert moved.metrics.metrics[0].stage == "desire"
    assert moved.metrics.focus.stages == ("attention", "desire", "action")
    assert moved.improvements.improvements[0].stage == "desire"
    assert moved.assumptions[0].stage == "attention"
    assert moved.stages[2].returns_to == ("attention",)
    assert parse_journey(render_journey(moved)) == moved


def test_what_a_stage_said_goes_with_it_and_a_new_one_keeps_its_guesses() -> None:
    attention, interest, desire, action = restage(SHOP, AIDA, TO_AIDA).stages
    assert attention.goal.text == "Find it"
    assert attention.mindset == AIDA[0].mindset  # no old stage said anything
    assert interest == AIDA[1]
    assert desire.goal.evidence.n == 30
    assert action.presence.value == 40
    assert attention.entry == SHOP.stages[0].entry


def test_merging_joins_texts_and_takes_the_weakest_evidence() -> None:
    merged = merge_stages(SHOP, ["look", "try"], Stage(id="choose", name="Choose"))
    choose, buy, wear = merged.stages
    assert choose.goal.text == "Find it / Feel it"
    assert choose.goal.grade.value == "guessed"
    assert [question.text for question in choose.questions] == ["Where?", "Which size?"]
    assert choose.relevance.value == 70  # the mean of 60 and 80
    assert choose.relevance.grade.value == "guessed"
    assert len(choose.entry) == 2
    assert choose.returns_to == ()  # try went back to look, which is itself now
    assert buy.returns_to == ("choose",)
    assert wear == SHOP.stages[3]
    assert [p.stage for p in merged.touchpoints[0].places] == ["choose", "buy"]


def test_splitting_leaves_everything_with_the_first_part() -> None:
    parts = [Stage(id="try-on", name="Try on"), Stage(id="compare", name="Compare")]
    split = split_stage(SHOP, "try", parts)
    assert [s.id for s in split.stages] == ["look", "try-on", "compare", "buy", "wear"]
    assert split.stages[1].goal == SHOP.stages[1].goal
    assert split.experiences[1].stage == "try-on"
    assert split.stages[3].returns_to == ("look", "try-on")


def said(mapping: dict[str, str], language: str = "en") -> list[str]:
    with pytest.raises(MapError) as caught:
        restage(SHOP, AIDA, mapping)
    return caught.value.text(language).splitlines()


def test_all_stages_without_a_new_one_are_named() -> None:
    assert said({"look": "attention", "buy": "action"}) == [
        "CJ-127 These old stages have no new stage: try, wear. Name one for each of them; "
        "the new stages are: attention, interest, desire, action."
    ]
    assert said({key: to for key, to in TO_AIDA.items() if key != "wear"}, "nl") == [
        "CJ-127 De oude fase wear heeft geen nieuwe fase. Noem er voor elk een; "
        "de nieuwe fasen zijn: attention, interest, desire, action."
    ]


def test_ids_that_are_not_there_are_named_with_the_nearest() -> None:
    assert said({**TO_AIDA, "looks": "attention", "wear": "actoin"}) == [
        'CJ-110 There is no stage "looks". Did you mean "look"? Known: look, try, buy, wear.',
        'CJ-110 There is no stage "actoin". Did you mean "action"? '
        "Known: attention, interest, desire, action.",
    ]


old_ids = ("look", "try", "buy", "wear")
one_to_one = st.permutations(["n0", "n1", "n2", "n3", "n4"]).map(
    lambda new: dict(zip(old_ids, new, strict=False))
)
several_to_one = st.fixed_dictionaries(
    {identity: st.sampled_from(["n0", "n1", "n2"]) for identity in old_ids}
)
NEW = [Stage(id=f"n{i}", name=f"Stage {i}") for i in range(5)]


@settings(max_examples=50)
@given(mapping=several_to_one)
def test_no_mapping_loses_a_record(mapping: dict[str, str]) -> None:
    moved = restage(SHOP, NEW, mapping)
    for kind in ("experience", "metric", "improvement", "assumption", "pain", "touchpoint"):
        before, after = (
            [identity for _, found, identity in walk_ids(m) if found == kind] for m in (SHOP, moved)
        )
        assert before == after
    assert [e.stage for e in moved.experiences] == [mapping[e.stage] for e in SHOP.experiences]
    means = moved.touchpoints[0].marketing_means
    assert [m.text for m in means] == ["Window", "Bag"]
    places = {p.stage for p in moved.touchpoints[0].places}
    assert places == {mapping[i] for i in ("look", "try", "buy")}
    questions = {q.text for stage in moved.stages for q in stage.questions}
    assert questions == {"Where?", "Which size?"}
    goals = " / ".join(stage.goal.text for stage in moved.stages if stage.goal)
    assert all(goal in goals for goal in ("Find it", "Feel it"))
    assert sum(len(stage.entry) for stage in moved.stages) == 2
    assert parse_journey(render_journey(moved)) == moved


@settings(max_examples=50)
@given(mapping=one_to_one)
def test_one_to_one_and_back_gives_the_same_map(mapping: dict[str, str]) -> None:
    there = restage(SHOP, [stage for stage in NEW if stage.id in mapping.values()], mapping)
    assert sum(stages_named(there).values()) == sum(stages_named(SHOP).values())
    bare = [Stage(id=s.id, name=s.name, period=s.period) for s in SHOP.stages]
    assert restage(there, bare, {new: old for old, new in mapping.items()}) == SHOP

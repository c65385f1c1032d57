import pytest

from cjkit.canvas import (
    LANES,
    Card,
    improvement_stages,
    journey_canvas,
    opportunity_stages,
)
from cjkit.errors import ChartError, UnknownIdError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.model.evidence import Grade
from cjkit.model.stages import Period

THE_MAP = parse_journey("""
title: A bottle
personas:
  - id: ann
    name: Ann
    canvas:
      pains: [{id: leak, text: It leaks, weight: 5, stages: [buy]}]
      gains: [{id: light, text: It is light}]
  - {id: bob, name: Bob}
stages:
  - id: look
    name: Look
    goal: Find one
    questions: [{text: Where?, evidence: {grade: known}}]
  - id: buy
    name: Buy
    period: purchase
    decision_factors: [{text: Price, deal_breaker: true}]
    returns_to: [look]
  - {id: use, name: Use, period: post_purchase}
touchpoints:
  - {id: shop, name: Shop, places: [{stage: buy, personas: [ann]}]}
  - {id: web, name: Web, places: [{stage: look}, {stage: buy}]}
experiences:
  - id: e1
    persona: ann
    stage: look
    emotion: 1
    questions: [Is it heavy?]
    content: [{text: A film, state: missing}]
    gains: [light]
  - {id: e2, persona: ann, stage: look, emotion: {value: -2, evidence: {grade: known}}}
  - {id: e3, persona: bob, stage: buy, moment_of_truth: The till, emotion_to_be: 2}
metrics:
  metrics:
    - id: orders
      name: Orders
      family: sales
      measured: conversions
      unit: orders
      stage: buy
      target: {value: 300}
improvements:
  insights: [{id: i, text: Leaks scare, pains: [leak], gains: [light]}]
  opportunities: [{id: o, text: Dry bags, insights: [i]}]
  solutions: [{id: s, text: A seal, opportunities: [o]}]
  improvements:
    - {id: seal, text: Sell seals, solutions: [s]}
    - {id: sign, text: A sign, stage: use, status: planned}
""")


def cells(lane, **asked):
    return journey_canvas(THE_MAP, **asked).lane(lane).cells


def texts(lane, **asked):
    return [[card.text for card in cell] for cell in cells(lane, **asked)]


def test_columns_are_stages_with_their_period():
    canvas = journey_canvas(THE_MAP)
    assert [(c.id, c.period) for c in canvas.columns] == [
        ("look", Period.PRE_PURCHASE),
        ("buy", Period.PURCHASE),
        ("use", Period.POST_PURCHASE),
    ]
    assert canvas.buyer_columns == 1
    assert tuple(lane.id for lane in canvas.lanes) == LANES


def test_questions_come_from_the_stage_and_from_its_experiences():
    first = cells("questions")[0]
    assert first == (
        Card("Where?", Grade.KNOWN),
        Card("Is it heavy?", Grade.GUESSED, record="e1", persona="ann"),
    )


def test_a_persona_sees_its_own_touchpoints_and_experiences():
    assert texts("touchpoints") == [["Web"], ["Shop", "Web"], []]
    assert texts("touchpoints", personas=["bob"]) == [["Web"], ["Web"], []]
    assert texts("moments_of_truth", personas=["ann"]) == [[], [], []]
    assert texts("moments_of_truth") == [[], ["The till"], []]


def test_the_assumed_emotion_of_a_stage_is_a_mean_as_weak_as_its_weakest():
    # (1 + -2) / 2 = -0.5; one of the two is a guess
    (card,) = cells("emotion")[0]
    assert card == Card("", Grade.GUESSED, "emotion", persona="ann", value=-0.5)
    assert cells("emotion")[1] == (
        Card("", Grade.GUESSED, "emotion_to_be", persona="bob", value=2.0),
    )


def test_pains_and_gains_stand_where_they_play_or_are_met():
    assert texts("pains") == [[], ["It leaks"], []]
    assert texts("gains") == [["It is light"], [], []]
    assert cells("pains")[1][0].value == 5


def test_missing_content_and_deal_breakers_say_so():
    assert cells("content")[0][0].state == "missing"
    assert cells("decision_factors")[1][0].state == "deal_breaker"


def test_a_metric_carries_its_target():
    (card,) = cells("metrics")[1]
    assert (card.text, card.value, card.unit, card.state) == ("Orders", 300, "orders", "higher")


def test_opportunities_and_improvements_stand_where_their_pains_and_gains_play():
    # the pain plays in buy, the gain is met in look
    assert opportunity_stages(THE_MAP, "o") == {"look", "buy"}
    assert improvement_stages(THE_MAP, "seal") == {"look", "buy"}
    assert improvement_stages(THE_MAP, "sign") == {"use"}
    assert texts("improvements") == [["Sell seals"], ["Sell seals"], ["A sign"]]


def test_the_share_of_each_grade_of_a_stage():
    # look: goal guessed, question known, emotion 1 guessed, question guessed, content guessed,
    # emotion -2 known: 2 of 6 known, 4 of 6 guessed
    shares = {card.grade: card.value for card in cells("evidence")[0]}
    assert shares == pytest.approx({Grade.KNOWN: 2 / 6, Grade.INDICATED: 0, Grade.GUESSED: 4 / 6})
    assert cells("evidence")[2] == ()


def test_lanes_can_be_chosen_and_ordered():
    canvas = journey_canvas(THE_MAP, lanes=["returns", "goal"])
    assert [lane.id for lane in canvas.lanes] == ["returns", "goal"]
    assert canvas.lanes[0].cells[1][0].text == "Look"


def test_an_unknown_lane_or_persona_is_refused_with_the_nearest():
    with pytest.raises(ChartError, match='no lane "emotions"'):
        journey_canvas(THE_MAP, lanes=["emotions"])
    with pytest.raises(UnknownIdError, match='Did you mean "ann"'):
        journey_canvas(THE_MAP, personas=["anne"])


def test_an_empty_map_gives_an_empty_canvas():
    canvas = journey_canvas(parse_journey("title: Empty"))
    assert canvas.columns == ()
    assert all(lane.empty for lane in canvas.lanes)

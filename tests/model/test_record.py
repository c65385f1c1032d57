"""Records refuse nonsense about themselves; references and ids are found wherever they stand."""

import pytest
from pydantic import ValidationError

from cjkit.errors import UnknownIdError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.model.evidence import Emotion, Evidence, Grade, Score, Statement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import reference_kind, walk_ids, walk_records, walk_references
from cjkit.model.rules import Operator, Rule
from cjkit.model.stages import Period, Stage

SHOP = parse_journey("""
title: A shop
personas:
  - {id: fan, name: Fan, canvas: {pains: [{id: queue, text: Queues, stages: [buy]}]}}
  - {id: guest, name: Guest}
stages:
  - {id: look, name: Look}
  - {id: buy, name: Buy, period: purchase, returns_to: [look]}
  - {id: wear, name: Wear, period: post_purchase}
touchpoints:
  - {id: till, name: Till, places: [{stage: buy, personas: [fan]}]}
  - {id: window, name: Window}
experiences:
  - {id: waiting, persona: fan, stage: buy, touchpoint: till, emotion: -1, pains: [queue]}
  - {id: looking, persona: guest, stage: look, touchpoint: window}
""")


def test_records_are_frozen_and_refuse_unknown_fields() -> None:
    with pytest.raises(ValidationError):
        SHOP.title = "Other"
    with pytest.raises(ValidationError):
        Stage(id="a", name="A", colour="red")


@pytest.mark.parametrize("wrong", ["", "Näher", "a b", "-a", "a--b", "x" * 61])
def test_ids_are_short_and_readable(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Stage(id=wrong, name="A")


def test_no_evidence_is_a_guess() -> None:
    assert Statement.model_validate("Rates scare").grade is Grade.GUESSED
    known = Statement(text="Rates scare", evidence=Evidence(grade=Grade.KNOWN, n=31))
    assert known.grade is Grade.KNOWN


@pytest.mark.parametrize(("kind", "value"), [(Score, 101), (Score, -1), (Emotion, 2.5)])
def test_scores_stay_on_their_scale(kind: type, value: float) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(value)


def test_references_are_found_with_their_paths() -> None:
    assert list(walk_references(SHOP)) == [
        (("personas", 0, "canvas", "pains", 0, "stages", 0), "stage", "buy"),
        (("stages", 1, "returns_to", 0), "stage", "look"),
        (("touchpoints", 0, "places", 0, "stage"), "stage", "buy"),
        (("touchpoints", 0, "places", 0, "personas", 0), "persona", "fan"),
        (("experiences", 0, "persona"), "persona", "fan"),
        (("experiences", 0, "stage"), "stage", "buy"),
        (("experiences", 0, "touchpoint"), "touchpoint", "till"),
        (("experiences", 0, "pains", 0), "pain", "queue"),
        (("experiences", 1, "persona"), "persona", "guest"),
        (("experiences", 1, "stage"), "stage", "look"),
        (("experiences", 1, "touchpoint"), "touchpoint", "window"),
    ]


def test_every_reference_points_at_a_kind_that_some_record_has() -> None:
    kinds = {inner.id_kind for inner in _all_record_types(JourneyMap)} - {""}
    referred = {
        reference_kind(info)
        for inner in _all_record_types(JourneyMap)
        for info in inner.model_fields.values()
    } - {""}
    assert referred <= kinds


def _all_record_types(model: type, seen: set[type] | None = None) -> set[type]:
    from cjkit.formats.yaml_text import _records_in

    seen = seen if seen is not None else set()
    if model not in seen:
        seen.add(model)
        for info in model.model_fields.values():
            for inner in _records_in(info.annotation):
                _all_record_types(inner, seen)
    return seen


def test_every_field_says_what_it_is() -> None:
    silent = [
        f"{model.__name__}.{name}"
        for model in _all_record_types(JourneyMap)
        for name, info in model.model_fields.items()
        if not info.description
    ]
    assert silent == []


def test_ids_and_records_in_file_order() -> None:
    assert [identity for _, kind, identity in walk_ids(SHOP) if kind == "stage"] == [
        "look",
        "buy",
        "wear",
    ]
    assert sum(isinstance(record, Stage) for _, record in walk_records(SHOP)) == 3


def test_lookups_and_the_nearest_id() -> None:
    assert SHOP.stage("buy").name == "Buy"
    assert [s.id for s in SHOP.stages_of(Period.PURCHASE, Period.POST_PURCHASE)] == ["buy", "wear"]
    with pytest.raises(UnknownIdError) as caught:
        SHOP.persona("fam")
    assert str(caught.value) == (
        'CJ-110 There is no persona "fam". Did you mean "fan"? Known: fan, guest.'
    )
    assert caught.value.text("nl") == (
        'CJ-110 Er is geen persona "fam". Bedoelt u "fan"? Bekend: fan, guest.'
    )


def test_one_persona_sees_its_own_map() -> None:
    guest = SHOP.for_persona("guest")
    assert [p.id for p in guest.personas] == ["guest"]
    assert [e.id for e in guest.experiences] == ["looking"]
    assert [t.id for t in guest.touchpoints] == ["window"]
    assert guest.stages == SHOP.stages


def test_rules_have_a_short_form() -> None:
    short = {"utm_medium": ["cpc", "ppc"], "value": {"at_least": 10, "at_most": 20}}
    rule = Rule.model_validate(short)
    assert [c.operator for c in rule.conditions] == [
        Operator.IS,
        Operator.AT_LEAST,
        Operator.AT_MOST,
    ]
    assert rule.short_form() == short


@pytest.mark.parametrize("wrong", [{}, {"a": {"like": 1}}, {"A b": 1}, {"a": []}, "utm = x"])
def test_rules_refuse_nonsense(wrong: object) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate(wrong)

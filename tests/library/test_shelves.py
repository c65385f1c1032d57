"""The library: both languages say the same things, and every stage set makes a valid map."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cjkit.errors import ClientError
from cjkit.formats.journey_yaml import parse_journey, render_journey
from cjkit.labels import LANGUAGES
from cjkit.library import shelves
from cjkit.library.shelves import JourneyPart, read_shelf, stage_set
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Demographics, Persona, ValueCanvas
from cjkit.model.stages import Period

SHELVES = sorted(path.stem for path in Path(shelves.__file__).parent.glob("*.yaml"))
READERS = (
    shelves.stage_sets,
    shelves.channels,
    shelves.touchpoint_kinds,
    shelves.source_kinds,
    shelves.metric_kinds,
    shelves.emotion_words,
    shelves.persona_fields,
    shelves.survey_questions,
)
JOURNEYS = [each.id for each in shelves.stage_sets("en")]
JOINED = [f"{a}+{b}" for a in ("aida", "cain") for b in ("welcome-engage-advocate", "loyalty")]


# What tools call themselves and their events is the same in every language.
NAMES = ("tools", "events")


def texts(value: Any, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """Give every text of a shelf and whether it stands in both languages."""
    if isinstance(value, dict):
        both = set(value) == set(LANGUAGES)
        for key, inner in value.items():
            yield from texts(inner, inside or both) if key not in NAMES else ()
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, inside)
    elif isinstance(value, str):
        yield value, inside


@pytest.mark.parametrize("name", SHELVES)
def test_every_sentence_stands_in_both_languages(name: str) -> None:
    alone = [text for text, both in texts(read_shelf(name)) if " " in text and not both]
    assert alone == []


@pytest.mark.parametrize("reader", READERS)
def test_both_languages_have_the_same_ids(reader: Any) -> None:
    nl, en = ([record.id for record in reader(language)] for language in LANGUAGES)
    assert nl == en
    assert len(set(nl)) == len(nl)


def test_the_stage_sets_of_the_method_are_there() -> None:
    ids = {each.id: [s.id for s in each.stages] for each in shelves.stage_sets("en")}
    assert ids["aida"] == ["attention", "interest", "desire", "action"]
    assert ids["cain"] == ["unaware", "aware", "interested", "research", "purchase"]
    assert ids["five"] == ["awareness", "consideration", "decision", "action", "loyalty"]
    assert ids["welcome-engage-advocate"] == ["welcome", "engage", "advocate"]
    assert ids["loyalty"] == ["welcome", "onboard", "use", "engage", "stay", "advocate"]
    four = "awareness-consideration-purchase-retention"
    assert ids[four] == four.split("-")
    assert "shop-visit" in ids


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", JOURNEYS + JOINED)
def test_every_stage_set_makes_a_valid_map(name: str, language: str) -> None:
    stages = tuple(stage.as_stage() for stage in stage_set(name, language).stages)
    journey_map = JourneyMap(title=name, language=language, stages=stages)
    assert parse_journey(render_journey(journey_map)) == journey_map
    order = [list(Period).index(stage.period) for stage in stages]
    assert order == sorted(order)


def test_a_buyer_set_and_an_after_purchase_set_join() -> None:
    joined = stage_set("aida+welcome-engage-advocate", "nl")
    assert [stage.id for stage in joined.stages] == [
        "aandacht", "interesse", "verlangen", "actie", "verwelkomen", "betrekken", "aanbevelen",
    ]  # fmt: skip


def said(name: str, language: str = "en") -> str:
    with pytest.raises(ClientError) as caught:
        stage_set(name, language)
    return caught.value.text(language)


def test_an_unknown_set_names_the_nearest() -> None:
    known = ", ".join(JOURNEYS)
    assert said("aidda") == (
        f'CJ-220 The library has no stage set "aidda". Did you mean "aida"? Known: {known}.'
    )
    assert said("zzz", "nl") == (
        f'CJ-221 De bibliotheek heeft geen fasenset "zzz". Kies uit: {known}.'
    )


def test_sets_that_cannot_follow_each_other_are_refused() -> None:
    assert said("loyalty+aida") == (
        'CJ-222 "loyalty+aida" does not make one journey. Join a set that ends with the purchase '
        "(aida, cain) and one that begins after it (welcome-engage-advocate, loyalty), such as "
        "aida+loyalty."
    )
    assert said("aida+cain").startswith("CJ-222 ")


def test_every_metric_has_a_source_and_every_source_a_metric() -> None:
    sources = {source.id for source in shelves.source_kinds("en")}
    measured = {metric.source for metric in shelves.metric_kinds("en")}
    assert measured == sources - {"customers"}
    assert {source.part for source in shelves.source_kinds("en")} == set(JourneyPart)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_gives_records_for_a_map(language: str) -> None:
    journey_map = JourneyMap(
        title="All of it",
        touchpoints=tuple(k.as_touchpoint(language) for k in shelves.touchpoint_kinds(language)),
        metrics={
            "sources": tuple(k.as_source() for k in shelves.source_kinds(language)),
            "metrics": tuple(k.as_metric() for k in shelves.metric_kinds(language)),
        },
    )
    assert parse_journey(render_journey(journey_map)) == journey_map


def test_the_five_steps_of_emotion() -> None:
    steps = {word.value: word.name for word in shelves.emotion_words("en") if word.step}
    assert steps == {
        -2: "angry", -1: "disappointed", 0: "neutral", 1: "satisfied", 2: "grateful",
    }  # fmt: skip


def test_every_field_of_a_persona_has_a_question() -> None:
    asked = {field.id for field in shelves.persona_fields("en")}
    own = set(Persona.model_fields) - {"id", "name", "customer_group", "demographics", "canvas"}
    demographics = {f"demographics.{name}" for name in Demographics.model_fields}
    canvas = {f"canvas.{name}" for name in ValueCanvas.model_fields}
    assert asked == own | demographics | canvas

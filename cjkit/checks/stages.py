"""Stages in a sensible order, each with something in it."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from cjkit.checks.finding import Severity, Spot, about, at, rule
from cjkit.model.journey_map import JourneyMap
from cjkit.model.stages import Period

PRESENCE_OVER_RELEVANCE = 30


@rule("CJ-718", Severity.SERIOUS)
def check_stages_exist(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A map has stages."""
    if not journey_map.stages:
        yield at("stages")


@rule("CJ-709", Severity.NOTE)
def check_relevance(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each stage has relevance and presence."""
    for stage in journey_map.stages:
        if stage.relevance is None or stage.presence is None:
            yield about(stage)


@rule("CJ-710", Severity.WARNING)
def check_presence(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """The brand is not far more present in a stage than it is relevant there."""
    for stage in journey_map.stages:
        if stage.relevance and stage.presence:
            values = {"presence": stage.presence.value, "relevance": stage.relevance.value}
            if stage.presence.value - stage.relevance.value >= PRESENCE_OVER_RELEVANCE:
                yield about(stage, "presence", **values)


@rule("CJ-735", Severity.WARNING)
def check_purchase(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A journey of two stages or more has one with the purchase."""
    if len(journey_map.stages) > 1 and not journey_map.stages_of(Period.PURCHASE):
        yield at("stages")


@rule("CJ-736", Severity.NOTE)
def check_one_purchase(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """The purchase falls in one stage."""
    first, *others = journey_map.stages_of(Period.PURCHASE) or (None,)
    for stage in others:
        if first and stage:
            yield about(stage, "period", first=first.name)


@rule("CJ-737", Severity.SERIOUS)
def check_periods(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Stages go from before the purchase, over it, to after it."""
    order = list(Period)
    for before, stage in pairwise(journey_map.stages):
        if order.index(stage.period) < order.index(before.period):
            yield about(stage, "period", before=before.name)


@rule("CJ-734", Severity.WARNING)
def check_returns(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A stage returns to earlier stages only."""
    places = {stage.id: place for place, stage in enumerate(journey_map.stages)}
    for stage in journey_map.stages:
        for index, back_to in enumerate(stage.returns_to):
            if places.get(back_to, -1) >= places[stage.id]:
                yield about(stage, "returns_to", index, other=journey_map.stage(back_to).name)


@rule("CJ-721", Severity.WARNING)
def check_stage_touchpoints(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each stage has a touchpoint, in a map that has any."""
    met = {place.stage for touchpoint in journey_map.touchpoints for place in touchpoint.places}
    for stage in journey_map.stages:
        if journey_map.touchpoints and stage.id not in met:
            yield about(stage)


@rule("CJ-701", Severity.WARNING)
def check_stage_metrics(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each stage has a metric."""
    measured = {metric.stage for metric in journey_map.metrics.metrics}
    for stage in journey_map.stages:
        if stage.id not in measured:
            yield about(stage)

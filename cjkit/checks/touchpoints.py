"""Touchpoints that have a place in the journey and leave traces in data."""

import datetime as dt
from collections.abc import Iterator

from cjkit.checks.finding import Severity, Spot, about, rule
from cjkit.model.journey_map import JourneyMap


@rule("CJ-716", Severity.NOTE)
def check_touchpoint_rules(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A touchpoint has a rule by which it is seen in data."""
    for touchpoint in journey_map.touchpoints:
        if not touchpoint.match:
            yield about(touchpoint)


@rule("CJ-722", Severity.WARNING)
def check_touchpoint_places(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A touchpoint has a place in a stage, in a map that has stages."""
    for touchpoint in journey_map.touchpoints:
        if journey_map.stages and not touchpoint.places:
            yield about(touchpoint)


@rule("CJ-744", Severity.WARNING)
def check_taken_rules(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """No rule of a touchpoint stands with an earlier one: that one takes the rows."""
    first: dict[str, str] = {}
    for touchpoint in journey_map.touchpoints:
        for index, rule_on_rows in enumerate(touchpoint.match):
            taken_by = first.setdefault(repr(rule_on_rows), touchpoint.name)
            if taken_by != touchpoint.name:
                yield about(touchpoint, "match", index, other=taken_by)

"""Metrics that can be counted and steered by, a focus, and assumptions that can be decided."""

import datetime as dt
import math
from collections.abc import Iterator

from cjkit.checks.finding import Severity, Spot, about, at, rule
from cjkit.model.journey_map import JourneyMap
from cjkit.model.metrics import Measured

REACHABLE = {
    Measured.CONVERSION: (0.0, 1.0),
    Measured.CSAT: (0.0, 1.0),
    Measured.EMOTION: (-2.0, 2.0),
    Measured.NPS: (-100.0, 100.0),
}
"""Lowest and highest value that a figure can have; counts and values go from zero up."""


@rule("CJ-705", Severity.WARNING)
def check_metric_sources(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each metric says where it comes from."""
    for metric in journey_map.metrics.metrics:
        if not metric.sources:
            yield about(metric)


@rule("CJ-713", Severity.NOTE)
def check_metric_targets(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A metric has a target; without one it is watched, not steered by."""
    for metric in journey_map.metrics.metrics:
        if metric.target is None:
            yield about(metric)


@rule("CJ-745", Severity.WARNING)
def check_target_dates(journey_map: JourneyMap, today: dt.date) -> Iterator[Spot]:
    """The day of a target lies ahead."""
    for metric in journey_map.metrics.metrics:
        if metric.target and metric.target.date and metric.target.date < today:
            yield about(metric, "target", "date", date=metric.target.date)


@rule("CJ-746", Severity.SERIOUS)
def check_counted(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A metric that is a count names the count."""
    for metric in journey_map.metrics.metrics:
        if metric.measured is Measured.COUNT and not metric.counted:
            yield about(metric, "measured")


@rule("CJ-738", Severity.WARNING)
def check_focus(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A focus names stages, touchpoints or customer groups, or how to weigh them."""
    focus = journey_map.metrics.focus
    named = focus and (focus.stages or focus.touchpoints or focus.customer_groups)
    if focus and not named and not focus.weights:
        yield at("metrics", "focus")


@rule("CJ-747", Severity.SERIOUS)
def check_thresholds(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """The threshold of an assumption is a value that the figure can have."""
    for assumption in journey_map.assumptions:
        low, high = REACHABLE.get(assumption.measured, (0.0, math.inf))
        if not low <= assumption.threshold <= high:
            values = {"threshold": assumption.threshold, "low": low, "high": high}
            yield about(assumption, "threshold", **values)


@rule("CJ-755", Severity.WARNING)
def check_ways(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Only an assumption about conversion has a stage to reach and days to do it in."""
    for assumption in journey_map.assumptions:
        way = assumption.to_stage or assumption.within_days
        if way and assumption.measured is not Measured.CONVERSION:
            yield about(assumption, "measured")


@rule("CJ-756", Severity.SERIOUS)
def check_direction(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """The stage to reach comes after the stage that an assumption begins in."""
    places = {stage.id: place for place, stage in enumerate(journey_map.stages)}
    names = {stage.id: stage.name for stage in journey_map.stages}
    for assumption in journey_map.assumptions:
        start, end = assumption.stage, assumption.to_stage
        if start and end and places[end] <= places[start]:
            yield about(assumption, "to_stage", stage=names[start], to_stage=names[end])

"""The chain from insight to improvement, without a missing link."""

import datetime as dt
from collections.abc import Iterator

from cjkit.checks.finding import Severity, Spot, about, rule
from cjkit.model.improvements import Status
from cjkit.model.journey_map import JourneyMap

_OVER = (Status.DONE, Status.DROPPED)


@rule("CJ-727", Severity.WARNING)
def check_insights(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each insight rests on a pain or a gain."""
    for insight in journey_map.improvements.insights:
        if not (insight.pains or insight.gains):
            yield about(insight)


@rule("CJ-712", Severity.WARNING)
def check_opportunity_insights(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each opportunity rests on an insight."""
    for opportunity in journey_map.improvements.opportunities:
        if not opportunity.insights:
            yield about(opportunity)


@rule("CJ-731", Severity.NOTE)
def check_opportunities_taken(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each opportunity is taken by a solution."""
    chain = journey_map.improvements
    taken = {opportunity for solution in chain.solutions for opportunity in solution.opportunities}
    for opportunity in chain.opportunities:
        if opportunity.id not in taken:
            yield about(opportunity)


@rule("CJ-728", Severity.WARNING)
def check_solutions(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each solution takes an opportunity."""
    for solution in journey_map.improvements.solutions:
        if not solution.opportunities:
            yield about(solution)


@rule("CJ-729", Severity.NOTE)
def check_improvement_solutions(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each improvement carries out a solution."""
    for improvement in journey_map.improvements.improvements:
        if not improvement.solutions:
            yield about(improvement)


@rule("CJ-711", Severity.WARNING)
def check_improvement_owners(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each improvement has somebody who sees to it."""
    for improvement in journey_map.improvements.improvements:
        if not improvement.owner:
            yield about(improvement)


@rule("CJ-730", Severity.WARNING)
def check_due(journey_map: JourneyMap, today: dt.date) -> Iterator[Spot]:
    """No improvement is overdue."""
    for improvement in journey_map.improvements.improvements:
        if improvement.due and improvement.due < today and improvement.status not in _OVER:
            yield about(improvement, "due", date=improvement.due)

"""The groups that the organisation serves."""

import datetime as dt
from collections.abc import Iterator

from cjkit.checks.finding import Severity, Spot, about, rule
from cjkit.model.journey_map import JourneyMap


@rule("CJ-732", Severity.WARNING)
def check_group_personas(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each customer group has a persona that stands for it."""
    stood_for = {persona.customer_group for persona in journey_map.personas}
    for group in journey_map.customer_groups:
        if group.id not in stood_for:
            yield about(group)


@rule("CJ-733", Severity.WARNING)
def check_group_journey(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each customer group that has a persona has a journey: experiences of one of them."""
    travelling = {experience.persona for experience in journey_map.experiences}
    for group in journey_map.customer_groups:
        personas = {p.id for p in journey_map.personas if p.customer_group == group.id}
        if personas and not personas & travelling:
            yield about(group)


@rule("CJ-750", Severity.NOTE)
def check_value_propositions(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each customer group is promised something."""
    for group in journey_map.customer_groups:
        if not group.value_propositions:
            yield about(group)

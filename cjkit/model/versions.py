"""A map with the next version, and in its change log why."""

import datetime as dt

from cjkit.model.journey_map import Change, JourneyMap


def with_change(journey_map: JourneyMap, reason: str, on: dt.date) -> JourneyMap:
    """Give the map its next version, with a day and a reason in the change log.

    >>> changed = with_change(JourneyMap(title="A first map"), "Counted", dt.date(2026, 3, 1))
    >>> changed.version, changed.changes[-1].reason
    ('2', 'Counted')
    """
    version = next_version(journey_map.version)
    change = Change(version=version, date=on, reason=reason)
    changes = (*journey_map.changes, change)
    return journey_map.model_copy(update={"version": version, "changes": changes})


def next_version(version: str) -> str:
    """Give the version after this one.

    >>> next_version("3"), next_version("2026-a")
    ('4', '2026-a.1')
    """
    return str(int(version) + 1) if version.isdecimal() else f"{version}.1"

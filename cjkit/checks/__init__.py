"""Findings: what is missing or doubtful in a map, with what to do about it.

A map on a wall is unfinished most of its life, so nothing here is an error. Each rule is a small
function from a map to what it is about; the words stand in the catalogue `checks`. Rules on the map
alone need only the map. Those in `measured` hold it against data.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Any

from cjkit.checks.finding import Finding, Rule, Severity
from cjkit.checks.silences import Examined, apply_silences
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Path, walk_ids

if TYPE_CHECKING:
    from cjkit.client import Client

__all__ = [
    "RULES",
    "THEMES",
    "Examined",
    "Finding",
    "Rule",
    "Severity",
    "check_client",
    "check_map",
    "data_rules",
    "examine_client",
    "examine_map",
]


THEMES = (
    "header",
    "evidence",
    "organisation",
    "personas",
    "stages",
    "touchpoints",
    "experiences",
    "metrics",
    "improvements",
    "measured",
)
"""The files of rules, in the order of the map; the last one needs data."""


def _rules_of(*themes: str) -> tuple[Rule, ...]:
    modules = [import_module(f"cjkit.checks.{theme}") for theme in themes]
    named = chain.from_iterable(vars(module).values() for module in modules)
    found = (value for value in named if isinstance(value, Rule))
    return tuple(sorted(found, key=lambda rule: rule.code))


RULES = _rules_of(*THEMES[:-1])
"""The rules on a map alone, by code."""


@cache
def data_rules() -> tuple[Rule, ...]:
    """Give the rules that hold a map against data, by code; it loads pandas and the engine."""
    return _rules_of(THEMES[-1])


def check_map(journey_map: JourneyMap, today: dt.date | None = None) -> tuple[Finding, ...]:
    """Give the findings on a map alone, the most serious first; without those it lets be.

    Parameters
    ----------
    journey_map : JourneyMap
        The map to look at.
    today : date, optional
        The day against which review dates and the age of evidence are held; today when left out.

    Examples
    --------
    >>> from cjkit import parse_journey
    >>> [finding.code for finding in check_map(parse_journey("title: Empty"), dt.date(2026, 1, 1))]
    ['CJ-718', 'CJ-707']
    """
    return examine_map(journey_map, today).findings


def check_client(client: "Client", today: dt.date | None = None) -> tuple[Finding, ...]:
    """Give the findings on a client's map, and where there are data those of data as well.

    With one persona chosen, findings about the others are left out.
    """
    return examine_client(client, today).findings


def examine_map(journey_map: JourneyMap, today: dt.date | None = None) -> Examined:
    """Give the findings on a map alone, and apart from them those that it lets be."""
    day = today or dt.date.today()
    found = _found(RULES, journey_map, journey_map, day)
    return apply_silences(list(found), journey_map.silenced, day, with_data=False)


def examine_client(client: "Client", today: dt.date | None = None) -> Examined:
    """Give the findings on a client's map and data, and apart from them those that it lets be."""
    day, whole = today or dt.date.today(), client.whole_map
    with_data = client.data is not None or client.store is not None
    of_data = data_rules() if with_data else ()
    found = chain(_found(RULES, whole, whole, day), _found(of_data, whole, client, day))
    everything = client.selection == type(client.selection)()
    examined = apply_silences(list(found), whole.silenced, day, with_data=with_data and everything)
    return _within(client, examined)


def _found(
    rules: Iterable[Rule], journey_map: JourneyMap, looked_at: Any, day: dt.date
) -> Iterator[Finding]:
    paths: dict[tuple[str, str], Path] = {}
    for path, kind, identity in walk_ids(journey_map):
        paths.setdefault((kind, identity), path[:-1])
    return chain.from_iterable(rule.findings(looked_at, day, paths) for rule in rules)


def _within(client: "Client", examined: Examined) -> Examined:
    """Leave out what is about personas that were not chosen."""
    if client.selection.persona is None:
        return examined
    chosen, every = (
        {(kind, identity) for _, kind, identity in walk_ids(journey_map)}
        for journey_map in (client.map, client.whole_map)
    )
    others = every - chosen
    kept = tuple(f for f in examined.findings if (f.kind, f.identity) not in others)
    silenced = tuple(p for p in examined.silenced if (p[0].kind, p[0].identity) not in others)
    return Examined(kept, silenced)

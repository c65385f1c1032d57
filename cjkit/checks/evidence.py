"""What the map rests on."""

import datetime as dt
from collections.abc import Iterator

from cjkit.checks.finding import Severity, Spot, at, rule
from cjkit.model.evidence import Evidence, Grade
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Path, walk_records

STALE_AFTER = dt.timedelta(days=365)


@rule("CJ-706", Severity.NOTE)
def check_stale_evidence(journey_map: JourneyMap, today: dt.date) -> Iterator[Spot]:
    """Evidence is no older than a year; told once for the map, at the oldest."""
    dated = [(e.date, path) for path, e in _placed(journey_map) if e.date]
    stale = [(day, path) for day, path in dated if today - day > STALE_AFTER]
    if stale:
        oldest, path = min(stale, key=lambda found: found[0])
        yield at(*path, n=len(stale), all=len(dated), oldest=oldest)


@rule("CJ-715", Severity.SERIOUS)
def check_known_without_source(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """What is called known names its source; told once for the map, at the first."""
    known = [(path, e) for path, e in _placed(journey_map) if e.grade is Grade.KNOWN]
    nameless = [path for path, e in known if not (e.source or e.kind)]
    if nameless:
        yield at(*nameless[0], n=len(nameless), all=len(known))


@rule("CJ-742", Severity.WARNING)
def check_future_evidence(journey_map: JourneyMap, today: dt.date) -> Iterator[Spot]:
    """No evidence was gathered after today; told once for the map, at the first."""
    future = [(path, e.date) for path, e in _placed(journey_map) if e.date and e.date > today]
    if future:
        path, day = future[0]
        yield at(*path, n=len(future), date=day)


def _placed(journey_map: JourneyMap) -> Iterator[tuple[Path, Evidence]]:
    found = walk_records(journey_map)
    return ((path, inner) for path, inner in found if isinstance(inner, Evidence))

"""Who keeps the map, and how its versions were logged."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from cjkit.checks.finding import Severity, Spot, about, at, name_of, rule
from cjkit.labels import Word
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, walk_records


@rule("CJ-707", Severity.WARNING)
def check_owner(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Somebody owns the map."""
    if not journey_map.owner:
        yield at("owner")


@rule("CJ-708", Severity.WARNING)
def check_review(journey_map: JourneyMap, today: dt.date) -> Iterator[Spot]:
    """The review date lies ahead."""
    if journey_map.review_by and journey_map.review_by < today:
        yield at("review_by", date=journey_map.review_by)


@rule("CJ-740", Severity.WARNING)
def check_version_logged(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """The version of the map stands in its log of changes."""
    logged = [change.version for change in journey_map.changes]
    first = journey_map.version == JourneyMap.model_fields["version"].default and not logged
    if not first and journey_map.version not in logged:
        yield at("version", version=journey_map.version)


@rule("CJ-741", Severity.NOTE)
def check_log_in_order(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """The log of changes goes from old to new."""
    for index, (before, after) in enumerate(pairwise(journey_map.changes), start=1):
        if after.date < before.date:
            yield at("changes", index, "date", version=after.version, before=before.version)


@rule("CJ-739", Severity.WARNING)
def check_names(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """No two records of a kind have the same name."""
    named: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for _, record in walk_records(journey_map):
        if record.id_kind and getattr(record, "name", None):
            named[record.id_kind, name_of(record).casefold()].append(record)
    for (kind, _), (first, *others) in named.items():
        for other in others:
            first_id = getattr(first, "id", "")
            yield about(other, "name", kind=Word(f"model.kind.{kind}"), first=first_id)

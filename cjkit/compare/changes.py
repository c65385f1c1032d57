"""A comparison as values: what was added, removed, moved, renamed, regraded or changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cjkit.model.journey_map import Change as LogEntry
from cjkit.model.record import Record

Path = tuple[str, ...]
"""Where a change is: names of fields, and between them the keys of records in lists."""


class Action(StrEnum):
    """What happened."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    REIDENTIFIED = "reidentified"
    MOVED = "moved"
    ORDERED = "ordered"
    REGRADED = "regraded"
    REWORDED = "reworded"
    CHANGED = "changed"


@dataclass(frozen=True)
class Subject:
    """The record that a change is about: the nearest one with an id."""

    kind: str = ""
    """Such as stage; empty for the map itself."""
    identity: str = ""
    name: str = ""
    """Its name or text; of an experience its persona, stage and touchpoint."""


THE_MAP = Subject()
"""The subject of changes in the header and in parts without ids."""


@dataclass(frozen=True)
class Change:
    """One difference between two maps.

    Added and removed hold the record or statement; ordered the keys of the list before and after;
    reidentified the two ids; the others the value before and after, None where there is none.
    """

    action: Action
    path: Path
    old: Any = None
    new: Any = None
    after: str = ""
    """For what is added: the key of the item before it; empty at the front."""
    subject: Subject = THE_MAP
    model: type[Record] | None = None
    """The record that has the field."""
    field: str = ""
    """The field, the last one in the path that has a name of its own."""
    said: str = ""
    """The statement that is about, where it is one of a list."""
    names: tuple[tuple[str, str], ...] = ()
    """Ids in the values, with the names they have."""


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions of a map, and why.

    >>> from cjkit import parse_journey
    >>> from cjkit.compare import compare_maps
    >>> old, new = parse_journey("title: Coffee"), parse_journey("title: Tea")
    >>> [(c.action.value, c.old, c.new) for c in compare_maps(old, new).changes]
    [('renamed', 'Coffee', 'Tea')]
    """

    changes: tuple[Change, ...]
    """In the order of the map; ids that changed come first, and the others use the new ids."""
    reasons: tuple[LogEntry, ...] = ()
    """What the new map's log of changes says that the old one's did not."""
    versions: tuple[str, str] = ("", "")

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of(self, *actions: Action) -> Iterator[Change]:
        """Give the changes of these kinds."""
        return (change for change in self.changes if change.action in actions)

"""Findings and the rules that make them: a code, how much it matters, what it is about."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from cjkit import labels
from cjkit.model.evidence import Evidence
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Path, Record, walk_records


class Severity(IntEnum):
    """How much a finding matters."""

    NOTE = 1
    WARNING = 2
    SERIOUS = 3


@dataclass(frozen=True)
class Finding:
    """One thing to look at in a map."""

    code: str
    severity: Severity
    kind: str = ""
    """The kind of record it is about, such as stage; empty for the map itself."""
    identity: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    path: Path = ()
    """Where it stands in the file."""
    file: str = "journey.yaml"

    def text(self, language: str) -> str:
        """Say what is found, in the reader's language."""
        return labels.code_text(self.code, "what", language, **self.values)

    def repair(self, language: str) -> str:
        """Say what to do about it."""
        return labels.code_text(self.code, "repair", language, **self.values)


@dataclass(frozen=True)
class Spot:
    """What a rule found: the record it is about, the field in it, and values for the sentence."""

    record: Record | None = None
    path: Path = ()
    """From the record, or from the top of the file when there is no record."""
    values: Mapping[str, Any] = field(default_factory=dict)
    file: str = "journey.yaml"

    @property
    def identity(self) -> str:
        """The id of the record."""
        return str(getattr(self.record, "id", ""))

    @property
    def kind(self) -> str:
        """The kind of the record."""
        return self.record.id_kind if self.record else ""


def about(record: Record, *path: str | int, **values: Any) -> Spot:
    """Point to a record of the map, or to a field in it; `name` is always among the values."""
    return Spot(record, path, {"name": name_of(record)} | values)


def at(*path: str | int, **values: Any) -> Spot:
    """Point to a place in the map that has no record of its own."""
    return Spot(None, path, values)


def name_of(record: Any) -> str:
    """Give the name of a record, or its text, or its id.

    >>> from cjkit.model.stages import Stage
    >>> name_of(Stage(id="look", name="Search"))
    'Search'
    """
    return str(getattr(record, "name", None) or getattr(record, "text", None) or record.id)


MapRule = Callable[[JourneyMap, dt.date], Iterator[Spot]]


@dataclass(frozen=True)
class Rule:
    """A function that looks for one thing in a map, with its code and severity."""

    code: str
    severity: Severity
    theme: str
    """The name of the file it stands in, such as stages."""
    find: Callable[..., Iterator[Spot]]
    """Takes the map and the day; where `of_data`, the client and the day."""
    of_data: bool = False

    def findings(self, looked_at: Any, today: dt.date, paths: Mapping[Any, Path]) -> list[Finding]:
        """Look, and say where what is found stands; `paths` has the place of each record."""
        return [
            Finding(
                self.code,
                self.severity,
                spot.kind,
                spot.identity,
                spot.values,
                (*paths.get((spot.kind, spot.identity), ()), *spot.path),
                spot.file,
            )
            for spot in self.find(looked_at, today)
        ]


def rule(code: str, severity: Severity, *, of_data: bool = False) -> Callable[[Any], Rule]:
    """Make a function a rule; its docstring says what it asks of a map."""

    def register(find: Callable[..., Iterator[Spot]]) -> Rule:
        return Rule(code, severity, find.__module__.rpartition(".")[2], find, of_data)

    return register


def evidence_in(record: Record) -> Iterator[Evidence]:
    """Give all evidence in a record and below it."""
    return (inner for _, inner in walk_records(record) if isinstance(inner, Evidence))

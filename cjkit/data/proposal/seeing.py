"""What is seen in the files of a source: its kind, its shape, and which column is what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import duckdb

from cjkit.data.proposal.dates import Dates, find_dates
from cjkit.data.proposal.questions import Asked, find_questions
from cjkit.data.proposal.recognising import Recognised, file_names, find_columns, recognise
from cjkit.data.proposal.remarks import Remark
from cjkit.data.proposal.samples import Column, Sample
from cjkit.library.source_kinds import FileKind, file_kind, file_kinds, plain_header

_MOST_NAME = 500


@dataclass(frozen=True)
class Seen:
    """What is seen in the files of one source."""

    sample: Sample
    recognised: Recognised
    shape: str
    found: Mapping[str, Column]
    dates: Dates | None
    asked: tuple[Asked, ...]

    @property
    def kind(self) -> FileKind | None:
        """The kind, where one is recognised."""
        return self.recognised.kind

    @cached_property
    def taken(self) -> list[Column]:
        """The columns whose meaning is known."""
        return [*self.found.values(), *(asked.column for asked in self.asked)]

    @cached_property
    def free(self) -> list[Column]:
        """The columns whose meaning is not known, those that are there twice left out."""
        doubled, taken = self.sample.doubled, self.taken
        return [
            c for c in self.sample.columns
            if c not in taken and c.name not in doubled and len(c.name) <= _MOST_NAME
        ]  # fmt: skip


def see(sample: Sample, connection: duckdb.DuckDBPyConnection) -> Seen:
    """Tell what the files of one source are, from their headers and first rows."""
    names = [column.name for column in sample.columns if column.filled]
    among = [kind.id for kind in file_kinds("en") if _may_be(kind, sample)]
    recognised = recognise(names, file_names(sample), among)
    kind = recognised.kind
    shape = kind.shape if kind else _shape(sample)
    if shape == "answers" and not find_questions(sample.columns, ()):
        recognised, shape = Recognised(), "events"
    found = find_columns(recognised.kind, shape, sample)
    found, dates = _with_dates(found, shape, sample, connection)
    asked: tuple[Asked, ...] = ()
    if shape == "answers":
        taken = [c for role, c in found.items() if role in ("customer", "at", "weight", "text")]
        asked = tuple(find_questions(sample.columns, taken))
        found = {r: c for r, c in found.items() if c not in [each.column for each in asked]}
    return Seen(sample, recognised, shape, found, dates, asked)


def _may_be(kind: FileKind, sample: Sample) -> bool:
    """Tell whether the columns have what a kind cannot do without."""
    headers = {plain_header(c.name): c for c in sample.columns if c.filled}

    def has(role: str) -> bool:
        return any(plain_header(h) in headers for h in kind.headers.get(role, ()))

    if kind.shape == "counts":
        people = file_kind("customers", "en").headers["customer"]
        return has("day") and not any(plain_header(h) in headers for h in people if h != "id")
    if kind.shape == "consents":
        return has("customer") and has("purpose")
    if kind.shape == "customers":
        hits = [
            headers[plain_header(h)] for h in kind.headers["customer"] if plain_header(h) in headers
        ]
        return any(c.distinct >= 0.95 * c.filled for c in hits)
    return True


def _shape(sample: Sample) -> str:
    """Tell what a row is where no kind is recognised."""
    asked = find_questions(sample.columns, ())
    if len(asked) >= 3 or any(each.named for each in asked):
        return "answers"
    people = file_kind("customers", "en").headers["customer"]
    known = {plain_header(header) for header in people}
    unique = any(
        plain_header(c.name) in known and c.distinct == c.filled and c.filled > 1
        for c in sample.columns
    )
    moments = {plain_header(h) for k in file_kinds("en") for h in k.headers.get("at", ())}
    dated = any(
        2 * c.iso_moments > c.filled or plain_header(c.name) in moments
        for c in sample.columns if c.filled
    )  # fmt: skip
    return "customers" if unique and not dated else "events"


def _with_dates(
    found: dict[str, Column], shape: str, sample: Sample, connection: duckdb.DuckDBPyConnection
) -> tuple[dict[str, Column], Dates | None]:
    """Find the column with the moment of a row and how it is written; else any with dates."""
    role = {"counts": "day", "customers": ""}.get(shape, "at")
    if not role:
        return found, None
    named = found.pop(role, None)
    if named and (dates := find_dates(named, sample, connection)):
        return {role: named, **found}, dates
    free = [c for c in sample.columns if c not in found.values() and c.name not in sample.doubled]
    for column in free:
        if column.distinct > 1 or sample.rows == 1:
            dates = find_dates(column, sample, connection, named=False)
            if dates:
                remark = Remark("at_by_content", {"column": column.name})
                more = replace(dates, remarks=(remark, *dates.remarks))
                return {role: column, **found}, more
    return found, None

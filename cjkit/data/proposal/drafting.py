"""From what is seen in files to the draft of a source, with its doubts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from cjkit.data.proposal import doubts
from cjkit.data.proposal.columns import attributes, count_columns, own_columns
from cjkit.data.proposal.consent import ConsentFound, find_consent
from cjkit.data.proposal.questions import Asked
from cjkit.data.proposal.remarks import Remark
from cjkit.data.proposal.samples import Sample
from cjkit.data.proposal.seeing import Seen, see
from cjkit.data.sources import FIELDS
from cjkit.data.sql import run_sql
from cjkit.labels import Word
from cjkit.library.source_kinds import FileKind

EMPTY = (
    "NULL",
    "null",
    "N/A",
    "n/a",
    "#N/A",
    "NaN",
    "\\N",
    "None",
    "(not set)",
    "(none)",
    "n.v.t.",
)
"""Texts that stand for nothing, whatever the file."""
_KEPT = {
    "customers": ("customer",),
    "events": ("customer", "at", "event", "event_id", "url", *FIELDS, "value", "outcome"),
    "answers": ("customer", "at", "label", "weight", "text", "device", "channel"),
    "counts": ("day", "campaign", "channel", "device", "label", "url"),
    "consents": ("customer", "at", "purpose", "decision", "withdrawn"),
}
"""The columns that are proposed for each shape."""


@dataclass(frozen=True)
class Draft:
    """One source as it is proposed."""

    id: str
    kind: FileKind | None
    shape: str
    sample: Sample
    columns: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Mapping[str, Any], ...] = ()
    group: str | None = None
    persona: str | None = None
    dates: tuple[str, ...] = ()
    decimal: str = "."
    empty: tuple[str, ...] = ()
    consent: ConsentFound = field(default_factory=lambda: ConsentFound({}))
    remarks: tuple[Remark, ...] = ()
    files: tuple[str, ...] = ()
    """Paths or patterns from the client's folder."""


def draft_source(
    sample: Sample, connection: duckdb.DuckDBPyConnection, wanted: Sequence[str] = ()
) -> Draft:
    """Propose a source for files of one form; `wanted` are attributes that the map's rules use."""
    seen = see(sample, connection)
    traits, left_out = attributes(seen, wanted)
    own, unused = own_columns(seen)
    counts = count_columns(seen)
    columns = {
        role: seen.found[role].name for role in _KEPT[seen.shape] if role in seen.found
    }  # fmt: skip
    columns, ids = _identified(seen, columns, connection)
    used = {*columns.values(), *own.values(), *traits.values(), *counts.values()}
    decimal, numbers = _decimal(seen, used)
    empty = _empty(seen, used)
    remarks = [
        *doubts.kind_doubts(seen),
        *doubts.form_doubts(sample),
        *doubts.role_doubts(seen, columns),
        *(seen.dates.remarks if seen.dates else ()),
        *ids,
        *numbers,
        *doubts.question_doubts(seen),
        *doubts.count_doubts(seen),
        *left_out,
        *unused,
    ]
    return Draft(
        id=_first_id(seen.kind),
        kind=seen.kind,
        shape=seen.shape,
        sample=sample,
        columns=_with_row(seen, columns) | own,
        attributes=traits,
        counts=counts,
        questions=tuple(_question(asked) for asked in seen.asked),
        group=_name(seen, "group"),
        persona=_name(seen, "persona"),
        dates=seen.dates.formats if seen.dates else (),
        decimal=decimal,
        empty=empty,
        consent=_consent(seen),
        remarks=tuple(remarks),
    )


def _first_id(kind: FileKind | None) -> str:
    """Give the id in the library of sources, which rules and metrics know; empty without a kind."""
    if kind is None:
        return ""
    return kind.id if kind.shape == "consents" else kind.source


def _name(seen: Seen, role: str) -> str | None:
    return seen.found[role].name if seen.shape == "customers" and role in seen.found else None


def _consent(seen: Seen) -> ConsentFound:
    if seen.shape == "counts":
        return ConsentFound({"not_applicable": Word("data.proposal.no_person")})
    said = seen.found.get("decision") or seen.found.get("consent")
    found = find_consent(seen.sample, said)
    return _of_decisions(found) if seen.shape == "consents" else found


def _of_decisions(found: ConsentFound) -> ConsentFound:
    """Name only the decisions that mean yes: the column is that of the decision."""
    said, *choices = (
        {key: value for key, value in one.items() if key == "granted"}
        for one in (found.said, *found.choices)
    )
    return replace(found, said=said, choices=tuple(choices))


def _with_row(seen: Seen, columns: dict[str, str]) -> dict[str, str]:
    """Make every row a customer of its own where events have none."""
    lacks = seen.shape in ("events", "customers") and "customer" not in columns
    return {"customer": "{row}", **columns} if lacks else columns


def _identified(
    seen: Seen, columns: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> tuple[dict[str, str], list[Remark]]:
    """Keep an id of events only where it tells rows apart; else count rows that are equal."""
    column = seen.found.get("event_id")
    if seen.shape == "events" and column:
        again = column.filled - column.distinct
        if again <= 0.05 * column.filled:
            values = {"column": column.name, "n": again}
            return columns, [Remark("id_again", values)] if again else []
        kept = {role: name for role, name in columns.items() if role != "event_id"}
        values = {"column": column.name, "n": again}
        return kept, [Remark("id_of_many", values), *_equal_rows(connection)]
    if seen.shape in ("events", "answers") and "event_id" not in columns:
        return columns, _equal_rows(connection)
    return columns, []


def _equal_rows(connection: duckdb.DuckDBPyConnection) -> list[Remark]:
    equal = run_sql(connection, "propose_equal_rows")[0][0]
    return [Remark("equal_rows", {"n": equal})] if equal else []


def _decimal(seen: Seen, used: set[str]) -> tuple[str, list[Remark]]:
    """Tell the decimal sign from the columns that hold numbers."""
    roles = [seen.found[role] for role in ("value", "weight") if role in seen.found]
    columns = [
        *roles,
        *(c for c in seen.sample.columns if seen.shape == "counts" and c.name in used),
    ]
    commas = sum(c.comma_numbers - c.whole_numbers - c.point_thousands for c in columns)
    points = sum(c.point_numbers - c.whole_numbers - c.point_thousands for c in columns)
    thousands = [c for c in columns if c.point_thousands]
    if seen.sample.form.format != "csv":
        return ".", []
    if commas > points:
        values = {"column": columns[0].name}
        return ",", [Remark("decimal_both", values)] if points else []
    if thousands and not points:
        example = next((v for c in thousands for v in c.values if "." in v), "1.234")
        return ".", [Remark("thousands", {"column": thousands[0].name, "example": example})]
    return ".", []


def _empty(seen: Seen, used: set[str]) -> tuple[str, ...]:
    codes = {v for c in seen.sample.columns if c.name in used for v in c.values if v in EMPTY}
    return tuple(sorted(codes))


def _question(asked: Asked) -> dict[str, Any]:
    said: dict[str, Any] = {
        "column": asked.column.name,
        "instrument": asked.instrument,
        "scale": [asked.scale.low, asked.scale.high],
    }
    if asked.scale.not_answered:
        said["not_answered"] = list(asked.scale.not_answered)
    return said

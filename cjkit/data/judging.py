"""The rows of one source, each judged: consent, contract, and what the map's rules say of it."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from cjkit.data import contract
from cjkit.data.contract import Check, Field, Kind, raw_fields, typed
from cjkit.data.files import unreadable
from cjkit.data.link import Link
from cjkit.data.matching import Bound, as_text, first_met, last_met
from cjkit.data.privacy import consent_sql
from cjkit.data.reading import Scan, Table, open_table, refuse_wrong_columns
from cjkit.data.shapes import KEPT
from cjkit.data.sources import Shape, Source
from cjkit.data.sql_text import literal, quoted
from cjkit.errors import DataError, Place
from cjkit.labels import Percent, Word

SEEN = ("event", "channel", "campaign", "device")
"""The texts of an event that the store keeps."""
_MOST_SEEN = 60_000


@dataclass(frozen=True)
class Judged:
    """A source whose rows are judged, in a table of the connection."""

    source: Source
    number: int
    """Its place in data.yaml."""

    @property
    def table(self) -> str:
        """The name of its table of rows."""
        return f"judged_{self.number}"

    @property
    def ids(self) -> str:
        """The name of the table of its customers."""
        return f"ids_{self.number}"

    @property
    def coded(self) -> str:
        """The name of the table with the codes of its customers."""
        return f"coded_{self.number}"


def judge(step: Link, source: Source) -> Judged:
    """Read and judge all rows of a source.

    Raises
    ------
    DataError
        A file cannot be read or lacks what is mapped, or too many rows are rejected.
    """
    judged = Judged(source, step.data.sources.index(source))
    step.connection.execute("set timezone = " + literal(source.zone or step.data.zone))
    tables = [open_table(file, step.temporary, step.connection) for file in step.files_of(source)]
    refuse_wrong_columns(source, tables)
    checks = _judge_files(step, judged, tables)
    step.connection.execute("set timezone = " + literal(step.data.zone))
    _find_copies(step, judged, checks)
    _ask_consent(step, judged)
    _reject(step, judged, checks)
    _refuse_too_many(step, source)
    return judged


def _judge_files(step: Link, judged: Judged, tables: Sequence[Table]) -> list[Check]:
    """Judge file after file into one table; give every check, numbered alike for all files."""
    numbered: list[Check] = []
    seen = _enumerate(step, judged, tables)
    whole = all(_is_whole(table, judged.source) for table in tables)
    for number, table in enumerate(tables):
        _Judging(step, judged, table, number, seen, whole, numbered).run(first=number == 0)
    return numbered


def _is_whole(table: Table, source: Source) -> bool:
    fields = [field for field in raw_fields(source) if field.name == "event_id"]
    return all(table.kind(field) is Kind.WHOLE for field in fields)


def _enumerate(step: Link, judged: Judged, tables: Sequence[Table]) -> dict[str, str]:
    """Give texts of events -> the ENUM of their values, where Parquet tells them cheaply."""
    if judged.source.shape is not Shape.EVENTS or any(t.scan is not Scan.PARQUET for t in tables):
        return {}
    fields = {field.name: field for field in raw_fields(judged.source) if field.name in SEEN}
    plain = [name for name in fields if step.field(name, judged.source) == _plain(name)]
    found = {name: _seen_type(step, judged, fields[name], tables) for name in plain}
    return {name: kind for name, kind in found.items() if kind}


def _plain(name: str) -> str:
    return f"coalesce({quoted(name)}, null::varchar)"


def _seen_type(step: Link, judged: Judged, field: Field, tables: Sequence[Table]) -> str:
    empty = _empties(judged.source)
    values = " union ".join(
        f"select distinct {table.value(field, empty)} as seen from ({table.rows()})"
        for table in tables
    )
    name = quoted(f"seen.{judged.number}.{field.name}")
    return enum_of(step.connection, name, values)


def enum_of(connection: duckdb.DuckDBPyConnection, name: str, values: str) -> str:
    """Make an ENUM of the values of a query with one column `seen`; empty where there are too many.

    Small numbers in place of texts make sorting and counting cheap.
    """
    count = f"select count(*) from (from ({values}) where seen is not null limit {_MOST_SEEN + 1})"
    ((many,),) = connection.execute(count).fetchall()
    if not 0 < many <= _MOST_SEEN:
        return ""
    connection.execute(
        f"create type {name} as enum (select distinct seen::varchar from ({values})"
        " where seen is not null order by 1)"
    )
    return name


def _empties(source: Source) -> str:
    listed = ", ".join(literal(as_text(one)) for one in source.empty)
    return f"[{listed}]" if listed else ""


@dataclass(frozen=True)
class _Judging:
    """One file of a source about to be judged."""

    step: Link
    judged: Judged
    table: Table
    number: int
    seen: Mapping[str, str]
    whole_ids: bool
    checks: list[Check]
    """All checks so far: their places here are the numbers that rows carry."""

    @property
    def source(self) -> Source:
        return self.judged.source

    def run(self, *, first: bool) -> None:
        """Add the rows of the file to the source's table; the first file makes it."""
        name = self.judged.table
        into = f"create or replace temp table {name} as" if first else f"insert into {name} by name"
        try:
            self._read(into, strict=True)
        except duckdb.InvalidInputException as wrong:  # such as line ends of two kinds
            if self.table.scan is not Scan.CSV:
                raise unreadable(self.table.file, wrong) from None
            self._read(into, strict=False)
        except duckdb.IOException as wrong:
            raise unreadable(self.table.file, wrong) from None
        if self.table.scan is Scan.CSV:
            self.step.run("link_broken", judged=name, number=str(self.number))

    def _read(self, into: str, *, strict: bool) -> None:
        self.step.run("link_forget_broken")
        bound = Bound()
        pieces = self._pieces(bound, strict)
        values = bound.values | {"tomorrow": _tomorrow(self.step.data.zone)}
        try:
            self.step.run("link_judge", self.step.lists | values, into=into, **pieces)
        except duckdb.InvalidInputException as wrong:
            if strict:
                raise
            raise unreadable(self.table.file, wrong) from None

    def _pieces(self, bound: Bound, strict: bool) -> dict[str, str]:
        kinds = self._kinds()
        values = contract.typed_columns(self.source, kinds, self.step.data.zone, bound)
        checks = contract.checks(self.source, self._missing(), kinds, bound)
        numbers = [self._number(check) for check in checks]
        broken = zip(checks, numbers, strict=True)
        shape = KEPT[self.source.shape]
        fields, rules = (self.step.fields, True) if shape.has_rules else ([], False)
        columns = [*fields, "value"]
        entry = last_met([s.entry for s in self.step.map.stages], columns, bound)
        touchpoint = first_met([t.match for t in self.step.map.touchpoints], columns, bound)
        return {
            "number": str(self.number),
            "row": self.table.row,
            "broken": self.table.broken,
            "rows": self.table.rows(strict=strict),
            "values": self._values(),
            "id": '"customer"::varchar' if "customer" in self.source.columns else "null::varchar",
            "typed": "".join(f", {sql} as {typed(name)}" for name, sql in values.items()),
            "consent": f"coalesce({consent_sql(self.source, bound)}, false)",
            "breaks": " ".join(f"when {check.breaks} then {n}" for check, n in broken),
            "said": self._said(checks, numbers),
            "own": self._own(),
            "carried": shape.carried(self.step, self.source),
            "fields": "".join(f", {self._field(f)} as {quoted(f)}" for f in fields),
            "touchpoint": touchpoint if rules else "null::int",
            "entry": entry if rules else "null::int",
            "kept": shape.kept(self.step),
            "look": self.step.look if rules else "null::varchar",
        }

    def _kinds(self) -> dict[str, Kind]:
        kinds = {f.name: self.table.kind(f) for f in raw_fields(self.source) if f.native}
        return {name: kind for name, kind in kinds.items() if kind is not Kind.TEXT}

    def _missing(self) -> frozenset[str]:
        fields = [f for f in raw_fields(self.source) if f.required and not self.table.has(f)]
        return frozenset(field.name for field in fields)

    def _number(self, check: Check) -> int:
        known = [(one.reason, one.column) for one in self.checks]
        if (check.reason, check.column) not in known:
            self.checks.append(check)
            return len(self.checks)
        return known.index((check.reason, check.column)) + 1

    def _values(self) -> str:
        empty = _empties(self.source)
        return "".join(
            f", {self.table.value(field, empty)} as {quoted(field.name)}"
            for field in raw_fields(self.source)
        )

    def _said(self, checks: Sequence[Check], numbers: Sequence[int]) -> str:
        whens = zip(checks, numbers, strict=True)
        return " ".join(f"when {n} then {check.value}" for check, n in whens)

    def _own(self) -> str:
        found = contract.duplicate_column(self.source)
        if found is None:
            return "null::bigint"
        sql, column = found
        if column and "event_id" in self.source.columns and not self.whole_ids:
            return f"{sql}::varchar"
        return f"{sql}::bigint" if "event_id" in self.source.columns else sql

    def _field(self, field: str) -> str:
        sql = self.step.field(field, self.source)
        return f"{sql}::{self.seen[field]}" if field in self.seen else sql


def _find_copies(step: Link, judged: Judged, checks: list[Check]) -> None:
    found = contract.duplicate_column(judged.source)
    if found:
        checks.append(Check("duplicate", found[1], ""))
        step.run("link_repeat", judged=judged.table, duplicate=str(len(checks)))


def _ask_consent(step: Link, judged: Judged) -> None:
    source, consent = judged.source, judged.source.consent
    if consent.by:
        at = "null::timestamp" if source.shape is Shape.CUSTOMERS else 'j."at"'
        asked = {"giver": consent.by, "purpose": consent.purpose and consent.purpose.lower()}
        step.run("link_withdraw", asked, judged=judged.table, at=at)
    elif source.shape is Shape.CUSTOMERS:
        step.run("link_consent_of_customers", {"source": source.id}, judged=judged.table)
    elif source.shape is Shape.CONSENTS:
        granted = [as_text(value) for value in consent.granted]
        given = {"source": source.id, "granted": granted}
        step.run("link_consents", given, judged=judged.table)


def _reject(step: Link, judged: Judged, checks: Sequence[Check]) -> None:
    said = {
        "source": judged.source.id,
        "columns": [check.column for check in checks],
        "reasons": [check.reason for check in checks],
    }
    step.run("link_reject", said, judged=judged.table)
    step.run("link_tally", said, judged=judged.table)


def _refuse_too_many(step: Link, source: Source) -> None:
    found = step.run("link_too_many", {"source": source.id})
    if not found:
        return
    judged, rejected, reason, column, file, row, value = found[0]
    if rejected > judged * step.data.rejected_at_most:
        raise DataError.of(
            "CJ-331",
            Place(file=file, line=row),
            source=source.id,
            rejected=rejected,
            judged=judged,
            share=Percent(rejected / judged),
            most=Percent(step.data.rejected_at_most),
            reason=Word(f"data.reason.{reason}.what"),
            example=f"{column}: {value}" if column and value else column or file,
            advice=Word(f"data.reason.{reason}.repair"),
        )


def _tomorrow(zone: str) -> dt.datetime:
    """Give the start of tomorrow in the client's zone, as UTC without zone."""
    local = dt.datetime.now(zoneinfo.ZoneInfo(zone)).date() + dt.timedelta(days=1)
    start = dt.datetime.combine(local, dt.time(), zoneinfo.ZoneInfo(zone))
    return start.astimezone(dt.UTC).replace(tzinfo=None)

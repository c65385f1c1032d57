"""The rows of one source, each judged: consent, contract, and what the map's rules say of it."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from cjkit.data import contract
from cjkit.data.bound import Bound
from cjkit.data.columns import Choice, Coded, Kind, Texts, Values, truths_of, values_of
from cjkit.data.contract import Check, Field, raw_fields, typed
from cjkit.data.files import unreadable
from cjkit.data.link import Link
from cjkit.data.matching import as_text, first_met, last_met
from cjkit.data.privacy import consent_sql
from cjkit.data.reading import Scan, Table, open_table, refuse_wrong_columns, take_texts
from cjkit.data.shapes import KEPT, Kept
from cjkit.data.sources import TRACKING, Shape, Source
from cjkit.data.sql_text import literal, quoted
from cjkit.data.tracking import UNKNOWN, customer_sql
from cjkit.errors import DataError, Place
from cjkit.labels import Percent, Word
from cjkit.model.rules import Rule

SEEN = ("event", "channel", "campaign", "device")
"""The texts of an event that the store keeps."""


@dataclass(frozen=True)
class Judged:
    """A source whose rows are judged, in a table of the connection."""

    source: Source
    number: int
    """Its place in data.yaml."""
    values: Mapping[str, Values]
    """Fields of which the table has the numbers of their values."""

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
    return judge_opened(open_source(step, source))


def judge_opened(judging: "Judging") -> Judged:
    """Judge all rows of a source whose files are ready."""
    step, judged = judging.step, judging.judged
    checks: list[Check] = []
    for number in range(len(judging.tables)):
        judging.judge_file(number, checks)
    step.connection.execute("set timezone = " + literal(step.data.zone))
    _find_blank_ids(step, judged, checks)
    _find_copies(step, judged, checks)
    _ask_consent(step, judged)
    _reject(step, judged, checks)
    _refuse_too_many(step, judged.source)
    return judged


def open_source(step: Link, source: Source) -> "Judging":
    """Make the files of a source ready, and number the values of texts that have few.

    Times are read in the zone of the source until its rows are judged.
    """
    step.connection.execute("set timezone = " + literal(source.zone or step.data.zone))
    tables = [open_table(file, step.temporary, step.connection) for file in step.files_of(source)]
    refuse_wrong_columns(source, tables)
    ready = [_taken(step, source, number, table) for number, table in enumerate(tables)]
    raw = _numbered(step, source, ready)
    fields = {name: raw[column] for name, column in _aliases(step, source).items() if column in raw}
    return Judging(step, Judged(source, _place(step, source), fields), ready, raw)


def tracked(step: Link, source: Source) -> list[str]:
    """Give the UTM parameters that rows of a source can have."""
    has_rules = KEPT[source.shape].has_rules
    known = [name for name in TRACKING if step.field(name, source) != UNKNOWN]
    return known if has_rules else []


def count_utm_values(step: Link, judged: Judged) -> None:
    """Count how often each value of a UTM parameter occurs, as it is written."""
    for name in tracked(step, judged.source):
        column = quoted(f"utm.{name}")
        values = judged.values.get(name)
        said = {"source": judged.source.id, "field": name}
        text = values.text("spelt") if values else "spelt"
        step.run("link_utm_values", said, judged=judged.table, column=column, text=text)


def _place(step: Link, source: Source) -> int:
    return step.data.sources.index(source)


def _taken(step: Link, source: Source, number: int, table: Table) -> Table:
    if table.scan is Scan.PARQUET:
        return table
    taken = take_texts(table, _empties(source), step.connection, step.temporary)
    if table.scan is Scan.CSV:
        step.connection.execute(
            f"insert into broken_lines select {_place(step, source)}, {number}, line"
            " from (select distinct line from broken_rows)"
        )
    return taken


def _empties(source: Source) -> str:
    listed = ", ".join(literal(as_text(one)) for one in source.empty)
    return f"[{listed}]" if listed else ""


def _aliases(step: Link, source: Source) -> dict[str, str]:
    """Give field -> the only column of the source that it is taken from, as it stands."""
    fields = step.fields if KEPT[source.shape].has_rules else []
    found = {name: _ALIAS.fullmatch(step.field(name, source)) for name in fields}
    return {name: alias[1] for name, alias in found.items() if alias}


_ALIAS = re.compile(r'"([a-z0-9_]+)"')


def _numbered(step: Link, source: Source, tables: Sequence[Table]) -> dict[str, Values]:
    """Number the values of columns that rules, checks and the store ask for as they stand."""
    aliases = _aliases(step, source)
    used = {*aliases.values(), "consent", *source.limits}
    other = " ".join(step.field(name, source) for name in step.fields if name not in aliases)
    found: dict[str, Values] = {}
    for field in raw_fields(source):
        plain = [table.plain(field) for table in tables]
        if field.name in used and not field.native and all(plain) and not _asked(field, other):
            values = _values(step, source, field, tables)
            found |= {field.name: values} if values else {}
    return found


def _asked(field: Field, sql: str) -> bool:
    return quoted(field.name) in sql or field.name in ("customer", "url")


def _values(step: Link, source: Source, field: Field, tables: Sequence[Table]) -> Values | None:
    name, booleans = f"{_place(step, source)}.{field.name}", [t.boolean(field) for t in tables]
    if any(booleans):
        return truths_of(step.connection, name) if all(booleans) else None
    raw = " union ".join(
        f"select distinct {table.plain(field)} as raw from ({table.rows()})" for table in tables
    )
    empty = _empties(source)
    written = f"filled(raw::varchar, {empty}::varchar[])" if empty else "trimmed(raw::varchar)"
    return values_of(step.connection, name, raw, written)


@dataclass(frozen=True)
class Judging:
    """A source about to be judged, file by file."""

    step: Link
    judged: Judged
    tables: Sequence[Table]
    raw: Mapping[str, Values]
    """Columns whose values are numbered."""

    @property
    def source(self) -> Source:
        """The source."""
        return self.judged.source

    def judge_file(self, number: int, checks: list[Check]) -> None:
        """Add the rows of a file to the source's table; the first file makes it.

        `checks` grows by those that no earlier file had: their places are the numbers that rows
        carry.
        """
        name, table = self.judged.table, self.tables[number]
        into = f"insert into {name} by name" if number else f"create temp table {name} as"
        bound = Bound()
        pieces = self._pieces(table, number, checks, bound)
        try:
            with self.step.any_order():
                self.step.run("link_judge", self._given | bound.values, into=into, **pieces)
        except (duckdb.IOException, duckdb.InvalidInputException) as wrong:
            raise unreadable(table.file, wrong) from None
        if table.scan is Scan.CSV:
            source = str(_place(self.step, self.source))
            self.step.run("link_broken", judged=name, source=source, number=str(number))

    def judge_again(
        self, number: int, row: int, carried: str, kept: str, bound: Bound
    ) -> list[tuple[Any, ...]]:
        """Judge one row of a file once more, and give what is kept of it now.

        `row` is its number before broken rows were given their place.
        """
        table = self.tables[number]
        pieces = self._pieces(table, number, [], bound)
        one = f"select * from ({table.rows()}) where ({table.row}) = {row}"
        pieces |= {"rows": one, "carried": pieces["carried"] + carried, "kept": kept}
        self.step.connection.execute(
            "set timezone = " + literal(self.source.zone or self.step.data.zone)
        )
        found = self.step.run("link_judge", self._given | bound.values, into="", **pieces)
        self.step.connection.execute("set timezone = " + literal(self.step.data.zone))
        return found

    @property
    def _given(self) -> dict[str, Any]:
        zone = self.step.data.zone
        return self.step.lists | {"tomorrow": _tomorrow(zone), "zone": zone}

    def _pieces(
        self, table: Table, number: int, checks: list[Check], bound: Bound
    ) -> dict[str, str]:
        source, step = self.source, self.step
        kinds, shape = self._kinds(table), KEPT[source.shape]
        raw = Coded(Texts(frozenset(f.name for f in raw_fields(source))), self.raw)
        asked = contract.checks(source, self._missing(table), kinds, raw, bound)
        found = [(_number(check, checks), check) for check in asked]
        values = contract.typed_columns(source, kinds, step.data.zone, bound)
        return {
            "number": str(number),
            "row": table.row,
            "broken": table.broken,
            "rows": table.rows(),
            "values": "".join(self._value(table, field) for field in raw_fields(source)),
            "id": f"({customer_sql(source)})::varchar",
            "typed": "".join(f", {sql} as {typed(name)}" for name, sql in values.items()),
            "consent": consent_sql(source, raw, bound),
            "breaks": _whens((check.breaks, str(n)) for n, check in found),
            "said": _whens((str(n), check.value) for n, check in found),
            "own": self._own(table),
            "carried": shape.carried(step, source),
            "kept": shape.kept(step) + self._utm(),
            **self._rules(shape, bound),
        }

    def _rules(self, shape: Kept, bound: Bound) -> dict[str, str]:
        if not shape.has_rules:
            nothing = dict.fromkeys(("touchpoint", "entry"), "null::int")
            return nothing | {"fields": "", "choices": "", "look": "null::varchar"}
        step = self.step
        columns = Coded(Texts(frozenset((*step.fields, "value"))), self.judged.values)
        match = [touchpoint.match for touchpoint in step.map.touchpoints]
        entry = [stage.entry for stage in step.map.stages]
        found = self._decided("touchpoint", first_met(match, columns, bound), match, bound)
        entered = self._decided("entry", last_met(entry, columns, bound), entry, bound)
        return {
            "fields": "".join(f", {self._field(f)} as {quoted(f)}" for f in step.fields),
            "touchpoint": found.sql,
            "entry": entered.sql,
            "choices": found.join + entered.join,
            "look": step.look(columns),
        }

    def _utm(self) -> str:
        """Give SQL that keeps the UTM parameters of a row, for the check of their spelling."""
        known = tracked(self.step, self.source)
        return "".join(f", {quoted(name)} as {quoted('utm.' + name)}" for name in known)

    def _decided(
        self, name: str, choice: str, rules_each: Sequence[Sequence[Rule]], bound: Bound
    ) -> Choice:
        asked = [c.field for rules in rules_each for rule in rules for c in rule.conditions]
        columns = Coded(Texts(frozenset()), self.judged.values)
        same = {f: sql for f in asked if (sql := self._constant(f)) is not None}
        return columns.decided(f"{self.judged.number}.{name}", choice, asked, same, bound)

    def _constant(self, field: str) -> str | None:
        sql = self.step.field(field, self.source) if field in self.step.fields else UNKNOWN
        return sql if sql == UNKNOWN or field == "source" else None

    def _field(self, name: str) -> str:
        if name in self.judged.values:
            return quoted(_aliases(self.step, self.source)[name])
        return self.step.field(name, self.source)

    def _value(self, table: Table, field: Field) -> str:
        plain = table.plain(field)
        if field.name in self.raw and plain:
            return f", {self.raw[field.name].code(plain)} as {quoted(field.name)}"
        return f", {table.value(field, _empties(self.source))} as {quoted(field.name)}"

    def _kinds(self, table: Table) -> dict[str, Kind]:
        kinds = {f.name: table.kind(f) for f in raw_fields(self.source) if f.native}
        return {name: kind for name, kind in kinds.items() if kind is not Kind.TEXT}

    def _missing(self, table: Table) -> frozenset[str]:
        fields = [f for f in raw_fields(self.source) if f.required and not table.has(f)]
        return frozenset(field.name for field in fields)

    def _own(self, table: Table) -> str:
        found = contract.duplicate_column(self.source)
        if found is None:
            return "null::bigint"
        if "event_id" not in self.source.columns:
            return found[0]
        fields = [field for field in raw_fields(self.source) if field.name == "event_id"]
        whole = all(t.kind(field) is Kind.WHOLE for t in self.tables for field in fields)
        return f"{found[0]}::{'bigint' if whole else 'varchar'}"


def _number(check: Check, checks: list[Check]) -> int:
    known = [(one.reason, one.column) for one in checks]
    if (check.reason, check.column) in known:
        return known.index((check.reason, check.column)) + 1
    checks.append(check)
    return len(checks)


def _whens(cases: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"when {test} then {value}" for test, value in cases)


def _find_blank_ids(step: Link, judged: Judged, checks: Sequence[Check]) -> None:
    """Trim ids that begin with a blank; of a customer nothing may be left."""
    missing = [n for n, check in enumerate(checks, start=1) if check.reason == "missing_value"]
    blank = "id < '!' or starts_with(id, chr(160))"
    asked = f"select exists (from {judged.table} where {blank})"
    ((found,),) = step.connection.execute(asked).fetchall()
    if found and missing:
        step.run("link_blank_ids", judged=judged.table, blank=blank, missing=str(missing[0]))


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

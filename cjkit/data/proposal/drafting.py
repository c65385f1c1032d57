"""From a look at files to the draft of a source: its shape, columns, numbers, dates and doubts."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from cjkit.data.proposal.consent import ConsentFound, find_consent
from cjkit.data.proposal.dates import Dates, find_dates
from cjkit.data.proposal.questions import Asked, find_questions, leftovers
from cjkit.data.proposal.recognising import Recognised, file_names, find_columns, recognise
from cjkit.data.proposal.remarks import Remark
from cjkit.data.proposal.samples import Column, Sample
from cjkit.data.sources import FIELDS
from cjkit.data.sql import run_sql
from cjkit.labels import Word
from cjkit.library.source_kinds import FileKind, file_kind, file_kinds, plain_header

EMPTY = ("NULL", "null", "N/A", "n/a", "#N/A", "NaN", "\\N", "None", "(not set)", "(none)", "n.v.t.")
"""Texts that stand for nothing, whatever the file."""
_TAKEN = {
    *FIELDS, "customer", "at", "url", "value", "event_id", "weight", "text", "day", "file", "row",
    "touchpoint", "stage", "persona", "customer_group",
}  # fmt: skip
"""Names that have a meaning of their own on every row."""
_FEW = 60
_MOST_OWN = 15
_MOST_ATTRIBUTES = 30
_MOST_NAME = 500
_KEPT = {
    "customers": ("customer",),
    "events": ("customer", "at", "event", "event_id", "url", *FIELDS, "value", "outcome"),
    "answers": ("customer", "at", "label", "weight", "text", "device", "channel"),
    "counts": ("day", "campaign", "channel", "device", "label", "url"),
    "consents": ("customer", "at", "purpose", "until"),
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


@dataclass(frozen=True)
class _Seen:
    """What every step of drafting needs."""

    sample: Sample
    recognised: Recognised
    shape: str
    found: Mapping[str, Column]
    dates: Dates | None
    asked: tuple[Asked, ...]

    @property
    def kind(self) -> FileKind | None:
        return self.recognised.kind

    @property
    def taken(self) -> list[Column]:
        return [*self.found.values(), *(asked.column for asked in self.asked)]

    @property
    def free(self) -> list[Column]:
        doubled, taken = self.sample.doubled, self.taken
        return [
            c for c in self.sample.columns
            if c not in taken and c.name not in doubled and len(c.name) <= _MOST_NAME
        ]  # fmt: skip


def draft_source(
    sample: Sample, connection: duckdb.DuckDBPyConnection, wanted: Sequence[str] = ()
) -> Draft:
    """Propose a source for files of one form; `wanted` are attributes that the map's rules use."""
    seen = _look(sample, connection)
    attributes, left_out = _attributes(seen, wanted)
    own, unused = _own_columns(seen)
    counts = _counts(seen)
    columns = {
        role: seen.found[role].name for role in _KEPT[seen.shape] if role in seen.found
    }  # fmt: skip
    columns, identified = _identified(seen, columns, connection)
    used = {*columns.values(), *own.values(), *attributes.values(), *counts.values()}
    decimal, numbers = _decimal(seen, used)
    empty = _empty(seen, used)
    remarks = [
        *_kind_remarks(seen),
        *_form_remarks(sample),
        *_role_remarks(seen, columns),
        *(seen.dates.remarks if seen.dates else ()),
        *identified,
        *numbers,
        *_question_remarks(seen),
        *_count_remarks(seen),
        *left_out,
        *unused,
    ]
    return Draft(
        id=seen.kind.source if seen.kind else "",
        kind=seen.kind,
        shape=seen.shape,
        sample=sample,
        columns=_with_row(seen, columns) | own,
        attributes=attributes,
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


def _look(sample: Sample, connection: duckdb.DuckDBPyConnection) -> _Seen:
    names = [column.name for column in sample.columns if column.filled]
    among = [kind.id for kind in file_kinds("en") if _may_be(kind, sample)]
    recognised = recognise(names, file_names(sample), among)
    kind = recognised.kind
    shape = kind.shape if kind else _shape(sample)
    if shape == "answers" and not find_questions(sample.columns, ()):
        recognised, shape = Recognised(), "events"
    found = find_columns(recognised.kind, shape, sample)
    found, dates = _with_dates(found, shape, sample, connection)
    asked = ()
    if shape == "answers":
        taken = [c for role, c in found.items() if role in ("customer", "at", "weight", "text")]
        asked = tuple(find_questions(sample.columns, taken))
        columns = [each.column for each in asked]
        found = {role: c for role, c in found.items() if c not in columns}
    return _Seen(sample, recognised, shape, found, dates, asked)


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
        hits = [headers[plain_header(h)] for h in kind.headers["customer"] if plain_header(h) in headers]
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
    dated = any(c.iso_moments > 0.5 * c.filled for c in sample.columns if c.filled)
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


def _name(seen: _Seen, role: str) -> str | None:
    return seen.found[role].name if seen.shape == "customers" and role in seen.found else None


def _consent(seen: _Seen) -> ConsentFound:
    if seen.shape == "counts":
        return ConsentFound({"not_applicable": Word("data.proposal.no_person")})
    return find_consent(seen.sample, seen.found.get("consent"))


def _with_row(seen: _Seen, columns: dict[str, str]) -> dict[str, str]:
    """Make every row a customer of its own where events have none."""
    lacks = seen.shape in ("events", "customers") and "customer" not in columns
    return {"customer": "{row}", **columns} if lacks else columns


def _identified(
    seen: _Seen, columns: dict[str, str], connection: duckdb.DuckDBPyConnection
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


def _decimal(seen: _Seen, used: set[str]) -> tuple[str, list[Remark]]:
    """Tell the decimal sign from the columns that hold numbers."""
    roles = [seen.found[role] for role in ("value", "weight") if role in seen.found]
    columns = [*roles, *(c for c in seen.sample.columns if seen.shape == "counts" and c.name in used)]
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


def _empty(seen: _Seen, used: set[str]) -> tuple[str, ...]:
    codes = {v for c in seen.sample.columns if c.name in used for v in c.values if v in EMPTY}
    return tuple(sorted(codes))


def _counts(seen: _Seen) -> dict[str, str]:
    if seen.shape != "counts":
        return {}
    kinds = [seen.kind, *(k for k in file_kinds("en") if k.counts)] if seen.kind else []
    told = {c.name: name for kind in kinds if kind for name, headers in kind.counts.items()
            for c in seen.sample.columns
            if plain_header(c.name) in {plain_header(h) for h in headers}}  # fmt: skip
    counts: dict[str, str] = {}
    for column in seen.free:
        if column.name in told and column.filled:
            counts.setdefault(told[column.name], column.name)
    return counts


def _count_remarks(seen: _Seen) -> Iterator[Remark]:
    if seen.shape != "counts":
        return
    rates = {plain_header(h) for kind in file_kinds("en") for h in kind.averages}
    averages = [c.name for c in seen.free if plain_header(c.name) in rates]
    others = [
        c.name for c in seen.free
        if c.name not in averages and c.name not in _counts(seen).values()
        and c.filled and max(c.point_numbers, c.comma_numbers) >= 0.9 * c.filled
    ]  # fmt: skip
    if averages:
        yield Remark("averages", {"columns": averages}, unsure=False)
    if others:
        yield Remark("other_numbers", {"columns": others[:20]})


def _attributes(seen: _Seen, wanted: Sequence[str]) -> tuple[dict[str, str], list[Remark]]:
    """Propose attributes that persona rules could use; never what names a person."""
    if seen.shape != "customers":
        return {}, []
    personal = [c.name for c in seen.free if is_personal(c)]
    fits = [c for c in seen.free if c.name not in personal and _is_attribute(c, wanted)]
    names = _own_names(fits[:_MOST_ATTRIBUTES], set())
    left = [c.name for c in seen.free if c.name not in personal and c not in fits]
    remarks = []
    if fits:
        remarks.append(Remark("attributes", {}, unsure=False))
    if personal:
        remarks.append(Remark("personal", {"columns": personal[:20]}, unsure=False))
    if left + [c.name for c in fits[_MOST_ATTRIBUTES:]]:
        more = left + [c.name for c in fits[_MOST_ATTRIBUTES:]]
        remarks.append(Remark("unused", {"columns": more[:20], "n": len(more)}, unsure=False))
    return names, remarks


def is_personal(column: Column) -> bool:
    """Tell whether a column names a person, by its header or by what it holds."""
    named = {plain_header(h) for h in file_kind("customers", "en").personal}
    return plain_header(column.name) in named or 2 * column.mail_addresses > column.filled > 0


def _is_attribute(column: Column, wanted: Sequence[str]) -> bool:
    if plain_header(column.name) in {plain_header(each) for each in wanted}:
        return True
    number = column.filled and column.point_numbers >= 0.95 * column.filled
    few = column.distinct <= _FEW and column.distinct <= max(2, 0.5 * column.filled)
    return bool(column.distinct > 1 and column.longest <= 80 and (few or number))


def _own_columns(seen: _Seen) -> tuple[dict[str, str], list[Remark]]:
    """Propose columns with few different texts under names of our own, for rules in the map."""
    if seen.shape != "events":
        return {}, []
    texts = [
        c for c in seen.free
        if 1 < c.distinct <= _FEW and c.distinct <= max(2, 0.5 * c.filled) and not is_personal(c)
        and c.point_numbers < 0.5 * c.filled and c.longest <= 80 and not c.iso_moments
        and c is not seen.found.get("consent")
    ]  # fmt: skip
    chosen = [] if seen.kind and seen.kind.id == "ga4_export" else texts[:_MOST_OWN]
    left = [c.name for c in seen.free if c not in chosen and c.filled]
    remarks = [Remark("own_columns", {}, unsure=False)] if chosen else []
    if left:
        remarks.append(Remark("unused", {"columns": left[:20], "n": len(left)}, unsure=False))
    return _own_names(chosen, set(seen.found)), remarks


def _own_names(columns: Sequence[Column], used: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in columns:
        name = own_name(column.name)
        name = f"{name}_column" if name in _TAKEN else name
        while name in names or name in used:
            name += "_2"
        names[name] = column.name
    return names


def own_name(header: str) -> str:
    """Give a header as a name for rules: small letters, digits and underscores.

    >>> own_name("Eerste woning?"), own_name("2e keuze"), own_name("年齢")
    ('eerste_woning', 'c_2e_keuze', 'column')
    """
    letters = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", letters)[:40].strip("_")
    return f"c_{name}" if name[:1].isdigit() else name or "column"


def _question(asked: Asked) -> dict[str, Any]:
    said: dict[str, Any] = {
        "column": asked.column.name,
        "instrument": asked.instrument,
        "scale": [asked.scale.low, asked.scale.high],
    }
    if asked.scale.not_answered:
        said["not_answered"] = list(asked.scale.not_answered)
    return said


def _question_remarks(seen: _Seen) -> Iterator[Remark]:
    if not seen.asked:
        return
    coded = [a.column.name for a in seen.asked if a.scale.not_answered]
    codes = sorted({code for a in seen.asked for code in a.scale.not_answered})
    odd = [(a.column.name, a.scale.odd[0]) for a in seen.asked if a.scale.odd]
    if coded:
        yield Remark("codes", {"columns": coded[:12], "codes": [str(c) for c in codes]})
    for column, value in odd[:3]:
        yield Remark("odd_answer", {"column": column, "value": value})
    unnamed = [a.column.name for a in seen.asked if not a.named]
    if unnamed:
        yield Remark("ratings_guessed", {"columns": unnamed[:12], "n": len(unnamed)})
    if seen.found.get("label") is None:
        yield Remark("question_places", {}, unsure=False)
    left = [n for n in leftovers(seen.sample.columns, seen.taken) if n not in seen.sample.doubled]
    if left:
        yield Remark("maybe_questions", {"columns": left[:20]})


def _kind_remarks(seen: _Seen) -> Iterator[Remark]:
    if seen.kind is None:
        yield Remark("no_kind", {"shape": seen.shape})
    elif seen.recognised.rival:
        rival = seen.recognised.rival
        yield Remark("rival", {"kind": seen.kind.id, "rival": rival.id})


def _form_remarks(sample: Sample) -> Iterator[Remark]:
    if sample.doubled:
        yield Remark("doubled", {"columns": list(sample.doubled)[:10]})
    for column in sample.columns:
        lacking = sample.lacking(column.name)
        if lacking and column.filled and len(sample.paths) > 1:
            values = {"column": column.name, "files": [path.name for path in lacking][:6]}
            yield Remark("lacking", values)
    encoding = sample.form.encoding
    if encoding in ("cp1252", "latin-1"):
        yield Remark("encoding", {"encoding": encoding}, unsure=False)


def _role_remarks(seen: _Seen, columns: Mapping[str, str]) -> Iterator[Remark]:
    if seen.shape == "events":
        if "customer" not in columns:
            yield Remark("no_customer")
        if "at" not in columns:
            yield _no_moment(seen)
        if "event" not in columns:
            yield Remark("no_event", {}, unsure=False)
    if seen.shape == "customers" and "customer" not in columns:
        yield Remark("no_customer")
    if seen.shape == "counts" and "day" not in columns:
        yield Remark("no_day")
    if seen.shape == "answers" and "at" not in columns:
        yield Remark("no_answer_day")
    customer = seen.found.get("customer")
    if customer and 2 * customer.mail_addresses > customer.filled and "customer" in columns:
        yield Remark("mail_as_customer", {"column": customer.name})


def _no_moment(seen: _Seen) -> Remark:
    """Say that no column holds the moment; with a template where its parts stand apart."""
    parts = date_parts(seen.sample)
    if "month" not in parts:
        return Remark("no_moment")
    template = "-".join("{" + parts[p] + "}" if p in parts else "2026" for p in ("year", "month"))
    template += "-{" + parts["day"] + "}" if "day" in parts else "-01"
    key = "moment_in_parts" if "year" in parts else "moment_without_year"
    return Remark(key, {"columns": list(parts.values()), "template": template})


def date_parts(sample: Sample) -> dict[str, str]:
    """Give year, month and day -> the column that holds it, where each has its own.

    >>> date_parts(Sample((), (), (Column("jaar", 0), Column("maand", 1)), 1))
    {'year': 'jaar', 'month': 'maand'}
    """
    words = {
        "year": ("year", "jaar"),
        "month": ("month", "maand"),
        "day": ("day", "dag", "dayofmonth"),
    }
    found: dict[str, str] = {}
    for part, endings in words.items():
        hits = [c.name for c in sample.columns if plain_header(c.name).endswith(endings)]
        exact = [name for name in hits if plain_header(name) in endings]
        if hits:
            found[part] = (exact or hits)[0]
    return found

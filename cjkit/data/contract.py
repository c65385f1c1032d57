"""What a row must be like: checks on a source, compiled to one pass in SQL.

The first check that a row breaks is why it is rejected; row, column, value and reason are kept.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cjkit.data.bound import Bound
from cjkit.data.columns import Coded, Kind
from cjkit.data.matching import as_text
from cjkit.data.moments import moment_sql
from cjkit.data.sources import REQUIRED, Limit, Question, Shape, Source
from cjkit.data.sql_text import quoted

REASONS = (
    "broken_row",
    "missing_column",
    "header_again",
    "missing_value",
    "ambiguous_date",
    "not_a_date",
    "future_date",
    "decimal_comma",
    "not_a_number",
    "negative",
    "outside_scale",
    "outside_limits",
    "unknown_value",
    "time_order",
    "duplicate",
)
"""Why a row can be rejected, in the order of the checks."""

_DATES = {
    Shape.EVENTS: ("at",),
    Shape.ANSWERS: ("at",),
    Shape.COUNTS: ("day",),
    Shape.CONSENTS: ("at", "withdrawn"),
}
_NUMBERS = {Shape.EVENTS: ("value",), Shape.ANSWERS: ("weight",)}
_FIRST_DAY = "timestamp '1900-01-01'"

Kinds = Mapping[str, Kind]
"""Name of a field -> what its values are in the file at hand; text where it is not named."""


@dataclass(frozen=True)
class Field:
    """A column of the raw table, and where it comes from."""

    name: str
    """Our name."""
    column: str
    """Their name, or a text with names in braces."""
    required: bool = False
    """Whether a file without it has only rejected rows."""
    native: bool = False
    """Whether the contract reads it in the type that the file gives it."""


@dataclass(frozen=True)
class Check:
    """One way to break the contract, as SQL that is true where a row does."""

    reason: str
    column: str | None
    breaks: str
    value: str = "null"
    """SQL for the value that is shown; null where it could name a person."""


def raw_fields(source: Source) -> tuple[Field, ...]:
    """Give all columns that are read of a source."""
    needed, native = required(source), _native(source)
    return (
        *(Field(name, column, name in needed, name in native)
          for name, column in source.columns.items()),
        *(Field(f"attribute.{name}", column) for name, column in source.attributes.items()),
        *(Field(f"count.{name}", column, True, True) for name, column in source.counts.items()),
        *(Field(question_name(n), q.column) for n, q in enumerate(source.questions)),
        *([Field("declared.group", source.group)] if source.group else []),
        *([Field("declared.persona", source.persona)] if source.persona else []),
        *([Field("consent", source.consent.column)] if source.consent.column else []),
    )  # fmt: skip


def _native(source: Source) -> tuple[str, ...]:
    counted = (*numbers(source), "days_before")
    return (*_DATES.get(source.shape, ()), *counted, "event_id", *source.time_order)


def required(source: Source) -> tuple[str, ...]:
    """Give the columns without which a row is rejected; the customer where consent is theirs."""
    needed = [name for name in REQUIRED[source.shape] if name != "at" or source.day is None]
    whose = ("customer",) if source.consent.by else ()
    if source.customer_parameter:  # the customer may come from an address: `_missing` asks for it
        needed, whose = [name for name in needed if name != "customer"], ()
    said = (name for name, limit in source.limits.items() if limit.required)
    return tuple(dict.fromkeys((*needed, *whose, *said)))


def question_name(number: int) -> str:
    """Give the name of the raw column of a source's question, counted from 0."""
    return f"question.{number}"


def typed(name: str) -> str:
    """Give the quoted name of the column with the typed value of a raw column."""
    return quoted(f"typed.{name}")


def typed_columns(source: Source, kinds: Kinds, zone: str, bound: Bound) -> dict[str, str]:
    """Give name -> SQL of the typed values: moments in UTC, numbers, answers on their scale."""
    columns = {name: _moment(name, source, kinds, zone, bound) for name in _moments(source)}
    for name in numbers(source):
        columns[name] = _number(name, source, kinds) if _has(source, name) else "null::double"
    if "days_before" in source.columns:
        columns["days_before"] = _days_before(source, kinds)
    for number, question in enumerate(source.questions):
        name = question_name(number)
        answered = f"case when not {_is_no_answer(name, question, bound)} then {quoted(name)} end"
        columns[name] = _number_of_text(f"({answered})", source)
    return columns


def _moments(source: Source) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_DATES.get(source.shape, ()), *source.time_order)))


def numbers(source: Source) -> tuple[str, ...]:
    """Give the raw columns of a source that hold a number, answers aside."""
    return (*_NUMBERS.get(source.shape, ()), *(f"count.{name}" for name in source.counts))


def checks(
    source: Source, missing: frozenset[str], kinds: Kinds, columns: Coded, bound: Bound
) -> list[Check]:
    """Give the checks on the rows of one file in order, duplicates aside.

    Parameters
    ----------
    source
        The source.
    missing
        Required columns that the file lacks.
    kinds
        What the columns are in the file.
    columns
        How they are asked.
    bound
        Collects the values that the checks refer to.
    """
    return [
        Check("broken_row", None, "_broken"),
        *(Check("missing_column", _theirs(source, name), "true") for name in sorted(missing)),
        *_header_again(source, kinds, columns, bound),
        *_missing(source, columns),
        *(check for name in _moments(source) for check in _date_checks(source, name, kinds)),
        *(check for name in numbers(source) for check in _number_checks(source, name, kinds)),
        *_days_checks(source, kinds),
        *(c for n, q in enumerate(source.questions) for c in _answer_checks(source, n, q, bound)),
        *(
            check
            for name, limit in source.limits.items()
            for check in _limits(source, name, limit, columns, bound)
        ),
        *_time_order(source),
    ]


def duplicate_column(source: Source) -> tuple[str, str | None] | None:
    """Give SQL that is the same for copies of a row, and the column it comes from.

    None where rows may be alike. The same row, where the source says so, is told by a digest.
    """
    if source.shape is Shape.CUSTOMERS:
        return "normal_id(_id)", source.columns["customer"]
    if "event_id" in source.columns:
        return quoted("event_id"), source.columns["event_id"]
    if source.duplicates:
        return f"md5_number(to_json([{_texts(source)}])::varchar)", None
    return None


def _texts(source: Source) -> str:
    return ", ".join(f"{quoted(field.name)}::varchar" for field in raw_fields(source))


def _has(source: Source, name: str) -> bool:
    return name in source.columns or name.startswith("count.")


def _theirs(source: Source, name: str) -> str:
    return next(field.column for field in raw_fields(source) if field.name == name)


def _header_again(source: Source, kinds: Kinds, columns: Coded, bound: Bound) -> Iterator[Check]:
    """A header in the middle, as where files were pasted together."""
    names = [
        name
        for name, column in source.columns.items()
        if name in required(source) and "{" not in column
    ]
    if len(names) > 1 and not any(name in kinds for name in names):
        same = [f"{columns.text(n)} = {bound.name(source.columns[n])}::varchar" for n in names]
        yield Check("header_again", None, " and ".join(same))


def _missing(source: Source, columns: Coded) -> Iterator[Check]:
    if source.customer_parameter and source.shape is not Shape.ANSWERS:
        where = source.columns.get("customer", source.columns["url"])
        yield Check("missing_value", where, "_id is null")
    for name in required(source):
        if name in source.columns:
            yield Check("missing_value", source.columns[name], columns.missing(name))


def _moment(name: str, source: Source, kinds: Kinds, zone: str, bound: Bound) -> str:
    if name not in source.columns:
        return f"({bound.name(source.day)}::date::timestamptz at time zone 'UTC')"
    kind = kinds.get(name, Kind.TEXT).value
    moment = moment_sql(quoted(name), kind, source.date_format, source.zone or zone, bound)
    if name == "at" and "days_before" in source.columns:
        return _days_earlier(moment, _days_before(source, kinds))
    return moment


def _days_earlier(moment: str, days: str) -> str:
    """Give SQL of the same time of the day, so many local days earlier, whatever the clock did."""
    zoned = f"(({moment}) at time zone 'UTC')"
    return f"try(({zoned} - to_days(coalesce({days}, 0))) at time zone 'UTC')"


def _days_before(source: Source, kinds: Kinds) -> str:
    return f"try_cast({_number('days_before', source, kinds)} as int)"


def _date_checks(source: Source, name: str, kinds: Kinds) -> Iterator[Check]:
    if name not in source.columns:
        return
    text, moment, theirs = f"{quoted(name)}::varchar", typed(name), source.columns[name]
    if name in kinds:
        yield Check("not_a_date", theirs, f"{moment} < {_FIRST_DAY}", text)
    else:
        yield from _written_date_checks(source, name)
    yield Check("future_date", theirs, f"{moment} >= $tomorrow::timestamp", text)


def _written_date_checks(source: Source, name: str) -> Iterator[Check]:
    text, moment, theirs = quoted(name), typed(name), source.columns[name]
    shown = f"{text} is not null and {moment} is null"
    if not source.date_format:
        either = r"regexp_matches(" + text + r", '^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b')"
        yield Check("ambiguous_date", theirs, f"{shown} and {either}", text)
    yield Check("not_a_date", theirs, f"{shown} or {moment} < {_FIRST_DAY}", text)


def _number(name: str, source: Source, kinds: Kinds) -> str:
    if name in kinds:
        return f"finite({quoted(name)}::double)"
    return _number_of_text(quoted(name), source)


def _number_of_text(text: str, source: Source) -> str:
    return f"{'comma' if source.decimal == ',' else 'point'}_number({text})"


def _number_checks(source: Source, name: str, kinds: Kinds) -> Iterator[Check]:
    if not _has(source, name):
        return
    theirs = _theirs(source, name)
    filled = f"{quoted(name)} is not null"
    if name in kinds:
        yield Check("not_a_number", theirs, f"{filled} and {typed(name)} is null")
    else:
        yield from _unreadable(source, name, theirs, filled)
    if source.shape is not Shape.EVENTS:
        yield _negative(name, theirs)


def _days_checks(source: Source, kinds: Kinds) -> Iterator[Check]:
    """Days before a date are 0 or more; a code such as -1 is said to be one in `empty`."""
    if "days_before" in source.columns:
        yield from _number_checks(source, "days_before", kinds)
        yield _negative("days_before", source.columns["days_before"])


def _negative(name: str, theirs: str) -> Check:
    return Check("negative", theirs, f"{typed(name)} < 0", f"{quoted(name)}::varchar")


def _unreadable(source: Source, name: str, theirs: str, filled: str) -> Iterator[Check]:
    text = quoted(name)
    wrong = f"{filled} and {typed(name)} is null"
    if source.decimal == ".":
        comma = rf"regexp_full_match({text}, '[-+]?[\d.]*,\d+')"
        yield Check("decimal_comma", theirs, f"{wrong} and {comma}", text)
    yield Check("not_a_number", theirs, wrong, text)


def _answer_checks(
    source: Source, number: int, question: Question, bound: Bound
) -> Iterator[Check]:
    name = question_name(number)
    filled = f"not {_is_no_answer(name, question, bound)}"
    yield from _unreadable(source, name, question.column, filled)
    low, high = (f"{bound.name(limit)}::double" for limit in question.scale)
    outside = f"{typed(name)} not between {low} and {high}"
    yield Check("outside_scale", question.column, outside, quoted(name))


def _is_no_answer(name: str, question: Question, bound: Bound) -> str:
    codes = bound.name([as_text(code) for code in question.not_answered])
    return f"(list_contains({codes}::varchar[], lower({quoted(name)})) or {quoted(name)} is null)"


def _limits(
    source: Source, name: str, limit: Limit, columns: Coded, bound: Bound
) -> Iterator[Check]:
    theirs = _theirs(source, name)
    shown = "null" if name in ("customer", "event_id") else columns.text(name)
    outside = [
        f"{_limited(source, name, value, columns)} {sign} {_limit(value, sign, bound)}"
        for value, sign in ((limit.at_least, "<"), (limit.at_most, ">"))
        if value is not None
    ]
    if outside:
        yield Check("outside_limits", theirs, " or ".join(outside), shown)
    if limit.one_of:
        known = bound.name([as_text(value) for value in limit.one_of])
        strange = columns.holds(
            name, lambda text: f"not list_contains({known}::varchar[], lower({text}))", bound
        )
        yield Check("unknown_value", theirs, strange, shown)


def _limited(source: Source, name: str, value: float | dt.date, columns: Coded) -> str:
    if name in _moments(source) or name in numbers(source):
        return typed(name)
    if isinstance(value, dt.date):
        return f"try_cast({columns.text(name)} as timestamp)"
    return _number_of_text(columns.text(name), source)


def _limit(value: float | dt.date, sign: str, bound: Bound) -> str:
    if isinstance(value, dt.date):
        day = value + dt.timedelta(days=1) if sign == ">" else value
        start = f"({bound.name(day)}::date::timestamptz at time zone 'UTC')"
        return f"{start} - interval 1 microsecond" if sign == ">" else start
    return f"{bound.name(float(value))}::double"


def _time_order(source: Source) -> Iterator[Check]:
    for earlier, later in zip(source.time_order, source.time_order[1:], strict=False):
        value = f"{quoted(later)}::varchar"
        yield Check(
            "time_order", _theirs(source, later), f"{typed(later)} < {typed(earlier)}", value
        )

"""What a row must be like: checks on a source, compiled to one pass in SQL.

The first check that a row breaks is why it is rejected; row, column, value and reason are kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cjkit.data.matching import Bound, as_text
from cjkit.data.sources import REQUIRED, Question, Shape, Source
from cjkit.data.sql_text import quoted

REASONS = (
    "broken_row",
    "missing_column",
    "missing_value",
    "ambiguous_date",
    "not_a_date",
    "future_date",
    "decimal_comma",
    "not_a_number",
    "negative",
    "outside_scale",
    "duplicate",
)
"""Why a row can be rejected, in the order of the checks."""

_DATES = {Shape.EVENTS: ("at",), Shape.ANSWERS: ("at",), Shape.COUNTS: ("day",)}
_NUMBERS = {Shape.EVENTS: ("value",), Shape.ANSWERS: ("weight",)}
_FIRST_DAY = "timestamp '1900-01-01'"


@dataclass(frozen=True)
class Field:
    """A column of the raw table, and where it comes from."""

    name: str
    """Our name."""
    column: str
    """Their name."""
    required: bool = False
    """Whether a file without it has only rejected rows."""


@dataclass(frozen=True)
class Check:
    """One way to break the contract, as SQL that is true where a row does."""

    reason: str
    column: str | None
    breaks: str
    value: str = "null"
    """SQL for the value that is shown; null where it could name a person."""


@dataclass(frozen=True)
class Duplicate:
    """When a row is there again."""

    check: Check
    columns: tuple[str, ...]
    """The columns, as SQL, in which it equals an earlier row of its source."""

    @property
    def again(self) -> str:
        """SQL that is true for all but the first of rows that are sound and alike."""
        same = ", ".join(self.columns)
        filled = f"{self.columns[0]} is not null and " if len(self.columns) == 1 else ""
        order = f'partition by first_broken, {same} order by file, "row"'
        return f"{filled}row_number() over ({order}) > 1"


def raw_fields(source: Source) -> tuple[Field, ...]:
    """Give all columns that are read of a source."""
    needed = required(source)
    return (
        *(Field(name, column, name in needed) for name, column in source.columns.items()),
        *(Field(f"attribute.{name}", column) for name, column in source.attributes.items()),
        *(Field(f"count.{name}", column, True) for name, column in source.counts.items()),
        *(Field(question_name(n), q.column) for n, q in enumerate(source.questions)),
        *([Field("declared.group", source.group)] if source.group else []),
        *([Field("declared.persona", source.persona)] if source.persona else []),
        *([Field("consent", source.consent.column)] if source.consent.column else []),
    )


def required(source: Source) -> tuple[str, ...]:
    """Give the columns without which a row is rejected; the customer where consent is theirs."""
    whose = ("customer",) if source.consent.by else ()
    return tuple(dict.fromkeys((*REQUIRED[source.shape], *whose)))


def question_name(number: int) -> str:
    """Give the name of the raw column of a source's question, counted from 0."""
    return f"question.{number}"


def typed(name: str) -> str:
    """Give the quoted name of the column with the typed value of a raw column."""
    return quoted(f"typed.{name}")


def typed_columns(source: Source, bound: Bound) -> Mapping[str, str]:
    """Give name -> SQL of the typed values: moments in UTC, numbers, answers on their scale."""
    columns = {name: _moment(name, source, bound) for name in _DATES.get(source.shape, ())}
    for name in numbers(source):
        columns[name] = _number(quoted(name), source) if _has(source, name) else "null::double"
    for number, question in enumerate(source.questions):
        name = question_name(number)
        answered = f"case when not {_is_no_answer(name, question, bound)} then {quoted(name)} end"
        columns[name] = _number(f"({answered})", source)
    return columns


def numbers(source: Source) -> tuple[str, ...]:
    """Give the raw columns of a source that hold a number, answers aside."""
    return (*_NUMBERS.get(source.shape, ()), *(f"count.{name}" for name in source.counts))


def checks(source: Source, missing: Mapping[str, Sequence[int]], bound: Bound) -> list[Check]:
    """Give the checks on a source's rows in order, duplicates aside.

    Parameters
    ----------
    source
        The source.
    missing
        Required column -> numbers of the files that lack it.
    bound
        Collects the values that the checks refer to.
    """
    return [
        Check("broken_row", None, "broken"),
        *_missing(source, missing, bound),
        *(check for name in _DATES.get(source.shape, ()) for check in _date_checks(source, name)),
        *(check for name in numbers(source) for check in _number_checks(source, name)),
        *(c for n, q in enumerate(source.questions) for c in _answer_checks(source, n, q, bound)),
    ]


def duplicate_check(source: Source) -> Duplicate | None:
    """Give the check on duplicates; None where rows may be alike."""
    if source.shape is Shape.CUSTOMERS:
        return Duplicate(Check("duplicate", source.columns["customer"], ""), ('"id"',))
    if "event_id" in source.columns:
        return Duplicate(Check("duplicate", source.columns["event_id"], ""), ('"event_id"',))
    if source.duplicates:
        columns = tuple(quoted(field.name) for field in raw_fields(source))
        return Duplicate(Check("duplicate", None, ""), columns)
    return None


def _has(source: Source, name: str) -> bool:
    return name in source.columns or name.startswith("count.")


def _theirs(source: Source, name: str) -> str:
    return next(field.column for field in raw_fields(source) if field.name == name)


def _missing(source: Source, missing: Mapping[str, Sequence[int]], bound: Bound) -> Iterator[Check]:
    for name, file_numbers in missing.items():
        lacks = f"list_contains({bound.name(list(file_numbers))}::int[], file)"
        yield Check("missing_column", _theirs(source, name), lacks)
    for name in required(source):
        yield Check("missing_value", source.columns[name], f"{quoted(name)} is null")


def _moment(name: str, source: Source, bound: Bound) -> str:
    if name not in source.columns:
        day = bound.name(source.day)
        return f"({day}::date::timestamptz at time zone 'UTC')"
    text = quoted(name)
    if source.date_format:
        formats = bound.name(list(source.date_format))
        moment = f"try_strptime({text}, {formats}::varchar[])::timestamptz"
    else:
        moment = f"iso_moment({text})"
    return f"({moment} at time zone 'UTC')"


def _date_checks(source: Source, name: str) -> Iterator[Check]:
    if name not in source.columns:
        return
    text, moment, theirs = quoted(name), typed(name), source.columns[name]
    shown = f"{text} is not null and {moment} is null"
    if not source.date_format:
        either = r"regexp_matches(" + text + r", '^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b')"
        yield Check("ambiguous_date", theirs, f"{shown} and {either}", text)
    yield Check("not_a_date", theirs, f"{shown} or {moment} < {_FIRST_DAY}", text)
    yield Check("future_date", theirs, f"{moment} >= $tomorrow::timestamp", text)


def _number(text: str, source: Source) -> str:
    return f"{'comma' if source.decimal == ',' else 'point'}_number({text})"


def _number_checks(source: Source, name: str) -> Iterator[Check]:
    if not _has(source, name):
        return
    theirs = _theirs(source, name)
    yield from _unreadable(source, name, theirs, f"{quoted(name)} is not null")
    if source.shape is not Shape.EVENTS:
        yield Check("negative", theirs, f"{typed(name)} < 0", quoted(name))


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

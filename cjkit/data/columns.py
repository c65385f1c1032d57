"""The columns of rows about to be judged: typed, text, or text with few values.

A text with few values goes by their numbers. What a rule or a check asks of it is then asked once
of every value, not once of every row; Parquet gives the numbers for next to nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import prod
from typing import Protocol

import duckdb

from cjkit.data.bound import Bound
from cjkit.data.sql_text import literal, quoted

MOST_VALUES = 60_000
"""A text with more values than this stays text."""
MOST_COMBINATIONS = 200_000
"""More combinations of values than this are not gone through beforehand."""
_MOST_LISTED = 200
"""More values than this are looked up in an ENUM rather than in a list."""

Asks = Callable[[str], str]
"""Gives SQL of a condition on a text, which is SQL too."""


class Kind(Enum):
    """What the values of a column are in a file."""

    TEXT = "text"
    MOMENT = "moment"
    ZONED = "zoned"
    DAY = "day"
    WHOLE = "whole"
    NUMBER = "number"
    NESTED = "nested"


class Columns(Protocol):
    """What rules and checks may ask of the columns of a row."""

    def holds(self, name: str, asks: Asks, bound: Bound) -> str:
        """Give SQL, true or false, of a condition on the text in a column."""


@dataclass(frozen=True)
class Texts:
    """Columns that are texts, or can be written as texts; one that is not there is unknown."""

    names: frozenset[str]

    def holds(self, name: str, asks: Asks, bound: Bound) -> str:
        """Give SQL, true or false, of a condition on the text in a column."""
        text = f"{quoted(name)}::varchar" if name in self.names else "null::varchar"
        return f"coalesce({asks(text)}, false)"


@dataclass(frozen=True)
class Expressions:
    """Fields that are no columns, each with the SQL that gives it."""

    fields: Mapping[str, str]

    def holds(self, name: str, asks: Asks, bound: Bound) -> str:
        """Give SQL, true or false, of a condition on a field."""
        return f"coalesce({asks(self.fields.get(name, 'null') + '::varchar')}, false)"


@dataclass(frozen=True)
class Values:
    """The values of a text that has few of them, each with a number from 1."""

    connection: duckdb.DuckDBPyConnection
    name: str
    """The name of the table (code, raw, value) and of the list of values in the connection."""
    many: int
    boolean: bool = False
    """Whether they are false and true."""

    def code(self, column: str) -> str:
        """Give SQL for the number of the raw value in a column."""
        if self.boolean:
            return f"({column}::int + 1)"
        if self.many <= _MOST_LISTED:
            return f"list_position(getvariable({literal(self.name + '.raw')}), {column})::usmallint"
        return f"(enum_code({column}::{quoted(self.name + '.kind')}) + 1)::usmallint"

    def text(self, code: str) -> str:
        """Give SQL for the value that a number stands for."""
        return f"getvariable({literal(self.name)})[{code}]"

    def meeting(self, asks: Asks, bound: Bound) -> list[int]:
        """Give the numbers of the values that meet a condition."""
        sql = f"select code from {quoted(self.name)} where {asks('value')} order by code"
        rows = self.connection.execute(sql, bound.named_in(sql)).fetchall()
        return [code for (code,) in rows]

    def unknown_meets(self, asks: Asks, bound: Bound) -> bool:
        """Tell whether no value at all meets a condition."""
        sql = f"select coalesce({asks('null::varchar')}, false)"
        ((met,),) = self.connection.execute(sql, bound.named_in(sql)).fetchall()
        return bool(met)


@dataclass(frozen=True)
class Coded:
    """Columns of which some are the numbers of values."""

    texts: Texts
    values: Mapping[str, Values] = field(default_factory=dict)

    def holds(self, name: str, asks: Asks, bound: Bound) -> str:
        """Give SQL, true or false, of a condition on the text in a column."""
        if name not in self.values:
            return self.texts.holds(name, asks, bound)
        values, column = self.values[name], quoted(name)
        meeting = values.meeting(asks, bound)
        unknown = str(values.unknown_meets(asks, bound)).lower()
        if not meeting:
            return f"({column} is null and {unknown})"
        if len(meeting) == values.many:
            return f"({column} is not null or {unknown})"
        return f"coalesce({_among(column, meeting, values.many)}, {unknown})"

    def decided(
        self,
        name: str,
        choice: str,
        asked: Iterable[str],
        constants: Mapping[str, str],
        bound: Bound,
    ) -> "Choice":
        """Make a choice once for every combination of values, where these are few.

        Parameters
        ----------
        name
            What the table of choices goes by in the connection.
        choice
            SQL of a number or null, made of the columns that are asked.
        asked
            The columns; one whose values are not numbered leaves the choice as it is.
        constants
            Columns that are the same on all rows, with their SQL.
        bound
            The values that the choice refers to.
        """
        columns = sorted(set(asked) - constants.keys())
        if not columns or not all(column in self.values for column in columns):
            return Choice(choice)
        many = [self.values[column].many + 1 for column in columns]
        if prod(many) > MOST_COMBINATIONS:
            return Choice(choice)
        place = _place(columns, many)
        sizes = zip(columns, many, strict=True)
        grids = [f"(select {sql} as {quoted(column)})" for column, sql in constants.items()]
        grids += [f"(select nullif(unnest(range({n})), 0) as {quoted(c)})" for c, n in sizes]
        table = f"select {place} as _place, {choice} as _chosen from {' cross join '.join(grids)}"
        self.values[columns[0]].connection.execute(
            f"create or replace temp table {quoted(name)} as {table}", bound.named_in(table)
        )
        join = f" left join {quoted(name)} on {quoted(name)}._place = {place}"
        return Choice(f"{quoted(name)}._chosen", join)

    def text(self, name: str) -> str:
        """Give SQL for the text in a column."""
        if name in self.values:
            return self.values[name].text(quoted(name))
        return f"{quoted(name)}::varchar"

    def missing(self, name: str) -> str:
        """Give SQL that is true where nothing stands in a column."""
        if name not in self.values:
            return f"{quoted(name)} is null"
        return self.holds(name, lambda text: f"{text} is null", Bound())


@dataclass(frozen=True)
class Choice:
    """SQL of a choice, and the join it needs with a table of choices made beforehand."""

    sql: str
    join: str = ""


def _place(columns: list[str], many: list[int]) -> str:
    """Give SQL for the place of a combination of numbers among all of them."""
    place = ""
    for column, size in zip(columns, many, strict=True):
        code = f"coalesce({quoted(column)}, 0)"
        place = f"({place} * {size} + {code})" if place else f"{code}::int"
    return place


def _among(column: str, codes: list[int], many: int) -> str:
    if len(codes) > many // 2:
        others = sorted(set(range(1, many + 1)) - set(codes))
        return f"not ({_among(column, others, many + len(others))})"
    if len(codes) == 1:
        return f"{column} = {codes[0]}"
    if codes[-1] - codes[0] == len(codes) - 1:
        return f"{column} between {codes[0]} and {codes[-1]}"
    return f"{column} in ({', '.join(map(str, codes))})"


def truths_of(connection: duckdb.DuckDBPyConnection, name: str) -> Values:
    """Number false and true."""
    values_of(connection, name, "select unnest([false, true]) as raw", "raw::varchar")
    return Values(connection, name, many=2, boolean=True)


def values_of(
    connection: duckdb.DuckDBPyConnection, name: str, raw: str, written: str
) -> Values | None:
    """Number the values of a text; None where there are too many.

    Parameters
    ----------
    connection
        Where table, lists and ENUM are made.
    name
        What they go by.
    raw
        SQL of a query with one column `raw`, the texts as they stand in the files.
    written
        SQL of the text as rules see it, made of `raw`.
    """
    table = quoted(name)
    connection.execute(
        f"create temp table {table} as select row_number() over (order by raw) as code, raw,"
        f" {written} as value from (select distinct raw from ({raw}) where raw is not null"
        f" limit {MOST_VALUES + 1})"
    )
    ((many,),) = connection.execute(f"select count(*) from {table}").fetchall()
    if not 0 < many <= MOST_VALUES:
        return None
    for variable, column in ((name, "value"), (f"{name}.raw", "raw")):
        listed = f"(select list({column} order by code) from {table})"
        connection.execute(f"set variable {quoted(variable)} = {listed}")
    if many > _MOST_LISTED:
        kind = quoted(name + ".kind")
        connection.execute(f"create type {kind} as enum (select raw from {table} order by code)")
    return Values(connection, name, many)

"""The first rows of the files of a source, and what their columns hold.

At most a few megabytes of a file are read, whatever its size. They go through the engine as text.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from cjkit.data.proposal.forms import Form, unreadable
from cjkit.data.proposal.nested import json_reader
from cjkit.data.sql import run_sql
from cjkit.data.sql_text import literal
from cjkit.errors import DataError, Place

MOST_ROWS = 50_000
MOST_CELLS = 1_000_000


@dataclass(frozen=True, eq=False)
class Column:
    """What the sampled cells of a column hold."""

    name: str
    """The header."""
    number: int
    """Place in the header, from 0."""
    filled: int = 0
    """Cells that are not empty."""
    distinct: int = 0
    """Different values."""
    longest: int = 0
    """Most characters in a cell."""
    point_numbers: int = 0
    """Cells that are a number with a decimal point, or whole."""
    comma_numbers: int = 0
    """Cells that are a number with a decimal comma, or whole."""
    whole_numbers: int = 0
    """Cells that are a whole number."""
    point_thousands: int = 0
    """Cells such as 1.234, which may be one and a bit or over a thousand."""
    addresses: int = 0
    """Cells that are a web address."""
    mail_addresses: int = 0
    """Cells that are an e-mail address."""
    iso_moments: int = 0
    """Cells that are a day or moment in ISO 8601."""
    low: float | None = None
    high: float | None = None
    often: tuple[tuple[str, int], ...] = ()
    """The most frequent values with their number of cells, 40 at most."""

    @property
    def values(self) -> tuple[str, ...]:
        """The most frequent values."""
        return tuple(value for value, _ in self.often)


@dataclass(frozen=True)
class Sample:
    """The files of one source, and what their columns hold."""

    paths: tuple[Path, ...]
    forms: tuple[Form, ...]
    columns: tuple[Column, ...]
    rows: int
    """Rows that were looked at."""

    @property
    def form(self) -> Form:
        """How the first file is written."""
        return self.forms[0]

    @cached_property
    def doubled(self) -> tuple[str, ...]:
        """Headers that are there more than once in a file."""
        counted = [Counter(name for name in form.header if name) for form in self.forms]
        return tuple(sorted({name for each in counted for name, n in each.items() if n > 1}))

    def lacking(self, name: str) -> tuple[Path, ...]:
        """Give the files that lack a column."""
        pairs = zip(self.paths, self.forms, strict=True)
        return tuple(path for path, form in pairs if name not in form.header)


def take_sample(
    paths: Sequence[Path], forms: Sequence[Form], connection: duckdb.DuckDBPyConnection
) -> Sample:
    """Put the cells of the files' first rows into the table `cells`, and describe their columns.

    Raises
    ------
    DataError
        A file has a header and no rows.
    """
    header = list(dict.fromkeys(name for form in forms for name in form.header if name))
    connection.execute(
        "create or replace temp table cells "
        '(file integer, "row" bigint, number integer, value varchar)'
    )
    limit = max(1, min(MOST_ROWS, MOST_CELLS // len(header)) // len(forms))
    for number, (path, form) in enumerate(zip(paths, forms, strict=True)):
        try:
            _take_cells((path, form), number, header, limit, connection)
        except duckdb.Error as wrong:
            raise unreadable(path, wrong) from None
    rows = connection.execute('select count(distinct (file, "row")) from cells').fetchall()[0][0]
    if not rows:
        raise DataError.of("CJ-383", Place(file=paths[0].name))
    return Sample(tuple(paths), tuple(forms), _profiles(header, connection), rows)


def _take_cells(
    found: tuple[Path, Form],
    file: int,
    header: Sequence[str],
    limit: int,
    connection: duckdb.DuckDBPyConnection,
) -> None:
    path, form = found
    places = {name: number for number, name in enumerate(header)}
    numbers = [places.get(name, -1) for name in form.header]
    pieces = {"file": str(file), "limit": str(limit)}
    if form.expressions:
        reader = json_reader(form.text) if form.text else f"read_parquet({literal(str(path))})"
        told = ", ".join(f"{sql} as c{i}" for i, sql in enumerate(form.expressions))
        run_sql(connection, "propose_cells_typed", {"numbers": numbers}, expressions=told,
                reader=reader, **pieces)  # fmt: skip
        return
    columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(len(form.header)))
    pieces |= {"columns": "{" + columns + "}", "separator": literal(form.separator)}
    pieces |= {"quote": literal('"'), "header": str(form.header_row)}
    asked = {"numbers": numbers, "path": str(form.text)}
    run_sql(connection, "propose_cells_csv", asked, **pieces)


def _profiles(header: Sequence[str], connection: duckdb.DuckDBPyConnection) -> tuple[Column, ...]:
    found: Mapping[int, tuple[Any, ...]] = {
        row[0]: row[1:] for row in run_sql(connection, "propose_profile")
    }
    return tuple(_profile(name, n, found.get(n)) for n, name in enumerate(header))


def _profile(name: str, number: int, told: tuple[Any, ...] | None) -> Column:
    if told is None:
        return Column(name, number)
    *counts, often = told
    pairs = tuple((each["v"], each["n"]) for each in often)
    return replace(Column(name, number, *counts), often=pairs)

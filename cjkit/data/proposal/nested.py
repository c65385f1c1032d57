"""Parquet and JSON lines: the paths into nested columns, such as event_params.page_location."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from cjkit.data.proposal.forms import Form, unreadable, write_copy
from cjkit.data.proposal.texts import HeadText
from cjkit.data.reading import MOST_COLUMNS
from cjkit.data.sql_text import literal, quoted
from cjkit.errors import DataError, Place

_MOST_ROWS = 20_000
_MOST_KEYS = 200


def parquet_form(path: Path, connection: duckdb.DuckDBPyConnection) -> Form:
    """Give the columns of a Parquet file, with the paths into nested ones."""
    try:
        return _typed_form(f"read_parquet({literal(str(path))})", "parquet", path, connection)
    except duckdb.Error as wrong:
        raise unreadable(path, wrong) from None


def json_form(
    path: Path, text: HeadText, temporary: Path, connection: duckdb.DuckDBPyConnection
) -> Form:
    """Give the columns of JSON lines, with the paths into nested ones."""
    copy = write_copy(text.text, temporary)
    reader = json_reader(copy)
    try:
        form = _typed_form(reader, "jsonl", path, connection)
    except duckdb.Error as wrong:
        raise unreadable(path, wrong) from None
    return Form("jsonl", form.header, text.encoding, expressions=form.expressions, text=copy,
                whole=text.whole)  # fmt: skip


def json_reader(path: Path) -> str:
    """Give SQL that reads JSON lines."""
    return (
        f"read_json({literal(str(path))}, format = 'newline_delimited', "
        "maximum_object_size = 16777216)"
    )


def _typed_form(reader: str, form: str, path: Path, connection: duckdb.DuckDBPyConnection) -> Form:
    rows = connection.sql(f"select * from {reader}")  # noqa: S608  (a path, written as a literal)
    found = [
        pair
        for name, kind in zip(rows.columns, rows.types, strict=True)
        for pair in _paths(name, f"t.{quoted(name)}", kind, reader, connection)
    ]
    if len(found) > MOST_COLUMNS:
        raise DataError.of("CJ-333", Place(file=path.name), most=MOST_COLUMNS)
    return Form(form, tuple(n for n, _ in found), expressions=tuple(sql for _, sql in found))


def _paths(
    name: str, sql: str, kind: Any, reader: str, connection: duckdb.DuckDBPyConnection
) -> Iterator[tuple[str, str]]:
    """Give the paths into a column, each with SQL for its text: fields, and keys of parameters."""
    if kind.id == "struct":
        for field, inner in kind.children:
            yield from _paths(f"{name}.{field}", f"{sql}.{quoted(field)}", inner, reader,
                              connection)  # fmt: skip
    elif _is_parameters(kind):
        fields = [
            field for field, _ in dict(dict(kind.children)["child"].children)["value"].children
        ]
        text = ", ".join(f"p.value.{quoted(field)}::varchar" for field in fields)
        for key in _keys(sql, reader, connection):
            found = f"list_filter({sql}, lambda p: p.key = {literal(key)})"
            yield f"{name}.{key}", f"list_transform({found}, lambda p: coalesce({text}))[1]"
    elif kind.id == "list":
        return
    else:
        yield name, f"{sql}::varchar"


def _is_parameters(kind: Any) -> bool:
    """Tell a list of key and value, as GA4 writes the parameters of an event."""
    if kind.id != "list":
        return False
    child = dict(kind.children)["child"]
    if child.id != "struct":
        return False
    fields = dict(child.children)
    return fields.keys() >= {"key", "value"} and fields["value"].id == "struct"


def _keys(sql: str, reader: str, connection: duckdb.DuckDBPyConnection) -> list[str]:
    asked = (
        f"select distinct p.key from (select unnest({sql}) as p "  # noqa: S608  (names of the file, quoted)
        f"from (select * from {reader} limit {_MOST_ROWS}) as t) order by 1 limit {_MOST_KEYS}"
    )
    return [str(key) for (key,) in connection.execute(asked).fetchall() if key]

"""SQL that stands in files, with pieces put in where columns differ from client to client."""

import re
from collections.abc import Mapping
from typing import Any

import duckdb

from cjkit.data.engine import query_parameters, query_text

_PIECE = re.compile(r"\{([a-z_]+)\}")
_COMMENT = re.compile(r"--[^\n]*")
_NAMED = re.compile(r"(?<!\w)\$([a-z_][a-z0-9_]*)")


def run_sql(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    parameters: Mapping[str, Any] | None = None,
    **pieces: str,
) -> list[tuple[Any, ...]]:
    """Run the statements of cjkit/data/queries/<name>.sql and give the rows of the last.

    `pieces` replace `{name}` in the text and hold only SQL made in this room; everything that a
    client wrote goes through `parameters`, of which those that the text names are bound.
    """
    rows: list[tuple[Any, ...]] = []
    for statement in _statements(name):
        sql, bound = _filled(statement, parameters or {}, pieces)
        rows = connection.execute(sql, bound).fetchall()
    return rows


def write_sql(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    path: str,
    parameters: Mapping[str, Any],
    **pieces: str,
) -> int:
    """Write the rows of cjkit/data/queries/<name>.sql as Parquet, past Python, and count them."""
    (statement,) = _statements(name)
    sql, bound = _filled(statement, parameters, pieces)
    target = path.replace("'", "''")
    copy = f"copy ({sql}) to '{target}' (format parquet, compression zstd, compression_level 1)"
    ((rows,),) = connection.execute(copy, bound).fetchall()
    return int(rows)


def _statements(name: str) -> list[str]:
    return [text for text in query_text(name).split(";\n") if _COMMENT.sub("", text).strip()]


def _filled(
    text: str, parameters: Mapping[str, Any], pieces: Mapping[str, str]
) -> tuple[str, dict[str, Any]]:
    """Put pieces into a text, once, and give the parameters that either names."""
    sql = _PIECE.sub(lambda found: pieces.get(found[1], found[0]), text)
    used = {pieces[name] for name in _PIECE.findall(text) if name in pieces}
    asked = {*query_parameters(text), *(name for one in used for name in _NAMED.findall(one))}
    return sql, {key: value for key, value in parameters.items() if key in asked}

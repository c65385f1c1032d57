"""SQL that stands in files, with pieces put in where columns differ from client to client."""

from collections.abc import Mapping
from typing import Any

import duckdb

from cjkit.data.engine import query_parameters, query_text


def run_sql(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    parameters: Mapping[str, Any] | None = None,
    **pieces: str,
) -> list[tuple[Any, ...]]:
    """Run cjkit/data/queries/<name>.sql and give its rows.

    `pieces` replace `{name}` in the text and hold only SQL made in this room; everything that a
    client wrote goes through `parameters`, of which those that the text names are bound.
    """
    sql = _filled(name, pieces)
    asked = query_parameters(sql)
    bound = {key: value for key, value in (parameters or {}).items() if key in asked}
    return connection.execute(sql, bound).fetchall()


def select_sql(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any], **pieces: str
) -> duckdb.DuckDBPyRelation:
    """Give cjkit/data/queries/<name>.sql as a relation, to be written without passing Python."""
    sql = _filled(name, pieces)
    asked = query_parameters(sql)
    return connection.sql(sql, params={k: v for k, v in parameters.items() if k in asked})


def _filled(name: str, pieces: Mapping[str, str]) -> str:
    sql = query_text(name)
    for piece, text in pieces.items():
        sql = sql.replace("{" + piece + "}", text)
    return sql

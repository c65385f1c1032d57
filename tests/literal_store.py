"""A linked store made of literal rows, as several rooms' tests need it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from cjkit.data.cells import KINDS, Cells
from cjkit.data.tables import TABLES
from cjkit.model.journey_map import JourneyMap

Row = Mapping[str, Any]


def write_store(folder: Path, journey_map: JourneyMap, tables: Mapping[str, Iterable[Row]]) -> Path:
    """Write rows as the tables of a store; events name their stage, touchpoint and persona.

    Events come in the order of the store: by customer, time and the event_id they were given.
    """
    cells = Cells.of(journey_map)
    codes = [dict(zip(TABLES["codes"], code, strict=True)) for code in cells.codes()]
    for table, rows in {"codes": codes, **tables}.items():
        given = _coded(list(rows), cells) if table == "events" else list(rows)
        _write(folder / f"{table}.parquet", table, given)
    return folder


def _coded(rows: list[Row], cells: Cells) -> list[Row]:
    numbers = {(kind, identity): number for kind, number, identity in cells.codes()}
    wide, deep = len(cells.touchpoints) + 1, len(cells.personas) + 1
    coded = []
    for row in sorted(rows, key=lambda row: (row["customer"], row["at"], str(row.get("event_id")))):
        stage, touchpoint, persona = (numbers.get((kind, row.get(kind)), 0) for kind in KINDS)
        cell = (stage * wide + touchpoint) * deep + persona
        coded.append({"entered": False, "converted": False, **row, "cell": cell})
    return [{**row, "event_id": place} for place, row in enumerate(coded)]


def _write(path: Path, table: str, rows: list[Row]) -> None:
    columns = TABLES[table]
    given = pd.DataFrame(rows).reindex(columns=list(columns)).astype(object)
    given = given.where(given.notna(), None)
    defined = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    with duckdb.connect() as connection:
        connection.execute(f"create table t ({defined})")
        if len(given):
            connection.execute("insert into t select * from given")
        connection.execute(f"copy t to '{path}' (format parquet)")

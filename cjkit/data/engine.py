"""The data engine: questions in SQL files, asked of a linked store.

Values are bound, never pasted. A connection reads the store's folder and nothing else.
"""

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pandas as pd

from cjkit.data.cells import read_cells
from cjkit.data.sql_text import literal, quoted
from cjkit.data.tables import EVENTS, TABLES, empty_select
from cjkit.errors import DataError

_SELECTION: Mapping[str, Any] = {"persona": None, "start": None, "end": None}
_PARAMETER = re.compile(r"(?<!\w)\$([a-z_][a-z0-9_]*)")
_COMMENT = re.compile(r"--[^\n]*")


class Engine(Protocol):
    """Answers questions about a linked store."""

    def query(self, name: str, **parameters: Any) -> pd.DataFrame:
        """Run the query of this name and give its small result."""


@dataclass(frozen=True)
class Settings:
    """How much of the machine a connection may use."""

    memory: str = "1600MB"
    """Memory above which DuckDB writes to its temporary folder."""
    threads: int = 0
    """Threads; 0 takes one a core."""
    disk: str = "20GB"
    """Most that may be written to the temporary folder; past it a query fails, not the machine."""
    temporary: str | None = None
    """Where temporary folders are made, one a process; the system's place when left out."""

    @classmethod
    def of_environment(cls) -> "Settings":
        """Read CJKIT_MEMORY, CJKIT_THREADS, CJKIT_DISK and CJKIT_TEMPORARY.

        Raises
        ------
        DataError
            CJ-341, for a value that is no size, number or folder.
        """
        given = {name: os.environ[key] for name, key in _SETTINGS.items() if os.environ.get(key)}
        for name, value in given.items():
            if not _READABLE[name](value):
                raise DataError.of("CJ-341", name=_SETTINGS[name], value=value)
        threads = int(given.pop("threads", 0))
        return cls(threads=threads, **given)


_SETTINGS = {
    "memory": "CJKIT_MEMORY",
    "threads": "CJKIT_THREADS",
    "disk": "CJKIT_DISK",
    "temporary": "CJKIT_TEMPORARY",
}
_SIZE = re.compile(r"\d+(\.\d+)?\s*(KB|MB|GB|TB|KiB|MiB|GiB|TiB)", re.IGNORECASE)
_READABLE: Mapping[str, Callable[[str], bool]] = {
    "memory": lambda text: _SIZE.fullmatch(text) is not None,
    "disk": lambda text: _SIZE.fullmatch(text) is not None,
    "threads": lambda text: text.isdecimal() and int(text) < 1000,
    "temporary": lambda text: Path(text).is_dir(),
}


def connect(temporary: Path, settings: Settings = Settings()) -> duckdb.DuckDBPyConnection:
    """Open DuckDB in memory, with limits, UTC and without reaching for extensions."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": settings.memory,
        "threads": settings.threads or os.cpu_count() or 1,
        "temp_directory": str(temporary),
        "max_temp_directory_size": settings.disk,
    }
    return duckdb.connect(":memory:", config=config)


class DuckDBEngine:
    """DuckDB over a folder with the Parquet files of a linked store.

    A table that is not there is an empty table of the right columns.

    >>> DuckDBEngine(Path("no-such-folder")).query("rows")
    Empty DataFrame
    Columns: [source, file, read, accepted, rejected, without_consent, unplaced]
    Index: []
    """

    def __init__(self, store: Path, settings: Settings = Settings()) -> None:
        self.store = store.resolve()
        self._temporary = tempfile.TemporaryDirectory(prefix="cjkit-")
        self._connection = connect(Path(self._temporary.name), settings)
        self._open_views()

    def query(self, name: str, **parameters: Any) -> pd.DataFrame:
        """Run cjkit/data/queries/<name>.sql.

        `persona`, `start` and `end` are null unless given; a parameter that the query does not
        know is refused.
        """
        sql = query_text(name)
        asked = query_parameters(sql)
        unknown = parameters.keys() - asked - _SELECTION.keys()
        if unknown:
            raise TypeError(f"query {name} has no parameter {', '.join(sorted(unknown))}")
        given = {**_SELECTION, **parameters}
        bound = {key: given[key] for key in asked}
        return self._connection.cursor().execute(sql, bound).df()

    def _open_views(self) -> None:
        self._connection.execute(f"set allowed_directories = [{literal(str(self.store))}]")
        for table in TABLES:
            path = self.store / f"{table}.parquet"
            view = "coded_events" if table == "events" else table
            if path.exists():
                self._connection.read_parquet(str(path)).create_view(view)
            else:
                self._connection.execute(f'create view "{view}" as {empty_select(table)}')
        self._connection.execute(f"create view events as {self._decoded()}")
        self._connection.execute("set enable_external_access = false")

    def _decoded(self) -> str:
        """Give SQL of the events with the ids that their cells stand for; reading one is lazy."""
        known = read_cells(self._connection).columns()
        columns = [f"{known[name]} as {name}" if name in known else quoted(name) for name in EVENTS]
        return f"select {', '.join(columns)} from coded_events"  # noqa: S608  (names of the house)


@cache
def query_text(name: str) -> str:
    """Give the SQL of a query."""
    return (files("cjkit.data") / "queries" / f"{name}.sql").read_text("utf-8")


def query_parameters(sql: str) -> frozenset[str]:
    """Give the names of the parameters in a query.

    >>> sorted(query_parameters("select $start::date, $stage -- not $this"))
    ['stage', 'start']
    """
    return frozenset(_PARAMETER.findall(_COMMENT.sub("", sql)))

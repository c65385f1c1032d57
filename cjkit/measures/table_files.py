"""A frame as a file: CSV for people and spreadsheets, Parquet for programs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from cjkit.data.sql_text import literal, quoted
from cjkit.errors import MeasureError
from cjkit.formats.csv_text import safe_text
from cjkit.formats.whole_file import write_whole


def write_table(frame: pd.DataFrame, path: Path) -> Path:
    """Write a frame by the end of the path, whole or not at all.

    In CSV a text that a spreadsheet would run as a formula gets an apostrophe in front. In Parquet
    days are of the type DATE and missing values are null.

    Raises
    ------
    MeasureError
        CJ-482, when it cannot be written.
    """
    write_file(path, WRITERS[path.suffix.removeprefix(".")](frame))
    return path


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole, or tell in words why it cannot be done.

    Raises
    ------
    MeasureError
        CJ-482.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise MeasureError.of("CJ-482", path=str(path), reason=reason) from None


def csv_content(frame: pd.DataFrame) -> bytes:
    """Give a frame as CSV.

    >>> csv_content(pd.DataFrame({"persona": ["starter", "=1"], "n": [3, 4]}))
    b"persona,n\\nstarter,3\\n'=1,4\\n"
    """
    text = frame.select_dtypes(include=["str", "object"]).columns
    safe = frame.assign(**{column: frame[column].map(safe_text) for column in text})
    return safe.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode("utf-8")


def parquet_content(frame: pd.DataFrame) -> bytes:
    """Give a frame as Parquet, written by the engine."""
    import duckdb  # noqa: PLC0415  (only where Parquet is asked for)

    days = set(frame.select_dtypes("datetime").columns)
    names = [(quoted(str(name)), name in days) for name in frame.columns]
    columns = [f"{name}::date as {name}" if is_day else name for name, is_day in names]
    with TemporaryDirectory(prefix="cjkit-") as aside, duckdb.connect() as connection:
        path = Path(aside) / "table.parquet"
        connection.register("frame", frame)
        select = f"select {', '.join(columns)} from frame"  # noqa: S608  (names of the house)
        connection.execute(f"copy ({select}) to {literal(str(path))} (format parquet)")
        return path.read_bytes()


WRITERS: Mapping[str, Callable[[pd.DataFrame], bytes]] = {
    "csv": csv_content,
    "parquet": parquet_content,
}
"""The formats of tables, by the end of their names."""

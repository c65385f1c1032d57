"""How a file is written, as far as its begin tells; what all ways to look at one share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cjkit.data.reading import MOST_COLUMNS
from cjkit.errors import DataError, Place

_OUR_COPY = re.compile(r"[^\s\"']*sample-\d+")


@dataclass(frozen=True)
class Form:
    """How a file is written."""

    format: str
    """csv, xlsx, parquet or jsonl."""
    header: tuple[str, ...]
    """The names of the columns, in order; of nested columns the paths."""
    encoding: str = "utf-8"
    separator: str = ","
    sheet: str | None = None
    header_row: int = 1
    """The row with the names of the columns."""
    expressions: tuple[str, ...] = ()
    """SQL for the columns, where the file has types."""
    text: Path | None = None
    """The begin of the file as UTF-8, where it is text or a sheet."""
    whole: bool = True
    """Whether all of the file was looked at."""


def write_copy(text: str, temporary: Path) -> Path:
    """Write the begin of a file as UTF-8 to a temporary folder."""
    copy = temporary / f"sample-{len(list(temporary.iterdir()))}"
    copy.write_text(text, "utf-8", newline="")
    return copy


def clean_header(path: Path, names: Sequence[Any]) -> tuple[str, ...]:
    """Give the names of a header; refuse too many, none, and values where names belong."""
    header = tuple("" if name is None else str(name).strip() for name in names)
    if len(header) > MOST_COLUMNS:
        raise DataError.of("CJ-333", Place(file=path.name), most=MOST_COLUMNS)
    filled = [name for name in header if name]
    if not filled:
        raise DataError.of("CJ-322", Place(file=path.name))
    values = [name for name in filled if name[0].isdigit() and not name[-1].isalpha()]
    if len(values) * 2 > len(filled):
        raise DataError.of("CJ-387", Place(file=path.name), value=values[0])
    return header


def unreadable(path: Path, wrong: Exception) -> DataError:
    """Give the error for a file that the engine cannot read, without the names of our copies."""
    lines = str(wrong).strip().splitlines() or [type(wrong).__name__]
    reason = _OUR_COPY.sub(path.name, lines[0])
    return DataError.of("CJ-332", Place(file=path.name), reason=reason[:200])

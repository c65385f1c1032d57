"""A sheet of a workbook written as CSV, so that one reader serves both."""

import csv
import itertools
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cjkit.data.files import InputFile
from cjkit.data.sources import Source
from cjkit.errors import DataError, nearest

MOST_BYTES = 200_000_000
MOST_UNPACKED_BYTES = 2_000_000_000
MOST_BLANK_ROWS = 100_000
"""After so many blank rows in a row a sheet is taken to have ended."""


def write_sheet(file: InputFile, copy: Path) -> list[str]:
    """Write a sheet as CSV, each row followed by its number, without blank rows; give the header.

    Raises
    ------
    DataError
        The file is no workbook, is too large, or lacks the sheet.
    """
    from openpyxl import load_workbook  # noqa: PLC0415  (only workbooks need it)

    _refuse_large(file)
    try:
        book = load_workbook(file.path, read_only=True, data_only=True)
        try:
            return _write(_sheet(file, book), file.source, copy)
        finally:
            book.close()
    except DataError:
        raise
    except Exception:  # (openpyxl lets through what its parsers raise)
        raise DataError.of("CJ-328", file.place) from None


def _write(sheet: Any, source: Source, copy: Path) -> list[str]:
    sheet.reset_dimensions()  # a sheet that says it has a million columns seldom has
    rows = sheet.iter_rows(values_only=True, min_row=source.header_row)
    header = ["" if cell is None else str(cell) for cell in _without_tail(next(rows, ()))]
    with copy.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*header, "row"])
        writer.writerows(_written_rows(rows, len(header), source))
    return header


def _without_tail(cells: Sequence[Any]) -> Sequence[Any]:
    filled = [index for index, cell in enumerate(cells) if cell is not None]
    return cells[: filled[-1] + 1] if filled else ()


def _written_rows(
    rows: Iterable[Sequence[Any]], width: int, source: Source
) -> Iterator[list[str | int]]:
    blank = 0
    for number, cells in enumerate(rows, start=source.header_row + 1):
        kept = [_written(cell, source) for cell in cells[:width]]
        blank = 0 if any(kept) else blank + 1
        if blank == 0:
            yield [*kept, *[""] * (width - len(kept)), number]
        elif blank > MOST_BLANK_ROWS:
            return


def _written(cell: Any, source: Source) -> str:
    """Write a cell as the source writes its text: own decimal, own dates."""
    if cell is None:
        return ""
    if hasattr(cell, "strftime"):
        return _written_date(cell, source)
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        whole = int(cell) if cell.is_integer() else cell
        return str(whole).replace(".", source.decimal)
    return str(cell)


def _written_date(cell: Any, source: Source) -> str:
    formats = [one for one in source.date_format if "%" in one]
    return str(cell.strftime(formats[0]) if formats else cell.isoformat())


def _sheet(file: InputFile, book: Any) -> Any:
    wanted = file.source.sheet
    if wanted is None:
        return book.worksheets[0]
    if wanted not in book.sheetnames:
        near = nearest(wanted, book.sheetnames)
        values = {"sheet": wanted, "nearest": near, "known": book.sheetnames}
        raise DataError.of("CJ-329" if near else "CJ-330", file.place, **values)
    return book[wanted]


def _refuse_large(file: InputFile) -> None:
    if not zipfile.is_zipfile(file.path):
        raise DataError.of("CJ-328", file.place)
    with zipfile.ZipFile(file.path) as archive:
        entries = list(itertools.islice(archive.infolist(), 100_000))
    unpacked = sum(entry.file_size for entry in entries)
    if file.path.stat().st_size > MOST_BYTES or unpacked > MOST_UNPACKED_BYTES:
        raise DataError.of("CJ-337", file.place, most=MOST_BYTES)

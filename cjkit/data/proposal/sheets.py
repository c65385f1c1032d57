"""A workbook: each sheet with a header and rows, its begin written as CSV."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cjkit.data.proposal.forms import Form, clean_header, write_copy
from cjkit.data.reading import MOST_COLUMNS
from cjkit.data.workbooks import MOST_BYTES, MOST_UNPACKED_BYTES
from cjkit.errors import DataError, Place
from cjkit.labels import Word

_SHEET_ROWS = 5_000
_PARTS_OF_WORKBOOK = "xl/workbook.xml"


def read_sheets(path: Path, temporary: Path) -> tuple[Form, ...]:
    """Give the form of each sheet that has rows."""
    from openpyxl import load_workbook  # noqa: PLC0415  (only workbooks need it)

    _refuse_large_workbook(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception:  # (openpyxl lets through what its parsers raise)
        raise DataError.of("CJ-328", Place(file=path.name)) from None
    forms = [form for sheet in book.worksheets if (form := _sheet_form(path, sheet, temporary))]
    book.close()
    if not forms:
        raise DataError.of("CJ-383", Place(file=path.name))
    return tuple(forms)


def _refuse_large_workbook(path: Path) -> None:
    place = Place(file=path.name)
    if not zipfile.is_zipfile(path):
        raise DataError.of("CJ-328", place)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if _PARTS_OF_WORKBOOK not in names:
        raise DataError.of("CJ-382", place, what=Word("data.proposal.no_table.archive"))
    if path.stat().st_size > MOST_BYTES or unpacked > MOST_UNPACKED_BYTES:
        raise DataError.of("CJ-337", place, most=MOST_BYTES)


def _sheet_form(path: Path, sheet: Any, temporary: Path) -> Form | None:
    """Write the begin of a sheet as CSV; None where it has no header with rows under it."""
    rows = sheet.iter_rows(max_row=_SHEET_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
    first = next(rows, ())
    width = max((i + 1 for i, cell in enumerate(first) if cell is not None), default=0)
    filled = [row[:width] for row in rows if any(cell is not None for cell in row)]
    if not width or not filled:
        return None
    if width == 1 and max(len([c for c in row if c is not None]) for row in filled) > 0:
        _refuse_title(path, first, sheet)
    header = clean_header(path, first[:width])
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([header, *([_cell(cell) for cell in row] for row in filled)])
    whole = len(filled) < _SHEET_ROWS
    return Form("xlsx", header, sheet=sheet.title, text=write_copy(out.getvalue(), temporary),
                whole=whole)  # fmt: skip


def _refuse_title(path: Path, first: Sequence[Any], sheet: Any) -> None:
    """Refuse a sheet whose first row is a title above the header."""
    rows = sheet.iter_rows(min_row=2, max_row=10, values_only=True)
    wide = (n for n, row in enumerate(rows, 2) if sum(c is not None for c in row) > 2)
    if header := next(wide, None):
        raise DataError.of("CJ-384", Place(file=path.name, sheet=sheet.title), row=header)


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)

"""The cells of a workbook as anyone saved it: within limits, formulas as their stored results."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from cjkit.errors import MapError, Place, Problem
from cjkit.formats.workbook.cells import Cell
from cjkit.formats.workbook.writing import MAX_ROWS

MAX_BYTES = 20_000_000
MAX_UNPACKED = 300_000_000
MAX_COLUMNS = 200
OWN = "_"
"""Sheets whose name begins like this are the user's own (or the lists behind drop-downs)."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, eq=False)
class Grid:
    """A sheet: its rows, each a list of cells; what is empty is None."""

    file: str
    title: str
    rows: list[list[Cell]]
    problems: tuple[Problem, ...] = ()

    def place(self, row: int, column: int) -> Place:
        """Give the place of a cell, counted from 0."""
        return cell_place(self.file, self.title, row, column)


def cell_place(file: str, title: str, row: int, column: int) -> Place:
    """Give the place of a cell, counted from 0.

    >>> str(cell_place("map.xlsx", "Stages", 1, 2))
    'map.xlsx:Stages!C2'
    """
    return Place(file=file, sheet=title, cell=f"{get_column_letter(column + 1)}{row + 1}")


def read_grids(path: Path) -> list[Grid]:
    """Read all sheets but the user's own.

    Raises
    ------
    MapError
        The file cannot be opened, is too big, or is no workbook.
    """
    place = Place(file=path.name)
    try:
        raw = path.read_bytes()
    except OSError as wrong:
        raise MapError.of("CJ-101", place, path=str(path), reason=wrong.strerror or "") from None
    if len(raw) > MAX_BYTES:
        raise MapError.of("CJ-119", place, size=len(raw), most=MAX_BYTES)
    try:
        return _grids(raw, path.name)
    except MapError:
        raise
    except Exception as wrong:  # a broken file makes openpyxl raise nearly anything
        reason = str(wrong).strip().rstrip(".") or type(wrong).__name__
        raise MapError.of("CJ-801", place, reason=reason[:200]) from None


def _grids(raw: bytes, file: str) -> list[Grid]:
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        size = sum(part.file_size for part in packed.infolist())
    if size > MAX_UNPACKED:
        raise MapError.of("CJ-802", Place(file=file), size=size, most=MAX_UNPACKED)
    book = _open(raw)
    results = _Results(raw)
    pages = [page for page in book.worksheets if not page.title.startswith(OWN)]
    return [_grid(page, file, results) for page in pages]


class _Package(ExcelReader):  # type: ignore[misc]
    """Reads texts as they are; openpyxl drops `x005F_` wherever it stands."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_texts(source))


def _texts(source: IO[bytes]) -> Iterator[str]:
    for _, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            yield Text.from_tree(node).content
            node.clear()


def _open(raw: bytes, *, data_only: bool = False) -> Any:
    package = _Package(BytesIO(raw), read_only=True, data_only=data_only)
    package.read()
    return package.wb


class _Results:
    """The stored results of formulas, read only when there is a formula."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._pages: dict[str, list[list[Any]]] | None = None

    def at(self, title: str, row: int, column: int) -> Any:
        if self._pages is None:
            book = _open(self._raw, data_only=True)
            self._pages = {
                page.title: [[cell.value for cell in row] for _, row in _within(page)]
                for page in book.worksheets
            }
        return self._pages[title][row][column]


def _within(page: Any) -> Iterator[tuple[int, list[Any]]]:
    """Give the rows of a page up to the limits; the sizes that a file states are not trusted."""
    page.reset_dimensions()
    for number, row in enumerate(page.iter_rows()):
        if number <= MAX_ROWS or any(cell.value is not None for cell in row):
            yield number, list(row)
        if number > MAX_ROWS and any(cell.value is not None for cell in row):
            return


def _grid(page: Any, file: str, results: _Results) -> Grid:
    rows: list[list[Cell]] = []
    problems: list[Problem] = []
    for number, row in _within(page):
        if number > MAX_ROWS or any(cell.value is not None for cell in row[MAX_COLUMNS:]):
            limits = {"rows": MAX_ROWS + 1, "columns": MAX_COLUMNS}
            problems.append(Problem("CJ-803", limits, Place(file=file, sheet=page.title)))
            break
        cells: list[Cell] = []
        for column, cell in enumerate(row[:MAX_COLUMNS]):
            stored = cell.data_type == "f"
            value = results.at(page.title, number, column) if stored else cell.value
            code = _wrong(cell.data_type, value)
            if code:
                place = cell_place(file, page.title, number, column)
                problems.append(Problem(code, {"value": str(value)}, place))
            cells.append(None if code else _plain(value))
        rows.append(cells)
    return Grid(file, page.title, rows, tuple(problems))


def _wrong(data_type: str, value: Any) -> str:
    """Give the code of what is wrong with a cell by itself; empty if nothing is."""
    if data_type == "e" or (data_type == "f" and value in _ERRORS):
        return "CJ-825"
    return "CJ-804" if data_type == "f" and value is None else ""


_ERRORS = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")


def _plain(value: Any) -> Cell:
    """Give the value of a cell; a text of nothing but blanks is empty."""
    if not isinstance(value, str):
        return value  # type: ignore[no-any-return]
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return text if text.strip() else None

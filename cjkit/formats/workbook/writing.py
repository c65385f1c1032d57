"""A map as a workbook to fill in: drop-downs, rules for numbers, prompts, fixed headings.

Equal maps give equal bytes. Nothing a client wrote can become a formula or a link.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from cjkit.errors import MapError, Place
from cjkit.formats.workbook.cells import Cell, write_cell
from cjkit.formats.workbook.layout import (
    Column,
    Field,
    Form,
    Role,
    Sheet,
    follow,
    owners,
    sheets,
)
from cjkit.formats.workbook.validation import List, validation
from cjkit.formats.workbook.words import heading, sheet_title, subject_word
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record

MAX_ROWS = 20_000
"""Rows of a sheet that are offered to be filled in, and read."""
CELL_LIMIT = 32_767
"""What a cell can hold, in units of UTF-16: an emoji takes two."""
_LISTS = "_cjkit"
_FIXED_DAY = dt.datetime(2000, 1, 1)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_ALLOWED = dict.fromkeys(
    ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort"), True
)
_WIDTHS = {str: 32, dt.date: 12, int: 10, float: 10}


def render_workbook(journey_map: JourneyMap, language: str | None = None) -> bytes:
    """Give a map as the bytes of an XLSX file.

    Parameters
    ----------
    journey_map : JourneyMap
        The map.
    language : str, optional
        nl or en, for sheets, headings and choices; that of the map when left out.

    Raises
    ------
    MapError
        A text is longer than a cell can hold.
    """
    out = BytesIO()
    with Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": journey_map.title[:255], "created": _FIXED_DAY})
        writer = _Writer(book, language or journey_map.language)
        for sheet in sheets():
            writer.add(sheet, journey_map)
        writer.finish()
    return out.getvalue()


def rows(sheet: Sheet, journey_map: JourneyMap, language: str) -> Iterator[list[Cell]]:
    """Give the cells of a sheet, row by row, without the headings."""
    if sheet.form is Form.RECORD:
        for owner, record in sheet.records(journey_map):
            yield _row(sheet, language, record, None, {Role.OWNER: owner})
        return
    for owner, record in owners(sheet.owner, journey_map):
        about = follow(record, sheet.home)
        for subject in sheet.subjects if about else ():
            placed: dict[Role, Cell] = {
                Role.OWNER: owner,
                Role.SUBJECT: subject_word(subject, language),
            }
            for number, said in _said(subject, about):
                yield _row(sheet, language, said, subject, {**placed, Role.RULE: number})


def _said(subject: Field, about: Record) -> Iterator[tuple[int, Record]]:
    """Give the statements or conditions of a subject, each with the number of its rule."""
    found = follow(about, subject.path)
    listed = found if subject.shape.many else (found,)
    for number, item in enumerate(listed, start=1):
        if item is not None:
            yield from ((number, said) for said in getattr(item, "conditions", (item,)))


def _row(
    sheet: Sheet,
    language: str,
    record: Record,
    subject: Field | None,
    placed: Mapping[Role, Cell],
) -> list[Cell]:
    return [
        _value(column.field, record, language)
        if column.field and column.subject in (None, subject)
        else placed.get(column.role)
        for column in sheet.columns
    ]


def _value(field_: Field, record: Record, language: str) -> Cell:
    return write_cell(field_, follow(record, field_.path), language)


@dataclass
class _Writer:
    """Writes sheets to one workbook and keeps the lists that their drop-downs name."""

    book: Workbook
    language: str
    lists: dict[List, str] = field(default_factory=dict)
    formats: dict[str, Format] = field(default_factory=dict)

    def add(self, sheet: Sheet, journey_map: JourneyMap) -> None:
        """Add one sheet with its headings, rows and rules."""
        page = self.book.add_worksheet(sheet_title(sheet, self.language))
        self._head(page, sheet)
        for at, row in enumerate(rows(sheet, journey_map, self.language), start=1):
            for across, value in enumerate(row):
                self._put(page, at, across, value, sheet)
        page.freeze_panes(1, 1)
        page.protect("", _ALLOWED)
        if sheet.kind:
            across = next(i for i, c in enumerate(sheet.columns) if c.field and c.field.names_kind)
            self.book.define_name(f"ids_{sheet.kind}", _filled_cells(page.name, across))

    def _head(self, page: Worksheet, sheet: Sheet) -> None:
        for across, column in enumerate(sheet.columns):
            words = heading(sheet, column, self.language)
            page.write_string(0, across, words, self._format(_head_form(column)))
            page.set_column(across, across, _width(column), self._format(_cell_form(column)))
            rule = validation(sheet, column, words, self.language, self._name_of)
            page.data_validation(1, across, MAX_ROWS, across, rule)

    def _put(self, page: Worksheet, at: int, across: int, value: Cell, sheet: Sheet) -> None:
        form = self._format(_cell_form(sheet.columns[across]))
        if isinstance(value, str):
            page.write_string(at, across, _fitting(value, page.name, at, across), form)
        elif isinstance(value, dt.date):
            page.write_datetime(at, across, value, form)
        elif value is not None:
            page.write_number(at, across, value, form)

    def _name_of(self, choices: List) -> str:
        return self.lists.setdefault(choices, f"choices_{len(self.lists) + 1}")

    def _format(self, name: str) -> Format:
        if name not in self.formats:
            self.formats[name] = self.book.add_format(_FORMATS[name])
        return self.formats[name]

    def finish(self) -> None:
        """Write the lists to choose from on a sheet that nobody needs to see."""
        page = self.book.add_worksheet(_LISTS)
        for across, (choices, name) in enumerate(self.lists.items()):
            page.write_column(0, across, choices)
            self.book.define_name(name, _cells(_LISTS, across, 0, len(choices) - 1))
        page.very_hidden()


_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "font_color": "#FFFFFF", "locked": True}
_CELL = {"text_wrap": True, "valign": "top", "locked": False}
_FORMATS: dict[str, dict[str, Any]] = {
    "head": {**_HEAD, "bg_color": "#1B4F72"},
    "evidence": {**_HEAD, "bg_color": "#4A6B85"},
    "text": {**_CELL, "num_format": "@"},
    "day": {**_CELL, "num_format": "yyyy-mm-dd"},
    "number": _CELL,
}


def _head_form(column: Column) -> str:
    return "evidence" if column.field and "evidence" in column.field.path else "head"


def _cell_form(column: Column) -> str:
    if column.field is None:
        return "number" if column.role is Role.RULE else "text"
    bases = {dt.date: "day", int: "number", float: "number"}
    shape = column.field.shape
    return "text" if shape.many else bases.get(shape.base, "text")


def _width(column: Column) -> int:
    if column.field is None or column.field.refers_to or column.field.names_kind:
        return 20
    return 60 if column.field.name == "text" else _WIDTHS.get(column.field.shape.base, 18)


def _fitting(text: str, title: str, at: int, across: int) -> str:
    size = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if size > CELL_LIMIT:
        place = Place(sheet=title, cell=xl_rowcol_to_cell(at, across))
        raise MapError.of("CJ-824", place, size=size, most=CELL_LIMIT)
    return _literal(text)


def _literal(text: str) -> str:
    """End a text with a blank, which the model strips, where XlsxWriter would take it for markup.

    >>> _literal("<r>bold</r>")
    '<r>bold</r> '
    """
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _cells(title: str, across: int, first: int, last: int) -> str:
    return f"={quote_sheetname(title)}!{xl_range_abs(first, across, last, across)}"


def _filled_cells(title: str, across: int) -> str:
    """Give the ids of a sheet as they are filled in, so that a new one is offered at once."""
    first, every = _cells(title, across, 1, 1)[1:], _cells(title, across, 1, MAX_ROWS)[1:]
    return f"=OFFSET({first},0,0,MAX(1,COUNTA({every})),1)"

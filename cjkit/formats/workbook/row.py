"""A row that somebody filled in: what it says, and what is wrong with it by itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cjkit.errors import Place, Problem, nearest
from cjkit.formats.workbook.cells import Cell, MisfitError, read_cell
from cjkit.formats.workbook.grids import Grid
from cjkit.formats.workbook.layout import Column, Field, Form, Role, Sheet
from cjkit.formats.workbook.words import heading, subject_word
from cjkit.labels import LANGUAGES
from cjkit.model.record import Record
from cjkit.model.rules import Condition


@dataclass(eq=False)
class Row:
    """A row that holds something: its cells by column, and where they stand."""

    sheet: Sheet
    grid: Grid
    number: int
    across: Mapping[Column, int]
    cells: Mapping[Column, Cell]
    language: str
    values: dict[Column, Any] = field(default_factory=dict)

    def place(self, column: Column | None) -> Place:
        """Give the cell of a column; the first of the row for a column that is not there."""
        return self.grid.place(self.number, self.across.get(column, 0) if column else 0)

    def words(self, column: Column) -> str:
        """Give the heading as it stands in the workbook, or as it should."""
        if column in self.across:
            return str(self.grid.rows[0][self.across[column]])
        return heading(self.sheet, column, self.language)

    def column(self, role: Role) -> Column | None:
        """Give the column with a role beside the values; None if the sheet has none."""
        return next((column for column in self.sheet.columns if column.role is role), None)

    def placed(self, role: Role) -> str:
        """Give what stands in a column that places the row; empty if nothing does."""
        value = self.cells.get(column) if (column := self.column(role)) else None
        return "" if value is None else str(value).strip()

    @cached_property
    def subject(self) -> Field | None:
        """What the statement or rule is about, in the words of either language."""
        return _subjects(self.sheet).get(self.placed(Role.SUBJECT).casefold())

    @property
    def identity(self) -> str:
        """The id that the row gives its record; empty if none."""
        given = (value for c, value in self.values.items() if c.field and c.field.names_kind)
        return next((value for value in given if isinstance(value, str)), "")

    @property
    def model(self) -> type[Record] | None:
        """The record that the row makes; None as long as it is not known."""
        if self.sheet.form is Form.RECORD:
            return self.sheet.model
        if self.sheet.form is Form.CONDITION:
            return Condition
        base: type[Record] | None = self.subject.shape.base if self.subject else None
        return base

    def record(self) -> dict[str, Any]:
        """Give the values as the model takes them."""
        made: dict[str, Any] = {}
        for column, value in self.values.items():
            if column.field and column.subject in (None, self.subject):
                *way, name = column.field.path
                inside(made, way)[name] = value
        return made

    def read(self) -> Iterator[Problem]:
        """Read the cells, and tell which do not hold what their column asks for."""
        for column, raw in self.cells.items():
            try:
                if column.field:
                    self.values[column] = read_cell(column.field, raw, self.language)
            except MisfitError as wrong:
                yield self.problem(wrong.code, column, **wrong.values)
        yield from self._misplaced()

    def _misplaced(self) -> Iterator[Problem]:
        subject = self.subject
        column = self.column(Role.SUBJECT)
        if column and not subject:
            yield self._unknown_subject(column)
        for column in self.cells if subject else ():
            if column.subject not in (None, subject):
                about = subject_word(subject, self.language) if subject else ""
                yield self.problem("CJ-818", column, subject=about)

    def _unknown_subject(self, column: Column) -> Problem:
        known = [subject_word(subject, self.language) for subject in self.sheet.subjects]
        asked = self.placed(Role.SUBJECT)
        if not asked:
            return self.problem("CJ-813", column)
        near = nearest(asked, known) or known[0]
        return self.problem("CJ-808", column, value=asked, known=known, nearest=near)

    def misfits(self) -> Iterator[Problem]:
        """Tell what the model refuses."""
        if self.model:
            try:
                self.model.model_validate(self.record())
            except ValidationError as wrong:
                yield from (self._refused(detail) for detail in wrong.errors())

    def _refused(self, detail: ErrorDetails) -> Problem:
        names = tuple(part for part in detail["loc"] if isinstance(part, str))
        column = self._column_at(names)
        return Problem(*refusal(detail, self.words(column), column.field), self.place(column))

    def _column_at(self, names: tuple[str, ...]) -> Column:
        """Give the column of a value of the record, or of the first one inside it."""
        fitting = [c for c in self.sheet.columns if c.field and c.subject in (None, self.subject)]
        exact = (c for c in fitting if c.field and names[: len(c.field.path)] == c.field.path)
        inside = (c for c in fitting if c.field and c.field.path[: len(names)] == names)
        return next(exact, None) or next(inside, None) or fitting[0]

    def problem(self, code: str, column: Column, **values: Any) -> Problem:
        """Tell what is wrong with the cell of a column."""
        return Problem(code, {"column": self.words(column), **values}, self.place(column))


def inside(record: dict[str, Any], way: Iterable[str]) -> dict[str, Any]:
    """Give the record at the end of a way of fields, made where it was not there yet."""
    for name in way:
        record = record.setdefault(name, {})
    return record


@cache
def _subjects(sheet: Sheet) -> dict[str, Field]:
    return {
        subject_word(subject, language).casefold(): subject
        for language in LANGUAGES
        for subject in sheet.subjects
    }


_SIGNS = {"greater_than_equal": "≥", "less_than_equal": "≤", "greater_than": ">", "less_than": "<"}
_EMPTY = ("missing", "string_too_short", "too_short")
_LONG = ("string_too_long", "too_long")


def refusal(detail: ErrorDetails, words: str, about: Field | None) -> tuple[str, dict[str, Any]]:
    """Give code and values for what the model says of a value."""
    kind, context = detail["type"], detail.get("ctx", {})
    values: dict[str, Any] = {"column": words, "value": _short(detail["input"])}
    if kind == "all_zero":
        return "CJ-128", {}
    if kind in _EMPTY:
        return "CJ-813", values
    if kind in _SIGNS:
        return "CJ-811", values | {"sign": _SIGNS[kind], "limit": next(iter(context.values()))}
    if kind in _LONG:
        return "CJ-820", values | {"most": context["max_length"]}
    if kind == "string_pattern_mismatch" and about and (about.names_kind or about.refers_to):
        return "CJ-814", values
    return "CJ-821", values | {"reason": str(context.get("pattern", kind))}


def _short(value: Any) -> str:
    words = str(value)
    return words if len(words) <= 80 else words[:79] + "…"

"""Rows put together: what a row owns goes into the record of that row."""

from typing import Any

from cjkit.errors import Place, Problem
from cjkit.formats.workbook.layout import Field, Form, Role, Sheet
from cjkit.formats.workbook.row import Row, inside
from cjkit.formats.workbook.words import subject_word


class Assembly:
    """Puts rows together, and tells which cannot be put anywhere."""

    def __init__(self, rows: list[Row], problems: list[Problem]) -> None:
        self._rows = rows
        self._problems = problems
        self._map: dict[str, Any] = {}
        self._records: dict[tuple[Sheet, str], dict[str, Any]] = {}
        self._rules: dict[tuple[str, Field, Any], dict[str, Any]] = {}
        self._single: dict[tuple[str, Field], Place] = {}

    def data(self) -> dict[str, Any]:
        """Give the map as its model takes it."""
        put = {
            Form.RECORD: self._put_record,
            Form.STATEMENT: self._put_statement,
            Form.CONDITION: self._put_condition,
        }
        for row in self._rows:
            owner = self._owner(row)
            if owner is not None:
                put[row.sheet.form](row, owner)
        return self._map

    def _owner(self, row: Row) -> dict[str, Any] | None:
        if row.sheet.owner is None:
            return self._map
        identity = row.placed(Role.OWNER)
        column = row.column(Role.OWNER)
        if column and not identity:
            self._problems.append(row.problem("CJ-813", column))
        return self._records.get((row.sheet.owner, identity))

    def _put_record(self, row: Row, owner: dict[str, Any]) -> None:
        record = row.record()
        if not row.sheet.many:
            inside(owner, row.sheet.home).update(record)
            return
        *way, name = row.sheet.home
        inside(owner, way).setdefault(name, []).append(record)
        self._records.setdefault((row.sheet, row.identity), record)

    def _put_statement(self, row: Row, owner: dict[str, Any]) -> None:
        if subject := row.subject:
            self._put(row, owner, subject, row.record())

    def _put_condition(self, row: Row, owner: dict[str, Any]) -> None:
        if subject := row.subject:
            number = row.placed(Role.RULE) or row  # without a number: a rule of its own
            key = (row.placed(Role.OWNER), subject, number)
            if key not in self._rules:
                self._rules[key] = {"conditions": []}
                self._put(row, owner, subject, self._rules[key])
            self._rules[key]["conditions"].append(row.record())

    def _put(self, row: Row, owner: dict[str, Any], subject: Field, said: Any) -> None:
        *way, name = subject.path
        about = inside(owner, (*row.sheet.home, *way))
        if subject.shape.many:
            about.setdefault(name, []).append(said)
            return
        place = row.place(row.column(Role.SUBJECT))
        first = self._single.setdefault((row.placed(Role.OWNER), subject), place)
        if first is not place:
            where = str(Place(sheet=first.sheet, cell=first.cell))
            values = {"subject": subject_word(subject, row.language), "first": where}
            self._problems.append(Problem("CJ-819", values, place))
        about[name] = said

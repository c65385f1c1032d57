"""A workbook that somebody filled in, as a map; all that is wrong comes at once, by sheet!cell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cjkit.errors import MapError, Place, Problem, nearest
from cjkit.formats.workbook.assembly import Assembly
from cjkit.formats.workbook.cells import Cell
from cjkit.formats.workbook.grids import Grid, read_grids
from cjkit.formats.workbook.layout import Column, Form, Role, Sheet, sheets
from cjkit.formats.workbook.row import Row, refusal
from cjkit.formats.workbook.words import heading, sheet_title
from cjkit.labels import LANGUAGES, Word
from cjkit.model.journey_map import JourneyMap


def read_workbook(path: Path | str) -> JourneyMap:
    """Read a map from an XLSX file with Dutch or English sheets.

    Raises
    ------
    MapError
        With all problems at once, each with file:sheet!cell.
    """
    path = Path(path)
    grids = read_grids(path)
    found = _sheets_of(grids)
    if not found:
        raise MapError.of("CJ-807", Place(file=path.name))
    reader = _Reader(_language(grids), list(_strangers(grids, found)))
    for sheet in sheets():
        for grid in found.get(sheet, ()):
            reader.take(sheet, grid)
    return _map(reader, path.name, [grid.title for grid in grids])


def _map(reader: "_Reader", file: str, titles: list[str]) -> JourneyMap:
    data = Assembly(reader.rows, reader.problems).data()
    reader.check_references()
    for row in reader.rows:
        reader.problems += row.misfits()
    if not reader.problems:
        try:
            return JourneyMap.model_validate(data)
        except ValidationError as wrong:
            reader.problems += [_left_over(d, file, reader.language) for d in wrong.errors()]
    raise MapError(_in_order(reader.problems, titles))


def _in_order(problems: Iterable[Problem], titles: list[str]) -> list[Problem]:
    """Give one problem a cell, in the order of the workbook."""
    first: dict[Place, Problem] = {}
    for problem in problems:
        first.setdefault(problem.place, problem)
    return sorted(first.values(), key=lambda problem: _order(problem.place, titles))


def _order(place: Place, titles: list[str]) -> tuple[int, int, int, str]:
    letters = (place.cell or "").rstrip("0123456789")
    row = (place.cell or "")[len(letters) :]
    at = titles.index(place.sheet) if place.sheet in titles else -1
    return at, int(row or 0), len(letters), letters


def _sheets_of(grids: Iterable[Grid]) -> dict[Sheet, list[Grid]]:
    known = {sheet_title(s, language).casefold(): s for language in LANGUAGES for s in sheets()}
    found: dict[Sheet, list[Grid]] = {}
    for grid in grids:
        sheet = known.get(grid.title.strip().casefold())
        if sheet:
            found.setdefault(sheet, []).append(grid)
    return found


def _language(grids: Iterable[Grid]) -> str:
    """Give the language in which most of the sheets are named."""
    titles = {grid.title for grid in grids}
    return max(LANGUAGES, key=lambda lang: len(titles & {sheet_title(s, lang) for s in sheets()}))


def _strangers(grids: list[Grid], found: Mapping[Sheet, list[Grid]]) -> Iterator[Problem]:
    taken = [grid for known in found.values() for grid in known]
    titles = [sheet_title(sheet, _language(grids)) for sheet in sheets()]
    for grid in grids:
        if grid not in taken and any(cell is not None for row in grid.rows for cell in row):
            near = nearest(grid.title, titles)
            values = {"sheet": grid.title, "known": [near] if near else titles}
            yield Problem("CJ-805", values, Place(file=grid.file, sheet=grid.title))


def _left_over(detail: ErrorDetails, file: str, language: str) -> Problem:
    """Tell what the whole map lacks where no row stands for it, such as a map without title."""
    home = tuple(part for part in detail["loc"] if isinstance(part, str))
    single = [sheet for sheet in sheets() if sheet.owner is None and not sheet.many]
    for sheet in single:
        for column in sheet.columns:
            if column.field and sheet.home + column.field.path == home:
                place = Place(file=file, sheet=sheet_title(sheet, language))
                words = heading(sheet, column, language)
                return Problem(*refusal(detail, words, column.field), place)
    return Problem(*refusal(detail, ".".join(home), None), Place(file=file))


@dataclass
class _Reader:
    """Reads rows and gathers what is wrong with them."""

    language: str
    problems: list[Problem]
    rows: list[Row] = field(default_factory=list)
    ids: dict[str, dict[str, Place]] = field(default_factory=dict)

    def take(self, sheet: Sheet, grid: Grid) -> None:
        """Read the rows of a sheet."""
        self.problems += grid.problems
        across = self._across(sheet, grid)
        for number, cells in enumerate(grid.rows[1:], start=1):
            held = {c: cells[i] for c, i in across.items() if _at(cells, i) is not None}
            self.problems += _beside(grid, number, cells, set(across.values()))
            if held:
                self._add(Row(sheet, grid, number, across, held, self.language))

    def _add(self, row: Row) -> None:
        self.problems += row.read()
        single = row.sheet.form is Form.RECORD and not row.sheet.many
        if single and any(other.sheet is row.sheet for other in self.rows):
            self.problems.append(Problem("CJ-823", {}, row.place(None)))
        self.rows.append(row)
        if row.sheet.kind and row.identity:
            self._name(row)

    def _name(self, row: Row) -> None:
        kind = row.sheet.kind
        place = row.place(next(c for c in row.sheet.columns if c.field and c.field.names_kind))
        first = self.ids.setdefault(kind, {}).setdefault(row.identity, place)
        if first is not place:
            values = {"kind": Word(f"model.kind.{kind}"), "id": row.identity}
            where = str(Place(sheet=first.sheet, cell=first.cell))
            self.problems.append(Problem("CJ-815", values | {"first": where}, place))

    def _across(self, sheet: Sheet, grid: Grid) -> dict[Column, int]:
        """Give the number of each column, and tell of headings that nobody knows."""
        known = {
            heading(sheet, column, language).casefold(): column
            for language in LANGUAGES
            for column in sheet.columns
        }
        across: dict[Column, int] = {}
        for number, cell in enumerate(grid.rows[0] if grid.rows else ()):
            column = known.get(str(cell).strip().casefold())
            if cell is None or (column and column not in across):
                across |= {column: number} if column else {}
            else:
                names = [heading(sheet, c, self.language) for c in sheet.columns]
                near = nearest(cell, names)
                values: dict[str, object] = {
                    "heading": str(cell),
                    "known": [near] if near else names,
                }
                code = "CJ-822" if column else "CJ-806"
                self.problems.append(Problem(code, values, grid.place(0, number)))
        return across

    def check_references(self) -> None:
        """Tell of every id that no row gives."""
        for row in self.rows:
            for column, kind, asked in _references(row):
                known = self.ids.get(kind, {})
                if asked not in known:
                    near = nearest(asked, known)
                    values = {"asked": asked, "known": list(known), "nearest": near}
                    kind_word = Word(f"model.kind.{kind}")
                    code = "CJ-816" if near else "CJ-817" if known else "CJ-827"
                    problem = Problem(code, {"kind": kind_word, **values}, row.place(column))
                    self.problems.append(problem)


def _at(cells: list[Cell], number: int) -> Cell:
    return cells[number] if number < len(cells) else None


def _beside(grid: Grid, number: int, cells: list[Cell], known: set[int]) -> Iterator[Problem]:
    """Tell of cells that stand under no heading at all."""
    for column, cell in enumerate(cells):
        if cell is not None and column not in known and _at(grid.rows[0], column) is None:
            yield Problem("CJ-826", {}, grid.place(number, column))


def _references(row: Row) -> Iterator[tuple[Column, str, str]]:
    owner = row.column(Role.OWNER)
    if owner and row.sheet.owner and row.placed(Role.OWNER):
        yield owner, row.sheet.owner.kind, row.placed(Role.OWNER)
    for column, value in row.values.items():
        kind = column.field.refers_to if column.field else ""
        for asked in (value if isinstance(value, list) else [value]) if kind else ():
            yield column, kind, asked.strip()

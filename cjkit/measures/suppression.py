"""Small cells hidden where results leave the house, also against subtraction.

First every cell with fewer than k distinct customers. Then, line by line: where cells add up to a
total that a reader may know, what is hidden must be at least two cells with k customers together,
else the next smallest cell goes too. Last, no hidden cell may follow from all lines together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from cjkit.measures.intervals import Values
from cjkit.measures.measure import Layout, Measure, Sentence, Whole

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Line:
    """Rows that add up, and the row of their total; None when it stands in another frame."""

    parts: tuple[int, ...]
    total: int | None = None

    @property
    def rows(self) -> tuple[int, ...]:
        """All rows of the line."""
        return self.parts if self.total is None else (*self.parts, self.total)


def published(measure: Measure, k: int) -> Measure:
    """Hide the cells with fewer than k distinct customers, and those that would give them away.

    A hidden row keeps its keys and what the map states; its figures become missing. The frame
    gains the column `suppressed`. Sentences about hidden rows go, and one tells how many cells are
    hidden and why. When nothing can be shown, `n` is 0.

    Parameters
    ----------
    measure : Measure
        An exact measure; one that counts no persons comes back with nothing hidden.
    k : int
        The fewest distinct customers that may be shown.
    """
    hidden = _hidden(measure, k)
    frame = measure.frame.assign(suppressed=hidden)
    figures = {column: _nullable(kind) for column, kind in measure.layout.figures.items()}
    frame = frame.astype(figures)
    frame.loc[hidden, list(figures)] = pd.NA
    count = int(hidden.sum())
    return replace(
        measure,
        frame=frame,
        suppressed=count,
        n=0 if count and _nothing_left(measure, hidden) else measure.n,
        sentences=_sentences(measure, hidden, k),
    )


def _hidden(measure: Measure, k: int) -> Flags:
    if measure.whole is None:
        return hidden_rows(measure.frame, measure.layout, k)
    wholes = (measure.whole, *measure.whole.beside)
    hidden: Flags = np.any([_hidden_in(whole, k) for whole in wholes], axis=0)
    return hidden


def _hidden_in(whole: Whole, k: int) -> Flags:
    hidden = hidden_rows(whole.frame, whole.layout, k)
    return hidden[list(whole.rows)] | hidden[list(whole.also or whole.rows)]


def hidden_rows(frame: pd.DataFrame, layout: Layout, k: int) -> Flags:
    """Tell which rows of an exact frame must be hidden, in the order of the frame."""
    hidden: Flags = np.zeros(len(frame), bool)
    if layout.customers and len(frame):
        order = _in_key_order(frame, layout)
        cells = _cells(frame.iloc[order], layout, k)
        hidden[order] = _hide(tuple(cells.customers), tuple(cells.lines), k)
    return hidden


def _in_key_order(frame: pd.DataFrame, layout: Layout) -> list[int]:
    """Put rows in the order of their keys, so that the order of the frame changes nothing."""
    names = list(zip(*(map(str, frame[key]) for key in layout.keys), strict=True))
    return sorted(range(len(frame)), key=names.__getitem__)


@lru_cache(maxsize=8)  # measures that share a whole ask the same one after another
def _hide(customers: tuple[float, ...], lines: tuple[Line, ...], k: int) -> Flags:
    cells = _Cells(np.array(customers), lines, k)
    hidden: Flags = (cells.customers > 0) & (cells.customers < cells.k)
    while _hide_along(cells, hidden) or _hide_solved(cells, hidden):
        pass
    return hidden


def adding_lines(frame: pd.DataFrame, layout: Layout) -> list[Line]:
    """Give every line of a frame: for each choice of columns summed over, parts and total."""
    keys = frame[list(layout.keys)].astype(object)
    return [
        line
        for summed in _choices(layout.adds_over)
        for line in _lines_over(keys.where(keys.notna(), None), summed)
    ]


def _choices(columns: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(columns, n) for n in range(1, len(columns) + 1))


def _lines_over(keys: pd.DataFrame, summed: tuple[str, ...]) -> list[Line]:
    kept = [column for column in keys.columns if column not in summed]
    totals: dict[tuple[object, ...], int] = {}
    parts: dict[tuple[object, ...], list[int]] = {}
    places = zip(keys[kept].itertuples(index=False, name=None), _rows(keys, summed), strict=True)
    for row, (place, values) in enumerate(places):
        if all(value == "" for value in values):
            totals[place] = row
        elif "" not in values:
            parts.setdefault(place, []).append(row)
    return [Line(tuple(rows), totals.get(place)) for place, rows in parts.items()]


def _rows(keys: pd.DataFrame, columns: tuple[str, ...]) -> Iterable[tuple[object, ...]]:
    return keys[list(columns)].itertuples(index=False, name=None)


@dataclass(frozen=True)
class _Cells:
    customers: Values
    lines: Sequence[Line]
    k: int

    def next_hidden(self, rows: Iterable[int], hidden: Flags) -> int | None:
        """Give the shown row that costs least: few lines touched anew, then few customers."""

        def cost(row: int) -> tuple[int, float, int]:
            return self._opened(row, hidden), self.customers[row], row

        shown = [row for row in rows if not hidden[row] and self.customers[row] > 0]
        return min(shown, key=cost, default=None)

    def _opened(self, row: int, hidden: Flags) -> int:
        lines = (self.lines[number] for number in self.lines_of.get(row, ()))
        return sum(not hidden[list(line.rows)].any() for line in lines)

    @cached_property
    def lines_of(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, line in enumerate(self.lines):
            for row in line.rows:
                found.setdefault(row, []).append(number)
        return found


def _cells(frame: pd.DataFrame, layout: Layout, k: int) -> _Cells:
    customers = _customers(frame, layout)
    lines = adding_lines(frame, layout)
    return _Cells(customers, [one for one in lines if _known(one, customers, layout, k)], k)


def _known(line: Line, customers: Values, layout: Layout, k: int) -> bool:
    """Tell whether a reader may know the total of a line, here or from another frame."""
    if line.total is not None or layout.closed:
        return line.total is not None
    sizes = customers[list(line.parts)]
    return bool((sizes > 0).sum() > 1 and sizes.sum() >= k)


def _customers(frame: pd.DataFrame, layout: Layout) -> Values:
    return frame[layout.customers].to_numpy(dtype=float, na_value=0)


def _hide_along(cells: _Cells, hidden: Flags) -> bool:
    changed = False
    for line in cells.lines:
        while (row := _next_along(line, cells, hidden)) is not None:
            hidden[row] = changed = True
    return changed


def _next_along(line: Line, cells: _Cells, hidden: Flags) -> int | None:
    gone = [row for row in line.parts if hidden[row]]
    total_shown = line.total is None or not hidden[line.total]
    if total_shown and (not gone or (len(gone) > 1 and sum(cells.customers[gone]) >= cells.k)):
        return None
    if not total_shown and gone:
        return None
    row = cells.next_hidden(line.parts, hidden)
    return row if row is not None or not total_shown else line.total


def _hide_solved(cells: _Cells, hidden: Flags) -> bool:
    """Hide one more cell if the lines together give a hidden one away."""
    row = cells.next_hidden(_giving_away(cells.lines, hidden), hidden)
    if row is not None:
        hidden[row] = True
    return row is not None


def _giving_away(lines: Sequence[Line], hidden: Flags) -> list[int]:
    """Give the shown rows from which a hidden one follows.

    Each line is an equation. A hidden row follows when its unit vector is a combination of the
    lines' hidden parts: where the projection on them has 1 on its diagonal. The shown rows with a
    weight in that combination are the ones that give it away.
    """
    matrix = np.zeros((len(lines), len(hidden)))
    for number, line in enumerate(lines):
        matrix[number, list(line.parts)] = 1
        if line.total is not None:
            matrix[number, line.total] = -1
    matrix = np.unique(matrix[matrix[:, hidden].any(axis=1)], axis=0)
    unknown, known = matrix[:, hidden], matrix[:, ~hidden]
    inverse = np.linalg.pinv(unknown.T @ unknown, hermitian=True)  # far smaller than the lines'
    follows = np.diag(inverse @ (unknown.T @ unknown)) > 1 - 1e-9
    weights = inverse[follows] @ unknown.T @ known
    used = (np.abs(weights) > 1e-9).any(axis=0)
    return [int(row) for row in np.flatnonzero(~hidden)[used]]


def _nullable(kind: str) -> str:
    return {"int64": "Int64", "bool": "boolean"}.get(kind, kind)


def _nothing_left(measure: Measure, hidden: Flags) -> bool:
    customers = _customers(measure.frame, measure.layout)
    return not (~hidden & (customers > 0)).any()


def _sentences(measure: Measure, hidden: Flags, k: int) -> tuple[Sentence, ...]:
    if not hidden.any():
        return measure.sentences
    note = Sentence("suppressed", {"n": int(hidden.sum()), "k": k})
    if _nothing_left(measure, hidden):
        return (note,)
    return (*(s for s in measure.sentences if s.row is None or not hidden[s.row]), note)

"""A reader who subtracts: all published files as one set of equations, solved for hidden cells.

A population is a set of rows that can be counted: events, customers at their last event, entries
into stages, answers. A cell is a population with a value, or * for all, of each of its keys. Cells
of one population add up along its keys; cells of different files are the same when they count
the same rows. What the equations leave no choice for is known to the reader.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

ALL = "*"
UNKNOWN = "unknown"
Cell = tuple[str, ...]


class Told(NamedTuple):
    """Where a file writes how large the cells of a population are."""

    file: str
    population: str
    figure: str
    keys: tuple[str, ...]
    """The columns that tell the cell; a literal starts with =."""


PLACE = ("stage", "touchpoint", "persona")
TOLD = (
    Told("reach", "events", "events", PLACE),
    Told("reach", "visitors", "customers", PLACE),
    Told("reach_totals", "events", "events", ("level", "id")),
    Told("reach_totals", "visitors", "customers", ("level", "id")),
    Told("focus", "visitors", "customers", PLACE),
    Told("placement", "placed", "customers", PLACE),
    Told("persona_sizes", "people", "customers", ("persona",)),
    Told("conversion", "entries", "customers", ("=*", "persona", "stage")),
    Told("conversion", "won", "converted", ("=*", "persona", "stage")),
    Told("conversion_by_month", "entries", "customers", ("month", "persona", "stage")),
    Told("conversion_by_month", "won", "converted", ("month", "persona", "stage")),
    Told("conversion_breaks", "entries", "customers", ("month", "persona", "stage")),
    Told("ratings", "answers", "n", ("instrument", "question", *PLACE)),
    Told("csat", "answers", "n", ("=csat", "=*", *PLACE)),
    Told("nps", "answers", "n", ("=nps", "=*", "stage", "=*", "persona")),
    Told("emotion", "answers", "n", ("=*", "=*", *PLACE)),
    Told("emotion_dips", "answers", "n", ("=*", "=*", "=*", "touchpoint", "=*")),
    Told("assumed_against_measured", "answers", "n", ("=*", "=*", "stage", "=*", "persona")),
)
ADDS = {
    "events": (0, 1, 2),
    "visitors": (2,),
    "placed": (0, 1, 2),
    "people": (0,),
    "entries": (0, 1),
    "won": (0, 1),
    "answers": (0, 1, 2, 3, 4),
    "touched": (),
}
"""Along which of its keys a population adds up; one who comes twice visits two places."""
TOUCHED = ("touched",)
"""All answers at a known touchpoint."""


def cells_told(folder: Path, mark: str = "") -> dict[Cell, float]:
    """Cell -> what a folder of measures says of it; NaN where it is hidden."""
    found: dict[Cell, float] = {}
    for told in TOLD:
        path = folder / f"{told.file}{mark}.csv"
        if path.exists():
            for row in pd.read_csv(path, keep_default_na=False).to_dict("records"):
                cell, value = _cell(told, row), _number(row[told.figure])
                if np.isnan(found.get(cell, np.nan)):
                    found[cell] = value
    return found | _beside_rest(folder, mark)


def _beside_rest(folder: Path, mark: str) -> dict[Cell, float]:
    """What a month or touchpoint tells together with its rest."""
    months = pd.read_csv(folder / f"conversion_breaks{mark}.csv", keep_default_na=False)
    found = {
        ("entries", ALL, row["persona"] or UNKNOWN, row["stage"]): _number(row["customers"])
        + _number(row["rest_customers"])
        for row in months.to_dict("records")
        if row["customers"] != ""
    }
    dips = pd.read_csv(folder / f"emotion_dips{mark}.csv", keep_default_na=False)
    for row in dips[dips["n"] != ""].head(1).to_dict("records"):
        found[TOUCHED] = float(row["n"]) + float(row["rest_n"])
    return found


def _cell(told: Told, row: Mapping[str, Any]) -> Cell:
    if told.file == "reach_totals":
        place = dict.fromkeys(PLACE, ALL)
        if row["level"] != "all":
            place[row["level"]] = str(row["id"]) or UNKNOWN
        return told.population, *place.values()
    keys = (key[1:] if key[0] == "=" else str(row[key]) or UNKNOWN for key in told.keys)
    return told.population, *keys


def _number(text: Any) -> float:
    return float(text) if text != "" else np.nan


def equations(cells: Iterable[Cell]) -> list[tuple[Cell, list[Cell]]]:
    """Total -> parts, for every choice of keys summed over."""
    found: dict[tuple[Cell, tuple[int, ...]], list[Cell]] = {}
    known = set(cells)
    for cell in known:
        adds = [place for place in ADDS[cell[0]] if cell[place + 1] != ALL]
        for size in range(1, len(adds) + 1):
            for summed in combinations(adds, size):
                gone = {place + 1 for place in summed}
                total = tuple(ALL if i in gone else value for i, value in enumerate(cell))
                found.setdefault((total, summed), []).append(cell)
    complete = [(total, parts) for (total, _), parts in found.items() if total in known]
    touched = [cell for cell in known if _is_touched(cell)]
    return complete + _same_people(known) + ([(TOUCHED, touched)] if TOUCHED in known else [])


def _is_touched(cell: Cell) -> bool:
    """Whether a cell is of all answers at one known touchpoint."""
    if cell[0] != "answers":
        return False
    return cell[4] not in (ALL, UNKNOWN) and set(cell[1:4] + cell[5:]) == {ALL}


def _same_people(known: set[Cell]) -> list[tuple[Cell, list[Cell]]]:
    """Everybody who visits at all stands in one place, and is one of the people."""
    found: dict[str, list[Cell]] = {}
    for cell in known:
        if cell[0] == "placed":
            found.setdefault(cell[3], []).append(cell)
            found.setdefault(ALL, []).append(cell)
    visitors = {persona: ("visitors", ALL, ALL, persona) for persona in found}
    standing = [(cell, found[p]) for p, cell in visitors.items() if cell in known]
    people = [cell for cell in known if cell[0] == "people"]
    return standing + [
        (cell, [visitors[cell[1]]]) for cell in people if visitors.get(cell[1]) in known
    ]


def solved(told: Mapping[Cell, float], true: Mapping[Cell, float]) -> set[Cell]:
    """The hidden cells that follow from what is told.

    The reader knows which equations hold, say that everyone was asked both questions; to know that
    here the true values are looked at.
    """
    unknown = {cell: place for place, cell in enumerate(c for c, v in told.items() if np.isnan(v))}
    people = sum(size for cell, size in true.items() if cell[0] == "people")
    absent = people != true.get(("visitors", ALL, ALL, ALL))
    rows = []
    for total, parts in equations(told):
        if sum(true[part] for part in parts) != true[total] or (total[0] == "people" and absent):
            continue
        row = np.zeros(len(unknown))
        for cell, sign in [(total, -1), *((part, 1) for part in parts)]:
            if cell in unknown:
                row[unknown[cell]] += sign
        if row.any():
            rows.append(row)
    if not rows:
        return set()
    _, sizes, directions = np.linalg.svd(np.unique(rows, axis=0), full_matrices=True)
    free = directions[int((sizes > 1e-9).sum()) :]
    return {
        cell for cell, place in unknown.items() if not np.abs(free[:, place]).max(initial=0) > 1e-7
    }

"""A measure as one frozen value: a tidy frame, what it rests on and what it says."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cjkit import labels

Period = tuple[dt.date | None, dt.date | None]
"""First and last day, both included; None where there are no data."""


@dataclass(frozen=True)
class Sentence:
    """A finding in words: a key under `measures.sentence` and the values in it.

    >>> Sentence("no_data", {}).text("en")
    'There are no data for this yet.'
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    row: int | None = None
    """The row of the frame it speaks about; None when it speaks about all of it."""
    persona: str = ""
    """The name of the persona that the measure is narrowed to; empty when to none."""

    def text(self, language: str) -> str:
        """Give the sentence in a language; it opens with the persona when one is selected."""
        said = labels.text(f"measures.sentence.{self.key}", language, **self.values)
        return f"{self.persona}: {said}" if self.persona else said


@dataclass(frozen=True)
class Layout:
    """What the columns of a measure's frame are, in order, and how its cells add up.

    In a key column "" stands for everything together; a missing value for unknown.
    """

    name: str
    keys: Mapping[str, str]
    """Columns that tell which cell a row is, with their pandas types."""
    figures: Mapping[str, str]
    """Columns with figures, hidden together when a cell is too small."""
    stated: Mapping[str, str] = field(default_factory=dict)
    """Columns that come from the map and are never hidden."""
    customers: str = ""
    """The column with the distinct customers of a cell; empty where no person is counted."""
    adds_over: tuple[str, ...] = ()
    """Key columns along which cells add up to a total that stands in this frame or elsewhere."""
    closed: bool = False
    """Whether every such total that leaves the house stands in this frame."""
    unit: str = "customers"
    """A key under `measures.unit`."""

    @property
    def columns(self) -> dict[str, str]:
        """All columns in order, with their types."""
        return {**self.keys, **self.stated, **self.figures}

    def frame(self, rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """Give rows these columns and types; without rows an empty frame."""
        columns = self.columns
        if rows is None:
            rows = pd.DataFrame(columns=list(columns))
        return rows.reindex(columns=list(columns)).astype(columns).reset_index(drop=True)


@dataclass(frozen=True)
class Whole:
    """A larger frame of the same figures, whose other rows would give rows of a measure away."""

    frame: pd.DataFrame
    layout: Layout
    rows: tuple[int, ...]
    """For each row of the measure's frame, its row in this one."""
    also: tuple[int, ...] = ()
    """For each row of the measure's frame, another row here that it tells of."""
    beside: tuple["Whole", ...] = ()
    """More frames that the same rows tell of, such as one of answers beside one of entries."""


def places_of(shown: pd.DataFrame, rows: pd.DataFrame, layout: Layout) -> Whole:
    """Find the rows shown in a larger frame by their keys; one that is not there has nobody."""
    wanted, keys = _keys(shown, layout), _keys(rows, layout)
    absent = [key for key in dict.fromkeys(wanted) if key not in set(keys)]
    nobody = pd.DataFrame(absent, columns=list(layout.keys))
    nobody = nobody.assign(**dict.fromkeys(layout.figures, 0))
    places = {key: row for row, key in enumerate([*keys, *absent])}
    every = pd.concat([rows, nobody], ignore_index=True) if absent else rows
    return Whole(layout.frame(every), layout, tuple(places[key] for key in wanted))


def _keys(rows: pd.DataFrame, layout: Layout) -> list[tuple[Any, ...]]:
    plain = rows[list(layout.keys)].astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


@dataclass(frozen=True)
class Measure:
    """One family of figures with everything a reader needs to judge them.

    The frame is exact. `published` gives the form that may leave the house.
    """

    name: str
    frame: pd.DataFrame
    n: int
    """What it rests on, in its unit of counting: customers, answers, events or things to do."""
    period: Period
    filters: Mapping[str, Any]
    method: str
    """A key of the catalogue that tells how it is computed."""
    unit: str
    """A key of the catalogue that names the unit of the figures."""
    sentences: tuple[Sentence, ...]
    lineage: tuple[str, ...]
    """The ids of the sources it comes from."""
    map_version: str
    layout: Layout
    suppressed: int = 0
    """How many cells are hidden."""
    whole: Whole | None = None
    """The frame over which small cells are hidden, where it is more than the measure's own."""

    def text(self, language: str) -> str:
        """Give what the measure says, its sentences one after another."""
        return " ".join(sentence.text(language) for sentence in self.sentences)


def cell(frame: pd.DataFrame, row: int) -> dict[str, Any]:
    """Give one row of a frame as plain values, for a sentence."""
    return {str(name): value for name, value in frame.loc[row].items()}


def lowest(values: "pd.Series[Any]") -> int:
    """Give the row of the lowest value; the first of equals."""
    return int(str(values.idxmin()))


def highest(values: "pd.Series[Any]") -> int:
    """Give the row of the highest value; the first of equals."""
    return int(str(values.idxmax()))

"""One figure at one place of the map: what metrics and assumptions have in common."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cjkit.labels import Percent, Signed
from cjkit.measures.asking import ask, stage_parameters
from cjkit.measures.conversion import WITHIN_DAYS
from cjkit.measures.intervals import Bounds, moments, net_promoter, wilson
from cjkit.measures.surveys import certain
from cjkit.model.metrics import Measured

if TYPE_CHECKING:
    from cjkit.client import Client

SHARES = (Measured.CONVERSION, Measured.CSAT)
"""Figures that are shares from 0 to 1."""
SAMPLED = (*SHARES, Measured.EMOTION, Measured.NPS)
"""Figures that are estimates with an interval; the others are plain counts."""

_COLUMNS = {
    "id": "str",
    "week": "datetime64[us]",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "n": "int64",
    "customers": "float64",
    "size": "float64",
    "variance": "float64",
}


@dataclass(frozen=True)
class Figure:
    """A figure asked for: how it is taken, and where."""

    id: str
    measured: Measured
    counted: str | None = None
    persona: str | None = None
    stage: str | None = None
    touchpoint: str | None = None
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    to_stage: str | None = None
    """For conversion: the stage to be reached; any later one when None."""
    within_days: int | None = None
    """For conversion: the days to reach it in; 60 when None."""
    sources: Sequence[str] = ()


def taken(client: "Client", figures: Sequence[Figure], *, weekly: bool) -> pd.DataFrame:
    """Take figures from the store, one row each, or one a week.

    - reach: distinct customers; events: rows; conversions: the rows among them with which a
      customer came further than ever before; value: the sum of values;
    - conversion: the share that reached a later stage (or `to_stage`) within 60 days of entering
      (or `within_days`), weeks by entry; a touchpoint narrows it to customers who came there,
      counted from their first event there;
    - emotion: the weighted mean, -2 to +2; nps: points; csat: the share satisfied;
    - count: the sum of the count, in which no person stands.

    Returns
    -------
    DataFrame
        Columns id, week (Monday; missing unless weekly), value, low, high (missing where the
        figure is a plain count), n, customers (missing where no person is counted), size and
        variance of one answer (of means and scores; size is Kish's). A figure without data has
        no row.
    """
    rows = [_take(client, figures, weekly, *family) for family in _FAMILIES]
    found = [frame for frame in rows if len(frame)]
    empty = pd.DataFrame(columns=list(_COLUMNS))
    table = pd.concat(found, ignore_index=True) if found else empty
    return table.reindex(columns=list(_COLUMNS)).astype(_COLUMNS)


def reading_of(measured: Measured) -> type[float]:
    """Tell how a sentence writes a figure: as a percentage, with its sign, or as it is."""
    if measured in SHARES:
        return Percent
    return Signed if measured in SAMPLED else float


def _take(
    client: "Client",
    figures: Sequence[Figure],
    weekly: bool,
    query: str,
    readers: "dict[Measured, Reader]",
) -> pd.DataFrame:
    asked = {figure.id: figure for figure in figures if figure.measured in readers}
    if not asked:
        return pd.DataFrame()
    within = {"within_days": WITHIN_DAYS, **stage_parameters(client)}
    extra = within if query == "figure_conversion" else {}
    wanted = [_as_parameter(client, figure) for figure in asked.values()]
    rows = ask(client, query, figures=wanted, weekly=weekly, **extra)
    kinds = rows["id"].map({name: figure.measured for name, figure in asked.items()})
    parts = [read(rows[kinds == kind].copy()) for kind, read in readers.items()]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _as_parameter(client: "Client", figure: Figure) -> dict[str, object]:
    chosen = client.selection
    return asdict(figure) | {
        "measured": figure.measured.value,
        "persona": figure.persona or chosen.persona or None,
        "first_day": figure.first_day or chosen.start,
        "last_day": figure.last_day or chosen.end,
        "sources": list(figure.sources),
    }


Reader = Callable[[pd.DataFrame], pd.DataFrame]


def _counted(value: str, n: str, customers: str) -> Reader:
    def read(rows: pd.DataFrame) -> pd.DataFrame:
        kept = rows.assign(value=rows[value], n=rows[n], customers=rows[customers])
        return kept[kept["n"] > 0]

    return read


def _share(hits: str, n: str) -> Reader:
    def read(rows: pd.DataFrame) -> pd.DataFrame:
        bounds = wilson(rows[hits], rows[n])
        return _bounded(rows.assign(value=rows[hits] / rows[n], n=rows[n]), bounds)

    return read


def _score(rows: pd.DataFrame) -> pd.DataFrame:
    value = 100 * (rows["promoters"] - rows["detractors"]) / rows["n"]
    bounds = net_promoter(rows["promoters"], rows["detractors"], rows["n"])
    score = value / 100
    variance = (rows["promoters"] + rows["detractors"]) / rows["n"] - score**2
    return _bounded(rows.assign(value=value, size=rows["n"], variance=variance), bounds)


def _feeling(rows: pd.DataFrame) -> pd.DataFrame:
    sums = ("weight", "squared_weight", "total", "squares")
    sample = moments(*(rows[name] for name in sums))
    spread = {"size": sample.size, "variance": sample.variance}
    return _bounded(rows.assign(value=sample.mean, **spread), certain(sample, rows["n"]))


def _sum(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(customers=np.nan)


def _bounded(rows: pd.DataFrame, bounds: Bounds) -> pd.DataFrame:
    return rows.assign(low=bounds.low, high=bounds.high)


_FAMILIES: tuple[tuple[str, dict[Measured, Reader]], ...] = (
    (
        "figure_events",
        {
            Measured.REACH: _counted("customers", "customers", "customers"),
            Measured.EVENTS: _counted("events", "events", "customers"),
            Measured.CONVERSIONS: _counted("conversions", "events", "converters"),
            Measured.VALUE: _counted("value", "valued", "valued_customers"),
        },
    ),
    ("figure_conversion", {Measured.CONVERSION: _share("converted", "customers")}),
    (
        "figure_answers",
        {
            Measured.EMOTION: _feeling,
            Measured.NPS: _score,
            Measured.CSAT: _share("satisfied", "n"),
        },
    ),
    ("figure_counts", {Measured.COUNT: _sum}),
)

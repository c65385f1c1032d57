"""Assumptions held against data: confirmed, contradicted or open, and what would decide them."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjkit.labels import Word
from cjkit.measures.asking import measure_of
from cjkit.measures.deciding import mean_needs, score_needs, share_needs
from cjkit.measures.figures import SAMPLED, SHARES, Figure, reading_of, taken
from cjkit.measures.measure import Layout, Measure, Sentence, cell
from cjkit.measures.trends import side
from cjkit.model.assumptions import Assumption, Comparison
from cjkit.model.metrics import Measured

if TYPE_CHECKING:
    from cjkit.client import Client

ASSUMPTIONS = Layout(
    name="assumptions",
    keys={"assumption": "str"},
    stated={"measured": "str", "expected": "str", "threshold": "float64"},
    figures={
        "value": "float64",
        "n": "int64",
        "low": "float64",
        "high": "float64",
        "customers": "float64",
        "verdict": "str",
        "needed": "Int64",
    },
    customers="customers",
    unit="metric",
)


def assumptions(client: "Client") -> Measure:
    """Decide each assumption of the map by the data of its persona, place and period.

    Confirmed when the whole 95 % interval lies on the expected side of the threshold,
    contradicted when it lies wholly on the other, else open; also open without data, or with too
    few answers for an interval. A plain count is compared as it is. An assumption's own period
    goes before the selection's. Conversion goes to the stage that the assumption names, else to
    any later one, within its days.

    Returns
    -------
    Measure
        Columns assumption, measured, expected (at_least or at_most), threshold, value, n, low,
        high, customers, verdict, needed: for an open one the n that would decide it if the value
        stays as it is (missing where the value is the threshold itself, where answers do not
        differ, and without data). n is the number of assumptions with data.
    """
    asked = _within(client)
    found = taken(client, [_figure(a) for a in asked], weekly=False)
    rows = _stated(asked).merge(found.rename(columns={"id": "assumption"}), how="left")
    rows["n"] = rows["n"].fillna(0)
    pairs = list(zip(asked, rows.itertuples(), strict=True))
    needs = [_needs(assumption, row) for assumption, row in pairs]
    rows["verdict"] = [_verdict(assumption, row) for assumption, row in pairs]
    rows["needed"] = [n if n and math.isfinite(n) else None for n in needs]
    frame = ASSUMPTIONS.frame(rows)
    told = enumerate(zip(asked, needs, strict=True))
    said = [_sentence(a, frame, row, needed) for row, (a, needed) in told]
    n = int((frame["n"] > 0).sum())
    return measure_of(client, ASSUMPTIONS, frame, n=n, sentences=said, shapes=_EVERY_SHAPE)


_EVERY_SHAPE = ("events", "answers", "counts")


def _within(client: "Client") -> list[Assumption]:
    chosen = client.selection.persona
    return [a for a in client.map.assumptions if not chosen or a.persona in (None, chosen)]


def _figure(assumption: Assumption) -> Figure:
    return Figure(
        id=assumption.id,
        measured=assumption.measured,
        persona=assumption.persona,
        stage=assumption.stage,
        touchpoint=assumption.touchpoint,
        first_day=assumption.start,
        last_day=assumption.end,
        to_stage=assumption.to_stage,
        within_days=assumption.within_days,
    )


def _stated(asked: list[Assumption]) -> pd.DataFrame:
    columns = {"assumption": "str", **ASSUMPTIONS.stated}
    rows = [(a.id, a.measured.value, a.expected.value, a.threshold) for a in asked]
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _verdict(assumption: Assumption, row: Any) -> str:
    if np.isnan(row.value) or (np.isnan(row.low) and assumption.measured in SAMPLED):
        return "open"
    low, high = (row.value, row.value) if np.isnan(row.low) else (row.low, row.high)
    at_least = assumption.expected is Comparison.AT_LEAST
    where = side(low, high, assumption.threshold, at_least)
    return {1: "confirmed", -1: "contradicted", 0: "open"}[where]


def _needs(assumption: Assumption, row: Any) -> float | None:
    """Give the n that decides an open assumption; None where there is nothing to reckon with."""
    if np.isnan(row.value) or assumption.measured not in SAMPLED:
        return None
    if _verdict(assumption, row) != "open":
        return None
    if assumption.measured in SHARES:
        return share_needs(row.value, assumption.threshold)
    if assumption.measured is Measured.NPS:
        score = row.value / 100
        either = row.variance + score**2
        return score_needs((either + score) / 2, (either - score) / 2, assumption.threshold)
    if not row.variance > 0:
        return None
    effective = mean_needs(row.value, row.variance, assumption.threshold)
    return math.ceil(effective * row.n / row.size) if math.isfinite(effective) else effective


def _sentence(
    assumption: Assumption, frame: pd.DataFrame, row: int, needed: float | None
) -> Sentence:
    found = cell(frame, row)
    if np.isnan(found["value"]):
        return Sentence("assumption_no_data", {"assumption": assumption.text}, row)
    as_read = reading_of(assumption.measured)
    values = {
        "assumption": assumption.text,
        "verdict": Word(f"measures.verdict.{found['verdict']}"),
        "expected": Word(f"measures.expected.{found['expected']}"),
        "n": int(found["n"]),
        **{name: as_read(found[name]) for name in ("value", "low", "high", "threshold")},
        **_own_days(assumption),
    }
    if needed is not None and math.isfinite(needed):
        values["needed"] = int(needed)
    return Sentence(_key(assumption, found, needed), values, row)


def _key(assumption: Assumption, found: dict[str, Any], needed: float | None) -> str:
    if np.isnan(found["low"]):
        sampled = assumption.measured in SAMPLED
        return "assumption_too_few" if sampled else "assumption_counted"
    if found["verdict"] != "open" or needed is None:
        return "assumption"
    return "assumption_open" if math.isfinite(needed) else "assumption_never"


def _own_days(assumption: Assumption) -> dict[str, Any]:
    days = {"start": assumption.start, "end": assumption.end}
    return {name: day for name, day in days.items() if day}

"""The metrics of the map over time, and how they stand against their targets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjkit.labels import Word
from cjkit.measures.asking import measure_of
from cjkit.measures.figures import SAMPLED, SHARES, Figure, reading_of, taken
from cjkit.measures.measure import Layout, Measure, Sentence, cell
from cjkit.model.metrics import Direction, Metric

if TYPE_CHECKING:
    from cjkit.client import Client

_STATED = {"target": "float64", "baseline": "float64"}
METRIC_TRENDS = Layout(
    name="metric_trends",
    keys={"metric": "str", "week": "datetime64[us]"},
    stated=_STATED,
    figures={
        "value": "float64",
        "n": "int64",
        "low": "float64",
        "high": "float64",
        "customers": "float64",
    },
    customers="customers",
    adds_over=("week",),
    unit="metric",
)
METRIC_STATUS = Layout(
    name="metric_status",
    keys={"metric": "str"},
    stated=_STATED,
    figures={
        "value": "float64",
        "low": "float64",
        "high": "float64",
        "n": "int64",
        "customers": "float64",
        "reached": "str",
    },
    customers="customers",
    unit="metric",
)


def metric_trends(client: "Client") -> Measure:
    """Give every metric of the map by ISO week, beside its target and baseline.

    Values are in the metric's own unit; shares times 100 where the unit is %. Weeks in which
    nothing was measured have no row. Conversion counts in the week of entry, so that the last
    weeks, still under way, are missing.

    Returns
    -------
    Measure
        Columns metric, week (Monday), target, baseline, value, n, low, high (missing for plain
        counts), customers (missing where no person is counted). n is the number of rows.
    """
    metrics = _metrics(client)
    rows = _in_units(metrics, taken(client, [_figure(m) for m in metrics], weekly=True))
    frame = METRIC_TRENDS.frame(rows.sort_values(["place", "week"], kind="stable"))
    measured = int(frame["metric"].nunique())
    values = {"n": measured, "asked": len(metrics), "weeks": int(frame["week"].nunique())}
    said = [Sentence("metric_trends", values)] if measured else []
    return measure_of(
        client, METRIC_TRENDS, frame, n=len(frame), sentences=said, shapes=_EVERY_SHAPE
    )


def metric_status(client: "Client") -> Measure:
    """Give every metric of the map over the whole period, against its target.

    Reached or missed when the whole interval lies on that side of the target, open when the
    target lies within it; a plain count is compared as it is.

    Returns
    -------
    Measure
        Columns metric, target, baseline, value, low, high, n, customers, reached (reached,
        missed, open, no_target or no_data). n is the number of metrics with data.
    """
    metrics = _metrics(client)
    found = _in_units(metrics, taken(client, [_figure(m) for m in metrics], weekly=False))
    rows = _stated(metrics).merge(found.drop(columns=["target", "baseline", "place"]), how="left")
    rows["n"] = rows["n"].fillna(0)
    rows["reached"] = [_reached(m, row) for m, row in zip(metrics, rows.itertuples(), strict=True)]
    frame = METRIC_STATUS.frame(rows)
    said = [_status(m, frame, row) for row, m in enumerate(metrics)]
    n = int((frame["reached"] != "no_data").sum())
    return measure_of(client, METRIC_STATUS, frame, n=n, sentences=said, shapes=_EVERY_SHAPE)


def side(low: float, high: float, threshold: float, at_least: bool) -> int:
    """Tell where an interval lies: 1 wholly on the side asked for, -1 wholly off it, 0 neither.

    >>> side(0.3, 0.4, 0.3, True), side(0.1, 0.2, 0.3, True), side(0.2, 0.4, 0.3, True)
    (1, -1, 0)
    """
    if (low >= threshold) if at_least else (high <= threshold):
        return 1
    return -1 if (high < threshold if at_least else low > threshold) else 0


_EVERY_SHAPE = ("events", "answers", "counts")


def _metrics(client: "Client") -> list[Metric]:
    """Give the metrics that fall within the selection: those of another persona do not."""
    chosen = client.selection.persona
    metrics = client.map.metrics.metrics
    return [m for m in metrics if not chosen or m.persona in (None, chosen)]


def _figure(metric: Metric) -> Figure:
    everywhere = metric.measured == "conversion"  # journeys go through every source
    return Figure(
        id=metric.id,
        measured=metric.measured,
        counted=metric.counted,
        persona=metric.persona,
        stage=metric.stage,
        touchpoint=metric.touchpoint,
        sources=() if everywhere else metric.sources,
    )


def _stated(metrics: Sequence[Metric]) -> pd.DataFrame:
    rows = [
        {
            "metric": m.id,
            "place": place,
            "factor": 100.0 if _in_percent(m) else 1.0,
            "target": m.target.value if m.target else np.nan,
            "baseline": m.baseline.value if m.baseline else np.nan,
        }
        for place, m in enumerate(metrics)
    ]
    columns = {"metric": "str", "place": "int64", "factor": "float64", **_STATED}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _in_units(metrics: Sequence[Metric], rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.rename(columns={"id": "metric"}).merge(_stated(metrics), on="metric")
    for column in ("value", "low", "high"):
        rows[column] *= rows["factor"]
    return rows.drop(columns="factor")


def _reached(metric: Metric, row: Any) -> str:
    if np.isnan(row.value):
        return "no_data"
    if metric.target is None:
        return "no_target"
    if np.isnan(row.low) and metric.measured in SAMPLED:
        return "open"
    low, high = (row.value, row.value) if np.isnan(row.low) else (row.low, row.high)
    where = side(low, high, metric.target.value, metric.direction is Direction.HIGHER)
    return {1: "reached", -1: "missed", 0: "open"}[where]


def _status(metric: Metric, frame: pd.DataFrame, row: int) -> Sentence:
    found = cell(frame, row)
    if found["reached"] == "no_data":
        return Sentence("metric_no_data", {"metric": metric.name}, row)
    values = {
        "metric": metric.name,
        "unit": "" if metric.measured in SHARES else f"{metric.unit} ",
        "n": int(found["n"]),
        "reached": Word(f"measures.reached.{found['reached']}"),
        **{name: _told(metric, found[name]) for name in ("value", "low", "high", "target")},
    }
    key = "metric_counted" if np.isnan(found["low"]) else "metric"
    return Sentence(key if metric.target is None else f"{key}_target", values, row)


def _told(metric: Metric, value: float) -> float:
    """Give a value as a sentence writes it: shares as percentages, feelings with their sign."""
    reading = reading_of(metric.measured)
    return reading(value / 100 if _in_percent(metric) else value)


def _in_percent(metric: Metric) -> bool:
    return metric.measured in SHARES and metric.unit.startswith("%")

"""How each metric stands against its target: value, interval and verdict on one line."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    Columns,
    finding,
    measured_figure,
    reader_table,
    tip,
)
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import CHECK_MARK, CROSS_MARK, Names, down, wrapped
from cjkit.labels import number, text
from cjkit.measures.suppression import published
from cjkit.measures.trends import metric_status
from cjkit.model.metrics import Metric

if TYPE_CHECKING:
    from cjkit.client import Client

FORMAT = ",.2~f"
"""Two decimals at the most."""
_STATUS_COLOURS = {
    "reached": theme.REACHED,
    "missed": theme.MISSED,
    "open": theme.OPEN,
    "no_target": theme.OPEN,
    "no_data": theme.OPEN,
    "hidden": theme.OPEN,
}


def in_unit(value: float, unit: str, language: str) -> str:
    """Write a value with its unit; a percent sign stands against the number.

    >>> in_unit(41.2, "%", "nl"), in_unit(1200, "customers", "en")
    ('41,2%', '1,200 customers')
    """
    digits = 0 if abs(value) >= 100 or float(value).is_integer() else 1 if abs(value) >= 1 else 2
    written = number(round(float(value), digits), language, digits)
    return f"{written}{unit}" if unit.startswith("%") else f"{written} {unit}"


def definitions(names: Names) -> dict[str, Metric]:
    """Give the metrics of the map by their ids."""
    return {metric.id: metric for metric in names.map.metrics.metrics}


def no_metrics(client: "Client") -> Figure:
    """Give the figure of a map without metrics: it says where to add them."""
    title = text("charts.metrics.empty", client.language)
    return empty_figure(title, text("charts.metrics.add", client.language), client.language)


def metric_status_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.LayerChart:
    """Draw each metric as a bar on its own scale, its target as a mark, the verdict in words.

    Parameters
    ----------
    frame
        `metric`, `metric_name`, `reached`, `label`, and on a scale from 0 to 1 of each metric its
        own: `zero`, `bar` (the value), `bar_low`, `bar_high`, `aim` (the target).
    """
    width = 330
    colour = alt.Color(
        "reached:N",
        scale=alt.Scale(domain=list(_STATUS_COLOURS), range=list(_STATUS_COLOURS.values())),
        legend=None,
    )
    x = alt.X("zero:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=None)
    rows = down(names.metric, "metric", frame["metric"], letters=34)
    tips = [tip("metric_name", language), tip("reached_name", language)]
    tips += [tip(f"{column}:Q", language, FORMAT) for column in ("value", "target")]
    base = alt.Chart(frame).encode(y=rows, x=x, tooltip=tips)
    bars = base.mark_bar(height=13, opacity=0.55).encode(x2="bar:Q", color=colour)
    interval = base.mark_rule(strokeWidth=2, color=theme.INK).encode(x="bar_low:Q", x2="bar_high:Q")
    aims = base.mark_tick(thickness=3, size=26, color=theme.INK).encode(x="aim:Q")
    marks = base.mark_point(size=90, filled=False, strokeWidth=1.8).encode(
        x=alt.value(width + 18), color=colour, shape=_status_shapes()
    )
    marks = marks.transform_filter("indexof(['reached', 'missed', 'open'], datum.reached) >= 0")
    said = base.mark_text(align="left", dx=32).encode(
        x=alt.value(width), text="label:N", color=colour
    )
    layers: Any = alt.layer(bars, interval, aims, marks, said)
    chart: alt.LayerChart = layers.properties(
        width=width, height=alt.Step(34), name="metric_status"
    )
    return chart


def _status_shapes() -> alt.Shape:
    shapes = dict.fromkeys(_STATUS_COLOURS, "circle")
    shapes |= {"reached": CHECK_MARK, "missed": CROSS_MARK}
    scale = alt.Scale(domain=list(shapes), range=list(shapes.values()))
    return alt.Shape("reached:N", scale=scale, legend=None)


def metric_status_figure(client: "Client") -> Figure:
    """Give every metric over the period against its target: reached, missed or still open."""
    language, names = client.language, Names.of(client)
    if not client.map.metrics.metrics:
        return no_metrics(client)
    measure = published(metric_status(client), client.small_cells)
    frame = _status_rows(measure.frame, names)
    columns: Columns = {
        "metric_name": str,
        "unit": str,
        "value": float,
        "low": float,
        "high": float,
    }
    columns |= {"n": int, "target": float, "baseline": float, "reached_name": str}
    return measured_figure(
        client,
        measure,
        title=_status_title(frame, language),
        what=text("charts.metrics.status.what", language),
        chart=metric_status_chart(frame, names, language=language),
        phrases=[f"{row['metric_name']}: {row['label']}" for row in frame.to_dict("records")],
        table=reader_table(frame, columns, language),
    )


def _status_rows(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    language, known = names.language, definitions(names)
    aimed_first = rows.sort_values("target", key=lambda target: target.isna(), kind="stable")
    frame = names.add_to(aimed_first).reset_index(drop=True)
    hidden = frame["suppressed"].astype(bool)
    frame["reached"] = frame["reached"].astype(object).where(~hidden, "hidden")
    frame["unit"] = [known[metric].unit for metric in frame["metric"]]
    words = {s: text(f"charts.metrics.reached.{s}", language) for s in _STATUS_COLOURS}
    frame["reached_name"] = frame["reached"].map(words)
    records = frame.to_dict("records")
    frame["label"] = [_status_label(row, language) for row in records]
    return frame.join(pd.DataFrame([_on_scale(row) for row in records], index=frame.index))


def _status_label(row: Mapping[Any, Any], language: str) -> str:
    verdict = str(row["reached_name"])
    if pd.isna(row["value"]):
        return verdict
    value = in_unit(row["value"], row["unit"], language)
    if pd.isna(row["target"]):
        return f"{value} · {verdict}"
    target = text("charts.metrics.target", language, value=round(float(row["target"]), 2))
    return f"{value} · {target} · {verdict}"


def _on_scale(row: Mapping[Any, Any]) -> dict[str, float | None]:
    """Put the figures of one metric on a scale from 0 to 1 that holds them and zero.

    Without a target there is nothing to hold a value against, so nothing is placed; nor without
    a value.
    """
    if pd.isna(row["target"]) or pd.isna(row["value"]):
        return dict.fromkeys(("zero", "bar", "bar_low", "bar_high", "aim"))
    names = {"bar": "value", "bar_low": "low", "bar_high": "high", "aim": "target"}
    known = [float(row[name]) for name in names.values() if not pd.isna(row[name])]
    low, high = min([0.0, *known]), max([0.0, *known])
    span = (high - low) or 1.0
    placed = {
        place: None if pd.isna(row[name]) else (float(row[name]) - low) / span
        for place, name in names.items()
    }
    return {"zero": (0.0 - low) / span, **placed}


def _some(names: list[str]) -> str:
    brief = [wrapped(name, 40, 1)[0] for name in names[:3]]
    return ", ".join([*brief, *(["…"] if len(names) > 3 else [])])


def _status_title(frame: pd.DataFrame, language: str) -> str:
    aimed = frame[frame["reached"].isin(["reached", "missed", "open"])]
    if aimed.empty:
        return finding("charts.metrics.status.title_none", language, n=len(frame))
    missed = list(aimed.loc[aimed["reached"] == "missed", "metric_name"])
    good = int((aimed["reached"] == "reached").sum())
    key = "title_missed" if missed else "title"
    values = {"reached": good, "n": len(aimed), "missed": _some(missed)}
    return text(f"charts.metrics.status.{key}", language, **values)

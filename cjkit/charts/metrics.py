"""Step 6 in pictures: every metric week by week, and how each stands against its target."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    Columns,
    finding,
    measured_figure,
    nothing_measured,
    reader_table,
    tip,
)
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import CHECK_MARK, CROSS_MARK, Names, down, in_order, wrapped
from cjkit.labels import date, number, text
from cjkit.measures.measure import Period
from cjkit.measures.suppression import published
from cjkit.measures.trends import metric_status, metric_trends
from cjkit.model.metrics import Direction, Metric

if TYPE_CHECKING:
    from cjkit.client import Client

_FORMAT = ",.2~f"
MOST_METRICS = 24
"""More metrics than this are not drawn week by week."""
_STATUS_COLOURS = {
    "reached": theme.REACHED,
    "missed": theme.MISSED,
    "open": theme.OPEN,
    "no_target": theme.OPEN,
    "no_data": theme.OPEN,
    "hidden": theme.OPEN,
}


# Small multiples: one metric a panel, each on its own scale.


def metric_trends_chart(
    frame: pd.DataFrame, names: Names, *, language: str, columns: int = 3
) -> alt.ConcatChart:
    """Draw each metric week by week in a panel of its own, with target and baseline.

    Parameters
    ----------
    frame
        `metric`, `metric_name`, `unit`, `week`, `value`, `low`, `high`, `n`, `target`, `baseline`,
        and `target_label`, `baseline_label` on one row of each metric.
    """
    chosen = in_order(names.metric, frame["metric"])
    drawn = [_trend_panel(frame[frame["metric"] == metric], language) for metric in chosen]
    parts = [panel.properties(name=f"trend_{place}") for place, panel in enumerate(drawn, 1)]
    chart: alt.ConcatChart = alt.concat(
        *parts, columns=columns, bounds="flush", spacing={"row": 68, "column": 78}
    )
    return chart


def _trend_panel(rows: pd.DataFrame, language: str) -> Any:
    unit, name = rows["unit"].iloc[0], rows["metric_name"].iloc[0]
    week = alt.X(
        "week:T", title=None, axis=alt.Axis(format="%b %y", tickCount=4, labelOverlap=True)
    )
    scale = alt.Scale(zero=False, nice=True)
    axis = alt.Axis(format=_FORMAT, tickCount=4)
    value = alt.Y("value:Q", title=wrapped(unit, 22, 1)[0], axis=axis, scale=scale)
    base = alt.Chart(rows).encode(x=week)
    band = base.mark_area(color=theme.INK, opacity=theme.BAND_OPACITY)
    tips = [tip("metric_name", language), tip("week:T", language, "%e %b %Y")]
    tips += [tip(f"{column}:Q", language, _FORMAT) for column in ("value", "target", "baseline")]
    layers: Any = alt.layer(
        band.encode(y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        base.mark_line(color=theme.INK, strokeWidth=1.6).encode(y=value),
        base.mark_point(color=theme.INK, size=9).encode(y=value, tooltip=tips),
        *_level(rows, "target", theme.REACHED, [6, 3]),
        *_level(rows, "baseline", theme.MUTED, [1, 3]),
    )
    title = alt.Title(wrapped(name, 36, 2), fontSize=13, offset=8, frame="group")
    return layers.properties(width=258, height=120, title=title)


def _level(rows: pd.DataFrame, column: str, colour: str, dash: list[int]) -> list[Any]:
    if rows[column].isna().all():
        return []
    base = alt.Chart(rows.head(1)).encode(y=f"{column}:Q")
    said = {"x": alt.value(258), "text": f"{column}_label:N"}
    look: dict[str, Any] = {"align": "right", "dx": -2, "dy": -7, "fontSize": 11}
    return [
        base.mark_rule(color=colour, strokeDash=dash, strokeWidth=1.4),
        base.mark_text(**look, color="white", stroke="white", strokeWidth=4).encode(**said),
        base.mark_text(**look, color=colour).encode(**said),
    ]


def metric_trends_figure(client: "Client") -> Figure:
    """Give every metric of the map week by week, beside its target and baseline."""
    language, names = client.language, Names.of(client)
    if not client.map.metrics.metrics:
        return _no_metrics(client)
    measure = published(metric_trends(client), client.small_cells)
    shown = measure.frame[~measure.frame["suppressed"] & measure.frame["value"].notna()]
    if shown.empty:
        title = text("charts.metrics.trends.empty", language)
        return nothing_measured(client, title, measure.frame)
    weeks = _whole_weeks(shown, measure.period)
    chosen = list(dict.fromkeys(weeks["metric"]))[:MOST_METRICS]
    frame = _trend_rows(weeks[weeks["metric"].isin(chosen)], names)
    columns: Columns = {"metric_name": str, "unit": str, "week": _day, "value": float, "low": float}
    columns |= {"high": float, "n": int, "target": float, "baseline": float}
    left = [m.name for m in client.map.metrics.metrics if m.id not in set(frame["metric"])]
    return measured_figure(
        client,
        measure,
        title=_trends_title(frame, names),
        what=text("charts.metrics.trends.what", language),
        chart=metric_trends_chart(_with_gaps(frame), names, language=language),
        phrases=_trend_phrases(frame, language),
        table=reader_table(frame, columns, language),
        notes=_trend_notes(left, len(weeks) < len(shown), language),
    )


def _whole_weeks(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Leave out weeks that lie partly outside the period: they would look like a fall."""
    start, end = (None if day is None else pd.Timestamp(day) for day in period)
    whole = pd.Series(True, index=rows.index)
    if start is not None:
        whole &= rows["week"] >= start
    if end is not None:
        whole &= rows["week"] + pd.Timedelta(days=6) <= end
    return rows[whole] if whole.any() else rows


def _with_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Give each metric a row for every week, without a value where none is shown."""
    filled = [
        rows.set_index("week").asfreq("7D").assign(metric=metric).reset_index()
        for metric, rows in frame.groupby("metric", sort=False)
    ]
    drawn = pd.concat(filled, ignore_index=True)
    names = ["metric_name", "unit"]
    drawn[names] = drawn.groupby("metric")[names].ffill()
    return drawn


def _trend_notes(left: list[str], shortened: bool, language: str) -> list[str]:
    notes = [text("charts.metrics.trends.whole_weeks", language)] if shortened else []
    return notes + (
        [text("charts.metrics.trends.left_out", language, metrics=left)] if left else []
    )


def _no_metrics(client: "Client") -> Figure:
    title = text("charts.metrics.empty", client.language)
    return empty_figure(title, text("charts.metrics.add", client.language), client.language)


def _day(week: Any) -> Any:
    return pd.Timestamp(week).date()


def _definitions(names: Names) -> dict[str, Metric]:
    return {metric.id: metric for metric in names.map.metrics.metrics}


def _trend_rows(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    language, known = names.language, _definitions(names)
    frame = names.add_to(rows).reset_index(drop=True)
    frame["unit"] = [known[metric].unit for metric in frame["metric"]]
    first = ~frame["metric"].duplicated()
    for level in ("target", "baseline"):
        said = [
            "" if pd.isna(value) else text(f"charts.metrics.{level}", language, value=value)
            for value in frame[level]
        ]
        frame[f"{level}_label"] = pd.Series(said, index=frame.index).where(first, "")
    return frame


def _trends_title(frame: pd.DataFrame, names: Names) -> str:
    last = frame.drop_duplicates("metric", keep="last")
    aimed = last[last["target"].notna()]
    if aimed.empty:
        return finding("charts.metrics.trends.title_no_target", names.language, n=len(last))
    known = _definitions(names)
    good = sum(_meets(known[row["metric"]], row) for row in aimed.to_dict("records"))
    return finding("charts.metrics.trends.title", names.language, reached=good, n=len(aimed))


def _meets(metric: Metric, row: Mapping[Any, Any]) -> bool:
    if metric.direction is Direction.HIGHER:
        return bool(row["value"] >= row["target"])
    return bool(row["value"] <= row["target"])


def _trend_phrases(frame: pd.DataFrame, language: str) -> Iterator[str]:
    for metric, rows in frame.groupby("metric", sort=False):
        del metric
        first, last = rows.iloc[0], rows.iloc[-1]
        yield text(
            "charts.metrics.trends.row",
            language,
            metric=last["metric_name"],
            first=in_unit(first["value"], last["unit"], language),
            start=date(_day(first["week"]), language),
            last=in_unit(last["value"], last["unit"], language),
            end=date(_day(last["week"]), language),
        )


def in_unit(value: float, unit: str, language: str) -> str:
    """Write a value with its unit; a percent sign stands against the number.

    >>> in_unit(41.2, "%", "nl"), in_unit(1200, "customers", "en")
    ('41,2%', '1,200 customers')
    """
    digits = 0 if abs(value) >= 100 or float(value).is_integer() else 1 if abs(value) >= 1 else 2
    written = number(round(float(value), digits), language, digits)
    return f"{written}{unit}" if unit.startswith("%") else f"{written} {unit}"


# Status: value, interval and target of each metric on one line.


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
    tips += [tip(f"{column}:Q", language, _FORMAT) for column in ("value", "target")]
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
        return _no_metrics(client)
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
    language, known = names.language, _definitions(names)
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

    Without a target there is nothing to hold a value against, so nothing is placed.
    """
    if pd.isna(row["target"]):
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

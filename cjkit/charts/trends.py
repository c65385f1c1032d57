"""Every metric week by week, each on its own scale."""

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
from cjkit.charts.figure import Figure
from cjkit.charts.metrics import FORMAT, definitions, in_unit, no_metrics
from cjkit.charts.names import Names, in_order, wrapped
from cjkit.labels import date, text
from cjkit.measures.figures import SAMPLED
from cjkit.measures.measure import Period
from cjkit.measures.suppression import published
from cjkit.measures.trends import metric_trends
from cjkit.model.metrics import Direction, Metric

if TYPE_CHECKING:
    from cjkit.client import Client


MOST_METRICS = 24
"""More metrics than this are not drawn week by week."""


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
        *parts, columns=columns, bounds="flush", spacing={"row": 100, "column": 66}
    )
    return chart


def _trend_panel(rows: pd.DataFrame, language: str) -> Any:
    unit, name = rows["unit"].iloc[0], rows["metric_name"].iloc[0]
    week = alt.X(
        "week:T", title=None, axis=alt.Axis(format="%b %y", tickCount=4, labelOverlap=True)
    )
    scale = alt.Scale(zero=False, nice=True)
    axis = alt.Axis(format=FORMAT, tickCount=4)
    value = alt.Y("value:Q", title=None, axis=axis, scale=scale)
    base = alt.Chart(rows).encode(x=week)
    band = base.mark_area(color=theme.INK, opacity=theme.BAND_OPACITY)
    tips = [tip("metric_name", language), tip("week:T", language, "%e %b %Y")]
    tips += [tip(f"{column}:Q", language, FORMAT) for column in ("value", "target", "baseline")]
    layers: Any = alt.layer(
        band.encode(y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        base.mark_line(color=theme.INK, strokeWidth=1.6).encode(y=value),
        base.mark_point(color=theme.INK, size=9).encode(y=value, tooltip=tips),
        *_level(rows, "target", theme.REACHED, [6, 3]),
        *_level(rows, "baseline", theme.MUTED, [1, 3]),
    )
    title = alt.Title(
        wrapped(name, 36, 2),
        subtitle=wrapped(unit, 40, 1)[0],
        subtitleColor=theme.MUTED,
        fontSize=13,
        offset=8,
        frame="group",
    )
    return layers.properties(width=258, height=120, title=title)


def _level(rows: pd.DataFrame, column: str, colour: str, dash: list[int]) -> list[Any]:
    if rows[column].isna().all():
        return []
    base = alt.Chart(rows.head(1)).encode(y=f"{column}:Q")
    said = {"x": alt.value(258), "text": f"{column}_label:N"}
    place = -7 if rows[column].iloc[0] >= rows[["target", "baseline"]].iloc[0].max() else 8
    look: dict[str, Any] = {"align": "right", "dx": -2, "dy": place, "fontSize": 11}
    return [
        base.mark_rule(color=colour, strokeDash=dash, strokeWidth=1.4),
        base.mark_text(**look, color="white", stroke="white", strokeWidth=4).encode(**said),
        base.mark_text(**look, color=colour).encode(**said),
    ]


def metric_trends_figure(client: "Client") -> Figure:
    """Give every metric of the map week by week, beside its target and baseline."""
    language, names = client.language, Names.of(client)
    if not client.map.metrics.metrics:
        return no_metrics(client)
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
        notes=list(_trend_notes(client, left, shortened=len(weeks) < len(shown))),
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


def _trend_notes(client: "Client", left: list[str], *, shortened: bool) -> Iterator[str]:
    known = {metric.id: metric for metric in client.map.metrics.metrics}
    aimed = {name for name, metric in known.items() if metric.target}
    if aimed - set(_comparable(known)):
        yield text("charts.metrics.trends.whole_period", client.language)
    if shortened:
        yield text("charts.metrics.trends.whole_weeks", client.language)
    if left:
        yield text("charts.metrics.trends.left_out", client.language, metrics=left)


def _day(week: Any) -> Any:
    return pd.Timestamp(week).date()


def _trend_rows(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    language, known = names.language, definitions(names)
    frame = names.add_to(rows).reset_index(drop=True)
    frame["unit"] = [known[metric].unit for metric in frame["metric"]]
    levels = ["target", "baseline"]
    frame[levels] = frame[levels].where(frame["metric"].isin(_comparable(known)), float("nan"))
    first = ~frame["metric"].duplicated()
    for level in levels:
        said = [
            "" if pd.isna(value) else text(f"charts.metrics.{level}", language, value=value)
            for value in frame[level]
        ]
        frame[f"{level}_label"] = pd.Series(said, index=frame.index).where(first, "")
    return frame


def _comparable(known: Mapping[str, Metric]) -> list[str]:
    """Name the metrics whose target holds in a week too: a count adds up over the weeks."""
    return [name for name, metric in known.items() if metric.measured in SAMPLED]


def _trends_title(frame: pd.DataFrame, names: Names) -> str:
    last = frame.drop_duplicates("metric", keep="last")
    aimed = last[last["target"].notna()]
    if aimed.empty:
        return finding("charts.metrics.trends.title_no_target", names.language, n=len(last))
    known = definitions(names)
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

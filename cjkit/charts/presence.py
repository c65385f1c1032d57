"""Where the brand is missed: its relevance to the customer against its presence."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    Columns,
    described,
    finding,
    reader_table,
    tip,
)
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import Names, down, in_order, stage_colour
from cjkit.labels import text
from cjkit.measures.measure import cell, highest

if TYPE_CHECKING:
    from cjkit.client import Client


def presence_frame(names: Names) -> pd.DataFrame:
    """Give the stages that have both scores.

    Columns: `stage`, `stage_name`, `period`, `relevance` and `presence` (0 to 100), `gap` (points
    by which presence stays behind), `middle` of the two, `label`.
    """
    rows = [
        (stage.id, stage.period.value, stage.relevance.value, stage.presence.value)
        for stage in names.map.stages
        if stage.relevance and stage.presence
    ]
    frame = pd.DataFrame(rows, columns=["stage", "period", "relevance", "presence"])
    frame["gap"] = frame["relevance"] - frame["presence"]
    frame["middle"] = (frame["relevance"] + frame["presence"]) / 2
    frame["label"] = [_gap_words(gap, names.language) for gap in frame["gap"]]
    return names.add_to(frame)


def _gap_words(gap: float, language: str) -> str:
    side = "none" if abs(gap) < 0.5 else "behind" if gap > 0 else "ahead"
    return text(f"charts.stages.presence.{side}", language, n=round(abs(gap)))


def relevance_presence_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.LayerChart:
    """Draw relevance against presence, a row a stage, the gap between them labelled."""
    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(title=text("charts.stages.presence.axis", language), tickCount=5, grid=True)
    rows = down(names.stage, "stage", in_order(names.stage, frame["stage"]))
    base = alt.Chart(frame).encode(y=rows)
    colour = stage_colour(names)
    bridge = base.mark_rule(strokeWidth=5, opacity=0.35).encode(
        x=alt.X("relevance:Q", scale=scale, axis=axis), x2="presence:Q", color=colour
    )
    gap = base.mark_text(dy=-12, fontSize=12, color=theme.MUTED).encode(
        x=alt.X("middle:Q", scale=scale), text="label:N"
    )
    points = _presence_points(base, colour, scale, language)
    layers: Any = alt.layer(bridge, points, gap)
    chart: alt.LayerChart = layers.properties(
        width=640, height=alt.Step(46), name="relevance_presence"
    )
    return chart


def _presence_points(base: alt.Chart, colour: alt.Color, scale: alt.Scale, language: str) -> Any:
    words = {part: text(f"charts.columns.{part}", language) for part in ("relevance", "presence")}
    shape = alt.Shape(
        "part:N",
        scale=alt.Scale(domain=list(words), range=["diamond", "circle"]),
        legend=alt.Legend(
            title=None, labelExpr=f"{json.dumps(words)}[datum.label]", symbolFillColor=theme.INK
        ),
    )
    tips = [
        tip("stage_name", language),
        tip("relevance:Q", language, ".0f"),
        tip("presence:Q", language, ".0f"),
        tip("gap:Q", language, "+.0f"),
    ]
    folded = base.transform_fold(list(words), as_=["part", "value"])
    marks = folded.mark_point(size=130, filled=True, opacity=1, stroke="white", strokeWidth=1)
    return marks.encode(x=alt.X("value:Q", scale=scale), shape=shape, color=colour, tooltip=tips)


def relevance_presence_figure(client: "Client") -> Figure:
    """Give where the brand matters more than it is there, and the other way round."""
    language, names = client.language, Names.of(client)
    frame = presence_frame(names)
    if frame.empty:
        title = text("charts.stages.presence.empty", language)
        return empty_figure(title, text("charts.stages.presence.next", language), language)
    title = _presence_title(frame, language)
    columns: Columns = {"stage_name": str, "relevance": float, "presence": float, "gap": float}
    left = [s.name for s in names.map.stages if not (s.relevance and s.presence)]
    return Figure(
        title,
        text("charts.stages.presence.what", language),
        language,
        chart=relevance_presence_chart(frame, names, language=language),
        alt=described(title, _presence_phrases(frame, language), language),
        table=reader_table(frame, columns, language),
        source=text("charts.captions.map_version", language, version=client.whole_map.version),
        notes=[text("charts.stages.presence.left_out", language, stages=left)] if left else [],
    )


def _presence_title(frame: pd.DataFrame, language: str) -> str:
    widest = cell(frame, highest(frame["gap"]))
    if widest["gap"] < 0.5:
        return finding("charts.stages.presence.title_none", language)
    values = {"stage": widest["stage_name"], "gap": round(widest["gap"])}
    values |= {"relevance": round(widest["relevance"]), "presence": round(widest["presence"])}
    return finding("charts.stages.presence.title", language, **values)


def _presence_phrases(frame: pd.DataFrame, language: str) -> Iterator[str]:
    for row in frame.itertuples():
        values = {"stage": row.stage_name, "relevance": row.relevance, "presence": row.presence}
        yield text("charts.stages.presence.row", language, **values)

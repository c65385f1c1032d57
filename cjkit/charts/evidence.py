"""How sure the map is of itself: what is known, indicated and guessed, part by part."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import measured_figure, reader_table, tip
from cjkit.charts.figure import Figure, empty_figure
from cjkit.client import Client
from cjkit.labels import Percent, text
from cjkit.measures.evidence import evidence_coverage


def evidence_frame(client: Client, coverage: pd.DataFrame) -> pd.DataFrame:
    """Give the shares of each part, stage and persona with their words and places in a bar.

    Columns: those of `evidence_coverage`, and level_name, id_name, grade_name, start, end.
    """
    rows = coverage[coverage["level"] != "all"].copy()
    language, whole = client.language, client.whole_map
    words = {stage.id: stage.name for stage in whole.stages}
    words |= {persona.id: persona.name for persona in whole.personas}
    rows["level_name"] = [text(f"charts.evidence.{level}", language) for level in rows["level"]]
    rows["id_name"] = [
        text(f"charts.evidence.parts.{i}", language) if level == "part" else words[i]
        for level, i in zip(rows["level"], rows["id"], strict=True)
    ]
    rows["grade_name"] = [text(f"model.grade.{grade}", language) for grade in rows["grade"]]
    rows["end"] = rows.groupby(["level", "id"], sort=False)["share"].cumsum()
    return rows.assign(start=rows["end"] - rows["share"]).reset_index(drop=True)


def evidence_chart(frame: pd.DataFrame, *, language: str) -> alt.VConcatChart:
    """Draw a bar for each part, stage and persona, split by grade.

    Parameters
    ----------
    frame
        From `evidence_frame`.
    """
    levels = [level for level in ("part", "stage", "persona") if level in set(frame["level"])]
    first = levels[0] if levels else ""
    panels = [_panel(frame[frame["level"] == level], language, level == first) for level in levels]
    return alt.vconcat(*panels, spacing=18)


def _panel(rows: pd.DataFrame, language: str, with_legend: bool) -> alt.LayerChart:
    order = list(dict.fromkeys(rows["id_name"]))
    grades = [text(f"model.grade.{grade}", language) for grade in theme.GRADE_COLOURS]
    colours = alt.Scale(domain=grades, range=list(theme.GRADE_COLOURS.values()))
    inks = alt.Scale(domain=grades, range=list(theme.GRADE_INKS.values()))
    legend = _legend() if with_legend else None
    along = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    down = alt.Y("id_name:N", sort=order, title=None, axis=alt.Axis(labelLimit=240, minExtent=190))
    base = alt.Chart(rows).encode(y=down)
    bars = base.mark_bar(height=17, stroke=theme.INK, strokeWidth=0.8).encode(
        x=along,
        x2="end:Q",
        color=alt.Color("grade_name:N", scale=colours, legend=legend),
        tooltip=[
            tip("id_name", language),
            tip("grade_name", language),
            tip("statements:Q", language, ",d"),
            tip("share:Q", language, ".0%"),
        ],
    )
    shares = (
        base.transform_filter("datum.share >= 0.08")
        .transform_calculate(middle="(datum.start + datum.end) / 2")
        .mark_text(fontSize=11)
        .encode(
            x=alt.X("middle:Q", axis=None),
            text=alt.Text("share:Q", format=".0%"),
            color=alt.Color("grade_name:N", scale=inks, legend=None),
        )
    )
    title = rows["level_name"].iloc[0]
    panel: alt.LayerChart = alt.layer(bars, shares).resolve_scale(color="independent")
    return panel.properties(width=560, height=alt.Step(23), title=title)


def _legend() -> alt.Legend:
    return alt.Legend(
        title=None,
        orient="top",
        symbolType="square",
        symbolStrokeColor=theme.INK,
        symbolStrokeWidth=0.8,
    )


def evidence_figure(client: Client) -> Figure:
    """Show how much of the map is known, indicated and guessed."""
    measure = evidence_coverage(client)
    language = client.language
    if not measure.n:
        title = text("charts.evidence.empty", language)
        return empty_figure(title, text("charts.evidence.next", language), language)
    frame = evidence_frame(client, measure.frame)
    guessed = measure.frame.query("level == 'all' and grade == 'guessed'")["share"].iloc[0]
    title = text("charts.evidence.title", language, share=Percent(guessed), n=measure.n)
    columns: dict[str, Callable[[Any], Any]] = {
        "level_name": str,
        "id_name": str,
        "grade_name": str,
        "statements": int,
        "share": Percent,
    }
    phrases = (
        f"{row.id_name}: {row.grade_name} {row.share:.0%}"
        for row in frame.itertuples()
        if row.grade == "guessed"
    )
    return measured_figure(
        client,
        measure,
        title=title,
        what=text("charts.evidence.what", language),
        chart=evidence_chart(frame, language=language),
        phrases=phrases,
        table=reader_table(frame, columns, language),
    )

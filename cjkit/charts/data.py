"""The data in pictures: what became of every row, and which files the figures come from."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import Columns, described, heading, reader_table, tip
from cjkit.charts.figure import Figure, empty_figure, table_html
from cjkit.charts.names import CHECK_MARK, CROSS_MARK, Names, down
from cjkit.labels import Percent, number, text

if TYPE_CHECKING:
    from cjkit.client import Client

FATES = ("accepted", "unplaced", "without_consent", "rejected")
"""What can become of a row; the four add up to the rows read."""
_COLOURS = {
    "accepted": theme.REACHED,
    "unplaced": "#B58A00",
    "without_consent": "#9AA5B1",
    "rejected": theme.MISSED,
}


def rows_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.LayerChart:
    """Draw what became of the rows of each source, as shares, with the check that it adds up.

    Parameters
    ----------
    frame
        `source`, `source_name`, `read`, `accepted`, `unplaced`, `without_consent`, `rejected`,
        `adds_up`, `label`.
    """
    words = {fate: heading(fate, language) for fate in FATES}
    legend = alt.Legend(title=None, labelExpr=f"{json.dumps(words)}[datum.label]")
    colour = alt.Color(
        "fate:N",
        scale=alt.Scale(domain=list(FATES), range=[_COLOURS[fate] for fate in FATES]),
        legend=legend,
    )
    axis = alt.Axis(format="%", tickCount=5, title=text("charts.rows.axis", language))
    base = alt.Chart(frame).encode(y=down(names.source, "source", frame["source"]))
    folded = base.transform_fold(list(FATES), as_=["fate", "rows"])
    ranked = folded.transform_calculate(rank=f"indexof({json.dumps(list(FATES))}, datum.fate)")
    bars = ranked.mark_bar(height=17).encode(
        x=alt.X("rows:Q", stack="normalize", axis=axis),
        color=colour,
        order=alt.Order("rank:Q"),
        tooltip=[tip("source_name", language), *(tip(f"{f}:Q", language, ",d") for f in FATES)],
    )
    sound = alt.Shape(
        "adds_up:N",
        scale=alt.Scale(domain=[True, False], range=[CHECK_MARK, CROSS_MARK]),
        legend=None,
    )
    marks = base.mark_point(size=90, filled=False, strokeWidth=1.8, color=theme.INK)
    said = base.mark_text(align="left", dx=32).encode(x=alt.value(520), text="label:N")
    layers: Any = alt.layer(bars, marks.encode(x=alt.value(538), shape=sound), said)
    chart: alt.LayerChart = layers.properties(width=520, height=alt.Step(32), name="rows")
    return chart


def rows_figure(client: "Client") -> Figure:
    """Give what became of the rows of each source; the four parts add up to the rows read."""
    language, names = client.language, Names.of(client)
    frame = _source_rows(client.engine.query("rows"), names)
    if frame.empty:
        title = text("charts.rows.empty", language)
        return empty_figure(title, text("charts.rows.next", language), language)
    columns: Columns = {
        "source_name": str,
        "read": int,
        **dict.fromkeys(FATES, int),
        "balance": str,
    }
    title = _rows_title(frame, language)
    return Figure(
        title,
        text("charts.rows.what", language),
        language,
        chart=rows_chart(frame, names, language=language),
        alt=described(title, _row_phrases(frame, language), language),
        table=reader_table(frame, columns, language),
    )


def _source_rows(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    language = names.language
    sums = rows.groupby("source", sort=False)[["read", *FATES]].sum().astype("int64")
    frame = names.add_to(sums.reset_index())
    adds_up = frame[list(FATES)].sum(axis=1) == frame["read"]
    frame["balance"] = [text(f"model.truth.{'yes' if s else 'no'}", language) for s in adds_up]
    read = [int(value) for value in frame["read"]]
    frame["label"] = [text("charts.rows.label", language, n=count) for count in read]
    return frame.assign(adds_up=adds_up)


def _rows_title(frame: pd.DataFrame, language: str) -> str:
    wrong = list(frame.loc[~frame["adds_up"], "source_name"])
    if wrong:
        return text("charts.rows.title_wrong", language, sources=wrong)
    read = int(frame["read"].sum())
    share = Percent(frame["accepted"].sum() / read) if read else Percent(0)
    return text("charts.rows.title", language, share=share, n=read)


def _row_phrases(frame: pd.DataFrame, language: str) -> Iterator[str]:
    for row in frame.to_dict("records"):
        parts = [f"{heading(f, language)} {number(row[f], language)}" for f in ("read", *FATES)]
        yield f"{row['source_name']}: {', '.join(parts)}"


def lineage_figure(client: "Client") -> Figure:
    """Give the files that the figures come from: source, content, size, how they were collected."""
    language, names = client.language, Names.of(client)
    frame = names.add_to(client.engine.query("lineage"))
    if frame.empty:
        title = text("charts.rows.lineage.empty", language)
        return empty_figure(title, text("charts.rows.next", language), language)
    frame["sha256"] = frame["sha256"].str[:12]
    columns: Columns = {
        "source_name": str,
        "file": str,
        "bytes": int,
        "sha256": str,
        "collected_by": str,
    }
    table = reader_table(frame, columns, language)
    caption = text("charts.rows.lineage.caption", language)
    return Figure(
        text("charts.rows.lineage.title", language, n=len(frame), bytes=int(frame["bytes"].sum())),
        text("charts.rows.lineage.what", language),
        language,
        body=table_html(table, caption, language),
    )

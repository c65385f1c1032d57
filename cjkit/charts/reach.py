"""How many customers each stage and each touchpoint reaches."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    MOST_TOUCHPOINTS,
    finding,
    measured_figure,
    nothing_measured,
    reader_table,
    shown_note,
    tip,
)
from cjkit.charts.figure import Figure
from cjkit.charts.names import UNKNOWN, Names, down, stage_scale
from cjkit.labels import Percent, number, text
from cjkit.measures.measure import cell
from cjkit.measures.reach import reach_totals
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client


def reach_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.VConcatChart:
    """Draw the customers reached as bars, per stage and per touchpoint.

    Parameters
    ----------
    frame
        `level` (stage or touchpoint), `id`, `name`, `customers`, `label`, in the order to draw.
    """
    most = float(frame["customers"].max())
    by_stage = alt.Color("id:N", scale=stage_scale(names), legend=None)
    parts = {
        "stage": (names.stage, by_stage),
        "touchpoint": (names.touchpoint, alt.value(theme.BAR)),
    }
    bars = [
        _reach_bars(rows, words, colour, most, language).properties(
            title=alt.Title(
                text(f"charts.touchpoints.reach.by_{level}", language), frame="group", offset=8
            ),
            name=f"reach_{level}",
        )
        for level, (words, colour) in parts.items()
        if len(rows := frame[frame["level"] == level])
    ]
    joined: Any = alt.vconcat(*bars, spacing=24)
    chart: alt.VConcatChart = joined.resolve_scale(color="independent")
    return chart


def _reach_bars(
    rows: pd.DataFrame, words: Mapping[str, str], colour: Any, most: float, language: str
) -> Any:
    axis = alt.Axis(
        title=text("charts.touchpoints.reach.axis", language),
        format=",d",
        tickMinStep=1,
        tickCount=5,
    )
    x = alt.X("customers:Q", axis=axis, scale=alt.Scale(domain=[0, most * 1.12], nice=False))
    tips = [
        tip("name", language),
        tip("customers:Q", language, ",d"),
        tip("events:Q", language, ",d"),
    ]
    base = alt.Chart(rows).encode(x=x, y=down(words, "id", rows["id"]), tooltip=tips)
    bars = base.mark_bar(height=15).encode(color=colour)
    labels = base.mark_text(align="left", dx=5).encode(text="label:N")
    return alt.layer(bars, labels).properties(width=620, height=alt.Step(26))


def reach_figure(client: "Client") -> Figure:
    """Give how many customers each stage and each touchpoint reaches."""
    language, names = client.language, Names.of(client)
    measure = published(reach_totals(client), client.small_cells)
    frame = _reach_rows(measure.frame, names)
    found = frame[frame["customers"].notna()]
    touchpoints = found[found["level"] == "touchpoint"]
    if touchpoints.empty:
        return nothing_measured(client, text("charts.touchpoints.reach.empty", language), frame)
    top = touchpoints.sort_values("customers", ascending=False, kind="stable")
    top = top.head(MOST_TOUCHPOINTS)
    drawn = pd.concat([found[found["level"] == "stage"], top])
    return measured_figure(
        client,
        measure,
        title=_reach_title(top, measure.n, language),
        what=text("charts.touchpoints.reach.what", language),
        chart=reach_chart(drawn, names, language=language),
        phrases=[f"{row['name']}: {row['label']}" for row in drawn.to_dict("records")],
        table=reader_table(frame, {"name": str, "customers": int, "events": int}, language),
        notes=shown_note(len(top), len(touchpoints), language),
    )


def _reach_rows(totals: pd.DataFrame, names: Names) -> pd.DataFrame:
    frame = totals[totals["level"].isin(["stage", "touchpoint"])].reset_index(drop=True)
    frame["id"] = frame["id"].astype(object).where(frame["id"].notna(), UNKNOWN)
    words = {"stage": names.stage, "touchpoint": names.touchpoint}
    keys = list(zip(frame["level"], frame["id"], strict=True))
    frame["name"] = [words[level].get(identity, identity) for level, identity in keys]
    customers = [None if pd.isna(value) else int(value) for value in frame["customers"]]
    frame["label"] = ["" if n is None else number(n, names.language) for n in customers]
    return frame


def _reach_title(top: pd.DataFrame, n: int, language: str) -> str:
    first = cell(top, top.index[0])
    customers = int(first["customers"])
    share = Percent(customers / n) if n else Percent(0)
    equal = len(top) > 1 and top["customers"].nunique() == 1
    key = "charts.touchpoints.reach.title_equal" if equal else "charts.touchpoints.reach.title"
    values = {"touchpoint": first["name"], "customers": customers, "share": share, "n": n}
    return finding(key, language, **values)

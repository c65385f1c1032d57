"""How customers feel at each touchpoint, with the clear dips."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    MOST_TOUCHPOINTS,
    Columns,
    finding,
    measured_figure,
    nothing_measured,
    reader_table,
    shown_note,
    tip,
)
from cjkit.charts.emotion import EMOTION_SCALE, emotion_axis
from cjkit.charts.figure import Figure
from cjkit.charts.names import (
    Names,
    down,
)
from cjkit.labels import Signed, text
from cjkit.measures.emotion import (
    emotion_dips,
)
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client


def emotion_touchpoint_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.LayerChart:
    """Draw the measured emotion per touchpoint with its interval; clear dips are marked.

    Parameters
    ----------
    frame
        `touchpoint`, `mean`, `low`, `high`, `n`, `dip` (whether it is a clear one), `label`, in the
        order to draw.
    """
    x = alt.X("mean:Q", scale=EMOTION_SCALE, axis=emotion_axis(language, grid=True))
    tips = [
        tip("touchpoint_name", language),
        tip("mean:Q", language, "+.1f"),
        tip("low:Q", language, "+.1f"),
        tip("high:Q", language, "+.1f"),
        tip("rest_mean:Q", language, "+.1f"),
        tip("n:Q", language, ",d"),
    ]
    colour = alt.condition("datum.dip", alt.value(theme.MISSED), alt.value(theme.INK))
    shape = alt.Shape(
        "dip:N",
        scale=alt.Scale(domain=[False, True], range=["circle", "triangle-down"]),
        legend=None,
    )
    base = alt.Chart(frame).encode(
        y=down(names.touchpoint, "touchpoint", frame["touchpoint"]), x=x, tooltip=tips
    )
    zero = alt.Chart().mark_rule(color="#AEB8C2").encode(x=alt.datum(0, type="quantitative"))
    layers: Any = alt.layer(
        zero,
        base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q", color=colour),
        base.mark_point(size=85).encode(color=colour, shape=shape),
        base.mark_text(align="left", dx=12).encode(x=alt.value(520), text="label:N", color=colour),
        data=frame,
    )
    chart: alt.LayerChart = layers.properties(
        width=520, height=alt.Step(28), name="emotion_touchpoint"
    )
    return chart


def emotion_touchpoint_figure(client: "Client") -> Figure:
    """Give how customers feel at each touchpoint, the lowest first, and mark the clear dips."""
    language, names = client.language, Names.of(client)
    measure = published(emotion_dips(client), client.small_cells)
    frame = _dip_rows(measure.frame, names)
    found = frame[frame["low"].notna()].sort_values("mean", kind="stable")
    if found.empty:
        return nothing_measured(
            client,
            text("charts.experiences.touchpoint.empty", language),
            frame[frame["suppressed"]],
            "charts.experiences.no_answers",
        )
    left = len(frame) - len(found)
    few = [text("charts.experiences.touchpoint.left_out", language, n=left)] if left else []
    columns: Columns = {"touchpoint_name": str, "mean": Signed, "low": Signed, "high": Signed}
    columns |= {"n": int, "rest_mean": Signed, "dip": bool}
    return measured_figure(
        client,
        measure,
        title=_dip_title(found, language),
        what=text("charts.experiences.touchpoint.what", language),
        chart=emotion_touchpoint_chart(found.head(MOST_TOUCHPOINTS), names, language=language),
        phrases=[f"{row['touchpoint_name']}: {row['label']}" for row in found.to_dict("records")],
        table=reader_table(frame, columns, language),
        notes=[*few, *shown_note(min(len(found), MOST_TOUCHPOINTS), len(found), language)],
    )


def _dip_rows(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    frame = names.add_to(rows)
    frame["dip"] = frame["clear"].eq(True)
    records = frame.to_dict("records")
    return frame.assign(label=[_dip_label(row, names.language) for row in records])


def _dip_label(row: Mapping[Any, Any], language: str) -> str:
    if pd.isna(row["mean"]):
        return ""
    values = {"mean": Signed(row["mean"]), "n": int(row["n"])}
    if not row["dip"]:
        return text("charts.captions.mean_of", language, **values)
    values["rest"] = Signed(row["rest_mean"])
    return text("charts.experiences.touchpoint.dip", language, **values)


def _dip_title(found: pd.DataFrame, language: str) -> str:
    dips = found[found["dip"]]
    low = (dips if len(dips) else found).iloc[0]
    values = {"touchpoint": low["touchpoint_name"], "mean": Signed(low["mean"]), "n": int(low["n"])}
    values["rest"] = Signed(low["rest_mean"]) if not pd.isna(low["rest_mean"]) else ""
    key = "title" if len(dips) else "title_none"
    return finding(f"charts.experiences.touchpoint.{key}", language, **values)

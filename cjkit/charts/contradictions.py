"""Assumed emotion against what customers answer, with the verdict in words."""

from collections.abc import Iterator, Mapping
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
from cjkit.charts.emotion import EMOTION_SCALE, emotion_axis, low_values
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import (
    Names,
    down,
    in_order,
    panels,
)
from cjkit.labels import Signed, signed, text
from cjkit.measures.emotion import (
    assumed_against_measured,
)
from cjkit.measures.measure import cell, highest
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client


_VERDICT_COLOURS = {
    "agrees": theme.INK,
    "contradicted": theme.MISSED,
    "too_few": theme.OPEN,
    "hidden": theme.OPEN,
}


def assumed_against_measured_chart(
    frame: pd.DataFrame, names: Names, *, language: str
) -> alt.FacetChart:
    """Draw what the team assumed (hollow) against what customers answered (solid, interval).

    Parameters
    ----------
    frame
        `persona`, `stage`, `assumed`, `mean`, `low`, `high`, `n`, `verdict`, `verdict_label`.
    """
    width = 430
    rows = down(names.stage, "stage", in_order(names.stage, frame["stage"]))
    x = alt.X("mean:Q", scale=EMOTION_SCALE, axis=emotion_axis(language, grid=True))
    colours = alt.Color(
        "verdict:N",
        scale=alt.Scale(domain=list(_VERDICT_COLOURS), range=list(_VERDICT_COLOURS.values())),
        legend=None,
    )
    tips = [
        tip("persona_name", language),
        tip("stage_name", language),
        tip("assumed:Q", language, "+.1f"),
        tip("mean:Q", language, "+.1f"),
        tip("n:Q", language, ",d"),
        tip("verdict_name", language),
    ]
    base = alt.Chart().encode(y=rows, x=x, tooltip=tips)
    bridge = base.mark_rule(strokeDash=list(theme.ASSUMED_DASH), color="#9AA5B1")
    hollow = base.mark_point(shape="circle", filled=True, fill="white", stroke=theme.MUTED, size=75)
    verdict = base.mark_text(align="left", dx=12).encode(
        x=alt.value(width), text="verdict_label:N", color=colours
    )
    layers: Any = alt.layer(
        bridge.encode(x="assumed:Q", x2="mean:Q"),
        base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q", color=colours),
        base.mark_point(size=75).encode(color=colours),
        hollow.encode(x="assumed:Q"),
        verdict,
    )
    sized = layers.properties(width=width, height=alt.Step(28))
    return panels(sized, frame, names.persona, "persona", columns=1, letters=90)


def assumed_against_measured_figure(client: "Client") -> Figure:
    """Give where the team's feeling holds and where customers contradict it."""
    language, names = client.language, Names.of(client)
    measure = published(assumed_against_measured(client), client.small_cells)
    frame = _verdict_rows(measure.frame, names)
    if frame.empty:
        title = text("charts.experiences.against.empty", language)
        return empty_figure(title, text("charts.experiences.curve.next", language), language)
    columns: Columns = {"persona_name": str, "stage_name": str, "assumed": Signed, "mean": Signed}
    columns |= {"low": Signed, "high": Signed, "n": int, "verdict_name": str}
    return measured_figure(
        client,
        measure,
        title=_verdict_title(frame, language),
        what=text("charts.experiences.against.what", language),
        chart=assumed_against_measured_chart(frame, names, language=language),
        phrases=_verdict_phrases(frame),
        table=reader_table(frame, columns, language),
    )


def _verdict_rows(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    language = names.language
    frame = names.add_to(rows)
    hidden = frame["suppressed"].astype(bool)
    frame["verdict"] = frame["verdict"].astype(object).where(~hidden, "hidden")
    firm = frame["verdict"].isin(["agrees", "contradicted"])
    for column in ("mean", "low", "high"):
        frame[column] = frame[column].astype(float).where(firm)
    told = frame["verdict"].map(
        {v: text(f"charts.experiences.verdict.{v}", language) for v in _VERDICT_COLOURS}
    )
    frame["verdict_name"] = told
    records = frame.to_dict("records")
    return frame.assign(verdict_label=[_verdict_label(row, language) for row in records])


def _verdict_label(row: Mapping[Any, Any], language: str) -> str:
    if row["verdict"] == "hidden":
        return str(row["verdict_name"])
    n = text("charts.captions.n", language, n=0 if pd.isna(row["n"]) else int(row["n"]))
    if pd.isna(row["mean"]):
        return f"{row['verdict_name']} ({n})"
    assumed, mean = signed(row["assumed"], language), signed(row["mean"], language)
    values = {"assumed": assumed, "mean": mean, "n": n, "verdict": row["verdict_name"]}
    return text("charts.experiences.against.label", language, **values)


def _verdict_title(frame: pd.DataFrame, language: str) -> str:
    against = frame[frame["verdict"] == "contradicted"]
    compared = int(frame["verdict"].isin(["agrees", "contradicted"]).sum())
    if against.empty:
        key = "title_agrees" if compared else "title_open"
        return finding(f"charts.experiences.against.{key}", language, n=compared)
    worst = cell(against, highest((against["assumed"] - against["mean"]).abs()))
    values = low_values(worst, "mean") | {
        "assumed": Signed(worst["assumed"]),
        "n": int(worst["n"]),
    }
    return finding("charts.experiences.against.title", language, **values)


def _verdict_phrases(frame: pd.DataFrame) -> Iterator[str]:
    for row in frame.to_dict("records"):
        yield f"{row['persona_name']}, {row['stage_name']}: {row['verdict_label']}"

"""Who goes on to a later stage, per persona."""

from collections.abc import Iterator
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
    share_of,
    tip,
)
from cjkit.charts.figure import Figure
from cjkit.charts.names import EVERYBODY, Names, down, in_order, panels, stage_colour
from cjkit.labels import Percent, percent, text
from cjkit.measures.conversion import conversion
from cjkit.measures.measure import Measure
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client


def conversion_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.FacetChart:
    """Draw the share that goes on, a row a stage and a panel a persona, with 95 % intervals.

    Parameters
    ----------
    frame
        `persona` (empty for everybody), `stage`, `share`, `low`, `high`, `customers`,
        `converted`, `label`, and `share_of_all`: everybody's share, a grey tick to compare with.
    """
    most = float(frame["high"].max()) if frame["high"].notna().any() else 1.0
    scale = alt.Scale(domain=[0, min(1.0, most * 1.25)], nice=False)
    axis = alt.Axis(
        title=text("charts.stages.conversion.axis", language), format="%", tickCount=4, grid=True
    )
    rows = down(names.stage, "stage", in_order(names.stage, frame["stage"]))
    base = alt.Chart().encode(y=rows, x=alt.X("share:Q", scale=scale, axis=axis))
    colour = stage_colour(names)
    tips = [
        tip("persona_name", language),
        tip("stage_name", language),
        tip("share:Q", language, ".0%"),
        tip("low:Q", language, ".0%"),
        tip("high:Q", language, ".0%"),
        tip("customers:Q", language, ",d"),
    ]
    everybody = base.mark_tick(color="#9AA5B1", thickness=2, size=22).encode(x="share_of_all:Q")
    interval = base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q", color=colour)
    points = base.mark_point(size=70).encode(color=colour, tooltip=tips)
    said = {"x": "high:Q", "text": "label:N"}
    halo = base.mark_text(align="left", dx=5, color="white", stroke="white", strokeWidth=4)
    words = base.mark_text(align="left", dx=5)
    hidden = base.mark_text(align="left", dx=4, color=theme.MUTED, fontStyle="italic")
    hidden = hidden.encode(x=alt.datum(0), text="hidden_label:N")
    layers: Any = alt.layer(
        everybody, interval, points, halo.encode(**said), words.encode(**said), hidden
    )
    columns = min(frame["persona"].nunique(), 5)
    sized = layers.properties(width=min(max(820 / columns, 150), 260), height=alt.Step(42))
    return panels(sized, frame, names.persona, "persona", columns=columns, letters=20)


def conversion_figure(client: "Client", within_days: int = 60) -> Figure:
    """Give the share of customers that goes on from each stage, per persona and for everybody."""
    language, names = client.language, Names.of(client)
    measure = published(conversion(client, within_days=within_days), client.small_cells)
    frame = _conversion_rows(measure, names)
    if frame["share"].notna().sum() == 0:
        return nothing_measured(client, text("charts.stages.conversion.empty", language), frame)
    title = _conversion_title(frame, within_days, language)
    columns: Columns = {
        "persona_name": str,
        "stage_name": str,
        "next_stage_name": str,
        "customers": int,
    }
    columns |= {"converted": int, "share": Percent, "low": Percent, "high": Percent}
    return measured_figure(
        client,
        measure,
        title=title,
        what=text("charts.stages.conversion.what", language, days=within_days),
        chart=conversion_chart(frame, names, language=language),
        phrases=_conversion_phrases(frame, language),
        table=reader_table(frame, columns, language),
        notes=[text("charts.stages.conversion.under_way", language, days=within_days)],
    )


def _conversion_rows(measure: Measure, names: Names) -> pd.DataFrame:
    frame = names.add_to(without_everybody(measure.frame, names))
    everybody = frame[frame["persona"] == EVERYBODY].set_index("stage")["share"]
    shut = frame["suppressed"].astype(bool)
    return frame.assign(
        share_of_all=frame["stage"].map(everybody).where(frame["persona"] != EVERYBODY),
        label=[share_label(share, names.language) for share in frame["share"]],
        hidden_label=[text("charts.captions.hidden", names.language) if s else "" for s in shut],
    )


def without_everybody(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Leave everybody out when one persona is chosen: they are the same customers."""
    return rows[rows["persona"] != EVERYBODY] if names.chosen else rows


def share_label(share: float | None, language: str) -> str:
    """Write a share; nothing where it is hidden."""
    return "" if pd.isna(share) else percent(float(share), language)


def _conversion_title(frame: pd.DataFrame, days: int, language: str) -> str:
    shown = frame[frame["share"].notna()]
    everybody = shown[shown["persona"] == EVERYBODY]
    if len(shown) > 1 and shown["share"].nunique() == 1:
        share = Percent(shown["share"].iloc[0])
        return finding("charts.stages.conversion.title_equal", language, share=share, days=days)
    least = (everybody if len(everybody) else shown).sort_values("share").iloc[0]
    values = {"share": Percent(least["share"]), "n": int(least["customers"]), "days": days}
    key = "title" if len(everybody) else "title_persona"
    values |= {"stage": least["stage_name"], "persona": least["persona_name"]}
    return finding(f"charts.stages.conversion.{key}", language, **values)


def _conversion_phrases(frame: pd.DataFrame, language: str) -> Iterator[str]:
    for row in frame[frame["share"].notna()].to_dict("records"):
        share = share_of(row["customers"], row["share"], language)
        yield f"{row['persona_name']}, {row['stage_name']}: {share}"

"""Where each customer is now, by stage and persona."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts.captions import (
    Columns,
    at_least,
    finding,
    measured_figure,
    nothing_measured,
    partly_note,
    reader_table,
    summed,
    tip,
)
from cjkit.charts.figure import Figure
from cjkit.charts.names import (
    Names,
    across,
    down,
    in_order,
    stage_colour,
)
from cjkit.labels import Percent, text
from cjkit.measures.paths import placement
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client


def placement_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.LayerChart:
    """Draw where customers are now: a row a persona, a column a stage, a disc by their number.

    Parameters
    ----------
    frame
        `stage`, `persona`, `customers` (null when hidden), `share` of the persona, `label`.
    """
    stages = in_order(names.stage, frame["stage"])
    step = min(max(880 / max(len(stages), 1), 64), 112)
    lines = {"orient": "top", "domain": False, "ticks": False}
    tips = [
        tip("persona_name", language),
        tip("stage_name", language),
        tip("customers:Q", language, ",d"),
        tip("share:Q", language, ".0%"),
    ]
    base = alt.Chart(frame).encode(
        x=across(names.stage, "stage", stages, letters=int(step / 7.4), **lines),
        y=down(names.persona, "persona", in_order(names.persona, frame["persona"]), grid=True),
        tooltip=tips,
    )
    size = alt.Size("customers:Q", scale=alt.Scale(range=[16, 1500], domainMin=0), legend=None)
    discs = base.transform_filter("datum.customers > 0").mark_point(opacity=0.92)
    discs = discs.encode(size=size, color=stage_colour(names))
    labels = base.mark_text(dy=29, baseline="middle").encode(text="label:N")
    layers: Any = alt.layer(discs, labels)
    chart: alt.LayerChart = layers.properties(
        width=alt.Step(step), height=alt.Step(78), name="placement"
    )
    return chart


def placement_figure(client: "Client") -> Figure:
    """Give where each customer is now, by stage and persona."""
    language, names = client.language, Names.of(client)
    measure = published(placement(client), client.small_cells)
    cells = summed(measure.frame, ["stage", "persona"], ["customers"])
    frame = _placement_rows(cells, names)
    if frame["customers"].fillna(0).sum() == 0:
        return nothing_measured(client, text("charts.experiences.placement.empty", language), frame)
    columns: Columns = {"persona_name": str, "stage_name": str, "customers": int, "share": Percent}
    return measured_figure(
        client,
        measure,
        title=_placement_title(frame, measure.n, language),
        what=text("charts.experiences.placement.what", language),
        chart=placement_chart(frame, names, language=language),
        phrases=_placement_phrases(frame),
        table=reader_table(frame, columns, language),
        notes=partly_note(frame, language),
    )


def _placement_rows(cells: pd.DataFrame, names: Names) -> pd.DataFrame:
    frame = names.add_to(cells)
    whole = frame.groupby("persona")["customers"].transform("sum").astype(float)
    frame["share"] = frame["customers"].astype(float) / whole.where(whole > 0)
    rows = frame.to_dict("records")
    return frame.assign(label=[_count_label(row, names.language) for row in rows])


def _count_label(row: Mapping[Any, Any], language: str) -> str:
    if row["suppressed"]:
        return text("charts.captions.hidden", language)
    return at_least(row["customers"], row["partly"], language)


def _placement_title(frame: pd.DataFrame, n: int, language: str) -> str:
    stages = frame.groupby("stage_name", sort=False)["customers"].sum()
    fullest = frame[frame["stage_name"] == stages.idxmax()]
    missing = bool((fullest["partly"] | fullest["suppressed"]).any())
    values: dict[str, Any] = {"stage": stages.idxmax(), "n": n}
    values["customers"] = at_least(stages.max(), missing, language)
    share = Percent(stages.max() / n) if n else Percent(0)
    return finding("charts.experiences.placement.title", language, share=share, **values)


def _placement_phrases(frame: pd.DataFrame) -> Iterator[str]:
    for row in frame.to_dict("records"):
        yield f"{row['persona_name']}, {row['stage_name']}: {row['label']}"

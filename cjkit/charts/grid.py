"""The grid of stages and touchpoints: where the map plans one, and where data find customers."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts.captions import (
    MOST_TOUCHPOINTS,
    Columns,
    at_least,
    finding,
    measured_figure,
    partly_note,
    reader_table,
    shown_note,
    summed,
    tip,
)
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import Names, across, down, in_order, stage_colour
from cjkit.labels import text
from cjkit.measures.measure import cell, highest
from cjkit.measures.reach import reach
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client

_STATES = ("reached", "planned", "extra", "hidden")


def planned_cells(names: Names) -> set[tuple[str, str]]:
    """Give the pairs of stage and touchpoint that the map plans."""
    return {(place.stage, t.id) for t in names.map.touchpoints for place in t.places}


def grid_frame(cells: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Give every cell that is planned or observed.

    Parameters
    ----------
    cells
        Published reach summed by `stage` and `touchpoint`: `customers`, `events`, `suppressed`,
        `partly`.

    Returns
    -------
    DataFrame
        Columns `stage`, `touchpoint`, their names, `customers`, `events`, `suppressed`, `planned`,
        `state` (reached, planned, extra or hidden), `state_name` and `label`.
    """
    language = names.language
    observed = names.add_to(cells).set_index(["stage", "touchpoint"])
    planned = planned_cells(names)
    index = observed.index.union(pd.MultiIndex.from_tuples(planned, names=observed.index.names))
    frame = observed.reindex(index if planned else observed.index).reset_index()
    frame = names.add_to(
        frame[["stage", "touchpoint", "customers", "events", "suppressed", "partly"]]
    )
    frame = names.sort(frame, ["touchpoint", "stage"])
    frame["suppressed"], frame["partly"] = frame["suppressed"].eq(True), frame["partly"].eq(True)
    pairs = zip(frame["stage"], frame["touchpoint"], strict=True)
    frame["planned"] = [pair in planned for pair in pairs]
    frame["state"] = [_state(row) for row in frame.to_dict("records")]
    words = {state: text(f"charts.touchpoints.state.{state}", language) for state in _STATES}
    frame["state_name"] = frame["state"].map(words)
    frame["label"] = [_grid_label(row, language) for row in frame.to_dict("records")]
    return frame


def _state(place: Mapping[Any, Any]) -> str:
    if place["suppressed"]:
        return "hidden"
    if pd.isna(place["customers"]) or not place["customers"]:
        return "planned"
    return "reached" if place["planned"] else "extra"


def _grid_label(place: Mapping[Any, Any], language: str) -> str:
    if place["state"] == "hidden":
        return text("charts.captions.hidden", language)
    if place["state"] == "planned":
        return ""
    return at_least(place["customers"], place["partly"], language)


def touchpoint_grid_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.LayerChart:
    """Draw planned places hollow and observed reach filled, with the number of customers.

    Parameters
    ----------
    frame
        Rows of `grid_frame`.
    """
    stages = in_order(names.stage, frame["stage"])
    touchpoints = in_order(names.touchpoint, frame["touchpoint"])
    step = min(max(880 / max(len(stages), 1), 64), 112)
    lines = {"orient": "top", "domain": False, "ticks": False}
    x = across(names.stage, "stage", stages, letters=int(step / 7.4), **lines)
    y = down(names.touchpoint, "touchpoint", touchpoints, grid=True)
    base = alt.Chart(frame).encode(x=x, y=y, tooltip=_grid_tips(language))
    size = alt.Size("customers:Q", scale=alt.Scale(range=[16, 620], domainMin=0), legend=None)
    rings = base.transform_filter("datum.planned").mark_point(
        size=210, filled=False, strokeWidth=1.3, opacity=1
    )
    discs = base.transform_filter("datum.customers > 0").mark_point(opacity=0.92, filled=True)
    shape = alt.Shape(
        "state:N",
        scale=alt.Scale(domain=["reached", "extra"], range=["circle", "diamond"]),
        legend=None,
    )
    labels = base.mark_text(align="left", dx=17, fontSize=12).encode(text="label:N")
    layers: Any = alt.layer(
        rings.encode(color=stage_colour(names)),
        discs.encode(color=stage_colour(names), size=size, shape=shape),
        labels,
    )
    chart: alt.LayerChart = layers.properties(
        width=alt.Step(step), height=alt.Step(34), name="touchpoint_grid"
    )
    return chart


def _grid_tips(language: str) -> list[alt.Tooltip]:
    return [
        tip("stage_name", language),
        tip("touchpoint_name", language),
        tip("state_name", language),
        tip("customers:Q", language, ",d"),
        tip("events:Q", language, ",d"),
    ]


def touchpoint_grid_figure(client: "Client") -> Figure:
    """Give the planned grid of stages and touchpoints with what data find in it."""
    language, names = client.language, Names.of(client)
    measure = published(reach(client), client.small_cells)
    cells = summed(measure.frame, ["stage", "touchpoint"], ["customers", "events"])
    frame = grid_frame(cells, names)
    if frame.empty:
        title = text("charts.touchpoints.grid.empty", language)
        return empty_figure(title, text("charts.touchpoints.add", language), language)
    columns: Columns = {"stage_name": str, "touchpoint_name": str, "state_name": str}
    columns |= {"customers": int, "events": int}
    shown = _top_touchpoints(frame)
    drawn, whole = shown["touchpoint"].nunique(), frame["touchpoint"].nunique()
    return measured_figure(
        client,
        measure,
        title=_grid_title(frame, language),
        what=text("charts.touchpoints.grid.what", language),
        chart=touchpoint_grid_chart(shown, names, language=language),
        phrases=_grid_phrases(frame, language),
        table=reader_table(frame, columns, language),
        notes=[*partly_note(frame, language), *shown_note(drawn, whole, language)],
    )


def _top_touchpoints(frame: pd.DataFrame) -> pd.DataFrame:
    largest = frame.groupby("touchpoint", sort=False)["customers"].max().fillna(0).astype(float)
    return frame[frame["touchpoint"].isin(largest.nlargest(MOST_TOUCHPOINTS).index)]


def _grid_title(frame: pd.DataFrame, language: str) -> str:
    planned, found = frame[frame["planned"]], frame[frame["customers"].fillna(0) > 0]
    if found.empty:
        return finding("charts.touchpoints.grid.title_planned", language, n=len(planned))
    busiest = cell(found, highest(found["customers"].astype(float)))
    values = {
        "reached": int((planned["state"] == "reached").sum()),
        "n": len(planned),
        "touchpoint": busiest["touchpoint_name"],
        "stage": busiest["stage_name"],
        "customers": at_least(busiest["customers"], busiest["partly"], language),
    }
    return finding("charts.touchpoints.grid.title", language, **values)


def _grid_phrases(frame: pd.DataFrame, language: str) -> Iterator[str]:
    by_state = frame["state"].map({state: place for place, state in enumerate(_STATES)})
    for row in frame.loc[by_state.sort_values(kind="stable").index].to_dict("records"):
        said = row["label"] or row["state_name"]
        yield f"{row['touchpoint_name']}, {row['stage_name']}: {said}"

"""Step 4 in pictures: the grid of stages and touchpoints, reach, ownership, what has no place."""

import json
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
    shown_note,
    summed,
    tip,
    top_rows,
)
from cjkit.charts.figure import Figure, empty_figure, table_html
from cjkit.charts.names import UNKNOWN, Names, across, down, in_order, stage_colour, stage_scale
from cjkit.labels import Percent, number, percent, text
from cjkit.measures.measure import cell, highest
from cjkit.measures.reach import reach, reach_totals
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client

MOST_TOUCHPOINTS = 24
"""More touchpoints than this are not drawn; the table has them all."""
MOST_UNPLACED = 15
_BAR = "#7B8794"
_STATES = ("reached", "planned", "extra", "hidden")


# The grid: where the map plans a touchpoint, and where data find customers.


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


# Reach: customers per stage and per touchpoint.


def reach_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.VConcatChart:
    """Draw the customers reached as bars, per stage and per touchpoint.

    Parameters
    ----------
    frame
        `level` (stage or touchpoint), `id`, `name`, `customers`, `label`, in the order to draw.
    """
    most = float(frame["customers"].max())
    by_stage = alt.Color("id:N", scale=stage_scale(names), legend=None)
    parts = {"stage": (names.stage, by_stage), "touchpoint": (names.touchpoint, alt.value(_BAR))}
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


# Ownership: over whose touchpoints the contacts run.


def ownership_chart(frame: pd.DataFrame, *, language: str) -> alt.LayerChart:
    """Draw the share of all contacts by whose touchpoints they are and by channel.

    Parameters
    ----------
    frame
        `pair`, `words` (channel and ownership), `events`, `share`, `label`, largest first.
    """
    axis = alt.Axis(
        title=text("charts.touchpoints.ownership.axis", language), format="%", tickCount=5
    )
    scale = alt.Scale(domain=[0, float(frame["share"].max()) * 1.15], nice=False)
    words = dict(zip(frame["pair"], frame["words"], strict=True))
    base = alt.Chart(frame).encode(
        x=alt.X("share:Q", axis=axis, scale=scale),
        y=down(words, "pair", frame["pair"], letters=34),
        tooltip=[
            tip("channel", language),
            tip("ownership_name", language),
            tip("events:Q", language, ",d"),
            tip("share:Q", language, ".0%"),
        ],
    )
    bars = base.mark_bar(height=15, color=_BAR)
    labels = base.mark_text(align="left", dx=5).encode(text="label:N")
    layers: Any = alt.layer(bars, labels)
    chart: alt.LayerChart = layers.properties(width=560, height=alt.Step(26), name="ownership")
    return chart


def ownership_figure(client: "Client") -> Figure:
    """Give how the contacts divide over channels, and over owned, paid, earned and other ones.

    Contacts are counted, not customers: a customer may come by several channels.
    """
    language, names = client.language, Names.of(client)
    measure = published(reach_totals(client), client.small_cells)
    frame = ownership_frame(measure.frame, names)
    if frame.empty:
        return nothing_measured(
            client, text("charts.touchpoints.ownership.empty", language), measure.frame
        )
    owners = frame.groupby("ownership", sort=False)["share"].sum()
    whose = text(f"charts.touchpoints.whose.{owners.idxmax()}", language)
    values = {"whose": whose, "share": Percent(owners.max())}
    columns: Columns = {"channel": str, "ownership_name": str, "events": int, "share": Percent}
    return measured_figure(
        client,
        measure,
        title=text(
            "charts.touchpoints.ownership.title",
            language,
            events=int(frame["events"].sum()),
            **values,
        ),
        what=text("charts.touchpoints.ownership.what", language),
        chart=ownership_chart(top_rows(frame, "events", MOST_TOUCHPOINTS), language=language),
        phrases=[f"{row['words']}: {row['label']}" for row in frame.to_dict("records")],
        table=reader_table(frame, columns, language),
        notes=shown_note(min(len(frame), MOST_TOUCHPOINTS), len(frame), language),
    )


def ownership_frame(totals: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Add up the contacts of the map's touchpoints by channel and ownership, largest first."""
    language = names.language
    none = text("charts.touchpoints.ownership.no_channel", language)
    known = {t.id: (t.channel or none, t.ownership.value) for t in names.map.touchpoints}
    found = totals[(totals["level"] == "touchpoint") & totals["id"].isin(list(known))]
    found = found[found["events"].fillna(0) > 0]
    pairs = [known[identity] for identity in found["id"]]
    frame = found.assign(channel=[c for c, _ in pairs], ownership=[o for _, o in pairs])
    frame = frame.groupby(["channel", "ownership"], sort=False)["events"].sum().reset_index()
    frame = frame.sort_values("events", ascending=False, kind="stable").reset_index(drop=True)
    frame["share"] = frame["events"].astype(float) / float(frame["events"].sum() or 1)
    owners = {o: text(f"charts.touchpoints.owners.{o}", language) for _, o in known.values()}
    frame["ownership_name"] = frame["ownership"].map(owners)
    rows = frame.to_dict("records")
    frame["pair"] = [f"{row['channel']} {row['ownership']}" for row in rows]
    frame["words"] = [f"{row['channel']} · {row['ownership_name']}" for row in rows]
    return frame.assign(label=[percent(share, language) for share in frame["share"]])


# What has no place: the rows that no rule meets, and the rule that would.


def unplaced_figure(client: "Client") -> Figure:
    """Give the rows that met no rule, most frequent first, each with a rule to paste.

    Kinds of rows with fewer rows than the smallest cell are added up: they might point to a person.
    """
    language, names = client.language, Names.of(client)
    frame = names.add_to(client.engine.query("unplaced"))
    if client.engine.query("rows").empty:
        title = text("charts.touchpoints.unplaced.empty", language)
        return empty_figure(title, text("charts.rows.next", language), language)
    if frame.empty:
        title = text("charts.touchpoints.unplaced.title_none", language)
        return Figure(title, language=language)
    common = frame[frame["rows"] >= client.small_cells]
    total, rare = int(frame["rows"].sum()), int(frame["rows"].sum() - common["rows"].sum())
    table = _unplaced_table(common, language)
    title = text("charts.touchpoints.unplaced.title", language, n=total, kinds=len(frame))
    caption = text("charts.touchpoints.unplaced.caption", language)
    notes = [text("charts.touchpoints.unplaced.rare", language, n=rare, k=client.small_cells)]
    return Figure(
        title,
        text("charts.touchpoints.unplaced.what", language),
        language,
        body=table_html(table.head(MOST_UNPLACED), caption, language),
        table=table if len(table) > MOST_UNPLACED else None,
        notes=[
            *(notes if rare else []),
            *shown_note(min(len(table), MOST_UNPLACED), len(table), language),
        ],
    )


def _unplaced_table(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    rows = frame.sort_values("rows", ascending=False, kind="stable").to_dict("records")
    told = pd.DataFrame(
        [
            {
                "source_name": row["source_name"],
                "rows": row["rows"],
                "reason": text(f"charts.touchpoints.unplaced.{row['reason']}", language),
                "fields": _fields_words(row["fields"]),
                "rule": rule_to_paste(row["reason"], json.loads(row["fields"])),
            }
            for row in rows
        ],
        columns=["source_name", "rows", "reason", "fields", "rule"],
    )
    columns: Columns = {"rows": int, "source_name": str, "reason": str, "fields": str, "rule": str}
    return reader_table(told, columns, language)


def _fields_words(fields: str) -> str:
    return ", ".join(f"{name} {value}" for name, value in json.loads(fields).items() if value)


_TELLING = (("utm_source", "utm_medium"), ("page",), ("event",), ("referrer_host",), ("campaign",))


def rule_to_paste(reason: str, fields: Mapping[str, Any]) -> str:
    """Give the rule, as journey.yaml takes it, that would place rows with these fields.

    A row without a touchpoint needs a `match` rule at one; a row without a stage an `entry` rule.

    >>> rule_to_paste("no_touchpoint", {"utm_source": "bing", "utm_medium": "cpc", "page": "/"})
    'match: [{"utm_source": "bing", "utm_medium": "cpc"}]'
    """
    filled = {name: value for name, value in fields.items() if value not in (None, "")}
    telling = next((names for names in _TELLING if set(names) <= set(filled)), tuple(filled))
    rule = {name: filled[name] for name in telling}
    key = "entry" if reason == "no_stage" else "match"
    return f"{key}: [{json.dumps(rule, ensure_ascii=False)}]" if rule else ""

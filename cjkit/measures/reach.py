"""Whom we reach: customers and events on the grid of stages and touchpoints, and persona sizes."""

from typing import TYPE_CHECKING

import pandas as pd

from cjkit.data.sources import Shape
from cjkit.labels import Percent
from cjkit.measures.asking import ask, in_map_order, measure_of, named
from cjkit.measures.intervals import wilson
from cjkit.measures.measure import Layout, Measure, Sentence, Whole, cell, highest, places_of

if TYPE_CHECKING:
    from cjkit.client import Client

REACH = Layout(
    name="reach",
    keys={"stage": "str", "touchpoint": "str", "persona": "str"},
    figures={"customers": "int64", "events": "int64"},
    customers="customers",
    adds_over=("stage", "touchpoint", "persona"),
    closed=True,
)
REACH_TOTALS = Layout(
    name="reach_totals",
    keys={"level": "str", "id": "str"},
    figures={"customers": "int64", "events": "int64"},
    customers="customers",
)
PERSONA_SIZES = Layout(
    name="persona_sizes",
    keys={"persona": "str"},
    figures={"customers": "int64", "share": "float64", "low": "float64", "high": "float64"},
    customers="customers",
    adds_over=("persona",),
)

_PRESENCE = Layout(
    name="presence",
    keys={"stands": "str", **REACH.keys},
    figures={"customers": "int64"},
    customers="customers",
    adds_over=("stands", *REACH.keys),
    closed=True,
)
"""The cells that reach, placement and personas share: `stands` is where a customer is now."""


def reach(client: "Client") -> Measure:
    """Count distinct customers and events in each cell of stage, touchpoint and persona.

    Customers in several cells count in each of them; only along personas do they add up. Events
    add up everywhere.

    Returns
    -------
    Measure
        Columns stage, touchpoint, persona (missing = unknown), customers, events; n is the
        number of distinct customers.
    """
    rows = _grid(client)
    frame = REACH.frame(rows[rows["level"] == "cell"])
    n = _everybody(rows)
    said = _busiest(client, frame, n)
    return measure_of(client, REACH, frame, n=n, sentences=said, whole=among_present(client, frame))


def reach_totals(client: "Client") -> Measure:
    """Count distinct customers and events in all, by stage, by touchpoint and by persona.

    Returns
    -------
    Measure
        Columns level (all, stage, touchpoint or persona), id ("" at level all, missing = unknown),
        customers, events. No customer counts twice in a row.
    """
    rows = _grid(client)
    levels = ["all", "stage", "touchpoint", "persona"]
    totals = [rows[rows["level"] == level] for level in levels]
    named_by = [t.assign(id=t.get(level, "")) for t, level in zip(totals, levels, strict=True)]
    shown = pd.concat(named_by)
    frame = REACH_TOTALS.frame(shown)
    n = _everybody(rows)
    said = [Sentence("reach_totals", {"n": n, "events": int(frame["events"].max())})] if n else []
    whole = among_present(client, shown)
    return measure_of(client, REACH_TOTALS, frame, n=n, sentences=said, whole=whole)


def persona_sizes(client: "Client") -> Measure:
    """Count the customers with consent by persona, and their share with Wilson's interval.

    The period does not narrow it: a customer is one, active in the period or not. With a persona
    selected only its row is given; its share stays that of all customers.

    Returns
    -------
    Measure
        Columns persona (missing = none of the map's), customers, share, low, high.
    """
    rows = ask(client, "persona_sizes")
    n = int(rows["customers"].sum())
    low, high = wilson(rows["customers"], n)
    frame = PERSONA_SIZES.frame(rows.assign(share=rows["customers"] / n, low=low, high=high))
    chosen = client.selection.persona
    frame = in_map_order(
        client, frame[frame["persona"] == chosen] if chosen else frame, ["persona"]
    )
    n = n if len(frame) else 0
    return measure_of(
        client,
        PERSONA_SIZES,
        frame,
        n=n,
        sentences=_largest(client, frame, n),
        shapes=(),
        sources=_customer_sources(client),
        whole=_if_all_present(client, frame),
    )


def among_present(client: "Client", shown: pd.DataFrame) -> Whole:
    """Find the rows of a measure among all cells that tell where customers are or were."""
    visited = _grid(client)
    visited = visited[(visited["level"] != "place") | _asked_for(client, visited)]
    rows = pd.concat([visited.assign(stands=""), standing(ask(client, "placement"))])
    together = {key: "" for key in _PRESENCE.keys if key not in shown}
    return places_of(shown.assign(**together), rows.reset_index(drop=True), _PRESENCE)


def standing(rows: pd.DataFrame) -> pd.DataFrame:
    """Turn places into one key, so that all of a persona add up to those who visited at all."""
    stands = rows["stage"].astype("str").fillna("?") + " " + rows["touchpoint"].fillna("?")
    return rows.assign(stands=stands, stage="", touchpoint="")


def _customer_sources(client: "Client") -> list[str]:
    """Name the sources of customers; the store keeps customers without where they came from."""
    return [source.id for source in client.data.of_shape(Shape.CUSTOMERS)] if client.data else []


def _everybody(rows: pd.DataFrame) -> int:
    return int(rows.loc[rows["level"] == "all", "customers"].sum())


def _grid(client: "Client") -> pd.DataFrame:
    """Give cells and margins in one frame, where a margin has "" for what it sums over."""
    rows = ask(client, "reach")
    for key in REACH.keys:
        summed = ~rows["level"].isin(["cell", key, "place" if key != "persona" else key])
        rows[key] = rows[key].astype("str").mask(summed, "")
    return in_map_order(client, rows, list(REACH.keys))


def _asked_for(client: "Client", rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows are of a stage and touchpoint that a metric or assumption counts in all."""
    whole_map = client.whole_map
    figures = [
        *((m.persona, m.stage, m.touchpoint) for m in whole_map.metrics.metrics),
        *((a.persona, a.stage, a.touchpoint) for a in whole_map.assumptions),
    ]
    places = {(stage, touchpoint) for persona, stage, touchpoint in figures if not persona}
    asked = [place in places for place in zip(rows["stage"], rows["touchpoint"], strict=True)]
    return pd.Series(asked, rows.index)


def _if_all_present(client: "Client", frame: pd.DataFrame) -> Whole | None:
    """Find personas among the cells of those present, where nobody is absent."""
    visited = _grid(client)
    present = _sizes(visited[visited["level"] == "persona"])
    return among_present(client, frame) if present and present == _sizes(frame) else None


def _sizes(rows: pd.DataFrame) -> dict[str, int]:
    return dict(zip(rows["persona"].fillna("?"), rows["customers"], strict=True))


def _busiest(client: "Client", frame: pd.DataFrame, n: int) -> list[Sentence]:
    if frame.empty:
        return []
    row = highest(frame["customers"])
    top = cell(frame, row)
    values = {
        "stage": named(client, "stage", top["stage"]),
        "touchpoint": named(client, "touchpoint", top["touchpoint"]),
        "persona": named(client, "persona", top["persona"]),
        "customers": int(top["customers"]),
        "n": n,
    }
    return [Sentence("reach", values, row)]


def _largest(client: "Client", frame: pd.DataFrame, n: int) -> list[Sentence]:
    known = frame[frame["persona"].notna()]
    if known.empty:
        return [Sentence("no_persona", {"n": n})] if n else []
    row = highest(known["customers"])
    top = cell(known, row)
    values = {
        "persona": named(client, "persona", top["persona"]),
        "share": Percent(top["share"]),
        "low": Percent(top["low"]),
        "high": Percent(top["high"]),
        "n": n,
    }
    return [Sentence("persona_sizes", values, row)]

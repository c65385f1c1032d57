"""Whom we reach: customers and events on the grid of stages and touchpoints, and persona sizes."""

from typing import TYPE_CHECKING

import pandas as pd

from cjkit.labels import Percent
from cjkit.measures.asking import ask, in_map_order, measure_of, named
from cjkit.measures.intervals import wilson
from cjkit.measures.measure import Layout, Measure, Sentence, cell, highest

if TYPE_CHECKING:
    from cjkit.client import Client

REACH = Layout(
    name="reach",
    keys={"stage": "str", "touchpoint": "str", "persona": "str"},
    figures={"customers": "int64", "events": "int64"},
    customers="customers",
    adds_over=("stage", "touchpoint", "persona"),
)
REACH_TOTALS = Layout(
    name="reach_totals",
    keys={"level": "str", "id": "str"},
    figures={"customers": "int64", "events": "int64"},
    customers="customers",
    adds_over=("id",),
)
PERSONA_SIZES = Layout(
    name="persona_sizes",
    keys={"persona": "str"},
    figures={"customers": "int64", "share": "float64", "low": "float64", "high": "float64"},
    customers="customers",
    adds_over=("persona",),
)


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
    rows = ask(client, "reach")
    cells = REACH.frame(rows[rows["level"] == "cell"])
    frame = in_map_order(client, cells, list(REACH.keys))
    n = _everybody(rows)
    return measure_of(client, REACH, frame, n=n, sentences=_busiest(client, frame, n))


def reach_totals(client: "Client") -> Measure:
    """Count distinct customers and events in all, by stage, by touchpoint and by persona.

    Returns
    -------
    Measure
        Columns level (all, stage, touchpoint or persona), id ("" at level all, missing = unknown),
        customers, events. No customer counts twice in a row.
    """
    rows = ask(client, "reach")
    levels = [_level(client, rows, level) for level in ("all", "stage", "touchpoint", "persona")]
    frame = REACH_TOTALS.frame(pd.concat(levels, ignore_index=True))
    n = _everybody(rows)
    said = Sentence("reach_totals", {"n": n, "events": int(frame["events"].max())}) if n else None
    return measure_of(client, REACH_TOTALS, frame, n=n, sentences=[said] if said else [])


def persona_sizes(client: "Client") -> Measure:
    """Count the customers with consent by persona, and their share with Wilson's interval.

    The period does not narrow it: a customer is one, active in the period or not.

    Returns
    -------
    Measure
        Columns persona (missing = none of the map's), customers, share, low, high.
    """
    rows = ask(client, "persona_sizes")
    n = int(rows["customers"].sum())
    low, high = wilson(rows["customers"], n)
    frame = PERSONA_SIZES.frame(rows.assign(share=rows["customers"] / n, low=low, high=high))
    frame = in_map_order(client, frame, ["persona"])
    return measure_of(
        client, PERSONA_SIZES, frame, n=n, sentences=_largest(client, frame, n), shapes=()
    )


def _everybody(rows: pd.DataFrame) -> int:
    return int(rows.loc[rows["level"] == "all", "customers"].sum())


def _level(client: "Client", rows: pd.DataFrame, level: str) -> pd.DataFrame:
    found = rows[rows["level"] == level]
    if level == "all":
        return found.assign(id="")
    return in_map_order(client, found, [level]).assign(id=lambda table: table[level])


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

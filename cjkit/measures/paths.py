"""Where customers stand on the grid."""

from typing import TYPE_CHECKING

import pandas as pd

from cjkit.labels import Percent
from cjkit.measures.asking import ask, in_map_order, measure_of, named
from cjkit.measures.measure import Layout, Measure, Sentence, cell, highest
from cjkit.measures.reach import among_present, standing

if TYPE_CHECKING:
    from cjkit.client import Client

PLACEMENT = Layout(
    name="placement",
    keys={"stage": "str", "touchpoint": "str", "persona": "str"},
    figures={"customers": "int64"},
    customers="customers",
    adds_over=("stage", "touchpoint", "persona"),
    closed=True,
)


def placement(client: "Client") -> Measure:
    """Put each customer in one cell: stage and touchpoint of the last event in the period.

    Returns
    -------
    Measure
        Columns stage, touchpoint, persona (missing = unknown), customers; they add up to n.
    """
    frame = in_map_order(client, PLACEMENT.frame(ask(client, "placement")), list(PLACEMENT.keys))
    n = int(frame["customers"].sum())
    said = _fullest(client, frame, n)
    whole = among_present(client, standing(frame))
    return measure_of(client, PLACEMENT, frame, n=n, sentences=said, whole=whole)


def _fullest(client: "Client", frame: pd.DataFrame, n: int) -> list[Sentence]:
    if frame.empty:
        return []
    row = highest(frame["customers"])
    top = cell(frame, row)
    names = {key: named(client, key, top[key]) for key in PLACEMENT.keys}
    numbers = {"customers": int(top["customers"]), "share": Percent(top["customers"] / n), "n": n}
    return [Sentence("placement", {**names, **numbers}, row)]

"""Where customers stand on the grid."""

from typing import TYPE_CHECKING

import pandas as pd

from cjkit.labels import Percent
from cjkit.measures.asking import ask, in_map_order, measure_of, named
from cjkit.measures.measure import Layout, Measure, Sentence

if TYPE_CHECKING:
    from cjkit.client import Client

PLACEMENT = Layout(
    name="placement",
    keys={"stage": "str", "touchpoint": "str", "persona": "str"},
    figures={"customers": "int64"},
    customers="customers",
    adds_over=("stage", "touchpoint", "persona"),
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
    return measure_of(client, PLACEMENT, frame, n=n, sentences=_fullest(client, frame, n))


def _fullest(client: "Client", frame: pd.DataFrame, n: int) -> list[Sentence]:
    stages = frame.groupby("stage", sort=False)["customers"].sum()
    if stages.empty:
        return []
    values = {
        "stage": named(client, "stage", stages.idxmax()),
        "customers": int(stages.max()),
        "share": Percent(stages.max() / n),
        "n": n,
    }
    return [Sentence("placement", values)]

"""The cells of answers that measures share: what one hides, no other may tell.

Ratings, satisfaction, recommendation and emotion count the same answers. A cell that is hidden in
one would follow from another that hides a different neighbour, so all are hidden together.
"""

from typing import TYPE_CHECKING

import pandas as pd

from cjkit.measures.asking import ask
from cjkit.measures.measure import Layout, Whole, places_of

if TYPE_CHECKING:
    from cjkit.client import Client

ANSWERS = Layout(
    name="answers",
    keys={
        "instrument": "str",
        "question": "str",
        "stage": "str",
        "touchpoint": "str",
        "persona": "str",
    },
    figures={"n": "int64", "customers": "int64"},
    customers="customers",
    adds_over=("instrument", "question", "stage", "touchpoint", "persona"),
    closed=True,
)


def among_answers(client: "Client", shown: pd.DataFrame, **fixed: str) -> Whole:
    """Find the rows of a measure among all cells of answers.

    `fixed` gives the keys that the measure's frame has no column for; "" where it takes them
    together, which is also what a key stands for that is not given.
    """
    together = {key: "" for key in ANSWERS.keys if key not in shown}
    return places_of(shown.assign(**together | fixed), ask(client, "answer_cells"), ANSWERS)

"""The to-do list in which the map ends, in the order in which to take it up."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from cjkit.measures.asking import measure_of
from cjkit.measures.focus import focus
from cjkit.measures.measure import Layout, Measure, Sentence
from cjkit.measures.suppression import published
from cjkit.model.improvements import Improvement, Status
from cjkit.model.metrics import Focus

if TYPE_CHECKING:
    from cjkit.client import Client

TO_DO = Layout(
    name="to_do",
    keys={"improvement": "str"},
    stated={
        "text": "str",
        "stage": "str",
        "touchpoint": "str",
        "channel": "str",
        "owner": "str",
        "effort": "Int64",
        "impact": "Int64",
        "status": "str",
        "due": "datetime64[us]",
        "in_focus": "bool",
        "focus_score": "float64",
        "grade": "str",
    },
    figures={},
    unit="improvements",
)
_CLOSED = (Status.DONE, Status.DROPPED)


def to_do(client: "Client") -> Measure:
    """Give the improvements of the map in the order in which to take them up.

    Open ones first; among them those that the team has put in focus, then by the focus score of
    their place, then the highest impact, the lowest effort, the nearest date. An improvement is in
    focus when its stage or touchpoint is. Its score is the highest of any persona at its stage and
    touchpoint, or anywhere in the one that it names; of cells that may be shown only.

    Returns
    -------
    Measure
        Columns improvement, text, stage, touchpoint, channel, owner, effort (1 to 5), impact
        (1 to 5), status, due, in_focus, focus_score (missing where its place has none), grade.
        n is the number of improvements still open.
    """
    listed = client.map.improvements.improvements
    scores = _scores(client) if listed else {}
    rows = [_row(improvement, _focus_of(client), scores) for improvement in listed]
    rows.sort(key=_order)
    frame = TO_DO.frame(pd.DataFrame(rows) if rows else None)
    still_open = [row for row in rows if row["status"] not in _CLOSED]
    said = _first(still_open, len(rows))
    return measure_of(client, TO_DO, frame, n=len(still_open), sentences=said, shapes=_SCORED)


_SCORED = ("events", "answers")
Place = tuple[str | None, str | None]
"""A stage and a touchpoint; None where any will do."""


def _focus_of(client: "Client") -> Focus:
    return client.map.metrics.focus or Focus()


def _scores(client: "Client") -> dict[Place, float]:
    """Give the highest score that may be shown, by stage and touchpoint and by either alone."""
    shown = published(focus(client), client.small_cells).frame.dropna(subset="score")
    highest: dict[Place, float] = {}
    for stage, touchpoint, score in shown[["stage", "touchpoint", "score"]].itertuples(index=False):
        for place in ((stage, touchpoint), (stage, None), (None, touchpoint)):
            highest[place] = max(score, highest.get(place, 0.0))
    return highest


def _row(improvement: Improvement, chosen: Focus, scores: dict[Place, float]) -> dict[str, Any]:
    own = ("text", "stage", "touchpoint", "channel", "owner", "effort", "impact", "due")
    return {
        "improvement": improvement.id,
        **{name: getattr(improvement, name) for name in own},
        "status": improvement.status.value,
        "in_focus": improvement.stage in chosen.stages
        or improvement.touchpoint in chosen.touchpoints,
        "focus_score": scores.get((improvement.stage, improvement.touchpoint)),
        "grade": improvement.grade.value,
    }


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["status"] in _CLOSED,
        not row["in_focus"],
        -(row["focus_score"] if row["focus_score"] is not None else -1),
        -(row["impact"] or 0),
        row["effort"] or 6,
        str(row["due"] or "9999"),
    )


def _first(still_open: list[dict[str, Any]], total: int) -> list[Sentence]:
    if not total:
        return [Sentence("nothing_to_do")]
    if not still_open:
        return [Sentence("all_done", {"n": total})]
    return [Sentence("to_do", {"n": len(still_open), "first": still_open[0]["text"]})]


def focus_order(client: "Client") -> dict[str, float | None]:
    """Give the focus score of each improvement, in the order in which to take them up."""
    rows = to_do(client).frame[["improvement", "focus_score"]].itertuples(index=False)
    return {identity: None if pd.isna(score) else round(score, 3) for identity, score in rows}

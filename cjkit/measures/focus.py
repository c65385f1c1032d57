"""The to-do list in which the map ends."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from cjkit.measures.asking import measure_of
from cjkit.measures.measure import Layout, Measure, Sentence
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
        "grade": "str",
    },
    figures={},
    unit="improvements",
)
_CLOSED = (Status.DONE, Status.DROPPED)


def to_do(client: "Client") -> Measure:
    """Give the improvements of the map in the order in which to take them up.

    Open ones first; among them those in focus, then the highest impact, the lowest effort, the
    nearest date. An improvement is in focus when its stage or touchpoint is.

    Returns
    -------
    Measure
        Columns improvement, text, stage, touchpoint, channel, owner, effort (1 to 5), impact
        (1 to 5), status, due, in_focus, grade. n is the number of improvements still open.
    """
    focus = client.map.metrics.focus or Focus()
    rows = [_row(improvement, focus) for improvement in client.map.improvements.improvements]
    rows.sort(key=_order)
    frame = TO_DO.frame(pd.DataFrame(rows) if rows else None)
    still_open = [row for row in rows if row["status"] not in _CLOSED]
    said = _first(still_open, len(rows))
    return measure_of(client, TO_DO, frame, n=len(still_open), sentences=said, shapes=())


def _row(improvement: Improvement, focus: Focus) -> dict[str, Any]:
    own = ("text", "stage", "touchpoint", "channel", "owner", "effort", "impact", "due")
    return {
        "improvement": improvement.id,
        **{name: getattr(improvement, name) for name in own},
        "status": improvement.status.value,
        "in_focus": improvement.stage in focus.stages
        or improvement.touchpoint in focus.touchpoints,
        "grade": improvement.grade.value,
    }


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["status"] in _CLOSED,
        not row["in_focus"],
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

"""A person grades an assumption by what the data say; the data never do so by themselves."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjkit.client import open_client
from cjkit.errors import MeasureError, UnknownIdError
from cjkit.formats.journey_yaml import OpenJourney, open_journey
from cjkit.measures.assumptions import assumptions
from cjkit.measures.measure import Measure
from cjkit.measures.suppression import published
from cjkit.model.assumptions import Assumption, Comparison
from cjkit.model.evidence import Evidence, EvidenceKind, Grade
from cjkit.model.versions import with_change

if TYPE_CHECKING:
    from cjkit.client import Client

GIVEN = (Grade.INDICATED, Grade.KNOWN)
"""The grades that data can give reason for."""


def grade_assumption(
    folder: Path | str, identity: str, grade: str, reason: str, on: dt.date
) -> OpenJourney:
    """Write into journey.yaml that a person grades an assumption, and why.

    The evidence becomes: the grade, customer data, the sources, the day and n; the reason stands
    in the change log under a new version. A confirmed assumption can become indicated or known.
    An open one can become indicated, where its value lies on the expected side.

    Parameters
    ----------
    folder : Path or str
        The client's folder.
    identity : str
        The id of the assumption.
    grade : str
        indicated or known.
    reason : str
        Why this person says so.
    on : date
        The day.

    Raises
    ------
    CjkitError
        An unknown id or grade, no reason, or data that give no reason for it; the file is then as
        it was.
    """
    opened = open_journey(folder)
    known = {assumption.id: assumption for assumption in opened.map.assumptions}
    if identity not in known:
        raise UnknownIdError.among("assumption", identity, list(known))
    asked = _grade(grade)
    if not reason.strip():
        raise MeasureError.of("CJ-489")
    measure = _shown(open_client(folder))
    row = next(r for r in _rows(measure) if r["assumption"] == identity)
    _refuse_unfounded(known[identity], row, asked)
    evidence = Evidence(
        grade=asked,
        kind=EvidenceKind.CUSTOMER_DATA,
        source=", ".join(measure.lineage),
        date=on,
        n=int(row["n"]),
    )
    graded = known | {identity: known[identity].model_copy(update={"evidence": evidence})}
    changed = opened.map.model_copy(update={"assumptions": tuple(graded.values())})
    return opened.save(with_change(changed, reason.strip(), on))


def proposed_grades(client: "Client") -> dict[str, Grade]:
    """Give the grade that a person could give each assumption by these data, where it is higher."""
    rows = {row["assumption"]: row for row in _rows(_shown(client))}
    proposed = {a.id: _founded(a, rows[a.id]) for a in client.map.assumptions if a.id in rows}
    order = [Grade.GUESSED, *GIVEN]
    return {
        assumption.id: grade
        for assumption in client.map.assumptions
        if (grade := proposed.get(assumption.id))
        and order.index(grade) > order.index(assumption.grade)
    }


def _shown(client: "Client") -> Measure:
    return published(assumptions(client), client.small_cells)


def _rows(measure: Measure) -> list[dict[Any, Any]]:
    frame = measure.frame.astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


def _grade(grade: str) -> Grade:
    if grade not in GIVEN:
        raise MeasureError.of("CJ-485", asked=grade)
    return Grade(grade)


def _founded(assumption: Assumption, row: dict[Any, Any]) -> Grade | None:
    """Give the highest grade that the data give reason for."""
    if row["verdict"] == "confirmed":
        return Grade.KNOWN
    if row["verdict"] != "open" or row["value"] is None:
        return None
    at_least = assumption.expected is Comparison.AT_LEAST
    apart = row["value"] - assumption.threshold
    return Grade.INDICATED if (apart >= 0 if at_least else apart <= 0) else None


def _refuse_unfounded(assumption: Assumption, row: dict[Any, Any], grade: Grade) -> None:
    if row["verdict"] is None or row["value"] is None:
        raise MeasureError.of("CJ-488", assumption=assumption.text)
    if row["verdict"] == "contradicted":
        raise MeasureError.of("CJ-486", assumption=assumption.text, n=int(row["n"]))
    founded = _founded(assumption, row)
    if founded is None or (grade is Grade.KNOWN and founded is not Grade.KNOWN):
        raise MeasureError.of("CJ-487", assumption=assumption.text, n=int(row["n"]))

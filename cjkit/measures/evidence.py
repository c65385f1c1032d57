"""How much of the map is known and how much is guessed, by part of the map, stage and persona."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from cjkit.labels import Percent
from cjkit.measures.asking import measure_of
from cjkit.measures.measure import Layout, Measure, Sentence
from cjkit.model.evidence import Evidence, Grade
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Path, walk_records

if TYPE_CHECKING:
    from cjkit.client import Client

EVIDENCE_COVERAGE = Layout(
    name="evidence_coverage",
    keys={"level": "str", "id": "str", "grade": "str"},
    figures={"statements": "int64", "share": "float64"},
    unit="statements",
)
PARTS = (
    "organisation",
    "personas",
    "stages",
    "touchpoints",
    "experiences",
    "metrics",
    "improvements",
    "assumptions",
)


def evidence_coverage(client: "Client") -> Measure:
    """Count the statements of the map by grade: known, indicated, guessed.

    A statement is every record that can carry evidence: texts, scores, emotions, places, targets.
    An experience counts for its persona and for its stage.

    Returns
    -------
    Measure
        Columns level (all, part, stage or persona), id, grade, statements, share (of the
        statements of that id); n is the number of statements.
    """
    counts = Counter(_graded(client.map))
    frame = EVIDENCE_COVERAGE.frame(pd.DataFrame(_rows(client.map, counts)))
    n = sum(number for (level, _, _), number in counts.items() if level == "all")
    guessed = counts["all", "", Grade.GUESSED]
    said = Sentence("evidence_coverage", {"share": Percent(guessed / n), "n": n}) if n else None
    return measure_of(
        client, EVIDENCE_COVERAGE, frame, n=n, sentences=[said] if said else [], shapes=()
    )


def _graded(journey_map: JourneyMap) -> Iterator[tuple[str, str, Grade]]:
    for path, record in walk_records(journey_map):
        evidence = getattr(record, "evidence", None)
        if isinstance(evidence, Evidence) and path:
            yield "all", "", evidence.grade
            yield "part", str(path[0]), evidence.grade
            for level, identity in _owners(journey_map, path):
                yield level, identity, evidence.grade


def _owners(journey_map: JourneyMap, path: Path) -> Iterator[tuple[str, str]]:
    """Give the stage and persona that a statement at this path is about."""
    part, index = path[0], path[1]
    if part == "stages" and isinstance(index, int):
        yield "stage", journey_map.stages[index].id
    if part == "personas" and isinstance(index, int):
        yield "persona", journey_map.personas[index].id
    if part == "experiences" and isinstance(index, int):
        experience = journey_map.experiences[index]
        yield "stage", experience.stage
        yield "persona", experience.persona


def _rows(
    journey_map: JourneyMap, counts: Counter[tuple[str, str, Grade]]
) -> Iterator[dict[str, object]]:
    ids = {
        "all": ("",),
        "part": PARTS,
        "stage": tuple(stage.id for stage in journey_map.stages),
        "persona": tuple(persona.id for persona in journey_map.personas),
    }
    for level, level_ids in ids.items():
        for identity in level_ids:
            whole = sum(counts[level, identity, grade] for grade in Grade)
            for grade in Grade if whole else ():
                number = counts[level, identity, grade]
                row = {"level": level, "id": identity, "grade": grade.value}
                yield row | {"statements": number, "share": number / whole}

"""Every measure as a CSV file, with one JSON file that tells what they are."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjkit import labels
from cjkit.errors import MeasureError
from cjkit.formats.csv_text import safe_text
from cjkit.measures.assumptions import assumptions
from cjkit.measures.conversion import conversion, conversion_breaks, conversion_by_month
from cjkit.measures.emotion import (
    assumed_against_measured,
    assumed_emotion,
    emotion,
    emotion_dips,
)
from cjkit.measures.evidence import evidence_coverage
from cjkit.measures.focus import focus
from cjkit.measures.measure import Measure
from cjkit.measures.paths import placement
from cjkit.measures.reach import persona_sizes, reach, reach_totals
from cjkit.measures.suppression import published
from cjkit.measures.surveys import csat, nps, ratings
from cjkit.measures.to_do import to_do
from cjkit.measures.trends import metric_status, metric_trends

if TYPE_CHECKING:
    from cjkit.client import Client

MEASURES_OF: Mapping[str, tuple[Callable[["Client"], Measure], ...]] = {
    "organisation": (evidence_coverage,),
    "personas": (persona_sizes,),
    "stages": (conversion, conversion_by_month, conversion_breaks),
    "touchpoints": (reach, reach_totals),
    "experiences": (
        placement,
        ratings,
        nps,
        csat,
        emotion,
        assumed_emotion,
        assumed_against_measured,
        emotion_dips,
    ),
    "metrics": (metric_trends, metric_status, assumptions, focus, to_do),
}
"""The measures of each of the six steps."""
EVERY_MEASURE = tuple(measure for measures in MEASURES_OF.values() for measure in measures)
TOGETHER = "*"
"""What a file writes for everything together; an empty cell is unknown, or hidden."""


def write_measures(
    client: "Client", folder: Path | str, *, step: str = "", unsuppressed: bool = False
) -> list[Path]:
    """Write measures as `<name>.csv`, and `measures.json` that describes them.

    Cells with fewer than the client's `small_cells` customers are hidden, also against
    subtraction. In a key column * is everything together and an empty cell unknown. With
    `unsuppressed` the exact figures are written and the files say so in their
    names: `<name>.unsuppressed.csv`. Text that a spreadsheet would run as a formula gets an
    apostrophe in front.

    Parameters
    ----------
    client : Client
    folder : Path or str
        Made if it is not there; never the client's own folder. Empty text: nothing is written.
    step : str
        One of the six steps, such as `stages`; all of them when left out. The other steps that
        `measures.json` describes stay in it.
    unsuppressed : bool
        Write exact figures, for use inside the house only.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    MeasureError
        CJ-402, for a step that is none of the six.
    """
    chosen = _measures_of(step)
    if not str(folder):
        return []
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark = ".unsuppressed" if unsuppressed else ""
    k = 1 if unsuppressed else client.small_cells
    shown = [published(measure(client), k) for measure in chosen]
    paths = [_write_table(measure, folder / f"{measure.name}{mark}.csv") for measure in shown]
    about = folder / f"measures{mark}.json"
    about.write_text(_about(client, shown, k, about), "utf-8")
    return [*paths, about]


def _measures_of(step: str) -> tuple[Callable[["Client"], Measure], ...]:
    if step and step not in MEASURES_OF:
        raise MeasureError.of("CJ-402", step=step, known=list(MEASURES_OF))
    return MEASURES_OF[step] if step else EVERY_MEASURE


def _about(client: "Client", shown: list[Measure], k: int, earlier: Path) -> str:
    """Describe measures as JSON, beside those that an earlier step described."""
    heading = {"client": client.name, "language": client.language, "small_cells": k}
    before = json.loads(earlier.read_text("utf-8")) if earlier.exists() else {}
    same = {name: before.get(name) for name in heading} == heading
    described = {entry["name"]: entry for entry in before["measures"]} if same else {}
    described |= {measure.name: describe(measure, client.language) for measure in shown}
    order = [measure.__name__ for measure in EVERY_MEASURE]
    entries = sorted(described.values(), key=lambda entry: order.index(entry["name"]))
    about = heading | {"unsuppressed": k == 1, "measures": entries}
    return json.dumps(about, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def describe(measure: Measure, language: str) -> dict[str, Any]:
    """Tell what a measure is, in words and values that JSON knows."""
    return {
        "name": measure.name,
        "n": measure.n,
        "period": [day and day.isoformat() for day in measure.period],
        "filters": {name: _plain(value) for name, value in measure.filters.items()},
        "method": labels.text(measure.method, language),
        "unit": labels.text(measure.unit, language),
        "sources": list(measure.lineage),
        "map_version": measure.map_version,
        "suppressed": measure.suppressed,
        "sentences": [sentence.text(language) for sentence in measure.sentences],
        "columns": {
            column: labels.text(f"measures.column.{column}", language)
            for column in measure.frame.columns
        },
    }


def _write_table(measure: Measure, path: Path) -> Path:
    frame = measure.frame
    together = {key: frame[key].mask(frame[key].eq(""), TOGETHER) for key in measure.layout.keys}
    frame = frame.assign(**together)
    text = frame.select_dtypes(include=["str", "object"]).columns
    safe = frame.assign(**{column: frame[column].map(safe_text) for column in text})
    safe.to_csv(path, index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return path


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

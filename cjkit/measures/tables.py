"""Every measure as a CSV file, with one JSON file that tells what they are."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjkit import labels
from cjkit.measures.assumptions import assumptions
from cjkit.measures.conversion import conversion, conversion_breaks, conversion_by_month
from cjkit.measures.emotion import (
    assumed_against_measured,
    assumed_emotion,
    emotion,
    emotion_dips,
)
from cjkit.measures.evidence import evidence_coverage
from cjkit.measures.focus import to_do
from cjkit.measures.measure import Measure
from cjkit.measures.paths import placement
from cjkit.measures.reach import persona_sizes, reach, reach_totals
from cjkit.measures.suppression import published
from cjkit.measures.surveys import csat, nps, ratings
from cjkit.measures.trends import metric_status, metric_trends

if TYPE_CHECKING:
    from cjkit.client import Client

EVERY_MEASURE: tuple[Callable[["Client"], Measure], ...] = (
    reach,
    reach_totals,
    persona_sizes,
    placement,
    conversion,
    conversion_by_month,
    conversion_breaks,
    ratings,
    nps,
    csat,
    emotion,
    assumed_emotion,
    assumed_against_measured,
    emotion_dips,
    metric_trends,
    metric_status,
    assumptions,
    to_do,
    evidence_coverage,
)
TOGETHER = "*"
"""What a file writes for everything together; an empty cell is unknown, or hidden."""
_FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@|%]")


def all_measures(client: "Client") -> Iterator[Measure]:
    """Give every measure of a client, exact, in the order of the six steps."""
    return (measure(client) for measure in EVERY_MEASURE)


def write_measures(
    client: "Client", folder: Path | str, *, unsuppressed: bool = False
) -> list[Path]:
    """Write every measure as `<name>.csv`, and `measures.json` that describes them.

    Cells with fewer than the client's `small_cells` customers are hidden, also against
    subtraction. In a key column * is everything together and an empty cell unknown. With
    `unsuppressed` the exact figures are written and the files say so in their
    names: `<name>.unsuppressed.csv`. Text that a spreadsheet would run as a formula gets an
    apostrophe in front.

    Parameters
    ----------
    client : Client
    folder : Path or str
        Made if it is not there; never the client's own folder.
    unsuppressed : bool
        Write exact figures, for use inside the house only.

    Returns
    -------
    list of Path
        The files written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark = ".unsuppressed" if unsuppressed else ""
    k = 1 if unsuppressed else client.small_cells
    shown = [published(measure, k) for measure in all_measures(client)]
    paths = [_write_table(measure, folder / f"{measure.name}{mark}.csv") for measure in shown]
    about = folder / f"measures{mark}.json"
    described = {
        "client": client.name,
        "language": client.language,
        "small_cells": k,
        "unsuppressed": unsuppressed,
        "measures": [describe(measure, client.language) for measure in shown],
    }
    text = json.dumps(described, ensure_ascii=False, indent=2, allow_nan=False)
    about.write_text(text + "\n", "utf-8")
    return [*paths, about]


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


def safe_text(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    >>> safe_text("=cmd()"), safe_text("starter"), safe_text(-0.5)
    ("'=cmd()", 'starter', -0.5)
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


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

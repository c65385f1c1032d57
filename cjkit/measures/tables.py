"""Every measure as a table, CSV or Parquet, with one JSON file that tells what they are."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjkit import labels
from cjkit.errors import MeasureError, nearest
from cjkit.measures.asking import ask
from cjkit.measures.assumptions import assumptions
from cjkit.measures.columns import columns_of
from cjkit.measures.conversion import conversion, conversion_breaks, conversion_by_month
from cjkit.measures.emotion import (
    assumed_against_measured,
    assumed_emotion,
    emotion,
    emotion_dips,
)
from cjkit.measures.evidence import evidence_coverage
from cjkit.measures.focus import focus
from cjkit.measures.lineage import lineage_of
from cjkit.measures.measure import Measure
from cjkit.measures.paths import placement
from cjkit.measures.reach import persona_sizes, reach, reach_totals
from cjkit.measures.suppression import published
from cjkit.measures.surveys import csat, nps, ratings
from cjkit.measures.table_files import WRITERS, write_file, write_table
from cjkit.measures.to_do import to_do
from cjkit.measures.trends import metric_status, metric_trends

if TYPE_CHECKING:
    from cjkit.client import Client

Taken = Callable[["Client"], Measure]
"""What takes a measure of a client."""

MEASURES_OF: Mapping[str, tuple[Taken, ...]] = {
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


def families() -> dict[str, tuple[Taken, ...]]:
    """Give the measures of each family, in their order: a family is a file of this room.

    >>> [measure.__name__ for measure in families()["surveys"]]
    ['ratings', 'nps', 'csat']
    """
    found: dict[str, tuple[Taken, ...]] = {}
    for measure in EVERY_MEASURE:
        family = measure.__module__.rpartition(".")[2]
        found[family] = (*found.get(family, ()), measure)
    return found


def write_measures(  # noqa: PLR0913  (each a choice of its own, by name)
    client: "Client",
    folder: Path | str,
    *,
    step: str = "",
    only: Sequence[str] = (),
    file_format: str = "csv",
    unsuppressed: bool = False,
) -> list[Path]:
    """Write measures as `<name>.csv` or `.parquet`, and `measures.json` that describes them.

    Cells with fewer than the client's `small_cells` customers are hidden, also against
    subtraction. In a key column * is everything together and an empty cell unknown. With
    `unsuppressed` the exact figures are written and the files say so in their
    names: `<name>.unsuppressed.csv`. Text in CSV that a spreadsheet would run as a formula gets an
    apostrophe in front. Each file is written whole or not at all.

    Parameters
    ----------
    client : Client
    folder : Path or str
        Made if it is not there; never the client's own folder. Empty text: nothing is written.
    step : str
        One of the six steps, such as `stages`; all of them when left out. What `measures.json`
        describes beside it stays in it.
    only : sequence of str
        Families, such as `conversion`, or measures; all of them when left out.
    file_format : str
        csv or parquet.
    unsuppressed : bool
        Write exact figures, for use inside the house only.

    Returns
    -------
    list of Path
        The files written, `measures.json` last.

    Raises
    ------
    MeasureError
        CJ-402, a step that is none of the six; CJ-480 or CJ-481, an unknown family; CJ-484, an
        unknown format; CJ-482, a file that cannot be written.
    """
    asked = _asked_for(only)
    chosen = [measure for measure in _measures_of(step) if measure in asked]
    if file_format not in WRITERS:
        raise MeasureError.of("CJ-484", asked=file_format)
    if not str(folder):
        return []
    folder = Path(folder)
    mark = ".unsuppressed" if unsuppressed else ""
    k = 1 if unsuppressed else client.small_cells
    shown: list[Measure] = []
    paths: list[Path] = []
    for measure in chosen:
        made = published(measure(client), k)
        paths.append(_write(made, folder / f"{made.name}{mark}.{file_format}"))
        shown.append(_without_rows(made))
    about = folder / f"measures{mark}.json"
    write_file(about, _about(client, shown, k, file_format, about).encode("utf-8"))
    return [*paths, about]


def has_data(client: "Client") -> bool:
    """Tell whether there are any events, answers or counts in what is looked at."""
    return not ask(client, "coverage").empty


def _measures_of(step: str) -> tuple[Taken, ...]:
    if step and step not in MEASURES_OF:
        raise MeasureError.of("CJ-402", step=step, known=list(MEASURES_OF))
    return MEASURES_OF[step] if step else EVERY_MEASURE


def _asked_for(names: Iterable[str]) -> set[Taken]:
    known: dict[str, tuple[Taken, ...]] = {m.__name__: (m,) for m in EVERY_MEASURE} | families()
    for name in names:
        if name not in known:
            near = nearest(name, known)
            code = "CJ-480" if near else "CJ-481"
            raise MeasureError.of(code, asked=name, nearest=near, known=list(families()))
    return {measure for name in names for measure in known[name]} or set(EVERY_MEASURE)


def _without_rows(measure: Measure) -> Measure:
    """Keep what describes a measure and let go of its rows, which are in their file."""
    return replace(measure, frame=measure.frame.head(0), whole=None)


def _about(client: "Client", shown: list[Measure], k: int, file_format: str, earlier: Path) -> str:
    """Describe measures as JSON, beside those that an earlier step described."""
    heading = {"client": client.name, "language": client.language, "small_cells": k}
    heading |= {"format": file_format}
    described = _described(earlier, heading)
    described |= {measure.name: describe(measure, client.language) for measure in shown}
    order = [measure.__name__ for measure in EVERY_MEASURE]
    entries = [described[name] for name in order if name in described]
    named = {source for entry in entries for source in entry["sources"]}
    about = heading | {
        "unsuppressed": k == 1,
        "measures": entries,
        "lineage": lineage_of(client, named),
    }
    return json.dumps(about, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _described(earlier: Path, heading: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an earlier step described of the same client in the same way, if readable."""
    try:
        before = json.loads(earlier.read_text("utf-8"))
        same = {name: before.get(name) for name in heading} == heading
        return {entry["name"]: entry for entry in before["measures"]} if same else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


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
        "columns": columns_of(measure, language),
    }


def _write(measure: Measure, path: Path) -> Path:
    frame = measure.frame
    together = {key: frame[key].mask(frame[key].eq(""), TOGETHER) for key in measure.layout.keys}
    return write_table(frame.assign(**together), path)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

"""Why one row became what it is: `cjkit link CLIENT --explain ROW`.

The source of the row is judged again, with the sources of customers and consent. What a customer
did before comes from the linked store.
"""

from pathlib import Path

from cjkit.data.asked_row import AskedRow
from cjkit.data.explained import Explained
from cjkit.data.judging import Judging, judge_opened, open_source
from cjkit.data.link import Link
from cjkit.data.linking import begun, givers_first
from cjkit.data.people import merge_customers
from cjkit.data.row_place import RowPlace, find_row
from cjkit.data.sources import DataDescription, Shape
from cjkit.data.store import hashed_files, linked_store
from cjkit.data.whereabouts import whereabouts
from cjkit.model.journey_map import JourneyMap


def explain(folder: Path, data: DataDescription, journey_map: JourneyMap, asked: str) -> Explained:
    """Tell what became of a row, and why.

    Parameters
    ----------
    folder
        The client's folder.
    data, journey_map
        What stands in data.yaml and journey.yaml.
    asked
        `file:row` or `source:file:row`; the row as a spreadsheet numbers it.

    Raises
    ------
    DataError
        CJ-345 to CJ-349, when there is no such row; others, when the files cannot be linked.
    """
    files = hashed_files(folder, data)
    place = find_row(asked, [one.file for one in files])
    lenient = data.model_copy(update={"rejected_at_most": 1.0})
    with begun(lenient, journey_map, files, Path()) as step:
        row = AskedRow(step, _judged(step, place), place)
        if row.failed < 0:
            return row.refused()
        if row.failed:
            return row.broken()
        store = linked_store(folder, data, journey_map)
        return whereabouts(row, store)


def _judged(step: Link, place: RowPlace) -> Judging:
    """Judge the source of a row, after the sources that say who consents and who is who."""
    own, customers = place.file.source, (Shape.CUSTOMERS, Shape.CONSENTS)
    needed = [s for s in givers_first(step.data) if s == own or s.shape in customers]
    opened: dict[str, Judging] = {}
    for source in needed:
        opened[source.id] = open_source(step, source)
        judge_opened(opened[source.id])
    merge_customers(step, [one.judged for one in opened.values()])
    return opened[own.id]

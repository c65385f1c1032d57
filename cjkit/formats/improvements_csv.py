"""The to-do list for task trackers: a row an improvement, the columns as in the workbook."""

from collections.abc import Mapping

from cjkit import labels
from cjkit.formats.csv_text import render_csv
from cjkit.formats.workbook.layout import sheets
from cjkit.formats.workbook.words import heading
from cjkit.formats.workbook.writing import rows
from cjkit.model.improvements import Improvement
from cjkit.model.journey_map import JourneyMap


def render_improvements(
    journey_map: JourneyMap,
    language: str | None = None,
    scores: Mapping[str, float | None] | None = None,
) -> str:
    """Give the improvements of a map as CSV.

    Ids stay ids, several are separated by semicolons; dates are ISO 8601, choices are in words.

    Parameters
    ----------
    journey_map : JourneyMap
        The map.
    language : str, optional
        nl or en, for headings and choices; that of the map when left out.
    scores : mapping of str to float, optional
        The focus score of each improvement, by id, in the order in which to take them up: the
        rows come in that order, with the score in a last column. As on the map when left out.

    >>> render_improvements(JourneyMap(title="A first map")).split(",")[:2]
    ['Id', 'Text']
    """
    language = language or journey_map.language
    sheet = next(sheet for sheet in sheets() if sheet.model is Improvement)
    headings = [heading(sheet, column, language) for column in sheet.columns]
    listed = rows(sheet, journey_map, language)
    if scores is None:
        return render_csv(headings, listed)
    by_id = {row[0]: row for row in listed}
    scored = [(*by_id[identity], score) for identity, score in scores.items()]
    return render_csv([*headings, labels.text("formats.focus_score", language)], scored)

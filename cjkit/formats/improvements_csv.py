"""The to-do list for task trackers: a row an improvement, the columns as in the workbook."""

from cjkit.formats.csv_text import render_csv
from cjkit.formats.workbook.layout import sheets
from cjkit.formats.workbook.words import heading
from cjkit.formats.workbook.writing import rows
from cjkit.model.improvements import Improvement
from cjkit.model.journey_map import JourneyMap


def render_improvements(journey_map: JourneyMap, language: str | None = None) -> str:
    """Give the improvements of a map as CSV.

    Ids stay ids, several are separated by semicolons; dates are ISO 8601, choices are in words.

    Parameters
    ----------
    journey_map : JourneyMap
        The map.
    language : str, optional
        nl or en, for headings and choices; that of the map when left out.

    >>> render_improvements(JourneyMap(title="A first map")).split(",")[:2]
    ['Id', 'Text']
    """
    language = language or journey_map.language
    sheet = next(sheet for sheet in sheets() if sheet.model is Improvement)
    headings = [heading(sheet, column, language) for column in sheet.columns]
    return render_csv(headings, rows(sheet, journey_map, language))

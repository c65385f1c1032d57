"""Everything a part of the map says, record by record: what no picture shows is found here."""

from collections.abc import Iterator

from markupsafe import Markup

from cjkit.charts.figure import Figure, empty_figure, render
from cjkit.charts.sheet import Sheet, record_sheet
from cjkit.client import Client
from cjkit.labels import text
from cjkit.measures.evidence import PARTS
from cjkit.model.record import Record, filled_fields

HEADER = "header"
"""The name of the map's own fields: title, version, owner, changes."""


def sheet_figure(client: Client, part: str) -> Figure:
    """Show every field that a part of the map fills.

    Parameters
    ----------
    part
        A part of journey.yaml, such as `stages`, or `header` for the fields above the parts.
    """
    language = client.language
    title = text(f"charts.parts.{part}", language)
    entries = list(_entries(client, part))
    if not entries:
        return empty_figure(title, text("charts.parts.next", language, part=part), language)
    return Figure(title, language=language, body=Markup(render("parts.html", entries=entries)))


def _entries(client: Client, part: str) -> Iterator[tuple[str, Markup]]:
    """Give a heading and a sheet for each record of the part."""
    if part == HEADER:
        yield client.whole_map.title, _header(client)
        return
    value = getattr(client.map, part)
    if isinstance(value, tuple):
        for record in value:
            yield _heading(record), record_sheet(record, client.language, client.whole_map)
    elif value is not None and any(True for _ in filled_fields(value)):
        heading = text(f"charts.parts.{part}", client.language)
        yield heading, record_sheet(value, client.language, client.whole_map)


def _heading(record: Record) -> str:
    return str(getattr(record, "name", None) or getattr(record, "text", None) or _id(record))


def _id(record: Record) -> str:
    return str(getattr(record, "id", ""))


def _header(client: Client) -> Markup:
    facts = Sheet(client.language, client.whole_map).facts(client.whole_map, without=PARTS)
    return render("sheet.html", facts=list(facts))

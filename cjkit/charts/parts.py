"""Everything a part of the map says, record by record: what no picture shows is found here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cjkit.charts.figure import Figure, empty_figure, render
from cjkit.charts.sheet import Sheet, field_label, record_name, record_sheet
from cjkit.client import Client
from cjkit.labels import text
from cjkit.measures.evidence import PARTS
from cjkit.model.experiences import Experience
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, filled_fields

HEADER = "header"
"""The name of the map's own fields: title, version, owner, changes."""


@dataclass(frozen=True)
class Group:
    """Records that belong together, each with a heading and a sheet; a group may have no name."""

    name: str
    entries: Sequence[tuple[str, Markup]]


def sheet_figure(client: Client, part: str) -> Figure:
    """Show every field that a part of the map fills.

    Parameters
    ----------
    part
        A part of journey.yaml, such as `stages`, or `header` for the fields above the parts.
    """
    language = client.language
    title = text(f"charts.parts.{part}", language)
    groups = list(_groups(client, part))
    if not groups:
        return empty_figure(title, text("charts.parts.next", language, part=part), language)
    return Figure(title, language=language, body=Markup(render("parts.html", groups=groups)))


def _groups(client: Client, part: str) -> Iterator[Group]:
    if part == HEADER:
        yield Group("", [(client.whole_map.title, _facts(client, client.whole_map, PARTS))])
        return
    value = getattr(client.map, part)
    if isinstance(value, tuple):
        yield from [Group("", _entries(client, value))] if value else []
    elif value is not None:
        yield from _record_groups(client, part, value)


def _record_groups(client: Client, part: str, record: Record) -> Iterator[Group]:
    """Give the fields of a record together, then a group for each field with records of its own."""
    filled = {field: value for field, _, value in filled_fields(record)}
    listed = {field: value for field, value in filled.items() if _has_records(value)}
    others = [field for field in filled if field not in listed]
    if others:
        alone = field_label(type(record), others[0], client.language)
        name = alone if len(others) == 1 else text(f"charts.parts.{part}", client.language)
        yield Group("", [(name, _facts(client, record, list(listed)))])
    for field, records in listed.items():
        yield Group(field_label(type(record), field, client.language), _entries(client, records))


def _has_records(value: Any) -> bool:
    """Tell whether a value is a list of records that the map names by an id."""
    return isinstance(value, tuple) and all(hasattr(item, "id") for item in value)


def _entries(client: Client, records: Sequence[Record]) -> list[tuple[str, Markup]]:
    whole = client.whole_map
    return [(_heading(r, whole), record_sheet(r, client.language, whole)) for r in records]


def _heading(record: Record, journey_map: JourneyMap) -> str:
    if isinstance(record, Experience):
        return _place(record, journey_map)
    said = (getattr(record, name, None) for name in ("name", "text", "id"))
    return str(next(filter(None, said)))


def _place(experience: Experience, journey_map: JourneyMap) -> str:
    ids = {kind: getattr(experience, kind) for kind in ("persona", "stage", "touchpoint")}
    return " · ".join(record_name(journey_map, kind, i) for kind, i in ids.items() if i)


def _facts(client: Client, record: Record, without: Sequence[str]) -> Markup:
    facts = Sheet(client.language, client.whole_map).facts(record, without=without)
    return render("sheet.html", facts=list(facts))

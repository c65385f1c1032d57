"""Step 2 in pictures: a sheet for each persona, and how large each is in the data."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from cjkit.charts import theme
from cjkit.charts.board import Panel, panels
from cjkit.charts.captions import (
    measured_figure,
    nothing_measured,
    reader_table,
    share_of,
    tip,
)
from cjkit.charts.figure import Figure, data_uri, empty_figure, few_rows, render
from cjkit.charts.sheet import Sheet, field_label, record_name
from cjkit.labels import Percent, text
from cjkit.measures.reach import persona_sizes
from cjkit.measures.suppression import published
from cjkit.model.personas import Persona, Picture, ValueCanvas
from cjkit.model.record import filled_fields

if TYPE_CHECKING:
    from cjkit.client import Client

MOST_BYTES = 2_000_000
"""A larger picture is not shown: every report would carry it."""
_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_ACTIVE = re.compile(rb"<script|<foreignobject|\son\w+\s*=|javascript:|<!entity", re.IGNORECASE)
_IN_HEAD = (
    "id",
    "name",
    "customer_group",
    "pictures",
    "background",
    "quotes",
    "demographics",
    "canvas",
)
_CANVAS_COLOURS = {"tasks": theme.MUTED, "pains": theme.EMOTIONS[-2], "gains": theme.EMOTIONS[2]}


@dataclass(frozen=True)
class Portrait:
    """A picture as an address in the page, or a note on why it is not shown."""

    address: str = ""
    description: str = ""
    note: str = ""


def persona_sheet_figure(client: "Client") -> Figure:
    """Give a sheet for each persona: portrait, who it is, what it wants, with all evidence."""
    language, personas = client.language, client.map.personas
    if not personas:
        title = text("charts.personas.empty", language)
        return empty_figure(title, text("charts.personas.next", language), language)
    sizes = _size_words(client)
    sheets = [_sheet(client, persona, sizes.get(persona.id, "")) for persona in personas]
    names = "; ".join(persona.name for persona in personas)
    return Figure(
        text("charts.personas.title", language, n=len(personas), names=names),
        text("charts.personas.subtitle", language),
        language,
        body=Markup("").join(sheets),
    )


def _size_words(client: "Client") -> dict[str, str]:
    frame = published(persona_sizes(client), client.small_cells).frame
    shown = frame.dropna(subset=["persona", "share"])
    return {
        row["persona"]: text(
            "charts.personas.size",
            client.language,
            share=Percent(row["share"]),
            n=int(row["customers"]),
        )
        for row in shown.to_dict("records")
    }


def _sheet(client: "Client", persona: Persona, size: str) -> Markup:
    sheet = Sheet(client.language, client.whole_map)
    portraits = [portrait(client.folder, p, client.language) for p in persona.pictures]
    group = persona.customer_group
    return render(
        "persona.html",
        name=persona.name,
        group=record_name(client.whole_map, "customer_group", group) if group else "",
        size=size,
        portraits=[found for found in portraits if found.address],
        notes=[found.note for found in portraits if found.note],
        background=sheet.statement(persona.background) if persona.background else "",
        quotes=[sheet.statement(quote) for quote in persona.quotes],
        demographics=_demographics(persona, sheet),
        panels=panels(list(_panels(persona, sheet)), columns=4),
        canvas=panels(list(_canvas_panels(persona, sheet))),
        canvas_name=field_label(Persona, "canvas", client.language),
    )


def _demographics(persona: Persona, sheet: Sheet) -> Markup | str:
    filled = any(True for _ in filled_fields(persona.demographics))
    return sheet.facts_table(persona.demographics) if filled else ""


def _panels(persona: Persona, sheet: Sheet) -> Iterator[Panel]:
    for name, info, value in filled_fields(persona):
        if name not in _IN_HEAD:
            label = field_label(Persona, name, sheet.language)
            yield Panel(label, Markup(sheet.value(value, info)), theme.RULE)


def _canvas_panels(persona: Persona, sheet: Sheet) -> Iterator[Panel]:
    for name, _, value in filled_fields(persona.canvas):
        label = field_label(ValueCanvas, name, sheet.language)
        colour = _CANVAS_COLOURS.get(name, theme.CUSTOMER[0])
        yield Panel(label, sheet.statements(value, without=["id"]), colour)


def portrait(folder: Path, picture: Picture, language: str) -> Portrait:
    """Read a picture from the client's folder as an address that needs no request.

    A file that is not there, lies outside the folder, is no picture, is larger than `MOST_BYTES`
    or holds script gives a note instead.
    """
    path = (folder / picture.file).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return _refused("missing", picture, language)
    if path.suffix.lower() not in _TYPES:
        return _refused("no_picture", picture, language)
    if path.stat().st_size > MOST_BYTES:
        return _refused("too_large", picture, language)
    content = path.read_bytes()
    if path.suffix.lower() == ".svg" and _ACTIVE.search(content):
        return _refused("active", picture, language)
    return Portrait(data_uri(content, _TYPES[path.suffix.lower()]), picture.description)


def _refused(why: str, picture: Picture, language: str) -> Portrait:
    values = {"file": picture.file, "most": MOST_BYTES // 1_000_000}
    return Portrait(note=text(f"charts.personas.{why}", language, **values))


def persona_size_figure(client: "Client") -> Figure:
    """Give the size of each persona in the data, with its 95 % interval."""
    measure = published(persona_sizes(client), client.small_cells)
    language = client.language
    frame = persona_size_frame(client, measure.frame)
    known = frame.dropna(subset=["share"])
    if known.empty:
        return nothing_measured(client, text("charts.personas.no_sizes", language), measure.frame)
    largest = known.sort_values("share", kind="stable").iloc[-1]
    values = {"persona": largest["persona_name"], "share": Percent(largest["share"])}
    return measured_figure(
        client,
        measure,
        title=text("charts.personas.largest", language, **values),
        what=text("charts.personas.sizes", language),
        chart=persona_size_chart(frame, language=language),
        phrases=[f"{row.persona_name}: {row.said}" for row in known.itertuples()],
        table=reader_table(frame, _SIZE_COLUMNS, language),
    )


_SIZE_COLUMNS: dict[str, Callable[[Any], Any]] = {
    "persona_name": str,
    "customers": int,
    "share": Percent,
    "low": Percent,
    "high": Percent,
}


def persona_size_frame(client: "Client", sizes: pd.DataFrame) -> pd.DataFrame:
    """Give the sizes with names and the words beside the bars, in the order of the map.

    Columns: those of `persona_sizes`, and persona_name, said.
    """
    names = {persona.id: persona.name for persona in client.whole_map.personas}
    unknown = text("charts.personas.unknown", client.language)
    known = sizes["share"].notna()
    said = [
        share_of(n, share, client.language) if there else ""
        for n, share, there in zip(sizes["customers"], sizes["share"], known, strict=True)
    ]
    return sizes.assign(
        persona_name=[names.get(identity, unknown) for identity in sizes["persona"]], said=said
    )


def persona_size_chart(frame: pd.DataFrame, *, language: str) -> alt.LayerChart:
    """Draw a bar for each persona with its interval and its numbers beside it.

    Parameters
    ----------
    frame
        The frame of `persona_size_frame`.
    language
        The language of the axis.
    """
    few_rows(frame, "charts.aggregate.by_stage")
    order = list(frame["persona_name"])
    y = alt.Y("persona_name:N", title=None, sort=order)
    axis = alt.Axis(format=".0%", tickCount=5)
    x = alt.X("share:Q", title=text("charts.personas.axis", language), axis=axis)
    base = alt.Chart(frame).encode(y=y)
    bars = base.mark_bar(color=theme.PERSONAS[0], opacity=0.85, height=18).encode(
        x=x, tooltip=[tip("persona_name", language), tip("share:Q", language, ".0%")]
    )
    spread = base.mark_rule(color=theme.INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    words = base.mark_text(align="left", dx=8).encode(x="high:Q", text="said:N")
    return alt.LayerChart(layer=[bars, spread, words]).properties(width=560, height=alt.Step(38))

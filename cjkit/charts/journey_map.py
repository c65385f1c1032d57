"""The canvas drawn: one HTML table of stages by lanes, with the emotion curve in one wide cell.

A table, because people copy it, hear it read aloud and paste long words and any script into it;
all style stands inline, so that it looks the same in a notebook that is not trusted.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from cjkit import labels
from cjkit.canvas import Canvas, Card, Lane, journey_canvas
from cjkit.charts import theme
from cjkit.charts.canvas_curve import (
    STAGE_WIDTH,
    canvas_word,
    curve_cell,
    curve_table,
    emotion_points,
)
from cjkit.charts.figure import Figure, empty_figure, render
from cjkit.charts.sheet import breakable, enum_word
from cjkit.measures.emotion import emotion
from cjkit.measures.suppression import published
from cjkit.model.evidence import Grade
from cjkit.model.improvements import OpportunityKind, Status
from cjkit.model.metrics import Direction

if TYPE_CHECKING:
    from cjkit.client import Client

LANE_WIDTH = 128
"""Pixels of the column that names the lanes."""


def journey_canvas_figure(client: "Client", lanes: Sequence[str] | None = None) -> Figure:
    """Give the journey map of a client, with what was measured beside what is assumed.

    Parameters
    ----------
    client
        The client; with a persona chosen, the map of that persona.
    lanes
        Ids of the lanes to show, in this order; all that say something when left out.
    """
    canvas = journey_canvas(client.map, lanes=lanes)
    if not canvas.columns:
        advice = labels.text("charts.journey_map.no_stages", client.language)
        return empty_figure(canvas.title, advice, client.language)
    measured = published(emotion(client), client.small_cells).frame
    return canvas_figure(canvas, measured, client.language, keep_empty=lanes is not None)


def canvas_figure(
    canvas: Canvas,
    measured: pd.DataFrame | None,
    language: str,
    *,
    keep_empty: bool = False,
) -> Figure:
    """Draw a canvas.

    Parameters
    ----------
    canvas
        The map as stages by lanes.
    measured
        The frame of `measures.emotion`: level, stage, touchpoint, persona ("" = all), n, mean,
        low, high, enough. Nothing measured when left out.
    language
        The language of the words around the client's texts.
    keep_empty
        Whether lanes that say nothing are drawn too; else a note names them.
    """
    curve = emotion_points(canvas, measured, canvas_word("everybody", language))
    shown = [lane for lane in canvas.lanes if keep_empty or not lane.empty]
    return Figure(
        _title(canvas, language),
        _subtitle(canvas, language),
        language,
        body=canvas_table(canvas, shown, curve, language),
        table=curve_table(canvas, curve, language),
        written_as={canvas_word(f"columns.{name}", language): labels.Signed for name in _SIGNED},
        notes=_empty_note([lane for lane in canvas.lanes if lane not in shown], language),
    )


_SIGNED = ("assumed", "to_be", "measured", "low", "high")


def _title(canvas: Canvas, language: str) -> str:
    n, share = len(canvas.columns), _guessed_share(canvas)
    if share is None:
        return canvas_word("title", language, title=canvas.title, n=n)
    guessed = labels.Percent(share)
    return canvas_word("title_guessed", language, title=canvas.title, n=n, share=guessed)


def _guessed_share(canvas: Canvas) -> float | None:
    lanes = [lane for lane in canvas.lanes if lane.id == "evidence"]
    cards = [card for lane in lanes for cell in lane.cells for card in cell]
    said = sum(int(card.unit) for card in cards if card.grade is Grade.GUESSED)
    guessed = sum((c.value or 0) * int(c.unit) for c in cards if c.grade is Grade.GUESSED)
    return guessed / said if said else None


def _subtitle(canvas: Canvas, language: str) -> str:
    names = [name for _, name in canvas.personas]
    personas = "; ".join(names) or canvas_word("everybody", language)
    return canvas_word("subtitle", language, personas=personas)


def _empty_note(lanes: Sequence[Lane], language: str) -> list[str]:
    names = [canvas_word(f"lanes.{lane.id}", language) for lane in lanes]
    return [canvas_word("empty_lanes", language, names=", ".join(names))] if names else []


def canvas_table(
    canvas: Canvas, lanes: Sequence[Lane], curve: pd.DataFrame, language: str
) -> Markup:
    """Give the table: two heads, the stages, then the lanes, in a region that scrolls by itself."""
    return render(
        "canvas.html",
        canvas=canvas,
        lanes=[(lane.id, breakable(canvas_word(f"lanes.{lane.id}", language))) for lane in lanes],
        cells={lane.id: _cells(lane, canvas, language) for lane in lanes},
        heads=_heads(canvas, language),
        colours=theme.stage_colours([column.period for column in canvas.columns]),
        names=[breakable(column.name) for column in canvas.columns],
        curve=curve_cell(canvas, curve, language),
        word={key: canvas_word(key, language) for key in ("lane", "region", "legend_known")},
        marks=[
            (theme.GRADE_MARKS[grade], enum_word(grade, language))
            for grade in (Grade.GUESSED, Grade.INDICATED)
        ],
        least_width=LANE_WIDTH + STAGE_WIDTH * len(canvas.columns),
        lane_width=LANE_WIDTH,
    )


def _heads(canvas: Canvas, language: str) -> list[tuple[str, int, str]]:
    buyer = canvas.buyer_columns
    heads = [
        (canvas_word("buyer", language), buyer, theme.BUYER[0]),
        (canvas_word("customer", language), len(canvas.columns) - buyer, theme.CUSTOMER[0]),
    ]
    return [head for head in heads if head[1]]


def _cells(lane: Lane, canvas: Canvas, language: str) -> list[list[Markup]]:
    if lane.id == "evidence":
        return [[_evidence_bar(cell, language)] if cell else [] for cell in lane.cells]
    names = dict(canvas.personas) if len(canvas.personas) > 1 else {}
    return [[_card(card, names, language) for card in cell] for cell in lane.cells]


def _card(card: Card, personas: Mapping[str, str], language: str) -> Markup:
    grade = enum_word(card.grade, language) if card.grade else ""
    marked = card.grade in (Grade.GUESSED, Grade.INDICATED)
    asides = (personas.get(card.persona, ""), _aside(card, language))
    return render(
        "card.html",
        text=breakable(card.text),
        guessed=card.grade is Grade.GUESSED,
        missing=card.state == "missing",
        grade=grade,
        mark=theme.GRADE_MARKS[card.grade] if card.grade and marked else "",
        aside=breakable(" · ".join(part for part in asides if part)),
    )


def _aside(card: Card, language: str) -> str:
    """Give the few words under a card that its kind asks for."""
    if card.kind == "metric":
        return _target(card, language)
    if card.kind in ("pain", "gain"):
        return canvas_word("weight", language, value=card.value)
    if card.kind == "opportunity":
        return enum_word(OpportunityKind(card.state), language)
    if card.kind == "improvement":
        return enum_word(Status(card.state), language)
    return canvas_word(card.state, language) if card.state in ("missing", "deal_breaker") else ""


def _target(card: Card, language: str) -> str:
    if card.value is None:
        return canvas_word("no_target", language)
    sign = "≤" if card.state == Direction.LOWER else "≥"
    value = f"{sign} {labels.write(card.value, language)}"
    return canvas_word("target", language, value=value, unit=card.unit)


def _evidence_bar(cell: Sequence[Card], language: str) -> Markup:
    return render(
        "evidence_bar.html",
        parts=[
            (
                enum_word(card.grade, language),
                labels.percent(card.value, language),
                f"{card.value * 99:.1f}",
                theme.GRADE_COLOURS[card.grade],
            )
            for card in cell
            if card.value and card.grade
        ],
        total=canvas_word("of_statements", language, n=int(cell[0].unit)),
    )

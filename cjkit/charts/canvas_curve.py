"""The emotion curve under the columns of the canvas: assumed, aimed at and measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from cjkit import labels
from cjkit.canvas import Canvas
from cjkit.charts import theme
from cjkit.charts.figure import data_uri, render, specification
from cjkit.charts.svg import svg_picture

STAGE_WIDTH = 158
"""The narrowest a stage becomes before the table scrolls sideways."""
CURVE_HEIGHT = 190
_TRUE_WIDTH = 1_250
EMOTION_COLUMNS = (
    "level",
    "stage",
    "touchpoint",
    "persona",
    "n",
    "mean",
    "low",
    "high",
    "enough",
)


def canvas_word(key: str, language: str, **values: Any) -> str:
    """Give words of the canvas."""
    return labels.text(f"charts.journey_map.{key}", language, **values)


def emotion_points(
    canvas: Canvas, measured: pd.DataFrame | None, everybody: str = ""
) -> pd.DataFrame:
    """Put assumed and measured emotion side by side, a row for each persona and stage.

    Where answers tell nothing about a persona, those of all customers stand beside, under the
    name `everybody`.

    Returns
    -------
    pandas.DataFrame
        Columns persona (name), stage (id), stage_name, assumed, to_be, n, measured, low, high;
        emotions from -2 to +2. Measured is missing where answers are too few.
    """
    assumed = _assumed(canvas)
    found = pd.DataFrame(columns=list(EMOTION_COLUMNS)) if measured is None else measured
    rows = [
        {"persona": name, "stage": column.id, "stage_name": column.name}
        | {kind: assumed.get((kind, identity, column.id)) for kind in ("emotion", "emotion_to_be")}
        | _measured_at(found, identity, column.id)
        for identity, name in (*canvas.personas, *_everybody(canvas, found, everybody))
        for column in canvas.columns
    ]
    columns = ["persona", "stage", "stage_name", "emotion", "emotion_to_be", *_MEASURED]
    frame = pd.DataFrame(rows, columns=columns)
    numbers = ["emotion", "emotion_to_be", *_MEASURED]
    frame[numbers] = frame[numbers].astype("float64")
    return frame.rename(columns={"emotion": "assumed", "emotion_to_be": "to_be"})


_MEASURED = ("n", "measured", "low", "high")


def _everybody(canvas: Canvas, measured: pd.DataFrame, name: str) -> list[tuple[str, str]]:
    by_persona = measured["persona"].isin([identity for identity, _ in canvas.personas])
    together = measured["persona"] == ""
    return [("", name)] if together.any() and not by_persona.any() else []


def _assumed(canvas: Canvas) -> dict[tuple[str, str, str], float | None]:
    lanes = [lane for lane in canvas.lanes if lane.id == "emotion"]
    return {
        (card.kind, card.persona, column.id): card.value
        for lane in lanes
        for column, cell in zip(canvas.columns, lane.cells, strict=True)
        for card in cell
    }


def _measured_at(measured: pd.DataFrame, persona: str, stage: str) -> dict[str, Any]:
    at = (measured["level"] == "stage") & (measured["stage"] == stage)
    found = measured[at & (measured["persona"] == persona)]
    if found.empty:
        return dict.fromkeys(_MEASURED)
    row = found.iloc[0]
    n = None if pd.isna(row["n"]) else row["n"]
    if n is None or not row["enough"]:
        return dict.fromkeys(_MEASURED) | {"n": n}
    return {"n": n, "measured": row["mean"], "low": row["low"], "high": row["high"]}


def canvas_curve_chart(
    frame: pd.DataFrame, *, stages: Sequence[str], buyer_stages: int = 0, language: str
) -> alt.LayerChart:
    """Draw the emotion curve to lie exactly under the columns of a table.

    Parameters
    ----------
    frame
        The frame of `emotion_points`.
    stages
        The ids of the stages in their order; each gets a band of equal width.
    buyer_stages
        How many of them come before the purchase; a dashed rule stands after them.
    language
        The language of the words in the picture.

    Returns
    -------
    altair.LayerChart
        Assumed is dashed and hollow, measured solid with its interval; no axes, no padding.
    """
    personas = list(dict.fromkeys(frame["persona"]))
    scales = theme.persona_scales(personas)
    words = frame.assign(said=_point_words(frame, _signs(personas), language))
    words["said_at"] = [_FLOOR - _LINE * (personas.index(name) + 0.6) for name in frame["persona"]]
    lines = len(personas) if frame["n"].notna().any() else 0
    floor = _FLOOR - _LINE * lines - 0.1
    base = alt.Chart(words).encode(
        x=alt.X("stage:N", axis=None, scale=_bands(stages)),
        color=alt.Color("persona:N", legend=None, scale=scales["color"]),
    )
    shapes = dict(zip(personas, scales["shape"].to_dict()["range"], strict=True))
    layers = [
        layer
        for index, (name, shape) in enumerate(shapes.items())
        for layer in _persona_layers(
            base.transform_filter(alt.FieldEqualPredicate(field="persona", equal=name)),
            _Look(shape, (index - (len(personas) - 1) / 2) * 16, floor),
        )
    ]
    width = max(_TRUE_WIDTH, STAGE_WIDTH * len(stages))
    height = round(CURVE_HEIGHT * (_CEILING - floor) / (_CEILING - _FLOOR))
    split = _split(width * buyer_stages / len(stages)) if 0 < buyer_stages < len(stages) else []
    drawn: alt.LayerChart = alt.LayerChart(layer=[*_ground(floor), *split, *layers])
    return drawn.properties(width=width, height=height, padding=0)


_CEILING, _FLOOR = 2.35, -2.35
_LINE = 0.42
"""The height of a line of numbers below the curve, in steps of emotion."""


def _bands(stages: Sequence[str]) -> alt.Scale:
    return alt.Scale(type="band", domain=list(stages), paddingInner=0, paddingOuter=0)


def _height(field: str, floor: float) -> alt.Y:
    return alt.Y(field, axis=None, scale=alt.Scale(domain=[floor, _CEILING], nice=False))


def _ground(floor: float) -> list[alt.Chart]:
    tints = [theme.EMOTION_TINTS[1], theme.EMOTION_TINTS[-1]]
    halves = pd.DataFrame({"start": [0.0, _FLOOR], "end": [_CEILING, 0.0], "tint": tints})
    ground = (
        alt.Chart(halves)
        .mark_rect(opacity=0.45)
        .encode(y=_height("start:Q", floor), y2="end:Q", color=alt.Color("tint:N", scale=None))
    )
    neutral = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=theme.MUTED, strokeWidth=0.8)
    return [ground, neutral.encode(y=_height("at:Q", floor))]


_APART = 3
"""Pixels between assumed and measured, so that neither hides the other where they agree."""


@dataclass(frozen=True)
class _Look:
    """How one persona is drawn: its shape, a little aside of the others, above which floor."""

    shape: str
    aside: float
    floor: float

    def y(self, field: str) -> alt.Y:
        return _height(field, self.floor)


def _split(at: float) -> list[alt.Chart]:
    rule = alt.Chart(pd.DataFrame({"at": [0]})).mark_rule(
        color=theme.MUTED, strokeWidth=2, strokeDash=[6, 4]
    )
    return [rule.encode(x=alt.value(at))]


def _persona_layers(own: alt.Chart, look: _Look) -> list[alt.Chart]:
    words = own.mark_text(fontSize=11).encode(
        y=look.y("said_at:Q"), text="said:N", color=alt.value(theme.INK)
    )
    return [*_measured_layers(own, look), *_assumed_layers(own, look), words]


def _assumed_layers(own: alt.Chart, look: _Look) -> list[alt.Chart]:
    aside = look.aside - _APART
    line = own.mark_line(
        strokeDash=list(theme.ASSUMED_DASH), strokeWidth=1.6, invalid=_GAP, xOffset=aside
    )
    point = _known(own, "assumed").mark_point(
        shape=look.shape,
        filled=False,
        fill=theme.PAPER,
        strokeWidth=1.6,
        size=55,
        xOffset=aside,
    )
    aim = _known(own, "to_be").mark_tick(thickness=2, width=16, xOffset=aside)
    y = look.y("assumed:Q")
    return [line.encode(y=y), aim.encode(y=look.y("to_be:Q")), point.encode(y=y)]


def _measured_layers(own: alt.Chart, look: _Look) -> list[alt.Chart]:
    aside = look.aside + _APART
    known, y = _known(own, "measured"), look.y("measured:Q")
    band = _known(own, "low").mark_rule(strokeWidth=10, opacity=0.25, xOffset=aside)
    line = own.mark_line(strokeWidth=2.6, invalid=_GAP, xOffset=aside)
    point = known.mark_point(shape=look.shape, filled=True, size=80, xOffset=aside)
    low_to_high = band.encode(y=look.y("low:Q"), y2="high:Q")
    return [low_to_high, line.encode(y=y), point.encode(y=y)]


_GAP: Any = "break-paths-show-path-domains"


def _known(chart: alt.Chart, field: str) -> alt.Chart:
    return chart.transform_filter(f"isValid(datum.{field})")


_SHAPE_SIGNS = "●■▲◆▼✚"
"""The shapes of `theme.PERSONA_SHAPES` as letters."""


def _signs(personas: Sequence[str]) -> dict[str, str]:
    """Give each persona its shape, where there is more than one."""
    several = len(personas) > 1
    return {
        name: _SHAPE_SIGNS[index % len(_SHAPE_SIGNS)] + " " if several else ""
        for index, name in enumerate(personas)
    }


def _point_words(frame: pd.DataFrame, signs: Mapping[str, str], language: str) -> list[str]:
    rows = zip(frame["persona"], frame["n"], frame["measured"], strict=True)
    return [
        signs[name] + _measured_words(n, value, language) if pd.notna(n) else ""
        for name, n, value in rows
    ]


def _measured_words(n: float, value: float, language: str) -> str:
    if pd.isna(value):
        return canvas_word("too_few", language)
    sample = canvas_word("sample", language, n=int(n))
    return f"{labels.signed(value, language)}  ({sample})"


def curve_cell(canvas: Canvas, curve: pd.DataFrame, language: str) -> Markup:
    """Give the picture of the curve with its legend; empty when there is nothing to draw."""
    if curve.empty or curve[["assumed", "measured"]].isna().all(axis=None):
        return Markup("")
    stages = [column.id for column in canvas.columns]
    chart = canvas_curve_chart(
        curve, stages=stages, buyer_stages=canvas.buyer_columns, language=language
    )
    picture = svg_picture(specification(chart, language))
    return render(
        "curve.html",
        picture=data_uri(picture.encode(), "image/svg+xml"),
        alt=canvas_word("curve_alt", language, phrases="; ".join(_phrases(curve, language))),
        personas=_legend(list(dict.fromkeys(curve["persona"]))),
        has_measured=bool(curve["measured"].notna().any()),
        has_aim=bool(curve["to_be"].notna().any()),
        word={k: canvas_word(k, language) for k in ("assumed", "measured", "to_be", "scale")},
        columns=len(canvas.columns),
    )


def _legend(names: Sequence[str]) -> list[tuple[str, str, str]]:
    colours, signs = theme.PERSONAS, _SHAPE_SIGNS
    return [
        (name, colours[i % len(colours)], signs[i % len(signs)]) for i, name in enumerate(names)
    ]


def _phrases(curve: pd.DataFrame, language: str) -> list[str]:
    phrases = []
    for row in curve.to_dict("records"):
        about = {"persona": row["persona"], "stage": row["stage_name"]}
        if pd.notna(row["assumed"]):
            value = labels.Signed(row["assumed"])
            phrases.append(canvas_word("assumed_phrase", language, value=value, **about))
        if pd.notna(row["measured"]):
            value, n = labels.Signed(row["measured"]), int(row["n"])
            phrases.append(canvas_word("measured_phrase", language, value=value, n=n, **about))
    return phrases


def curve_table(canvas: Canvas, curve: pd.DataFrame, language: str) -> pd.DataFrame | None:
    """Give the emotions as a reader reads them; nothing without any."""
    said = curve.dropna(how="all", subset=["assumed", "to_be", "n"])
    if said.empty:
        return None
    columns = ["persona", "stage_name", "assumed", "to_be", "measured", "n", "low", "high"]
    keys = ["persona", "stage", *columns[2:]]
    names = {c: canvas_word(f"columns.{k}", language) for c, k in zip(columns, keys, strict=True)}
    return said[columns].rename(columns=names).reset_index(drop=True)

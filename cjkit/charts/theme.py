"""The look of all pictures: colours, type, and numbers and dates as the language writes them.

Nothing here is switched on by importing it: `themed` gives one chart the look, for one rendering.
Every colour for lines and marks stands out 3:1 from paper, every colour for text 4.5:1.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt

from cjkit.model.evidence import Grade
from cjkit.model.stages import Period

FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
"""The system's own type, for the words around a picture."""
CHART_FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
"""The type inside pictures: three of one width, in which vl-convert also measures.

A wider one, such as the system's own on Linux, would run out of the picture. The list ends in
sans-serif, without which vl-convert leaves text out.
"""

PAPER = "#FFFFFF"
INK = "#1F2933"
MUTED = "#52606D"
RULE = "#D5DCE3"
"""Hairlines between rows and cells; decoration, so without a demand on contrast."""
SOFT = "#F4F6F8"
"""The ground of table heads and empty states."""

BUYER = ("#0B3C6F", "#5E92C4")
"""Blue, from the first stage of the buyer journey (dark) to its last (light)."""
CUSTOMER = ("#3C5A00", "#7E9725")
"""Green, from the first stage of the customer journey (dark) to its last (light)."""
BUYER_TINT = "#E6EEFA"
CUSTOMER_TINT = "#EFF5DC"

EMOTIONS = {-2: "#A51D2D", -1: "#CC5A47", 0: "#737373", 1: "#4A83B5", 2: "#1B4F8A"}
"""Emotion from -2 (red) over neutral (grey) to +2 (blue); for marks and lines."""
EMOTION_TINTS = {-2: "#F3C1BC", -1: "#FAE3DF", 0: "#F1F1F1", 1: "#DEEAF4", 2: "#B7D1E8"}
"""The same scale for the ground behind ink."""

PERSONAS = ("#0B5394", "#B3401D", "#009E73", "#CC79A7", "#1F2933", "#5B6672")
"""Lines of personas, not text: a dash and a shape always go with the colour."""
PERSONA_DASHES = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (5, 5), (12, 4))
PERSONA_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")

BAR = "#7B8794"
"""Bars that tell no groups apart."""

REACHED, MISSED, OPEN = "#1B4F8A", "#A51D2D", "#6B6F76"
"""A target reached, missed, or still open; a word or mark always goes with it."""

ASSUMED_DASH = (4, 3)
"""What is assumed is dashed, with hollow points."""
BAND_OPACITY = 0.18
"""What is measured is solid, with its interval as a band."""

GRADE_COLOURS = {Grade.KNOWN: INK, Grade.INDICATED: "#8592A0", Grade.GUESSED: PAPER}
"""The ground of a bar by what statements rest on: full, half, or empty within its outline."""
GRADE_INKS = {Grade.KNOWN: PAPER, Grade.INDICATED: INK, Grade.GUESSED: INK}
"""The colour of words on that ground."""
GRADE_MARKS = {Grade.KNOWN: "●", Grade.INDICATED: "◐", Grade.GUESSED: "○"}
"""The mark beside a statement; a guess is also in italics."""

_BABEL = {"nl": "nl_NL", "en": "en_GB"}


def period_colour(period: Period | str) -> str:
    """Give the colour of a part of the journey: blue before the purchase, green from it on."""
    return BUYER[0] if Period(period) is Period.PRE_PURCHASE else CUSTOMER[0]


def period_tint(period: Period | str) -> str:
    """Give the pale ground that goes with `period_colour`."""
    return BUYER_TINT if Period(period) is Period.PRE_PURCHASE else CUSTOMER_TINT


def stage_colours(periods: Sequence[Period | str]) -> list[str]:
    """Give a shade for each stage, by the periods of the stages in their order.

    >>> stage_colours(["pre_purchase", "pre_purchase", "purchase"])
    ['#0B3C6F', '#5E92C4', '#3C5A00']
    """
    buyer = sum(Period(period) is Period.PRE_PURCHASE for period in periods)
    blue, green = _shades(BUYER, buyer), _shades(CUSTOMER, len(periods) - buyer)
    return [
        blue.pop(0) if Period(period) is Period.PRE_PURCHASE else green.pop(0) for period in periods
    ]


def _shades(ends: tuple[str, str], count: int) -> list[str]:
    return [_between(*ends, step / max(count - 1, 1)) for step in range(count)]


def _between(start: str, end: str, share: float) -> str:
    pairs = [(int(start[i : i + 2], 16), int(end[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def stage_scale(stages: Sequence[tuple[str, Period | str]]) -> alt.Scale:
    """Give the colour scale for stages, given as (name or id, period) in their order."""
    names = [name for name, _ in stages]
    return alt.Scale(domain=names, range=stage_colours([period for _, period in stages]))


def persona_scales(names: Sequence[str]) -> dict[str, alt.Scale]:
    """Give the scales `color`, `strokeDash` and `shape` for personas; more than six begin anew."""
    ranges = {"color": PERSONAS, "strokeDash": PERSONA_DASHES, "shape": PERSONA_SHAPES}
    return {
        channel: alt.Scale(domain=list(names), range=_around(values, len(names)))
        for channel, values in ranges.items()
    }


def _around(values: Sequence[Any], count: int) -> list[Any]:
    chosen = [values[index % len(values)] for index in range(count)]
    return [list(value) if isinstance(value, tuple) else value for value in chosen]


def themed(chart: Any, language: str) -> Any:
    """Give a copy of an Altair chart with the look and the language; its own settings win."""
    dressed = chart.copy(deep=True)
    own = {} if chart.config is alt.Undefined else chart.config.to_dict()
    dressed.config = alt.Config.from_dict(_merged(config(language), own))
    return dressed


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {
        key: _merged(base[key], over[key])
        for key in base.keys() & over.keys()
        if isinstance(base[key], Mapping) and isinstance(over[key], Mapping)
    }
    merged = {**base, **over, **both}
    return {key: merged[key] for key in sorted(merged)}


def config(language: str) -> dict[str, Any]:
    """Give the Vega-Lite configuration: calm axes, few lines, tabular numbers."""
    label = {"labelColor": MUTED, "labelFontSize": 12, "labelFont": CHART_FONT, "labelLimit": 260}
    title = {
        "titleColor": MUTED,
        "titleFontSize": 12,
        "titleFont": CHART_FONT,
        "titleFontWeight": 400,
    }
    axis = {"domainColor": RULE, "tickColor": RULE, "gridColor": "#E9EDF1", "labelPadding": 6}
    return {
        "background": PAPER,
        "font": CHART_FONT,
        "locale": locale(language),
        "view": {"stroke": None, "continuousWidth": 640, "continuousHeight": 300},
        "axis": label | title | axis | {"titlePadding": 10},
        "axisX": {"grid": False, "labelAngle": 0},
        "axisY": {"domain": False, "ticks": False},
        "legend": label | title | {"orient": "top", "symbolStrokeWidth": 2, "titleLimit": 260},
        "header": label | title | {"titleFontWeight": 600},
        "title": {
            "anchor": "start",
            "color": INK,
            "font": CHART_FONT,
            "fontSize": 14,
            "fontWeight": 600,
        },
        "text": {"color": INK, "font": CHART_FONT, "fontSize": 12},
        "line": {"strokeWidth": 2.2, "color": PERSONAS[0]},
        "point": {"size": 60, "filled": True, "color": PERSONAS[0], "opacity": 1},
        "bar": {"color": PERSONAS[0]},
        "area": {"color": PERSONAS[0]},
        "rule": {"color": MUTED},
        "tick": {"color": PERSONAS[0]},
        "range": {"category": list(PERSONAS), "diverging": list(EMOTIONS.values())},
    }


@cache
def locale(language: str) -> dict[str, Any]:
    """Give Vega's locale for numbers and dates, from Babel, with the euro."""
    return {"number": _number_locale(language), "time": _time_locale(language)}


def _number_locale(language: str) -> dict[str, Any]:
    from babel import numbers  # noqa: PLC0415  (babel loads on first use)

    name = _BABEL[language]
    return {
        "decimal": numbers.get_decimal_symbol(name),
        "thousands": numbers.get_group_symbol(name),
        "grouping": [3],
        "currency": ["€ ", ""] if language == "nl" else ["€", ""],
        "minus": "−",
    }


def _time_locale(language: str) -> dict[str, Any]:
    from babel import Locale  # noqa: PLC0415

    known = Locale.parse(_BABEL[language])
    days, short_days = known.days["format"]["wide"], known.days["format"]["abbreviated"]
    months, short_months = known.months["format"]["wide"], known.months["format"]["abbreviated"]
    sunday_first = (6, 0, 1, 2, 3, 4, 5)
    periods = known.day_periods["format"]["abbreviated"]
    return {
        "dateTime": "%a %e %b %Y %X",
        "date": "%d-%m-%Y" if language == "nl" else "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": [periods["am"], periods["pm"]],
        "days": [days[day] for day in sunday_first],
        "shortDays": [short_days[day] for day in sunday_first],
        "months": [months[month] for month in range(1, 13)],
        "shortMonths": [short_months[month].rstrip(".") for month in range(1, 13)],
    }

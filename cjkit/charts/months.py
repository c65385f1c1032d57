"""Who goes on to a later stage, month by month, with the month that clearly differs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    Columns,
    finding,
    measured_figure,
    month_words,
    nothing_measured,
    reader_table,
    tip,
)
from cjkit.charts.conversion import share_label, without_everybody
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import EVERYBODY, Names, panels, wrapped
from cjkit.labels import Percent, text
from cjkit.measures.conversion import FEWEST_A_SIDE, conversion_breaks, conversion_by_month
from cjkit.measures.measure import cell
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client


_ROLES = (("other", 1.0, "#A9B4BF"), ("everybody", 2.4, theme.INK), ("broken", 1.6, theme.MISSED))
"""Lines from back to front, with their width and colour."""
_SIDES = {"down": ("triangle-down", 16, theme.MISSED), "up": ("triangle-up", -16, theme.REACHED)}
"""Marks of a clear break, with the place of its words."""


def conversion_month_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.FacetChart:
    """Draw the share that goes on month by month, a panel a stage.

    Parameters
    ----------
    frame
        `month`, `persona`, `stage`, `share` (null leaves a gap), `customers`, `role` of the line
        (everybody, broken or other); at a month that clearly differs `break_side` (down or up) and
        `break_label`, both empty elsewhere.
    """
    x = alt.X("month:T", title=None, axis=alt.Axis(format="%b %y", tickCount=5, labelOverlap=True))
    y = alt.Y(
        "share:Q",
        title=text("charts.stages.month.axis", language),
        axis=alt.Axis(format="%", tickCount=4),
        scale=alt.Scale(domainMin=0),
    )
    base = alt.Chart().encode(x=x, y=y)
    lines = [
        base.transform_filter(alt.datum.role == role)
        .mark_line(strokeWidth=width, color=colour)
        .encode(detail="persona:N")
        for role, width, colour in _ROLES
    ]
    tips = [
        tip("persona_name", language),
        tip("stage_name", language),
        tip("month:T", language, "%B %Y"),
        tip("share:Q", language, ".0%"),
        tip("customers:Q", language, ",d"),
    ]
    touch = base.mark_point(size=40, opacity=0).encode(tooltip=tips)
    breaks = [mark for side in _SIDES for mark in _break_marks(base, side)]
    layers: Any = alt.layer(*lines, touch, *breaks).properties(width=262, height=120)
    chart = panels(layers, frame, names.stage, "stage", columns=3)
    # A shared axis would also stand under the empty places of the last row.
    drawn: alt.FacetChart = chart.resolve_axis(x="independent")
    return drawn


def _break_marks(base: Any, side: str) -> list[Any]:
    shape, dy, colour = _SIDES[side]
    marked = base.transform_filter(alt.datum.break_side == side)
    said = marked.mark_text(dy=dy, color=colour, fontWeight=600)
    return [
        marked.mark_point(size=110, shape=shape, color=colour),
        said.encode(text="break_label:N"),
    ]


def conversion_month_figure(client: "Client") -> Figure:
    """Give the share that goes on month by month, and say which month clearly differs."""
    language, names = client.language, Names.of(client)
    measure = published(conversion_by_month(client), client.small_cells)
    breaks = published(conversion_breaks(client), client.small_cells)
    frame = _month_rows(without_everybody(measure.frame, names), breaks.frame, names)
    drawn = _with_gaps(frame)
    if drawn["share"].notna().sum() == 0:
        return _nothing_to_draw(client, frame)
    said = [sentence.text(language) for sentence in breaks.sentences]
    columns: Columns = {
        "month": _month_day,
        "persona_name": str,
        "stage_name": str,
        "customers": int,
    }
    columns |= {"share": Percent, "low": Percent, "high": Percent}
    return measured_figure(
        client,
        measure,
        title=_month_title(breaks.frame, names),
        what=text("charts.stages.month.what", language),
        chart=conversion_month_chart(drawn, names, language=language),
        phrases=said,
        table=reader_table(frame, columns, language),
        notes=[*said, *_gap_note(frame, drawn, language)],
    )


def _month_rows(months: pd.DataFrame, breaks: pd.DataFrame, names: Names) -> pd.DataFrame:
    clear = breaks[breaks["clear"].fillna(False).astype(bool)]
    broken = _keys(clear, ["persona", "stage"])
    months = months.sort_values(["stage", "persona", "month"], na_position="last")
    frame = names.add_to(months).reset_index(drop=True)
    lines = list(zip(frame["persona"], frame["stage"], strict=True))
    frame["role"] = [_role(line, broken, names.chosen) for line in lines]
    points = list(zip(frame["persona"], frame["stage"], frame["month"], strict=True))
    sides = {point: _side(row) for point, row in _by_point(clear)}
    frame["break_side"] = [sides.get(point, "") for point in points]
    said = [
        f"{_short(row['persona_name'])} {share_label(row['share'], names.language)}"
        for row in frame.to_dict("records")
    ]
    return frame.assign(
        break_label=pd.Series(said, dtype=object).where(frame["break_side"] != "", "")
    )


def _with_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out months that few customers entered: there the line would follow chance alone."""
    return frame.assign(share=frame["share"].where(frame["customers"] >= FEWEST_A_SIDE))


def _gap_note(frame: pd.DataFrame, drawn: pd.DataFrame, language: str) -> list[str]:
    gaps = drawn["share"].isna().sum() > frame["share"].isna().sum()
    return [text("charts.stages.month.gaps", language, fewest=FEWEST_A_SIDE)] if gaps else []


def _nothing_to_draw(client: "Client", frame: pd.DataFrame) -> Figure:
    title = text("charts.stages.month.empty", client.language)
    if frame["share"].isna().all():
        return nothing_measured(client, title, frame)
    few = text("charts.stages.month.too_few", client.language, fewest=FEWEST_A_SIDE)
    return empty_figure(title, few, client.language)


def _by_point(breaks: pd.DataFrame) -> list[tuple[tuple[Any, ...], Mapping[Any, Any]]]:
    rows = breaks.to_dict("records")
    return [((row["persona"], row["stage"], row["month"]), row) for row in rows]


def _side(found: Mapping[Any, Any]) -> str:
    return "down" if found["share"] < found["rest_share"] else "up"


def _keys(frame: pd.DataFrame, columns: list[str]) -> set[tuple[object, ...]]:
    return set(frame[columns].itertuples(index=False, name=None))


def _role(line: tuple[object, ...], broken: set[tuple[object, ...]], chosen: str) -> str:
    if line in broken:
        return "broken"
    return "everybody" if line[0] in (EVERYBODY, chosen) else "other"


def _short(name: str) -> str:
    return wrapped(name, 16, 1)[0]


def _month_day(month: object) -> object:
    return pd.Timestamp(str(month)).date()


def _month_title(breaks: pd.DataFrame, names: Names) -> str:
    language = names.language
    clear = names.add_to(breaks[breaks["clear"].fillna(False).astype(bool)])
    if clear.empty:
        return finding("charts.stages.month.title_none", language)
    first = cell(clear, clear.sort_values("p").index[0])
    values = {
        "persona": first["persona_name"],
        "stage": first["stage_name"],
        "month": month_words(first["month"], language),
        "share": Percent(first["share"]),
        "rest": Percent(first["rest_share"]),
        "n": int(first["customers"]),
    }
    key = "title" if _side(first) == "down" else "title_up"
    said = finding(f"charts.stages.month.{key}", language, **values)
    return said[0].upper() + said[1:]

"""Step 3 in pictures: the ribbon of stages, where the brand is missed, who goes on and who not."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    Columns,
    described,
    finding,
    measured_figure,
    month_words,
    nothing_measured,
    reader_table,
    share_of,
    tip,
)
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import EVERYBODY, Names, down, in_order, panels, stage_colour, wrapped
from cjkit.labels import Percent, percent, text
from cjkit.measures.conversion import conversion, conversion_breaks, conversion_by_month
from cjkit.measures.evidence import evidence_coverage
from cjkit.measures.measure import Measure, cell, highest
from cjkit.measures.suppression import published
from cjkit.model.evidence import Grade
from cjkit.model.stages import Period

if TYPE_CHECKING:
    from cjkit.client import Client

_RIBBON_HEIGHT = 54
_NOTCH = 12
_ARC_STEPS = 41


# The ribbon: three frames of places on one axis, a stage a unit wide.


def stage_frame(names: Names) -> pd.DataFrame:
    """Give the stages in order: `stage`, `stage_name`, `period`, `start`, `centre`, `end`."""
    rows = [
        (stage.id, stage.name, stage.period.value, place, place + 0.5, place + 1)
        for place, stage in enumerate(names.map.stages)
    ]
    columns = ["stage", "stage_name", "period", "start", "centre", "end"]
    return pd.DataFrame(rows, columns=columns)


def return_frame(names: Names) -> pd.DataFrame:
    """Give the points of an arc for each return to an earlier stage.

    Columns: `stage`, `stage_name`, `back_to`, `back_to_name`, `arc`, `step`, `x` and `y` (0 at
    the ribbon, 1 at the top of an arc over the whole journey).
    """
    place = {stage.id: number for number, stage in enumerate(names.map.stages)}
    arcs = [
        _arc(names, stage.id, back_to, place[stage.id], place[back_to])
        for stage in names.map.stages
        for back_to in stage.returns_to
        if place.get(back_to, len(place)) < place[stage.id]
    ]
    columns = ["stage", "stage_name", "back_to", "back_to_name", "arc", "step", "x", "y"]
    return pd.concat(arcs, ignore_index=True) if arcs else pd.DataFrame(columns=columns)


def _arc(names: Names, stage: str, back_to: str, start: int, end: int) -> pd.DataFrame:
    angle = np.linspace(0, np.pi, _ARC_STEPS)
    # An arc leaves a little left of the centre and lands a little right of it, so that a
    # stage with arrivals and departures shows both.
    left, right = end + 0.58, start + 0.42
    return pd.DataFrame(
        {
            "stage": stage,
            "stage_name": names.stage[stage],
            "back_to": back_to,
            "back_to_name": names.stage[back_to],
            "arc": f"{stage} {back_to}",
            "step": range(_ARC_STEPS),
            "x": (left + right) / 2 + (right - left) / 2 * np.cos(angle),
            "y": np.sin(angle) * (start - end) / max(len(names.map.stages) - 1, 1),
        }
    )


def evidence_frame(coverage: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Give per stage what its statements rest on, with places on the axis of the ribbon.

    Parameters
    ----------
    coverage
        The frame of `evidence_coverage`.

    Returns
    -------
    DataFrame
        Columns `stage`, `stage_name`, `grade`, `grade_name`, `statements`, `of` (all statements
        of the stage), `share`, `start`, `end`, `centre` and `label`.
    """
    language = names.language
    stages = coverage[coverage["level"] == "stage"]
    keys = zip(stages["id"], stages["grade"], strict=True)
    counted = dict(zip(keys, stages["statements"], strict=True))
    rows = [
        row
        for place, stage in enumerate(names.map.stages)
        for row in _grades(counted, stage.id, place)
    ]
    columns = ["stage", "grade", "statements", "of", "share", "start", "end", "centre"]
    frame = names.add_to(pd.DataFrame(rows, columns=columns))
    words = {grade.value: text(f"model.grade.{grade}", language) for grade in Grade}
    frame["grade_name"] = frame["grade"].map(words)
    return frame.assign(label=_guessed_words(frame, language))


def _grades(
    counted: Mapping[tuple[str, str], int], stage: str, place: int
) -> Iterator[tuple[object, ...]]:
    total = sum(counted.get((stage, grade.value), 0) for grade in Grade)
    start = place + 0.06
    for grade in Grade:
        number = counted.get((stage, grade.value), 0)
        share = number / total if total else 0.0
        end = start + 0.86 * share
        yield stage, grade.value, number, total, share, start, end, place + 0.5
        start = end


def stage_ribbon_chart(
    stages: pd.DataFrame, returns: pd.DataFrame, evidence: pd.DataFrame, *, language: str
) -> alt.VConcatChart:
    """Draw the journey as a ribbon, with returns above it and its evidence below.

    Parameters
    ----------
    stages, returns, evidence
        From `stage_frame`, `return_frame` and `evidence_frame`.
    language
        The language of the words.
    """
    width = _ribbon_width(len(stages))
    along = alt.Scale(domain=[0, max(len(stages), 1)], nice=False)
    parts = [
        _period_heads(stages, along, language),
        *([_return_arcs(returns, along, language)] if len(returns) else []),
        _stage_chevrons(stages, along, width, language),
        _evidence_bars(evidence, along, language),
    ]
    placed = [part.properties(width=width) for part in parts]
    joined: Any = alt.vconcat(*placed, spacing=2)
    chart: alt.VConcatChart = joined.resolve_scale(color="independent")
    return chart


def _ribbon_width(stages: int) -> float:
    return max(min(960, 168 * stages), 92 * stages)


def _return_arcs(returns: pd.DataFrame, along: alt.Scale, language: str) -> Any:
    highest_arc = float(returns["y"].max())
    lines = (
        alt.Chart(returns)
        .mark_line(color=theme.MUTED, strokeWidth=1.4)
        .encode(
            x=alt.X("x:Q", scale=along, axis=None),
            y=alt.Y("y:Q", scale=alt.Scale(domain=[0, highest_arc * 1.05]), axis=None),
            detail="arc:N",
            order="step:Q",
            tooltip=[tip("stage_name", language), tip("back_to_name", language)],
        )
    )
    heads = (
        alt.Chart(returns[returns["step"] == _ARC_STEPS - 1])
        .mark_point(shape="triangle-down", size=60, color=theme.MUTED, yOffset=-3)
        .encode(x=alt.X("x:Q", scale=along, axis=None), y="y:Q")
    )
    return (lines + heads).properties(height=round(20 + 50 * highest_arc), name="returns")


def _period_heads(stages: pd.DataFrame, along: alt.Scale, language: str) -> Any:
    heads = pd.DataFrame(
        [
            (
                part["start"].min(),
                part["end"].max() - 0.04,
                text(f"charts.stages.{journey}_journey", language),
                theme.period_colour(period),
            )
            for journey, period, part in _journeys(stages)
        ],
        columns=["start", "end", "words", "colour"],
    )
    base = alt.Chart(heads).encode(
        x=alt.X("start:Q", scale=along, axis=None), color=alt.Color("colour:N", scale=None)
    )
    rules = base.mark_rule(strokeWidth=2, y=20).encode(x2="end:Q", y=alt.value(20))
    words = base.mark_text(align="left", fontWeight=600, fontSize=13, baseline="bottom")
    return (rules + words.encode(text="words:N", y=alt.value(15))).properties(height=22)


def _journeys(stages: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    buyer = stages["period"] == Period.PRE_PURCHASE.value
    if buyer.any():
        yield "buyer", Period.PRE_PURCHASE.value, stages[buyer]
    if not buyer.all():
        yield "customer", Period.POST_PURCHASE.value, stages[~buyer]


def _stage_chevrons(stages: pd.DataFrame, along: alt.Scale, width: float, language: str) -> Any:
    one = width / max(len(stages), 1)
    base = alt.Chart(_with_lines(stages, one)).encode(
        x=alt.X("centre:Q", scale=along, axis=None), tooltip=[tip("stage_name", language)]
    )
    shapes = base.mark_point(shape=_chevron(one), size=(one - 2) ** 2, opacity=1).encode(
        color=alt.Color("stage:N", scale=_stage_scale(stages), legend=None)
    )
    down = alt.Scale(domain=[0, _RIBBON_HEIGHT])
    names = base.mark_text(color="white", dx=3, fontSize=12, baseline="middle", lineHeight=14)
    names = names.encode(
        text="lines:N",
        y=alt.Y("line_y:Q", scale=down, axis=None),
        tooltip=[tip("stage_name", language)],
    )
    middle = shapes.encode(y=alt.value(_RIBBON_HEIGHT / 2))
    return (middle + names).properties(height=_RIBBON_HEIGHT, name="ribbon")


def _with_lines(stages: pd.DataFrame, one: float) -> pd.DataFrame:
    lines = [wrapped(name, int((one - 2 * _NOTCH) / 6.6)) for name in stages["stage_name"]]
    middle = [_RIBBON_HEIGHT / 2 + 7 * (len(part) - 1) for part in lines]
    return stages.assign(lines=pd.Series(lines, index=stages.index), line_y=middle)


def _chevron(one: float) -> str:
    """Give the outline of one stage as a path in the square from -1 to 1."""
    half, notch = _RIBBON_HEIGHT / one, 2 * _NOTCH / one
    return (
        f"M-1,{-half:.3f}L{1 - notch:.3f},{-half:.3f}L1,0L{1 - notch:.3f},{half:.3f}"
        f"L-1,{half:.3f}L{notch - 1:.3f},0Z"
    )


def _stage_scale(stages: pd.DataFrame) -> alt.Scale:
    return theme.stage_scale(list(zip(stages["stage"], stages["period"], strict=True)))


def _evidence_bars(evidence: pd.DataFrame, along: alt.Scale, language: str) -> Any:
    grades = [grade.value for grade in Grade]
    words = evidence.drop_duplicates("grade").set_index("grade")["grade_name"].to_dict()
    base = alt.Chart(evidence).encode(x=alt.X("start:Q", scale=along, axis=None))
    bars = base.mark_bar(height=12, cornerRadius=0, stroke=theme.INK, strokeWidth=0.8).encode(
        x2="end:Q",
        y=alt.value(10),
        fill=alt.Fill(
            "grade:N",
            scale=alt.Scale(domain=grades, range=[theme.INK, "#8A96A3", theme.PAPER]),
            legend=alt.Legend(
                title=text("charts.stages.ribbon.evidence", language),
                labelExpr=f"{json.dumps(words)}[datum.label]",
                orient="bottom",
                symbolType="square",
                symbolStrokeColor=theme.INK,
                symbolStrokeWidth=0.8,
            ),
        ),
        tooltip=[
            tip("stage_name", language),
            tip("grade_name", language),
            tip("share:Q", language, ".0%"),
            tip("statements:Q", language, ",d"),
        ],
    )
    guessed = alt.datum.grade == Grade.GUESSED.value
    label = base.transform_filter(guessed).mark_text(baseline="top", fontSize=12)
    label = label.encode(
        x=alt.X("centre:Q", scale=along, axis=None), text="label:N", y=alt.value(22)
    )
    return (bars + label).properties(height=40, name="evidence")


def stage_ribbon_figure(client: "Client") -> Figure:
    """Give the ribbon of stages: the two journeys, the ways back, and what it all rests on."""
    language, names = client.language, Names.of(client)
    if not client.whole_map.stages:
        return _no_stages("ribbon", language)
    evidence = evidence_frame(evidence_coverage(client).frame, names)
    title = _ribbon_title(evidence, language)
    columns: Columns = {"stage_name": str, "grade_name": str, "statements": int, "share": Percent}
    return Figure(
        title,
        text("charts.stages.ribbon.what", language),
        language,
        chart=stage_ribbon_chart(
            stage_frame(names), return_frame(names), evidence, language=language
        ),
        alt=described(title, _ribbon_phrases(names, evidence), language),
        table=reader_table(evidence, columns, language),
        source=text("charts.captions.map_version", language, version=client.whole_map.version),
    )


def _no_stages(picture: str, language: str) -> Figure:
    title = text(f"charts.stages.{picture}.empty", language)
    return empty_figure(title, text("charts.stages.add_stages", language), language)


def _guessed_words(evidence: pd.DataFrame, language: str) -> list[str]:
    return [
        text("charts.stages.ribbon.guessed", language, share=Percent(row["share"]))
        if row["of"]
        else text("charts.stages.ribbon.nothing", language)
        for row in evidence.to_dict("records")
    ]


def _ribbon_title(evidence: pd.DataFrame, language: str) -> str:
    guessed = evidence[evidence["grade"] == Grade.GUESSED.value]
    total, count = int(guessed["of"].sum()), len(guessed)
    if not total:
        return finding("charts.stages.ribbon.title_nothing", language, n=count)
    share = Percent(guessed["statements"].sum() / total)
    return finding("charts.stages.ribbon.title", language, share=share, statements=total, n=count)


def _ribbon_phrases(names: Names, evidence: pd.DataFrame) -> Iterator[str]:
    guessed = evidence[evidence["grade"] == Grade.GUESSED.value]
    for row in guessed.itertuples():
        yield f"{row.stage_name}: {row.label}"
    for stage in names.map.stages:
        for back_to in stage.returns_to:
            values = {"stage": stage.name, "back_to": names.stage.get(back_to, back_to)}
            yield text("charts.stages.ribbon.return", names.language, **values)


# Relevance against presence.


def presence_frame(names: Names) -> pd.DataFrame:
    """Give the stages that have both scores.

    Columns: `stage`, `stage_name`, `period`, `relevance` and `presence` (0 to 100), `gap` (points
    by which presence stays behind), `middle` of the two, `label`.
    """
    rows = [
        (stage.id, stage.period.value, stage.relevance.value, stage.presence.value)
        for stage in names.map.stages
        if stage.relevance and stage.presence
    ]
    frame = pd.DataFrame(rows, columns=["stage", "period", "relevance", "presence"])
    frame["gap"] = frame["relevance"] - frame["presence"]
    frame["middle"] = (frame["relevance"] + frame["presence"]) / 2
    frame["label"] = [_gap_words(gap, names.language) for gap in frame["gap"]]
    return names.add_to(frame)


def _gap_words(gap: float, language: str) -> str:
    side = "none" if abs(gap) < 0.5 else "behind" if gap > 0 else "ahead"
    return text(f"charts.stages.presence.{side}", language, n=round(abs(gap)))


def relevance_presence_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.LayerChart:
    """Draw relevance against presence, a row a stage, the gap between them labelled."""
    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(title=text("charts.stages.presence.axis", language), tickCount=5, grid=True)
    rows = down(names.stage, "stage", in_order(names.stage, frame["stage"]))
    base = alt.Chart(frame).encode(y=rows)
    colour = stage_colour(names)
    bridge = base.mark_rule(strokeWidth=5, opacity=0.35).encode(
        x=alt.X("relevance:Q", scale=scale, axis=axis), x2="presence:Q", color=colour
    )
    gap = base.mark_text(dy=-12, fontSize=12, color=theme.MUTED).encode(
        x=alt.X("middle:Q", scale=scale), text="label:N"
    )
    points = _presence_points(base, colour, scale, language)
    layers: Any = alt.layer(bridge, points, gap)
    chart: alt.LayerChart = layers.properties(
        width=640, height=alt.Step(46), name="relevance_presence"
    )
    return chart


def _presence_points(base: alt.Chart, colour: alt.Color, scale: alt.Scale, language: str) -> Any:
    words = {part: text(f"charts.columns.{part}", language) for part in ("relevance", "presence")}
    shape = alt.Shape(
        "part:N",
        scale=alt.Scale(domain=list(words), range=["diamond", "circle"]),
        legend=alt.Legend(
            title=None, labelExpr=f"{json.dumps(words)}[datum.label]", symbolFillColor=theme.INK
        ),
    )
    tips = [
        tip("stage_name", language),
        tip("relevance:Q", language, ".0f"),
        tip("presence:Q", language, ".0f"),
        tip("gap:Q", language, "+.0f"),
    ]
    folded = base.transform_fold(list(words), as_=["part", "value"])
    marks = folded.mark_point(size=130, filled=True, opacity=1, stroke="white", strokeWidth=1)
    return marks.encode(x=alt.X("value:Q", scale=scale), shape=shape, color=colour, tooltip=tips)


def relevance_presence_figure(client: "Client") -> Figure:
    """Give where the brand matters more than it is there, and the other way round."""
    language, names = client.language, Names.of(client)
    frame = presence_frame(names)
    if frame.empty:
        title = text("charts.stages.presence.empty", language)
        return empty_figure(title, text("charts.stages.presence.next", language), language)
    title = _presence_title(frame, language)
    columns: Columns = {"stage_name": str, "relevance": float, "presence": float, "gap": float}
    left = [s.name for s in names.map.stages if not (s.relevance and s.presence)]
    return Figure(
        title,
        text("charts.stages.presence.what", language),
        language,
        chart=relevance_presence_chart(frame, names, language=language),
        alt=described(title, _presence_phrases(frame, language), language),
        table=reader_table(frame, columns, language),
        source=text("charts.captions.map_version", language, version=client.whole_map.version),
        notes=[text("charts.stages.presence.left_out", language, stages=left)] if left else [],
    )


def _presence_title(frame: pd.DataFrame, language: str) -> str:
    widest = cell(frame, highest(frame["gap"]))
    if widest["gap"] < 0.5:
        return finding("charts.stages.presence.title_none", language)
    values = {"stage": widest["stage_name"], "gap": round(widest["gap"])}
    values |= {"relevance": round(widest["relevance"]), "presence": round(widest["presence"])}
    return finding("charts.stages.presence.title", language, **values)


def _presence_phrases(frame: pd.DataFrame, language: str) -> Iterator[str]:
    for row in frame.itertuples():
        values = {"stage": row.stage_name, "relevance": row.relevance, "presence": row.presence}
        yield text("charts.stages.presence.row", language, **values)


# Conversion: who goes on to a later stage.


def conversion_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.FacetChart:
    """Draw the share that goes on, a row a stage and a panel a persona, with 95 % intervals.

    Parameters
    ----------
    frame
        `persona` (empty for everybody), `stage`, `share`, `low`, `high`, `customers`,
        `converted`, `label`, and `share_of_all`: everybody's share, a grey tick to compare with.
    """
    most = float(frame["high"].max()) if frame["high"].notna().any() else 1.0
    scale = alt.Scale(domain=[0, min(1.0, most * 1.25)], nice=False)
    axis = alt.Axis(
        title=text("charts.stages.conversion.axis", language), format="%", tickCount=4, grid=True
    )
    rows = down(names.stage, "stage", in_order(names.stage, frame["stage"]))
    base = alt.Chart().encode(y=rows, x=alt.X("share:Q", scale=scale, axis=axis))
    colour = stage_colour(names)
    tips = [
        tip("persona_name", language),
        tip("stage_name", language),
        tip("share:Q", language, ".0%"),
        tip("low:Q", language, ".0%"),
        tip("high:Q", language, ".0%"),
        tip("customers:Q", language, ",d"),
    ]
    everybody = base.mark_tick(color="#9AA5B1", thickness=2, size=22).encode(x="share_of_all:Q")
    interval = base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q", color=colour)
    points = base.mark_point(size=70).encode(color=colour, tooltip=tips)
    words = base.mark_text(align="left", dx=5).encode(x="high:Q", text="label:N")
    hidden = base.mark_text(align="left", dx=4, color=theme.MUTED, fontStyle="italic")
    hidden = hidden.encode(x=alt.datum(0), text="hidden_label:N")
    layers: Any = alt.layer(everybody, interval, points, words, hidden)
    columns = min(frame["persona"].nunique(), 5)
    sized = layers.properties(width=min(max(820 / columns, 150), 260), height=alt.Step(42))
    return panels(sized, frame, names.persona, "persona", columns=columns, letters=20)


def conversion_figure(client: "Client", within_days: int = 60) -> Figure:
    """Give the share of customers that goes on from each stage, per persona and for everybody."""
    language, names = client.language, Names.of(client)
    measure = published(conversion(client, within_days=within_days), client.small_cells)
    frame = _conversion_rows(measure, names)
    if frame["share"].notna().sum() == 0:
        return nothing_measured(client, text("charts.stages.conversion.empty", language), frame)
    title = _conversion_title(frame, within_days, language)
    columns: Columns = {
        "persona_name": str,
        "stage_name": str,
        "next_stage_name": str,
        "customers": int,
    }
    columns |= {"converted": int, "share": Percent, "low": Percent, "high": Percent}
    return measured_figure(
        client,
        measure,
        title=title,
        what=text("charts.stages.conversion.what", language, days=within_days),
        chart=conversion_chart(frame, names, language=language),
        phrases=_conversion_phrases(frame, language),
        table=reader_table(frame, columns, language),
        notes=[text("charts.stages.conversion.under_way", language, days=within_days)],
    )


def _conversion_rows(measure: Measure, names: Names) -> pd.DataFrame:
    frame = names.add_to(_once(measure.frame, names))
    everybody = frame[frame["persona"] == EVERYBODY].set_index("stage")["share"]
    shut = frame["suppressed"].astype(bool)
    return frame.assign(
        share_of_all=frame["stage"].map(everybody).where(frame["persona"] != EVERYBODY),
        label=[_share_label(share, names.language) for share in frame["share"]],
        hidden_label=[text("charts.captions.hidden", names.language) if s else "" for s in shut],
    )


def _once(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Leave everybody out when one persona is chosen: they are the same customers."""
    return rows[rows["persona"] != EVERYBODY] if names.chosen else rows


def _share_label(share: float | None, language: str) -> str:
    return "" if pd.isna(share) else percent(float(share), language)


def _conversion_title(frame: pd.DataFrame, days: int, language: str) -> str:
    shown = frame[frame["share"].notna()]
    everybody = shown[shown["persona"] == EVERYBODY]
    if len(shown) > 1 and shown["share"].nunique() == 1:
        share = Percent(shown["share"].iloc[0])
        return finding("charts.stages.conversion.title_equal", language, share=share, days=days)
    least = (everybody if len(everybody) else shown).sort_values("share").iloc[0]
    values = {"share": Percent(least["share"]), "n": int(least["customers"]), "days": days}
    key = "title" if len(everybody) else "title_persona"
    values |= {"stage": least["stage_name"], "persona": least["persona_name"]}
    return finding(f"charts.stages.conversion.{key}", language, **values)


def _conversion_phrases(frame: pd.DataFrame, language: str) -> Iterator[str]:
    for row in frame[frame["share"].notna()].to_dict("records"):
        share = share_of(row["customers"], row["share"], language)
        yield f"{row['persona_name']}, {row['stage_name']}: {share}"


# Conversion month by month, with the clear break.

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
    return panels(layers, frame, names.stage, "stage", columns=3)


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
    frame = _month_rows(_once(measure.frame, names), breaks.frame, names)
    if frame["share"].notna().sum() == 0:
        return nothing_measured(client, text("charts.stages.month.empty", language), frame)
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
        chart=conversion_month_chart(frame, names, language=language),
        phrases=said,
        table=reader_table(frame, columns, language),
        notes=said,
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
        f"{_short(row['persona_name'])} {_share_label(row['share'], names.language)}"
        for row in frame.to_dict("records")
    ]
    return frame.assign(
        break_label=pd.Series(said, dtype=object).where(frame["break_side"] != "", "")
    )


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

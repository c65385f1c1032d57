"""The ribbon of stages: the two journeys, the ways back, and what it all rests on."""

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
    reader_table,
    tip,
)
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import Names, wrapped
from cjkit.labels import Percent, text
from cjkit.measures.evidence import evidence_coverage
from cjkit.model.evidence import Grade
from cjkit.model.stages import Period

if TYPE_CHECKING:
    from cjkit.client import Client

_RIBBON_HEIGHT = 54
_NOTCH = 12
_ARC_STEPS = 41


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


def stage_evidence_frame(coverage: pd.DataFrame, names: Names) -> pd.DataFrame:
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
        From `stage_frame`, `return_frame` and `stage_evidence_frame`.
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
            scale=alt.Scale(domain=grades, range=list(theme.GRADE_COLOURS.values())),
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
    evidence = stage_evidence_frame(evidence_coverage(client).frame, names)
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

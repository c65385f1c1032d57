"""The emotion over the stages: assumed by the team, wanted, and measured."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    Columns,
    finding,
    heading,
    measured_figure,
    reader_table,
    tip,
)
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import (
    EVERYBODY,
    Names,
    across,
    in_order,
    panels,
    stage_colour,
)
from cjkit.labels import Signed, signed, text
from cjkit.measures.emotion import (
    assumed_emotion,
    emotion,
)
from cjkit.measures.measure import cell, highest, lowest
from cjkit.measures.suppression import published
from cjkit.model.stages import Period

if TYPE_CHECKING:
    from cjkit.client import Client


EMOTION_SCALE = alt.Scale(domain=[-2.15, 2.15], nice=False)
"""From a little below -2 to a little above +2: the outermost marks stay whole."""


def emotion_curve_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.FacetChart:
    """Draw the emotion curves over the stages, a panel a persona.

    What is assumed is dashed with hollow circles, what is wanted dotted with hollow diamonds, what
    is measured solid with its 95 % interval. Too few answers leave a gap that says so.

    Parameters
    ----------
    frame
        A row for each persona and stage: `assumed`, `to_be`, `mean`, `low`, `high` (-2 to +2, null
        where there is none), `n`, `label` (of the mean), `n_label`, `gap_label`.
    """
    stages = in_order(names.stage, frame["stage"])
    step = min(max(860 / max(len(stages), 1), 70), 160)
    x = across(names.stage, "stage", stages, letters=int(step / 7.4), domain=False, ticks=False)
    base = alt.Chart().encode(x=x)
    layers: Any = alt.layer(
        _stage_bands(base, names),
        alt.Chart().mark_rule(color="#AEB8C2").encode(y=alt.datum(0, type="quantitative")),
        *_stated_curve(base, "to_be", "diamond", [1, 3], language),
        *_stated_curve(base, "assumed", "circle", list(theme.ASSUMED_DASH), language),
        *_measured_curve(base, names, language),
    )
    sized = layers.properties(width=step * len(stages), height=190)
    return panels(sized, frame, names.persona, "persona", columns=1, letters=90)


def emotion_axis(language: str, **changes: Any) -> alt.Axis:
    """Give the axis of emotion, its five steps in words."""
    words = {
        step: f"{signed(step, language, 0)} {text(f'charts.experiences.emotions.{name}', language)}"
        for step, name in zip(range(-2, 3), _EMOTION_NAMES, strict=True)
    }
    label = f"{json.dumps(words)}[datum.value]"
    return alt.Axis(values=list(words), labelExpr=label, title=None, **changes)


_EMOTION_NAMES = ("angry", "disappointed", "neutral", "satisfied", "grateful")


def _emotion_y(field: str, language: str) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=EMOTION_SCALE, axis=emotion_axis(language, grid=False))


def _stage_bands(base: Any, names: Names) -> Any:
    stages = names.map.stages
    tints = alt.Scale(
        domain=[stage.id for stage in stages],
        range=[
            theme.BUYER_TINT if s.period is Period.PRE_PURCHASE else theme.CUSTOMER_TINT
            for s in stages
        ],
    )
    return base.mark_rect(opacity=0.55, stroke="white", strokeWidth=2).encode(
        fill=alt.Fill("stage:N", scale=tints, legend=None)
    )


def _stated_curve(base: Any, field: str, shape: str, dash: list[int], language: str) -> list[Any]:
    placed = base.encode(
        y=_emotion_y(field, language),
        tooltip=[tip("stage_name", language), tip(f"{field}:Q", language, "+.1f")],
    )
    return [
        placed.mark_line(strokeDash=dash, strokeWidth=1.4, color=theme.MUTED),
        placed.mark_point(shape=shape, filled=True, fill="white", stroke=theme.MUTED, size=110),
    ]


def _measured_curve(base: Any, names: Names, language: str) -> list[Any]:
    placed = base.encode(y=_emotion_y("mean", language))
    tips = [
        tip("persona_name", language),
        tip("stage_name", language),
        tip("mean:Q", language, "+.1f"),
        tip("low:Q", language, "+.1f"),
        tip("high:Q", language, "+.1f"),
        tip("n:Q", language, ",d"),
    ]
    ends = {"y": _emotion_y("low", language), "y2": "high:Q"}
    below = {"y": alt.value(184), "text": "n_label:N"}
    return [
        base.mark_area(color=theme.INK, opacity=0.10).encode(**ends),
        base.mark_rule(strokeWidth=1.5, color=theme.INK).encode(**ends),
        placed.mark_line(strokeWidth=2.4, color=theme.INK),
        placed.mark_point(size=85, opacity=1, stroke="white", strokeWidth=1).encode(
            color=stage_colour(names), tooltip=tips
        ),
        placed.mark_text(dy=17, stroke="white", strokeWidth=4, fontWeight=600).encode(
            text="label:N"
        ),
        placed.mark_text(dy=17, fontWeight=600).encode(text="label:N"),
        base.mark_text(fontSize=11, color=theme.MUTED).encode(**below),
        base.mark_text(fontStyle="italic", fontSize=11, color=theme.MUTED, lineHeight=13).encode(
            y=alt.value(150), text="gap_label:N"
        ),
    ]


def emotion_curve_figure(client: "Client") -> Figure:
    """Give the assumed, wanted and measured emotion over the stages, a panel a persona."""
    language, names = client.language, Names.of(client)
    measure = published(emotion(client), client.small_cells)
    frame = curve_frame(measure.frame, assumed_emotion(client).frame, names)
    if frame.empty:
        title = text("charts.experiences.curve.empty", language)
        return empty_figure(title, text("charts.experiences.curve.next", language), language)
    columns: Columns = {"persona_name": str, "stage_name": str, "assumed": Signed, "to_be": Signed}
    columns |= {"mean": Signed, "low": Signed, "high": Signed, "n": int}
    return measured_figure(
        client,
        measure,
        title=_curve_title(frame, language),
        what=text("charts.experiences.curve.what", language),
        chart=emotion_curve_chart(frame, names, language=language),
        phrases=_curve_phrases(frame, language),
        table=reader_table(frame, columns, language),
        notes=list(_peaks_and_ends(frame, names)),
    )


def curve_frame(measured: pd.DataFrame, stated: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Put what is assumed, wanted and measured side by side, for every persona and stage.

    Parameters
    ----------
    measured
        The published frame of `emotion`.
    stated
        The frame of `assumed_emotion`; several places in one stage count as their mean.

    Returns
    -------
    DataFrame
        As `emotion_curve_chart` takes it. Personas without any value have no rows; everybody
        together has some only where no persona has.
    """
    stages = measured[measured["level"] == "stage"].drop(columns=["level", "touchpoint"])
    means = stated.groupby(["persona", "stage"], sort=False)[["assumed", "to_be"]].mean()
    known = names.known("persona")
    told = [p for p in known if p in set(stages["persona"]) | set(stated["persona"])]
    personas = told or ([EVERYBODY] if EVERYBODY in set(stages["persona"]) else [])
    grid = pd.MultiIndex.from_product([personas, names.known("stage")], names=["persona", "stage"])
    frame = grid.to_frame(index=False).merge(stages, how="left", on=["persona", "stage"])
    frame = names.add_to(frame.merge(means.reset_index(), how="left", on=["persona", "stage"]))
    return _with_curve_labels(frame, names.language)


def _with_curve_labels(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    firm = frame["enough"].eq(True) & frame["mean"].notna()
    frame["n"] = frame["n"].astype("Int64")
    for column in ("mean", "low", "high"):
        frame[column] = frame[column].astype(float).where(firm)
    frame["suppressed"] = frame["suppressed"].eq(True)
    rows = frame.to_dict("records")
    return frame.assign(
        label=["" if pd.isna(row["mean"]) else signed(row["mean"], language) for row in rows],
        n_label=[_n_label(row, language) for row in rows],
        gap_label=pd.Series([_gap_label(row, language) for row in rows], dtype=object),
    )


def _n_label(row: Mapping[Any, Any], language: str) -> str:
    return "" if pd.isna(row["mean"]) else text("charts.captions.n", language, n=int(row["n"]))


def _gap_label(row: Mapping[Any, Any], language: str) -> list[str]:
    if row["suppressed"]:
        return [text("charts.captions.hidden", language)]
    if not pd.isna(row["mean"]):
        return []
    n = 0 if pd.isna(row["n"]) else int(row["n"])
    key = "too_few" if n else "no_answers"
    return text(f"charts.experiences.curve.{key}", language, n=n).split("|")


def _curve_title(frame: pd.DataFrame, language: str) -> str:
    found = frame[frame["mean"].notna()]
    if found.empty:
        stated = frame[frame["assumed"].notna()]
        if stated.empty:
            return finding("charts.experiences.curve.title_wanted", language)
        low = cell(stated, lowest(stated["assumed"]))
        return finding(
            "charts.experiences.curve.title_assumed", language, **low_values(low, "assumed")
        )
    low = cell(found, lowest(found["mean"]))
    key = "title" if low["mean"] < 0 else "title_least"
    return finding(
        f"charts.experiences.curve.{key}", language, n=int(low["n"]), **low_values(low, "mean")
    )


def low_values(row: Any, column: str) -> dict[str, Any]:
    """Give the values of a row for a sentence: whose emotion, where, and how low."""
    return {
        "persona": row["persona_name"],
        "stage": row["stage_name"],
        "value": Signed(row[column]),
    }


def _curve_phrases(frame: pd.DataFrame, language: str) -> Iterator[str]:
    for row in frame.to_dict("records"):
        told = [
            f"{heading(column, language)} {signed(row[column], language)}"
            for column in ("assumed", "to_be", "mean")
            if not pd.isna(row[column])
        ]
        if told:
            said = ", ".join([*told, *([row["n_label"]] if row["n_label"] else [])])
            yield f"{row['persona_name']}, {row['stage_name']}: {said}"


def _peaks_and_ends(frame: pd.DataFrame, names: Names) -> Iterator[str]:
    """Name the strongest moment and the last one of each persona: memory follows these two.

    Where the last stage has no figure to show, that is said; another stage is not its end.
    """
    last = names.known("stage")[-1]
    for persona in dict.fromkeys(frame["persona"]):
        rows = frame[(frame["persona"] == persona) & frame["mean"].notna()]
        if len(rows):
            peak, end = cell(rows, highest(rows["mean"].abs())), rows.iloc[-1]
            measured = end["stage"] == last
            told = {"end_value": Signed(end["mean"]), "end_n": int(end["n"])} if measured else {}
            yield finding(
                f"charts.experiences.curve.{'peak_and_end' if measured else 'peak_alone'}",
                names.language,
                persona=peak["persona_name"],
                peak=peak["stage_name"],
                peak_value=Signed(peak["mean"]),
                peak_n=int(peak["n"]),
                end=names.stage[last],
                **told,
            )

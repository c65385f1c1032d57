"""Step 5 in pictures: where customers are, how they feel, and how they answer."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    Columns,
    at_least,
    finding,
    heading,
    measured_figure,
    nothing_measured,
    partly_note,
    reader_table,
    shown_note,
    summed,
    tip,
)
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import (
    EVERYBODY,
    UNKNOWN,
    Names,
    across,
    down,
    in_order,
    panels,
    stage_colour,
)
from cjkit.labels import Percent, Signed, percent, signed, text
from cjkit.measures.emotion import (
    assumed_against_measured,
    assumed_emotion,
    emotion,
    emotion_dips,
)
from cjkit.measures.measure import cell, highest, lowest
from cjkit.measures.paths import placement
from cjkit.measures.suppression import published
from cjkit.measures.surveys import csat, nps
from cjkit.model.stages import Period

if TYPE_CHECKING:
    from cjkit.client import Client

MOST_TOUCHPOINTS = 24
"""More touchpoints than this are not drawn; the table has them all."""
_EMOTION_SCALE = alt.Scale(domain=[-2.15, 2.15], nice=False)


# Placement: where each customer is now.


def placement_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.LayerChart:
    """Draw where customers are now: a row a persona, a column a stage, a disc by their number.

    Parameters
    ----------
    frame
        `stage`, `persona`, `customers` (null when hidden), `share` of the persona, `label`.
    """
    stages = in_order(names.stage, frame["stage"])
    step = min(max(880 / max(len(stages), 1), 64), 112)
    lines = {"orient": "top", "domain": False, "ticks": False}
    tips = [
        tip("persona_name", language),
        tip("stage_name", language),
        tip("customers:Q", language, ",d"),
        tip("share:Q", language, ".0%"),
    ]
    base = alt.Chart(frame).encode(
        x=across(names.stage, "stage", stages, letters=int(step / 7.4), **lines),
        y=down(names.persona, "persona", in_order(names.persona, frame["persona"]), grid=True),
        tooltip=tips,
    )
    size = alt.Size("customers:Q", scale=alt.Scale(range=[16, 1500], domainMin=0), legend=None)
    discs = base.transform_filter("datum.customers > 0").mark_point(opacity=0.92)
    discs = discs.encode(size=size, color=stage_colour(names))
    labels = base.mark_text(dy=29, baseline="middle").encode(text="label:N")
    layers: Any = alt.layer(discs, labels)
    chart: alt.LayerChart = layers.properties(
        width=alt.Step(step), height=alt.Step(78), name="placement"
    )
    return chart


def placement_figure(client: "Client") -> Figure:
    """Give where each customer is now, by stage and persona."""
    language, names = client.language, Names.of(client)
    measure = published(placement(client), client.small_cells)
    cells = summed(measure.frame, ["stage", "persona"], ["customers"])
    frame = _placement_rows(cells, names)
    if frame["customers"].fillna(0).sum() == 0:
        return nothing_measured(client, text("charts.experiences.placement.empty", language), frame)
    columns: Columns = {"persona_name": str, "stage_name": str, "customers": int, "share": Percent}
    return measured_figure(
        client,
        measure,
        title=_placement_title(frame, measure.n, language),
        what=text("charts.experiences.placement.what", language),
        chart=placement_chart(frame, names, language=language),
        phrases=_placement_phrases(frame),
        table=reader_table(frame, columns, language),
        notes=partly_note(frame, language),
    )


def _placement_rows(cells: pd.DataFrame, names: Names) -> pd.DataFrame:
    frame = names.add_to(cells)
    whole = frame.groupby("persona")["customers"].transform("sum").astype(float)
    frame["share"] = frame["customers"].astype(float) / whole.where(whole > 0)
    rows = frame.to_dict("records")
    return frame.assign(label=[_count_label(row, names.language) for row in rows])


def _count_label(row: Mapping[Any, Any], language: str) -> str:
    if row["suppressed"]:
        return text("charts.captions.hidden", language)
    return at_least(row["customers"], row["partly"], language)


def _placement_title(frame: pd.DataFrame, n: int, language: str) -> str:
    stages = frame.groupby("stage_name", sort=False)["customers"].sum()
    fullest = frame[frame["stage_name"] == stages.idxmax()]
    missing = bool((fullest["partly"] | fullest["suppressed"]).any())
    values: dict[str, Any] = {"stage": stages.idxmax(), "n": n}
    values["customers"] = at_least(stages.max(), missing, language)
    share = Percent(stages.max() / n) if n else Percent(0)
    return finding("charts.experiences.placement.title", language, share=share, **values)


def _placement_phrases(frame: pd.DataFrame) -> Iterator[str]:
    for row in frame.to_dict("records"):
        yield f"{row['persona_name']}, {row['stage_name']}: {row['label']}"


# The emotion curve: assumed, wanted and measured.


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
    return alt.Y(f"{field}:Q", scale=_EMOTION_SCALE, axis=emotion_axis(language, grid=False))


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
        notes=list(_peaks_and_ends(frame, language)),
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
            "charts.experiences.curve.title_assumed", language, **_low_values(low, "assumed")
        )
    low = cell(found, lowest(found["mean"]))
    key = "title" if low["mean"] < 0 else "title_least"
    return finding(
        f"charts.experiences.curve.{key}", language, n=int(low["n"]), **_low_values(low, "mean")
    )


def _low_values(row: Any, column: str) -> dict[str, Any]:
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


def _peaks_and_ends(frame: pd.DataFrame, language: str) -> Iterator[str]:
    """Name the strongest moment and the last one of each persona: memory follows these two."""
    for persona in dict.fromkeys(frame["persona"]):
        rows = frame[(frame["persona"] == persona) & frame["mean"].notna()]
        if len(rows):
            peak, end = cell(rows, highest(rows["mean"].abs())), rows.iloc[-1]
            yield finding(
                "charts.experiences.curve.peak_and_end",
                language,
                persona=peak["persona_name"],
                peak=peak["stage_name"],
                peak_value=Signed(peak["mean"]),
                peak_n=int(peak["n"]),
                end=end["stage_name"],
                end_value=Signed(end["mean"]),
                end_n=int(end["n"]),
            )


# Assumed against measured, with the verdict in words.

_VERDICT_COLOURS = {
    "agrees": theme.INK,
    "contradicted": theme.MISSED,
    "too_few": theme.OPEN,
    "hidden": theme.OPEN,
}


def assumed_against_measured_chart(
    frame: pd.DataFrame, names: Names, *, language: str
) -> alt.FacetChart:
    """Draw what the team assumed (hollow) against what customers answered (solid, interval).

    Parameters
    ----------
    frame
        `persona`, `stage`, `assumed`, `mean`, `low`, `high`, `n`, `verdict`, `verdict_label`.
    """
    width = 430
    rows = down(names.stage, "stage", in_order(names.stage, frame["stage"]))
    x = alt.X("mean:Q", scale=_EMOTION_SCALE, axis=emotion_axis(language, grid=True))
    colours = alt.Color(
        "verdict:N",
        scale=alt.Scale(domain=list(_VERDICT_COLOURS), range=list(_VERDICT_COLOURS.values())),
        legend=None,
    )
    tips = [
        tip("persona_name", language),
        tip("stage_name", language),
        tip("assumed:Q", language, "+.1f"),
        tip("mean:Q", language, "+.1f"),
        tip("n:Q", language, ",d"),
        tip("verdict_name", language),
    ]
    base = alt.Chart().encode(y=rows, x=x, tooltip=tips)
    bridge = base.mark_rule(strokeDash=list(theme.ASSUMED_DASH), color="#9AA5B1")
    hollow = base.mark_point(shape="circle", filled=True, fill="white", stroke=theme.MUTED, size=75)
    verdict = base.mark_text(align="left", dx=12).encode(
        x=alt.value(width), text="verdict_label:N", color=colours
    )
    layers: Any = alt.layer(
        bridge.encode(x="assumed:Q", x2="mean:Q"),
        base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q", color=colours),
        base.mark_point(size=75).encode(color=colours),
        hollow.encode(x="assumed:Q"),
        verdict,
    )
    sized = layers.properties(width=width, height=alt.Step(28))
    return panels(sized, frame, names.persona, "persona", columns=1, letters=90)


def assumed_against_measured_figure(client: "Client") -> Figure:
    """Give where the team's feeling holds and where customers contradict it."""
    language, names = client.language, Names.of(client)
    measure = published(assumed_against_measured(client), client.small_cells)
    frame = _verdict_rows(measure.frame, names)
    if frame.empty:
        title = text("charts.experiences.against.empty", language)
        return empty_figure(title, text("charts.experiences.curve.next", language), language)
    columns: Columns = {"persona_name": str, "stage_name": str, "assumed": Signed, "mean": Signed}
    columns |= {"low": Signed, "high": Signed, "n": int, "verdict_name": str}
    return measured_figure(
        client,
        measure,
        title=_verdict_title(frame, language),
        what=text("charts.experiences.against.what", language),
        chart=assumed_against_measured_chart(frame, names, language=language),
        phrases=_verdict_phrases(frame),
        table=reader_table(frame, columns, language),
    )


def _verdict_rows(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    language = names.language
    frame = names.add_to(rows)
    hidden = frame["suppressed"].astype(bool)
    frame["verdict"] = frame["verdict"].astype(object).where(~hidden, "hidden")
    firm = frame["verdict"].isin(["agrees", "contradicted"])
    for column in ("mean", "low", "high"):
        frame[column] = frame[column].astype(float).where(firm)
    told = frame["verdict"].map(
        {v: text(f"charts.experiences.verdict.{v}", language) for v in _VERDICT_COLOURS}
    )
    frame["verdict_name"] = told
    records = frame.to_dict("records")
    return frame.assign(verdict_label=[_verdict_label(row, language) for row in records])


def _verdict_label(row: Mapping[Any, Any], language: str) -> str:
    if row["verdict"] == "hidden":
        return str(row["verdict_name"])
    n = text("charts.captions.n", language, n=0 if pd.isna(row["n"]) else int(row["n"]))
    if pd.isna(row["mean"]):
        return f"{row['verdict_name']} ({n})"
    assumed, mean = signed(row["assumed"], language), signed(row["mean"], language)
    values = {"assumed": assumed, "mean": mean, "n": n, "verdict": row["verdict_name"]}
    return text("charts.experiences.against.label", language, **values)


def _verdict_title(frame: pd.DataFrame, language: str) -> str:
    against = frame[frame["verdict"] == "contradicted"]
    compared = int(frame["verdict"].isin(["agrees", "contradicted"]).sum())
    if against.empty:
        key = "title_agrees" if compared else "title_open"
        return finding(f"charts.experiences.against.{key}", language, n=compared)
    worst = cell(against, highest((against["assumed"] - against["mean"]).abs()))
    values = _low_values(worst, "mean") | {
        "assumed": Signed(worst["assumed"]),
        "n": int(worst["n"]),
    }
    return finding("charts.experiences.against.title", language, **values)


def _verdict_phrases(frame: pd.DataFrame) -> Iterator[str]:
    for row in frame.to_dict("records"):
        yield f"{row['persona_name']}, {row['stage_name']}: {row['verdict_label']}"


# Emotion per touchpoint, with the dips.


def emotion_touchpoint_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.LayerChart:
    """Draw the measured emotion per touchpoint with its interval; clear dips are marked.

    Parameters
    ----------
    frame
        `touchpoint`, `mean`, `low`, `high`, `n`, `dip` (whether it is a clear one), `label`, in the
        order to draw.
    """
    x = alt.X("mean:Q", scale=_EMOTION_SCALE, axis=emotion_axis(language, grid=True))
    tips = [
        tip("touchpoint_name", language),
        tip("mean:Q", language, "+.1f"),
        tip("low:Q", language, "+.1f"),
        tip("high:Q", language, "+.1f"),
        tip("rest_mean:Q", language, "+.1f"),
        tip("n:Q", language, ",d"),
    ]
    colour = alt.condition("datum.dip", alt.value(theme.MISSED), alt.value(theme.INK))
    shape = alt.Shape(
        "dip:N",
        scale=alt.Scale(domain=[False, True], range=["circle", "triangle-down"]),
        legend=None,
    )
    base = alt.Chart(frame).encode(
        y=down(names.touchpoint, "touchpoint", frame["touchpoint"]), x=x, tooltip=tips
    )
    zero = alt.Chart().mark_rule(color="#AEB8C2").encode(x=alt.datum(0, type="quantitative"))
    layers: Any = alt.layer(
        zero,
        base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q", color=colour),
        base.mark_point(size=85).encode(color=colour, shape=shape),
        base.mark_text(align="left", dx=12).encode(x=alt.value(520), text="label:N", color=colour),
        data=frame,
    )
    chart: alt.LayerChart = layers.properties(
        width=520, height=alt.Step(28), name="emotion_touchpoint"
    )
    return chart


def emotion_touchpoint_figure(client: "Client") -> Figure:
    """Give how customers feel at each touchpoint, the lowest first, and mark the clear dips."""
    language, names = client.language, Names.of(client)
    measure = published(emotion_dips(client), client.small_cells)
    frame = _dip_rows(measure.frame, names)
    found = frame[frame["low"].notna()].sort_values("mean", kind="stable")
    if found.empty:
        return nothing_measured(
            client,
            text("charts.experiences.touchpoint.empty", language),
            frame[frame["suppressed"]],
            "charts.experiences.no_answers",
        )
    left = len(frame) - len(found)
    few = [text("charts.experiences.touchpoint.left_out", language, n=left)] if left else []
    columns: Columns = {"touchpoint_name": str, "mean": Signed, "low": Signed, "high": Signed}
    columns |= {"n": int, "rest_mean": Signed, "dip": bool}
    return measured_figure(
        client,
        measure,
        title=_dip_title(found, language),
        what=text("charts.experiences.touchpoint.what", language),
        chart=emotion_touchpoint_chart(found.head(MOST_TOUCHPOINTS), names, language=language),
        phrases=[f"{row['touchpoint_name']}: {row['label']}" for row in found.to_dict("records")],
        table=reader_table(frame, columns, language),
        notes=[*few, *shown_note(min(len(found), MOST_TOUCHPOINTS), len(found), language)],
    )


def _dip_rows(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    frame = names.add_to(rows)
    frame["dip"] = frame["clear"].eq(True)
    records = frame.to_dict("records")
    return frame.assign(label=[_dip_label(row, names.language) for row in records])


def _dip_label(row: Mapping[Any, Any], language: str) -> str:
    if pd.isna(row["mean"]):
        return ""
    values = {"mean": Signed(row["mean"]), "n": int(row["n"])}
    if not row["dip"]:
        return text("charts.captions.mean_of", language, **values)
    values["rest"] = Signed(row["rest_mean"])
    return text("charts.experiences.touchpoint.dip", language, **values)


def _dip_title(found: pd.DataFrame, language: str) -> str:
    dips = found[found["dip"]]
    low = (dips if len(dips) else found).iloc[0]
    values = {"touchpoint": low["touchpoint_name"], "mean": Signed(low["mean"]), "n": int(low["n"])}
    values["rest"] = Signed(low["rest_mean"]) if not pd.isna(low["rest_mean"]) else ""
    key = "title" if len(dips) else "title_none"
    return finding(f"charts.experiences.touchpoint.{key}", language, **values)


# Answers: the Net Promoter Score and who is satisfied, in panels by persona, stage, touchpoint.

_PARTS = ("persona", "stage", "touchpoint")


def part_frame(frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Give the rows of an answers measure that are about one thing at a time.

    Returns
    -------
    DataFrame
        The rows with `part` (persona, stage or touchpoint; everybody stands with the personas),
        `id` and `name`; rows about two things together are left out.
    """
    keys = [key for key in _PARTS if key in frame]
    known = frame[keys].astype(object).where(frame[keys].notna(), UNKNOWN)
    named = [[key for key in keys if row[key] != EVERYBODY] for row in known.to_dict("records")]
    parts = ["persona" if not about else about[0] for about in named]
    ids = [row[part] for row, part in zip(known.to_dict("records"), parts, strict=True)]
    pairs = zip(parts, ids, strict=True)
    names_of_ids = [getattr(names, part).get(identity, identity) for part, identity in pairs]
    about_one = pd.Series([len(about) <= 1 for about in named], index=frame.index, dtype=bool)
    about_one &= (known["persona"] != names.chosen) | (not names.chosen)
    rows = frame.assign(part=parts, id=ids, name=names_of_ids)[about_one]
    order = {part: place for place, part in enumerate(_PARTS)}
    return rows.sort_values("part", key=lambda part: part.map(order), kind="stable").reset_index(
        drop=True
    )


def _in_panels(frame: pd.DataFrame, draw: Any, language: str) -> alt.VConcatChart:
    drawn = [
        draw(rows).properties(
            title=alt.Title(
                text(f"charts.experiences.by.{part}", language), frame="group", offset=8
            ),
            name=f"by_{part}",
        )
        for part in _PARTS
        if len(rows := frame[frame["part"] == part])
    ]
    joined: Any = alt.vconcat(*drawn, spacing=22)
    chart: alt.VConcatChart = joined.resolve_scale(color="shared")
    return chart


def nps_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.VConcatChart:
    """Draw detractors, passives and promoters as bars, with the score and its interval in words.

    Parameters
    ----------
    frame
        `part`, `id`, `name`, `n`, `promoters`, `passives`, `detractors`, `label`.
    """
    return _in_panels(frame, lambda rows: _nps_bars(rows, names, language), language)


_ANSWERS = {"detractors": theme.MISSED, "passives": "#C3CBD3", "promoters": theme.REACHED}


def _nps_bars(rows: pd.DataFrame, names: Names, language: str) -> Any:
    words = {answer: heading(answer, language) for answer in _ANSWERS}
    legend = alt.Legend(title=None, labelExpr=f"{json.dumps(words)}[datum.label]")
    fill = alt.Color(
        "answer:N",
        scale=alt.Scale(domain=list(_ANSWERS), range=list(_ANSWERS.values())),
        legend=legend,
    )
    part = rows["part"].iloc[0]
    base = alt.Chart(rows).encode(y=down(getattr(names, part), "id", rows["id"]))
    order = f"indexof({json.dumps(list(_ANSWERS))}, datum.answer)"
    tips = [tip("name", language), *(tip(f"{a}:Q", language, ",d") for a in _ANSWERS)]
    stacked = base.transform_fold(list(_ANSWERS), as_=["answer", "answers"])
    bars = (
        stacked.transform_calculate(order=order)
        .mark_bar(height=17)
        .encode(
            x=alt.X(
                "answers:Q",
                stack="normalize",
                axis=alt.Axis(
                    format="%", tickCount=5, title=text("charts.experiences.nps.axis", language)
                ),
            ),
            color=fill,
            order=alt.Order("order:Q"),
            tooltip=[*tips, tip("nps:Q", language, "+.0f")],
        )
    )
    said = base.mark_text(align="left", dx=10).encode(x=alt.value(470), text="label:N")
    return alt.layer(bars, said).properties(width=470, height=alt.Step(30))


def nps_figure(client: "Client") -> Figure:
    """Give the Net Promoter Score of everybody, of each persona and of each stage."""
    language, names = client.language, Names.of(client)
    measure = published(nps(client), client.small_cells)
    frame = part_frame(measure.frame, names)
    shown = frame[frame["nps"].notna()].reset_index(drop=True)
    if shown.empty:
        return _no_answers(client, "nps", frame)
    shown["label"] = [_nps_label(row, language) for row in shown.to_dict("records")]
    columns: Columns = {"name": str, "n": int, "promoters": int, "passives": int, "detractors": int}
    columns |= {"nps": _whole, "low": _whole, "high": _whole}
    first = shown.iloc[0]
    values = {"nps": _points(first["nps"], language), "n": int(first["n"]), "name": first["name"]}
    values |= {end: _points(first[end], language) for end in ("low", "high")}
    return measured_figure(
        client,
        measure,
        title=text("charts.experiences.nps.title", language, **values),
        what=text("charts.experiences.nps.what", language),
        chart=nps_chart(shown, names, language=language),
        phrases=[f"{row['name']}: {row['label']}" for row in shown.to_dict("records")],
        table=reader_table(frame, columns, language),
    )


def _no_answers(client: "Client", picture: str, frame: pd.DataFrame) -> Figure:
    title = text(f"charts.experiences.{picture}.empty", client.language)
    return nothing_measured(client, title, frame, "charts.experiences.no_answers")


def _whole(points: float) -> int:
    return round(points)


def _points(value: float, language: str) -> str:
    return signed(float(value), language, 0)


def _nps_label(row: Mapping[Any, Any], language: str) -> str:
    ends = {end: _points(row[end], language) for end in ("nps", "low", "high")}
    return text("charts.experiences.nps.label", language, n=int(row["n"]), **ends)


def csat_chart(frame: pd.DataFrame, names: Names, *, language: str) -> alt.VConcatChart:
    """Draw the share of satisfied answers with its interval, by persona, stage and touchpoint.

    Parameters
    ----------
    frame
        `part`, `id`, `name`, `n`, `share`, `low`, `high`, `label`.
    """
    return _in_panels(frame, lambda rows: _csat_points(rows, names, language), language)


def _csat_points(rows: pd.DataFrame, names: Names, language: str) -> Any:
    title = text("charts.experiences.csat.axis", language)
    axis = alt.Axis(format="%", tickCount=5, title=title, grid=True)
    part = rows["part"].iloc[0]
    tips = [
        tip("name", language),
        tip("share:Q", language, ".0%"),
        tip("low:Q", language, ".0%"),
        tip("high:Q", language, ".0%"),
        tip("n:Q", language, ",d"),
    ]
    base = alt.Chart(rows).encode(
        y=down(getattr(names, part), "id", rows["id"]),
        x=alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=axis),
        tooltip=tips,
    )
    interval = base.mark_rule(strokeWidth=2, color=theme.INK).encode(x="low:Q", x2="high:Q")
    points = base.mark_point(size=75, color=theme.INK)
    said = base.mark_text(align="left", dx=10).encode(x=alt.value(470), text="label:N")
    return alt.layer(interval, points, said).properties(width=470, height=alt.Step(28))


def csat_figure(client: "Client") -> Figure:
    """Give the share of satisfied answers of everybody, each persona, stage and touchpoint."""
    language, names = client.language, Names.of(client)
    measure = published(csat(client), client.small_cells)
    frame = part_frame(measure.frame, names)
    shown = frame[frame["share"].notna()].reset_index(drop=True)
    if shown.empty:
        return _no_answers(client, "csat", frame)
    shares = zip(shown["share"], shown["n"], strict=True)
    shown["label"] = [_share_and_n(share, n, language) for share, n in shares]
    drawn = shown[shown.groupby("part").cumcount() < MOST_TOUCHPOINTS]
    columns: Columns = {"name": str, "n": int, "satisfied": int}
    columns |= {"share": Percent, "low": Percent, "high": Percent}
    return measured_figure(
        client,
        measure,
        title=_csat_title(shown, language),
        what=text("charts.experiences.csat.what", language),
        chart=csat_chart(drawn, names, language=language),
        phrases=[f"{row['name']}: {row['label']}" for row in shown.to_dict("records")],
        table=reader_table(frame, columns, language),
        notes=shown_note(len(drawn), len(shown), language),
    )


def _share_and_n(share: Any, n: Any, language: str) -> str:
    return text(
        "charts.captions.share_of", language, share=percent(float(share), language), n=int(n)
    )


def _csat_title(shown: pd.DataFrame, language: str) -> str:
    first = shown.iloc[0]
    values = {"share": Percent(first["share"]), "n": int(first["n"]), "name": first["name"]}
    parts = shown[shown["part"] != "persona"]
    if parts["share"].nunique() < 2:
        return finding("charts.experiences.csat.title", language, **values)
    least = cell(parts, lowest(parts["share"].astype(float)))
    values |= {"least": least["name"], "least_share": Percent(least["share"])}
    values["least_n"] = int(least["n"])
    return finding("charts.experiences.csat.title_least", language, **values)

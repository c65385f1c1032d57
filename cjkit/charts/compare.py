"""Two versions of a map: the emotion curves before and after, and a page with all that changed."""

from collections.abc import Iterator
from statistics import fmean

import altair as alt
import pandas as pd
from markupsafe import Markup

from cjkit.charts import theme
from cjkit.charts.captions import described
from cjkit.charts.figure import Figure, empty_figure, render
from cjkit.charts.names import words_of_axis
from cjkit.compare import compare_maps
from cjkit.compare.identities import changed_identities, with_identities
from cjkit.compare.words import heading, reasons, sections
from cjkit.labels import Signed, text
from cjkit.measures.measure import cell, highest
from cjkit.model.journey_map import JourneyMap

VERSIONS = ("before", "after")
_SIGNED = "datum.value ? format(datum.value, '+d') : '0'"
_COLUMNS = ["persona", "persona_name", "stage", "stage_name", "version", "emotion"]


def curves_frame(old: JourneyMap, new: JourneyMap) -> pd.DataFrame:
    """Give the assumed emotion of each persona and stage in both versions.

    Columns: persona, persona_name, stage, stage_name, version (before or after), emotion (the mean
    of the experiences there, -2 to +2). Stages stand in the order of the new map, those that were
    dropped behind the stage that they followed.
    """
    old = with_identities(old, changed_identities(old, new))
    stages, personas = _names(old.stages, new.stages), _names(old.personas, new.personas)
    means = {"before": _means(old), "after": _means(new)}
    rows = [
        (persona, personas[persona], stage, stages[stage], version, means[version][persona, stage])
        for persona in personas
        for version in VERSIONS
        for stage in stages
        if (persona, stage) in means[version]
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _names(old: tuple[object, ...], new: tuple[object, ...]) -> dict[str, str]:
    """Give id and name of the records of both maps, in the order of the new one."""
    order = [record.id for record in new]  # type: ignore[attr-defined]
    before = ""
    for record in old:
        identity = record.id  # type: ignore[attr-defined]
        if identity not in order:
            order.insert(order.index(before) + 1 if before else 0, identity)
        before = identity
    named = {record.id: record.name for record in (*old, *new)}  # type: ignore[attr-defined]
    return {identity: named[identity] for identity in order}


def _means(journey_map: JourneyMap) -> dict[tuple[str, str], float]:
    felt: dict[tuple[str, str], list[float]] = {}
    for experience in journey_map.experiences:
        if experience.emotion:
            place = (experience.persona, experience.stage)
            felt.setdefault(place, []).append(experience.emotion.value)
    return {place: fmean(values) for place, values in felt.items()}


def curves_chart(frame: pd.DataFrame, versions: dict[str, str], *, language: str) -> alt.FacetChart:
    """Draw the two curves, a row a persona: before dashed and hollow, after solid.

    Parameters
    ----------
    frame
        From `curves_frame`.
    versions
        The words for before and after.
    """
    named = frame.assign(version_name=frame["version"].map(versions))
    domain = list(versions.values())
    colours = alt.Scale(domain=domain, range=[theme.MUTED, theme.BUYER[0]])
    look = {
        "color": alt.Color(
            "version_name:N",
            scale=colours,
            legend=alt.Legend(title=None, orient="top"),
        ),
        "strokeDash": alt.StrokeDash(
            "version_name:N", scale=alt.Scale(domain=domain, range=[[5, 4], [1, 0]])
        ),
    }
    stages = dict(zip(frame["stage"], frame["stage_name"], strict=True))
    axis = alt.Axis(labelAngle=0, grid=False, labelExpr=words_of_axis(stages, 18))
    base = alt.Chart(named).encode(
        x=alt.X("stage:N", sort=list(stages), title=None, axis=axis),
        y=alt.Y(
            "emotion:Q",
            scale=alt.Scale(domain=[-2, 2], nice=False),
            axis=alt.Axis(title=None, values=[-2, -1, 0, 1, 2], labelExpr=_SIGNED),
        ),
        tooltip=["persona_name:N", "stage_name:N", "version_name:N", "emotion:Q"],
    )
    fills = alt.Fill(
        "version_name:N",
        scale=alt.Scale(domain=domain, range=[theme.PAPER, theme.BUYER[0]]),
        legend=None,
    )
    strokes = alt.Stroke("version_name:N", scale=colours, legend=None)
    lines = base.mark_line(strokeWidth=2).encode(**look)
    points = base.mark_point(size=70, opacity=1).encode(stroke=strokes, fill=fills)
    width = max(360, min(960, 130 * len(stages)))
    drawn = alt.layer(lines, points).properties(width=width, height=130)
    personas = list(dict.fromkeys(frame["persona_name"]))
    header = alt.Header(labelAngle=0, labelAlign="left", labelAnchor="start", labelOrient="top")
    row = alt.Row("persona_name:N", sort=personas, title=None, header=header)
    return drawn.facet(row=row)


def curves_figure(old: JourneyMap, new: JourneyMap, language: str) -> Figure:
    """Show the emotion curve of each persona in two versions of a map."""
    frame = curves_frame(old, new)
    if frame.empty:
        advice = text("compare.curve.next", language)
        return empty_figure(text("compare.curve.empty", language), advice, language)
    versions = {
        name: text(f"compare.curve.{name}", language, version=journey_map.version)
        for name, journey_map in zip(VERSIONS, (old, new), strict=True)
    }
    wide = _side_by_side(frame)
    title = _title(wide, language)
    return Figure(
        title,
        text("compare.curve.what", language),
        language,
        chart=curves_chart(frame, versions, language=language),
        alt=described(title, _phrases(wide, language), language),
        table=_table(wide, versions, language),
        written_as=dict.fromkeys(versions.values(), Signed),
    )


def _side_by_side(frame: pd.DataFrame) -> pd.DataFrame:
    keys = ["persona", "persona_name", "stage", "stage_name"]
    sides = [
        frame[frame["version"] == name].drop(columns="version").rename(columns={"emotion": name})
        for name in VERSIONS
    ]
    wide = sides[1].merge(sides[0], on=keys, how="outer", sort=False)
    order = {name: list(dict.fromkeys(frame[name])) for name in ("persona", "stage")}
    return wide.sort_values(
        ["persona", "stage"], key=lambda ids: ids.map(order[str(ids.name)].index), kind="stable"
    ).reset_index(drop=True)


def _title(wide: pd.DataFrame, language: str) -> str:
    difference = (wide["after"] - wide["before"]).abs()
    if difference.max() > 0:
        largest = cell(wide, highest(difference))
        return text(
            "compare.curve.title",
            language,
            persona=largest["persona_name"],
            stage=largest["stage_name"],
            old=Signed(largest["before"]),
            new=Signed(largest["after"]),
        )
    key = "title_new" if difference.isna().any() else "title_same"
    return text(f"compare.curve.{key}", language)


def _phrases(wide: pd.DataFrame, language: str) -> Iterator[str]:
    for row in wide.to_dict("records"):
        values = {
            name: "–" if pd.isna(row[side]) else Signed(row[side])
            for name, side in (("old", "before"), ("new", "after"))
        }
        place = {"persona": row["persona_name"], "stage": row["stage_name"]}
        yield text("compare.curve.row", language, **place, **values)


def _table(wide: pd.DataFrame, versions: dict[str, str], language: str) -> pd.DataFrame:
    words = {
        f"{kind}_name": text(f"compare.curve.{kind}", language) for kind in ("persona", "stage")
    }
    columns = words | versions
    return wide[list(columns)].rename(columns=columns)


def comparison_page(old: JourneyMap, new: JourneyMap, language: str) -> str:
    """Give one page that needs nothing else: the reasons, the two curves and every change."""
    comparison = compare_maps(old, new)
    told = sections(comparison, language)
    n = sum(len(section.sentences) for section in told)
    values = {"old": old.version, "new": new.version}
    return render(
        "comparison.html",
        language=language,
        title=text("compare.page.title", language, title=new.title),
        heading=heading(comparison, new.title, language),
        lead=text("compare.page.lead", language, n=n, **values),
        words={
            key: text(f"compare.page.{key}", language)
            for key in ("why", "no_reason", "curve", "changes")
        },
        reasons=reasons(comparison, language),
        curves=Markup(curves_figure(old, new, language).html),
        sections=told,
    )

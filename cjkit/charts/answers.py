"""How customers answer: the Net Promoter Score and who is satisfied, by what it is about."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.charts.captions import (
    MOST_TOUCHPOINTS,
    Columns,
    finding,
    heading,
    measured_figure,
    nothing_measured,
    reader_table,
    shown_note,
    tip,
)
from cjkit.charts.figure import Figure
from cjkit.charts.names import (
    EVERYBODY,
    UNKNOWN,
    Names,
    down,
)
from cjkit.labels import Percent, percent, signed, text
from cjkit.measures.measure import cell, lowest
from cjkit.measures.suppression import published
from cjkit.measures.surveys import csat, nps

if TYPE_CHECKING:
    from cjkit.client import Client


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

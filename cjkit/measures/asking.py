"""What every measure does: ask the store within the client's selection, and say what was asked."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjkit.labels import Word
from cjkit.measures.measure import Layout, Measure, Period, Sentence, Whole

if TYPE_CHECKING:
    from cjkit.client import Client


def ask(client: "Client", query: str, **parameters: Any) -> pd.DataFrame:
    """Run a query with the persona and period of the client's selection."""
    chosen = client.selection
    own = {"persona": chosen.persona, "start": chosen.start, "end": chosen.end}
    return client.engine.query(query, **(own | parameters))


def measure_of(  # noqa: PLR0913  (a measure needs all of it, each by name)
    client: "Client",
    layout: Layout,
    frame: pd.DataFrame,
    *,
    n: int,
    sentences: Iterable[Sentence],
    shapes: tuple[str, ...] = ("events",),
    filters: Mapping[str, Any] | None = None,
    sources: Iterable[str] = (),
    whole: Whole | None = None,
) -> Measure:
    """Put a measure together: its period and lineage from the store, its filters from the client.

    Every sentence learns the period and the selected persona; without sentences one says that
    there are no data.
    """
    period, lineage = _coverage(client, shapes)
    said = tuple(sentences) or (Sentence("no_data"),)
    return Measure(
        name=layout.name,
        frame=frame,
        n=n,
        period=period,
        filters={**_filters(client), **(filters or {})},
        method=f"measures.method.{layout.name}",
        unit=f"measures.unit.{layout.unit}",
        sentences=tuple(_within(client, period, sentence) for sentence in said),
        lineage=(*lineage, *sources),
        map_version=client.whole_map.version,
        layout=layout,
        whole=whole,
    )


def named(client: "Client", kind: str, identity: Any) -> str:
    """Give the name that the map has for an id; "" is everyone, a missing id is unknown."""
    if identity == "":
        return Word(f"measures.all.{kind}")
    if not isinstance(identity, str):
        return Word(f"measures.unknown.{kind}")
    return _names(client, kind).get(identity, identity)


def stage_parameters(client: "Client") -> dict[str, list[str]]:
    """Give the stages in order, and those without an entry rule, for queries that follow moves."""
    stages = client.whole_map.stages
    return {
        "stages": [stage.id for stage in stages],
        "without_rule": [stage.id for stage in stages if not stage.entry],
    }


def in_map_order(client: "Client", frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sort rows as the map goes; everyone first, unknown last."""
    ranks = {
        kind: {"": -1} | {identity: place for place, identity in enumerate(_names(client, kind))}
        for kind in ("stage", "touchpoint", "persona")
    }
    return frame.sort_values(
        keys,
        key=lambda column: column.map(ranks[str(column.name)]) if column.name in ranks else column,
        kind="stable",
        na_position="last",
    ).reset_index(drop=True)


def _names(client: "Client", kind: str) -> dict[str, str]:
    whole = client.whole_map
    if kind == "persona":
        return {persona.id: persona.name for persona in whole.personas}
    if kind == "stage":
        return {stage.id: stage.name for stage in whole.stages}
    return {touchpoint.id: touchpoint.name for touchpoint in whole.touchpoints}


def _coverage(client: "Client", shapes: tuple[str, ...]) -> tuple[Period, tuple[str, ...]]:
    covered = ask(client, "coverage")
    covered = covered[covered["shape"].isin(shapes)]
    days = covered[["first_day", "last_day"]].dropna()
    sources = tuple(sorted(set(covered["source"].dropna())))
    chosen = client.selection
    if days.empty:
        return (chosen.start, chosen.end), sources
    first, last = _day(days["first_day"].min()), _day(days["last_day"].max())
    return (chosen.start or first, chosen.end or last), sources


def _within(client: "Client", period: Period, sentence: Sentence) -> Sentence:
    chosen = client.selection.persona
    persona = named(client, "persona", chosen) if chosen else ""
    return replace(sentence, values={**_days(period), **sentence.values}, persona=persona)


def _day(value: Any) -> dt.date:
    return pd.Timestamp(value).date()


def _filters(client: "Client") -> dict[str, Any]:
    chosen = client.selection
    asked = {"persona": chosen.persona, "start": chosen.start, "end": chosen.end}
    return {name: value for name, value in asked.items() if value}


def _days(period: Period) -> dict[str, Any]:
    unknown = Word("measures.unknown.day")
    return {"start": period[0] or unknown, "end": period[1] or unknown}

"""The map held against the linked data and their description; loaded only when there are data."""

import datetime as dt
import re
from collections.abc import Iterator

import pandas as pd

from cjkit.checks.finding import Severity, Spot, about, rule
from cjkit.client import Client
from cjkit.data.sources import FILE_NAME, Question, Shape
from cjkit.data.spellings import find_spellings, spellings_yaml
from cjkit.labels import Percent, Signed
from cjkit.measures.assumptions import assumptions
from cjkit.measures.emotion import assumed_against_measured
from cjkit.measures.figures import reading_of
from cjkit.measures.measure import Measure
from cjkit.measures.suppression import published
from cjkit.measures.trends import metric_status
from cjkit.model.journey_map import JourneyMap
from cjkit.model.metrics import Measured
from cjkit.model.record import Path

MOST_UNPLACED = 0.05
"""The share of a source's rows that may stay without a place in the journey."""


@rule("CJ-760", Severity.WARNING, of_data=True)
def check_touchpoints_seen(client: Client, _today: dt.date) -> Iterator[Spot]:
    """A touchpoint with rules is seen in the data."""
    seen = _seen(client, "touchpoint")
    for touchpoint in client.whole_map.touchpoints:
        if touchpoint.match and touchpoint.id not in seen:
            yield about(touchpoint, "match")


@rule("CJ-761", Severity.WARNING, of_data=True)
def check_personas_seen(client: Client, _today: dt.date) -> Iterator[Spot]:
    """Each persona has customers in the data."""
    seen = _seen(client, "persona")
    for persona in client.whole_map.personas:
        if persona.id not in seen:
            yield about(persona)


@rule("CJ-762", Severity.WARNING, of_data=True)
def check_entry_rules(client: Client, _today: dt.date) -> Iterator[Spot]:
    """Each stage says with which event it begins, where there are events."""
    events = client.data.of_shape(Shape.EVENTS) if client.data else ()
    for stage in client.whole_map.stages:
        if events and not stage.entry:
            yield about(stage)


@rule("CJ-763", Severity.WARNING, of_data=True)
def check_stages_entered(client: Client, _today: dt.date) -> Iterator[Spot]:
    """A stage with entry rules is entered in the data."""
    entered = _seen(client, "entered")
    for stage in client.whole_map.stages:
        if stage.entry and stage.id not in entered:
            yield about(stage, "entry")


def _seen(client: Client, kind: str) -> set[str]:
    found = client.engine.query("seen")
    return set(found.loc[found["kind"] == kind, "id"])


@rule("CJ-764", Severity.WARNING, of_data=True)
def check_unplaced(client: Client, _today: dt.date) -> Iterator[Spot]:
    """At most one row in twenty of a source finds no place in the journey."""
    rows = client.engine.query("rows").groupby("source", sort=False)[["accepted", "unplaced"]].sum()
    for source, accepted, unplaced in rows.itertuples():
        share = unplaced / max(accepted + unplaced, 1)
        if share > MOST_UNPLACED:
            values = {"source": source, "share": Percent(share), "n": int(unplaced)}
            yield _in_data(_source_path(client, source), **values)


@rule("CJ-765", Severity.SERIOUS, of_data=True)
def check_assumed_emotion(client: Client, _today: dt.date) -> Iterator[Spot]:
    """No emotion that the team assumed is contradicted by what customers answered."""
    rows = _shown(assumed_against_measured(client), client)
    felt = {(e.persona, e.stage): e for e in reversed(client.whole_map.experiences) if e.emotion}
    for row in rows[rows["verdict"].eq("contradicted")].to_dict("records"):
        values = {name: Signed(row[name]) for name in ("assumed", "mean")}
        yield about(
            felt[row["persona"], row["stage"]],
            "emotion",
            persona=client.whole_map.persona(row["persona"]).name,
            stage=client.whole_map.stage(row["stage"]).name,
            n=int(row["n"]),
            **values,
        )


@rule("CJ-766", Severity.WARNING, of_data=True)
def check_metrics_measured(client: Client, _today: dt.date) -> Iterator[Spot]:
    """A metric is found in the data."""
    rows = metric_status(client).frame
    for metric in client.whole_map.metrics.metrics:
        if metric.id in set(rows.loc[rows["reached"] == "no_data", "metric"]):
            yield about(metric)


@rule("CJ-767", Severity.NOTE, of_data=True)
def check_sources_described(client: Client, _today: dt.date) -> Iterator[Spot]:
    """A source from which the map counts stands in data.yaml."""
    metrics = client.whole_map.metrics
    used = {source for metric in metrics.metrics for source in metric.sources}
    described = {source.id for source in client.data.sources} if client.data else used
    for source in metrics.sources:
        if source.id in used - described:
            yield about(source)


@rule("CJ-768", Severity.WARNING, of_data=True)
def check_counts_described(client: Client, _today: dt.date) -> Iterator[Spot]:
    """A count that a metric asks for stands in data.yaml."""
    sources = client.data.of_shape(Shape.COUNTS) if client.data else ()
    known = [name for source in sources for name in source.counts]
    for metric in client.whole_map.metrics.metrics:
        if metric.measured is Measured.COUNT and metric.counted and metric.counted not in known:
            yield about(metric, "counted", counted=metric.counted, known=known)


@rule("CJ-769", Severity.WARNING, of_data=True)
def check_scales(client: Client, _today: dt.date) -> Iterator[Spot]:
    """All questions of one instrument have one scale."""
    first: dict[str, Question] = {}
    for path, question in _questions(client):
        known = first.setdefault(question.instrument, question)
        if question.scale != known.scale:
            scales = {"scale": list(question.scale), "first_scale": list(known.scale)}
            yield _in_data((*path, "scale"), **_asked(question, known), **scales)


@rule("CJ-770", Severity.WARNING, of_data=True)
def check_wording(client: Client, _today: dt.date) -> Iterator[Spot]:
    """All questions of one instrument have one wording, apart from what they ask about."""
    first: dict[str, tuple[Question, str]] = {}
    for path, question in _questions(client):
        if question.wording:
            worded = _without_place(client.whole_map, question)
            known, first_worded = first.setdefault(question.instrument, (question, worded))
            if worded != first_worded:
                yield _in_data((*path, "wording"), **_asked(question, known))


@rule("CJ-771", Severity.WARNING, of_data=True)
def check_assumptions(client: Client, _today: dt.date) -> Iterator[Spot]:
    """No assumption is contradicted by the data."""
    rows = _shown(assumptions(client), client)
    asked = {assumption.id: assumption for assumption in client.whole_map.assumptions}
    for row in rows[rows["verdict"].eq("contradicted")].to_dict("records"):
        assumption = asked[row["assumption"]]
        as_read = reading_of(assumption.measured)
        values = {name: as_read(row[name]) for name in ("value", "threshold")}
        yield about(assumption, n=int(row["n"]), **values)


@rule("CJ-772", Severity.NOTE, of_data=True)
def check_spellings(client: Client, _today: dt.date) -> Iterator[Spot]:
    """Each value of a UTM parameter has one spelling."""
    lists = client.data.referrers if client.data else ()
    for field, rows in client.engine.query("utm_values").groupby("field", sort=False):
        counts = dict(zip(rows["value"], rows["rows"].astype(int), strict=True))
        found = find_spellings(counts, field=str(field), lists=lists)
        if found:
            said = [f"{value} ({n})" for value, n in found[0].values.items()]
            values = {"field": field, "n": len(found), "first": said}
            yield _in_data(("spellings",), **values, yaml=spellings_yaml(str(field), found))


def _shown(measure: Measure, client: Client) -> pd.DataFrame:
    """Give the rows that may leave the house."""
    frame = published(measure, client.small_cells).frame
    return frame[~frame["suppressed"]]


def _in_data(path: Path, **values: object) -> Spot:
    return Spot(None, path, values, FILE_NAME)


def _source_path(client: Client, identity: str) -> Path:
    ids = [source.id for source in client.data.sources] if client.data else []
    return ("sources", ids.index(identity)) if identity in ids else ()


def _questions(client: Client) -> Iterator[tuple[Path, Question]]:
    for i, source in enumerate(client.data.sources if client.data else ()):
        for j, question in enumerate(source.questions):
            yield ("sources", i, "questions", j), question


def _asked(question: Question, first: Question) -> dict[str, str]:
    return {
        "column": question.column,
        "first": first.column,
        "instrument": question.instrument.upper(),
    }


def _without_place(journey_map: JourneyMap, question: Question) -> str:
    """Give the words of a question without the stage or touchpoint that it names."""
    names = [s.name for s in journey_map.stages if s.id == question.stage]
    names += [t.name for t in journey_map.touchpoints if t.id == question.touchpoint]
    words = (question.wording or "").casefold()
    for name in names:
        words = words.replace(name.casefold(), "…")
    return re.sub(r"\s+", " ", words).strip(" .?!")

"""Findings: what is missing or doubtful in a map, with what to do about it.

A map on a wall is unfinished most of its life, so nothing here is an error. Each rule is a small
function from a map to findings; the words stand in the catalogue `checks`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from cjkit import labels
from cjkit.model.evidence import Evidence, Grade
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, walk_records

STALE_AFTER = dt.timedelta(days=365)
PRESENCE_OVER_RELEVANCE = 30
MOST_PERSONAS = 5


class Severity(IntEnum):
    """How much a finding matters."""

    NOTE = 1
    WARNING = 2
    SERIOUS = 3


@dataclass(frozen=True)
class Finding:
    """One thing to look at in a map."""

    code: str
    severity: Severity
    kind: str = ""
    """The kind of record it is about, such as stage; empty for the map itself."""
    identity: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Say what is found, in the reader's language."""
        return labels.code_text(self.code, "what", language, **self.values)

    def repair(self, language: str) -> str:
        """Say what to do about it."""
        return labels.code_text(self.code, "repair", language, **self.values)


Rule = Callable[[JourneyMap, dt.date], Iterator[Finding]]


def check_map(journey_map: JourneyMap, today: dt.date | None = None) -> tuple[Finding, ...]:
    """Give all findings on a map, the most serious first.

    Parameters
    ----------
    journey_map : JourneyMap
        The map to look at.
    today : date, optional
        The day against which review dates and the age of evidence are held; today when left out.

    Examples
    --------
    >>> from cjkit import parse_journey
    >>> [finding.code for finding in check_map(parse_journey("title: Empty"), dt.date(2026, 1, 1))]
    ['CJ-707', 'CJ-718']
    """
    day = today or dt.date.today()
    findings = [finding for rule in RULES for finding in rule(journey_map, day)]
    return tuple(sorted(findings, key=lambda finding: -finding.severity))


def _about(code: str, severity: Severity, kind: str, record: Any, **values: Any) -> Finding:
    name = getattr(record, "name", None) or getattr(record, "text", record.id)
    return Finding(code, severity, kind, record.id, {"name": name} | values)


def check_owner(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """Somebody must own the map."""
    if not journey_map.owner:
        yield Finding("CJ-707", Severity.WARNING)


def check_review(journey_map: JourneyMap, today: dt.date) -> Iterator[Finding]:
    """The review date must lie ahead."""
    if journey_map.review_by and journey_map.review_by < today:
        yield Finding("CJ-708", Severity.WARNING, values={"date": journey_map.review_by})


def check_stages_exist(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """A map without stages is no journey yet."""
    if not journey_map.stages:
        yield Finding("CJ-718", Severity.SERIOUS)


def check_stage_metrics(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """Each stage has a metric."""
    measured = {metric.stage for metric in journey_map.metrics.metrics}
    for stage in journey_map.stages:
        if stage.id not in measured:
            yield _about("CJ-701", Severity.WARNING, "stage", stage)


def check_answers(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """Questions have content, content has a question."""
    for experience in journey_map.experiences:
        where = {"place": _where(journey_map, experience)}
        if experience.questions and not experience.content:
            question = experience.questions[0].text
            yield _about(
                "CJ-702", Severity.WARNING, "experience", experience, question=question, **where
            )
        if experience.content and not experience.questions:
            content = experience.content[0].text
            yield _about(
                "CJ-703", Severity.NOTE, "experience", experience, content=content, **where
            )


def _where(journey_map: JourneyMap, experience: Any) -> str:
    persona = journey_map.persona(experience.persona).name
    return f"{persona}, {journey_map.stage(experience.stage).name}"


def check_persona_evidence(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """A persona rests on something."""
    for persona in journey_map.personas:
        grades = {evidence.grade for evidence in _evidence_in(persona)}
        if grades <= {Grade.GUESSED}:
            yield _about("CJ-704", Severity.SERIOUS, "persona", persona)


def check_metric_sources(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """Each metric says where it comes from."""
    for metric in journey_map.metrics.metrics:
        if not metric.sources:
            yield _about("CJ-705", Severity.WARNING, "metric", metric)


def check_metric_targets(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """A metric without target is watched, not steered by."""
    for metric in journey_map.metrics.metrics:
        if metric.target is None:
            yield _about("CJ-713", Severity.NOTE, "metric", metric)


def check_stale_evidence(journey_map: JourneyMap, today: dt.date) -> Iterator[Finding]:
    """Evidence older than a year is told, once for the map."""
    dated = [evidence.date for evidence in _evidence_in(journey_map) if evidence.date]
    stale = [day for day in dated if today - day > STALE_AFTER]
    if stale:
        values = {"n": len(stale), "all": len(dated), "oldest": min(stale)}
        yield Finding("CJ-706", Severity.NOTE, values=values)


def check_known_without_source(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """What is called known names its source."""
    known = [e for e in _evidence_in(journey_map) if e.grade is Grade.KNOWN]
    nameless = [evidence for evidence in known if not (evidence.source or evidence.kind)]
    if nameless:
        values = {"n": len(nameless), "all": len(known)}
        yield Finding("CJ-715", Severity.SERIOUS, values=values)


def _evidence_in(record: Record) -> Iterator[Evidence]:
    return (inner for _, inner in walk_records(record) if isinstance(inner, Evidence))


def check_relevance(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """Each stage has relevance and presence, and presence goes where relevance is."""
    for stage in journey_map.stages:
        if stage.relevance is None or stage.presence is None:
            yield _about("CJ-709", Severity.NOTE, "stage", stage)
        elif stage.presence.value - stage.relevance.value >= PRESENCE_OVER_RELEVANCE:
            values = {"presence": stage.presence.value, "relevance": stage.relevance.value}
            yield _about("CJ-710", Severity.WARNING, "stage", stage, **values)


def check_improvement_owners(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """Each improvement has somebody who sees to it."""
    for improvement in journey_map.improvements.improvements:
        if not improvement.owner:
            yield _about("CJ-711", Severity.WARNING, "improvement", improvement)


def check_opportunity_insights(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """Each opportunity rests on an insight."""
    for opportunity in journey_map.improvements.opportunities:
        if not opportunity.insights:
            yield _about("CJ-712", Severity.WARNING, "opportunity", opportunity)


def check_persona_count(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """More than five personas in a group are hard to keep apart."""
    for group in journey_map.customer_groups:
        n = sum(persona.customer_group == group.id for persona in journey_map.personas)
        if n > MOST_PERSONAS:
            yield _about("CJ-714", Severity.WARNING, "customer_group", group, n=n)


def check_touchpoint_rules(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """A touchpoint without rule can never be seen in data."""
    for touchpoint in journey_map.touchpoints:
        if not touchpoint.match:
            yield _about("CJ-716", Severity.NOTE, "touchpoint", touchpoint)


def check_curves(journey_map: JourneyMap, _today: dt.date) -> Iterator[Finding]:
    """Each persona's emotion curve has a point in every stage."""
    felt = {(e.persona, e.stage) for e in journey_map.experiences if e.emotion}
    for persona in journey_map.personas:
        gaps = [stage.name for stage in journey_map.stages if (persona.id, stage.id) not in felt]
        if gaps:
            yield _about("CJ-717", Severity.NOTE, "persona", persona, stages=gaps)


RULES: tuple[Rule, ...] = (
    check_owner,
    check_review,
    check_stages_exist,
    check_stage_metrics,
    check_answers,
    check_persona_evidence,
    check_metric_sources,
    check_metric_targets,
    check_stale_evidence,
    check_known_without_source,
    check_relevance,
    check_improvement_owners,
    check_opportunity_insights,
    check_persona_count,
    check_touchpoint_rules,
    check_curves,
)

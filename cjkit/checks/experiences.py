"""What personas meet: questions with answers, at places that the map knows, felt throughout."""

import datetime as dt
from collections.abc import Iterator

from cjkit.checks.finding import Severity, Spot, about, rule
from cjkit.model.experiences import Experience
from cjkit.model.journey_map import JourneyMap


@rule("CJ-702", Severity.WARNING)
def check_questions(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Questions have content that answers them."""
    for experience in journey_map.experiences:
        if experience.questions and not experience.content:
            question = experience.questions[0].text
            place = _where(journey_map, experience)
            yield about(experience, "questions", question=question, place=place)


@rule("CJ-703", Severity.NOTE)
def check_content(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Content answers a question."""
    for experience in journey_map.experiences:
        if experience.content and not experience.questions:
            content = experience.content[0].text
            place = _where(journey_map, experience)
            yield about(experience, "content", content=content, place=place)


@rule("CJ-717", Severity.NOTE)
def check_curves(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each persona's emotion curve has a point in every stage."""
    felt = {(e.persona, e.stage) for e in journey_map.experiences if e.emotion}
    for persona in journey_map.personas:
        gaps = [stage.name for stage in journey_map.stages if (persona.id, stage.id) not in felt]
        if gaps:
            yield about(persona, stages=gaps)


@rule("CJ-723", Severity.WARNING)
def check_experience_places(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """An experience is at a touchpoint that reaches its persona in its stage."""
    touchpoints = {touchpoint.id: touchpoint for touchpoint in journey_map.touchpoints}
    for experience in journey_map.experiences:
        touchpoint = touchpoints.get(experience.touchpoint or "")
        if touchpoint is None or not touchpoint.places:
            continue
        reached = [p for p in touchpoint.places if p.stage == experience.stage]
        if not any(not p.personas or experience.persona in p.personas for p in reached):
            place = _where(journey_map, experience)
            yield about(experience, "touchpoint", touchpoint=touchpoint.name, place=place)


def _where(journey_map: JourneyMap, experience: Experience) -> str:
    persona = journey_map.persona(experience.persona).name
    return f"{persona}, {journey_map.stage(experience.stage).name}"

"""Personas that can be told apart, and that rest on something."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import combinations

from cjkit.checks.finding import Severity, Spot, about, evidence_in, rule
from cjkit.model.evidence import Grade, Statement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Persona
from cjkit.model.record import walk_records

MOST_PERSONAS = 5
ALIKE = 0.6
"""The share of a persona's statements that another one repeats before the two are alike."""
ENOUGH_STATEMENTS = 5
"""With fewer statements a persona is too bare to be called alike."""


@rule("CJ-704", Severity.SERIOUS)
def check_persona_evidence(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A persona rests on more than guesses."""
    for persona in journey_map.personas:
        if {evidence.grade for evidence in evidence_in(persona)} <= {Grade.GUESSED}:
            yield about(persona)


@rule("CJ-714", Severity.WARNING)
def check_persona_count(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A customer group has no more than five personas."""
    for group in journey_map.customer_groups:
        n = sum(persona.customer_group == group.id for persona in journey_map.personas)
        if n > MOST_PERSONAS:
            yield about(group, n=n)


@rule("CJ-719", Severity.WARNING)
def check_same_traits(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """No trait rule of a persona stands with an earlier persona: that one takes the customers."""
    first: dict[str, Persona] = {}
    for persona in journey_map.personas:
        for index, trait in enumerate(persona.traits):
            taken_by = first.setdefault(repr(trait), persona)
            if taken_by is not persona:
                yield about(persona, "traits", index, other=taken_by.name)


@rule("CJ-720", Severity.WARNING)
def check_alike_personas(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """No persona says for the greater part what another one says."""
    said = [(persona, _statements(persona)) for persona in journey_map.personas]
    full = [(persona, words) for persona, words in said if len(words) >= ENOUGH_STATEMENTS]
    for (first, these), (second, those) in combinations(full, 2):
        n, of = len(these & those), min(len(these), len(those))
        if n >= ALIKE * of:
            yield about(second, other=first.name, n=n, of=of)


def _statements(persona: Persona) -> set[str]:
    """Give what a persona says, without regard to case and punctuation."""
    texts = (r.text for _, r in walk_records(persona) if isinstance(r, Statement))
    return {" ".join(re.findall(r"\w+", text.casefold())) for text in texts}


@rule("CJ-743", Severity.WARNING)
def check_persona_group(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """A persona stands for a customer group, where the map has any."""
    for persona in journey_map.personas:
        if journey_map.customer_groups and not persona.customer_group:
            yield about(persona)


@rule("CJ-724", Severity.NOTE)
def check_stages_of_personas(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each persona has an experience in each stage."""
    lived = {(e.persona, e.stage) for e in journey_map.experiences}
    for persona in journey_map.personas:
        gaps = [stage.name for stage in journey_map.stages if (persona.id, stage.id) not in lived]
        if gaps:
            yield about(persona, stages=gaps)


@rule("CJ-725", Severity.NOTE)
def check_pains_relieved(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each pain has something that relieves it."""
    for persona in journey_map.personas:
        relieved = {
            pain for reliever in persona.canvas.pain_relievers for pain in reliever.relieves
        }
        for pain in persona.canvas.pains:
            if pain.id not in relieved:
                yield about(pain, persona=persona.name)


@rule("CJ-726", Severity.NOTE)
def check_gains_created(journey_map: JourneyMap, _today: dt.date) -> Iterator[Spot]:
    """Each gain has something that creates it."""
    for persona in journey_map.personas:
        created = {gain for creator in persona.canvas.gain_creators for gain in creator.creates}
        for gain in persona.canvas.gains:
            if gain.id not in created:
                yield about(gain, persona=persona.name)

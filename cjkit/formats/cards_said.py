"""What a map says that a note can say too, and when two of them are the same."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cjkit.formats.cards_mapping import CardKind
from cjkit.model.evidence import Statement
from cjkit.model.experiences import Content, Quote
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Gain, Pain

LISTS: Mapping[CardKind, tuple[str, type[Statement]]] = {
    CardKind.QUESTION: ("questions", Statement),
    CardKind.PROBLEM: ("problems", Statement),
    CardKind.CONTENT: ("content", Content),
    CardKind.QUOTE: ("quotes", Quote),
}
"""Kinds that stand in a list of an experience: the field, and its record."""
CANVAS: Mapping[CardKind, tuple[str, type[Pain] | type[Gain]]] = {
    CardKind.PAIN: ("pains", Pain),
    CardKind.GAIN: ("gains", Gain),
}


def normal(text: str) -> str:
    """Give a text without what does not change its meaning: case, form, spaces, end marks.

    >>> normal("  Too  DEAR! "), normal("Too dear")
    ('too dear', 'too dear')
    """
    return (
        " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" .!,;:'\"") or text
    )


def place_of(
    kind: CardKind | None, persona: str | None, stage: str | None, touchpoint: str | None, text: str
) -> Any:
    """Give what two things have in common that say the same in the same place."""
    if kind in CANVAS or (kind is CardKind.QUESTION and not persona):
        touchpoint = None
    if kind is CardKind.IMPROVEMENT:
        persona = None
    return kind, persona, stage, touchpoint, normal(text)


def said_keys(base: JourneyMap) -> Iterator[Any]:
    """Give the keys of all that the map says already."""
    for said in sayings(base):
        yield place_of(said.kind, said.persona, said.stage, said.touchpoint, said.statement.text)
    for card in base.unplaced:
        yield card.column or "", card.row or "", card.colour or "", normal(card.text)


@dataclass(frozen=True)
class Saying:
    """One thing that a map says and a note can say."""

    kind: CardKind
    statement: Statement
    persona: str | None = None
    stage: str | None = None
    touchpoint: str | None = None


def sayings(journey_map: JourneyMap) -> Iterator[Saying]:
    """Give everything a map says that could hang on a wall, in the order of the map."""
    for e in journey_map.experiences:
        spot = (e.persona, e.stage, e.touchpoint)
        if e.description:
            yield Saying(CardKind.EXPERIENCE, e.description, *spot)
        for kind, (name, _) in LISTS.items():
            yield from (Saying(kind, statement, *spot) for statement in getattr(e, name))
    for stage in journey_map.stages:
        yield from (Saying(CardKind.QUESTION, q, stage=stage.id) for q in stage.questions)
    for persona in journey_map.personas:
        for kind, (name, _) in CANVAS.items():
            for felt in getattr(persona.canvas, name):
                for place in felt.stages or (None,):
                    yield Saying(kind, felt, persona.id, place)
    for todo in journey_map.improvements.improvements:
        yield Saying(CardKind.IMPROVEMENT, todo, None, todo.stage, todo.touchpoint)

"""Sticky notes of a workshop become parts of a map; what has no place waits on the map.

None is lost: notes read = placed + without a place + merged with one that says the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cjkit.errors import MapError, Problem
from cjkit.formats.cards_file import Card, cards_text, check_fields, read_file
from cjkit.formats.cards_mapping import (
    CardKind,
    CardRule,
    CardsMapping,
    Meaning,
    asked_fields,
    mapping_beside,
    meanings,
    read_mapping,
    unknown_ids,
)
from cjkit.formats.cards_said import normal, sayings
from cjkit.formats.cards_wall import put_cards
from cjkit.formats.new_ids import NewIds
from cjkit.labels import LANGUAGES
from cjkit.labels import text as words
from cjkit.model.evidence import EvidenceKind
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Persona
from cjkit.model.rules import Condition, Operator, Rule
from cjkit.model.stages import Stage
from cjkit.model.touchpoints import Touchpoint


def read_cards(
    path: Path | str,
    mapping: Path | str | None = None,
    base: JourneyMap | None = None,
    language: str = "en",
) -> tuple[JourneyMap, tuple[Problem, ...]]:
    """Read notes and put them on a map.

    Parameters
    ----------
    path
        A CSV file: text, and as far as they are there column, row, colour, author, votes.
    mapping
        The file that says what columns, rows and colours mean. When left out the file beside the
        notes is taken; without one columns are stages, rows personas and colours kinds.
    base
        The map to which the notes are added; a new one when left out.
    language
        The language of a new map, nl or en.

    Returns
    -------
    JourneyMap
        With the notes in it; `unplaced` holds those without a place.
    tuple of Problem
        The count (CJ-880 first), what was merged, almost the same or without a place.

    Raises
    ------
    MapError
        The file or the mapping cannot be read, each problem with file:line.
    """
    path = Path(path)
    beside = Path(mapping) if mapping else mapping_beside(path)
    meant, source = read_mapping(beside) if beside else (None, None)
    cards, odd = read_file(path, meant.headings if meant else {})
    base = base or _new_map(path, cards, meant, language)
    if meant and source:
        wrong = check_fields(asked_fields(meant, source), cards) + unknown_ids(meant, base, source)
        if wrong:
            raise MapError(wrong)
    journey_map, findings = put_cards(cards, base, meant or usual_mapping(base), path.name)
    return journey_map, (*findings, *odd)


def usual_mapping(base: JourneyMap) -> CardsMapping:
    """Give the meaning of a wall of which nothing is told.

    Columns are called after stages, rows after personas, colours mean kinds, and what ends with
    a question mark is a question.
    """
    return CardsMapping(
        rules=(
            *(_called("column", stage, stage=stage.id) for stage in base.stages),
            *(_called("row", persona, persona=persona.id) for persona in base.personas),
            *(_called("touchpoint", t, touchpoint=t.id) for t in base.touchpoints),
            *(_rule("colour", Operator.CONTAINS, _colours(kind), kind=kind) for kind in CardKind),
            _rule("text", Operator.MATCHES, [r"[?？؟]\s*$"], kind=CardKind.QUESTION),
        ),
        otherwise=Meaning(
            kind=CardKind.EXPERIENCE,
            persona=base.personas[0].id if len(base.personas) == 1 else None,
        ),
    )


def _called(where: str, record: Stage | Persona | Touchpoint, **meaning: Any) -> CardRule:
    return _rule(where, Operator.IS, [record.name, record.id], **meaning)


def _rule(where: str, operator: Operator, values: Sequence[str], **meaning: Any) -> CardRule:
    condition = Condition(field=where, operator=operator, values=tuple(values))
    return CardRule(when=Rule(conditions=(condition,)), **meaning)


def _colours(kind: CardKind) -> list[str]:
    return [words(f"formats.cards.colour.{kind}", language) for language in LANGUAGES]


def _new_map(
    path: Path, cards: Sequence[Card], mapping: CardsMapping | None, language: str
) -> JourneyMap:
    """Give a map with the stages, personas and touchpoints of the mapping, else of the wall."""
    if mapping:
        named = {
            part: _first_names((getattr(m, part), name) for m, name in meanings(mapping))
            for part in ("stage", "persona", "touchpoint")
        }
    else:
        columns = {"stage": "column", "persona": "row", "touchpoint": "touchpoint"}
        named = {part: _ids([card[c] for card in cards], part) for part, c in columns.items()}
        if not named["persona"]:
            named["persona"] = _ids([words("formats.mermaid.someone", language)], "persona")
    return JourneyMap.model_validate(
        {
            "title": path.name.partition(".")[0] or path.name,
            "language": language,
            "stages": tuple(Stage(id=i, name=name) for i, name in named["stage"].items()),
            "personas": tuple(Persona(id=i, name=name) for i, name in named["persona"].items()),
            "touchpoints": tuple(
                Touchpoint(id=i, name=name) for i, name in named["touchpoint"].items()
            ),
        }
    )


def _first_names(pairs: Iterable[tuple[str | None, str]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for identity, name in pairs:
        if identity:
            names.setdefault(identity, name or identity.replace("-", " ").capitalize())
    return names


def _ids(names: Iterable[str], fallback: str) -> dict[str, str]:
    ids = NewIds()
    unlike = {normal(name): name for name in reversed([*names]) if name}
    return {ids.make(name, fallback): name for name in reversed(unlike.values())}


def write_cards(journey_map: JourneyMap) -> str:
    """Give what a map says as notes for a whiteboard: CSV with columns, rows, colours and votes.

    Columns are stages, rows personas, colours kinds; `read_cards` reads it back without a mapping.
    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    language = journey_map.language
    heads = ("text", "column", "row", "colour", "votes")
    headings = [words(f"fields.field.UnplacedCard.{name}", language) for name in heads]
    touchpoint = words("fields.field.Experience.touchpoint", language)
    rows = [*_placed_rows(journey_map), *_unplaced_rows(journey_map)]
    return cards_text([*headings, touchpoint], rows)


def _placed_rows(journey_map: JourneyMap) -> Iterator[list[str]]:
    stages = {stage.id: stage.name for stage in journey_map.stages}
    personas = {persona.id: persona.name for persona in journey_map.personas}
    touchpoints = {touchpoint.id: touchpoint.name for touchpoint in journey_map.touchpoints}
    for said in sayings(journey_map):
        evidence = said.statement.evidence
        votes = evidence.n if evidence.kind is EvidenceKind.WORKSHOP else None
        yield [
            said.statement.text,
            stages.get(said.stage or "", ""),
            personas.get(said.persona or "", ""),
            words(f"formats.cards.colour.{said.kind}", journey_map.language),
            str(votes or ""),
            touchpoints.get(said.touchpoint or "", ""),
        ]


def _unplaced_rows(journey_map: JourneyMap) -> Iterator[list[str]]:
    for card in journey_map.unplaced:
        votes = "" if card.votes is None else str(card.votes)
        yield [card.text, card.column or "", card.row or "", card.colour or "", votes, ""]

"""Sticky notes of a workshop become parts of a map; what has no place waits on the map.

None is lost: notes read = placed + without a place + merged with one that says the same.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from cjkit.errors import MapError, Place, Problem
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
from cjkit.formats.new_ids import NewIds
from cjkit.labels import LANGUAGES, Word
from cjkit.labels import text as words
from cjkit.model.evidence import EvidenceKind, Statement
from cjkit.model.experiences import Content, Experience, Quote
from cjkit.model.improvements import Improvement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Gain, Pain, Persona
from cjkit.model.rules import Condition, Operator, Rule
from cjkit.model.stages import Stage
from cjkit.model.touchpoints import Touchpoint
from cjkit.model.unplaced import UnplacedCard, UnplacedReason

ALMOST = 0.92
"""From this likeness on (difflib) two notes are told to say almost the same."""
MOST_COMPARED = 500
_LONG = 300
_LISTS: Mapping[CardKind, tuple[str, type[Statement]]] = {
    CardKind.QUESTION: ("questions", Statement),
    CardKind.PROBLEM: ("problems", Statement),
    CardKind.CONTENT: ("content", Content),
    CardKind.QUOTE: ("quotes", Quote),
}
"""Kinds that stand in a list of an experience: the field, and its record."""
_CANVAS: Mapping[CardKind, tuple[str, type[Pain] | type[Gain]]] = {
    CardKind.PAIN: ("pains", Pain),
    CardKind.GAIN: ("gains", Gain),
}


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
    return _Wall(base, meant or usual_mapping(base), path.name).put(cards, odd)


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


def normal(text: str) -> str:
    """Give a text without what does not change its meaning: case, form, spaces, end marks.

    >>> normal("  Too  DEAR! "), normal("Too dear")
    ('too dear', 'too dear')
    """
    return (
        " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" .!,;:'\"") or text
    )


@dataclass
class _Group:
    """Notes that hang in the same place and say the same."""

    meaning: Meaning
    reason: UnplacedReason | None
    cards: list[Card] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.cards[0]["text"]

    @property
    def votes(self) -> int | None:
        given = [card.votes for card in self.cards if card.votes is not None]
        return sum(given) if given else None


class _Wall:
    """Puts notes on a map and tells what happened to them."""

    def __init__(self, base: JourneyMap, mapping: CardsMapping, file: str) -> None:
        self.base = base
        self.mapping = mapping
        self.file = file
        self.findings: list[Problem] = []
        self.roles = {normal(role) for role in mapping.roles}

    def put(
        self, cards: Sequence[Card], odd: Iterable[Problem]
    ) -> tuple[JourneyMap, tuple[Problem, ...]]:
        groups = self.grouped(cards)
        known = set(_known(self.base))
        fresh = [g for g in groups if _key(g.meaning, g.reason, g.cards[0]) not in known]
        journey_map = self.added([g for g in fresh if g.reason is None])
        waiting = tuple(self.unplaced(g) for g in fresh if g.reason)
        journey_map = journey_map.model_copy(update={"unplaced": self.base.unplaced + waiting})
        self.tell(cards, groups, fresh)
        return journey_map, (*self.findings, *odd)

    def grouped(self, cards: Sequence[Card]) -> list[_Group]:
        groups: dict[Any, _Group] = {}
        for card in cards:
            meaning = self.mapping.meaning(card)
            reason = _missing(meaning)
            key = _key(meaning, reason, card)
            groups.setdefault(key, _Group(meaning, reason)).cards.append(card)
        return list(groups.values())

    def unplaced(self, group: _Group) -> UnplacedCard:
        card = group.cards[0]
        return UnplacedCard(
            text=group.text,
            column=card["column"] or None,
            row=card["row"] or None,
            colour=card["colour"] or None,
            author=self.role(card),
            votes=group.votes,
            reason=group.reason or UnplacedReason.NO_KIND,
        )

    def role(self, card: Card) -> str | None:
        """Give the author where the mapping says that this is a role; a name is never kept."""
        return card["author"] if normal(card["author"]) in self.roles else None

    def said(self, group: _Group) -> dict[str, Any]:
        """Give text and evidence; votes count as the n of a workshop."""
        evidence = self.mapping.evidence
        if group.votes and evidence.kind is EvidenceKind.WORKSHOP:
            evidence = evidence.model_copy(update={"n": group.votes})
        return {"text": group.text, "evidence": evidence}

    def added(self, groups: Sequence[_Group]) -> JourneyMap:
        by_kind: dict[CardKind | None, list[_Group]] = {}
        for group in groups:
            by_kind.setdefault(group.meaning.kind, []).append(group)
        questions = by_kind.get(CardKind.QUESTION, [])
        of_stage = [group for group in questions if not group.meaning.persona]
        return self.base.model_copy(
            update={
                "experiences": self.experiences(by_kind),
                "stages": self.stages(of_stage),
                "personas": self.personas(by_kind),
                "improvements": self.improvements(by_kind.get(CardKind.IMPROVEMENT, [])),
            }
        )

    def experiences(
        self, by_kind: Mapping[CardKind | None, list[_Group]]
    ) -> tuple[Experience, ...]:
        """Give the experiences of the map, new ones, and what is asked or felt in each."""
        experiences = list(self.base.experiences)
        ids = NewIds(experience.id for experience in experiences)
        for group in by_kind.get(CardKind.EXPERIENCE, []):
            said = Statement(**self.said(group))
            experiences.append(_experience(group, ids).model_copy(update={"description": said}))
        first: dict[Any, int] = {}
        for index, experience in enumerate(experiences):
            first.setdefault(_spot(experience), index)
        lists: dict[tuple[int, str], list[Statement]] = {}
        for kind, (name, record) in _LISTS.items():
            for group in by_kind.get(kind, []):
                if group.meaning.persona:
                    spot = _spot(group.meaning)
                    if spot not in first:
                        first[spot] = len(experiences)
                        experiences.append(_experience(group, ids))
                    lists.setdefault((first[spot], name), []).append(self.statement(record, group))
        for (index, name), new in lists.items():
            old = getattr(experiences[index], name)
            experiences[index] = experiences[index].model_copy(update={name: (*old, *new)})
        return tuple(experiences)

    def statement(self, record: type[Statement], group: _Group) -> Statement:
        speaker = {"speaker": self.role(group.cards[0])} if record is Quote else {}
        return record(**self.said(group), **speaker)

    def stages(self, questions: Sequence[_Group]) -> tuple[Stage, ...]:
        asked: dict[str | None, list[Statement]] = {}
        for group in questions:
            asked.setdefault(group.meaning.stage, []).append(Statement(**self.said(group)))
        return tuple(
            stage.model_copy(update={"questions": (*stage.questions, *asked[stage.id])})
            if stage.id in asked
            else stage
            for stage in self.base.stages
        )

    def personas(self, by_kind: Mapping[CardKind | None, list[_Group]]) -> tuple[Persona, ...]:
        felt: dict[tuple[str | None, str], list[Pain | Gain]] = {}
        for kind, (name, record) in _CANVAS.items():
            taken = (r.id for p in self.base.personas for r in getattr(p.canvas, name))
            ids = NewIds(taken)
            for group in by_kind.get(kind, []):
                stages = (group.meaning.stage,) if group.meaning.stage else ()
                identity = ids.make(f"{group.meaning.persona} {group.text}", kind)
                said = record(id=identity, stages=stages, **self.said(group))
                felt.setdefault((group.meaning.persona, name), []).append(said)
        return tuple(_with_canvas(persona, felt) for persona in self.base.personas)

    def improvements(self, groups: Sequence[_Group]) -> Any:
        chain = self.base.improvements
        ids = NewIds(improvement.id for improvement in chain.improvements)
        new = tuple(
            Improvement(
                id=ids.make(group.text, "improvement"),
                stage=group.meaning.stage,
                touchpoint=group.meaning.touchpoint,
                **self.said(group),
            )
            for group in groups
        )
        return chain.model_copy(update={"improvements": (*chain.improvements, *new)})

    def tell(
        self, cards: Sequence[Card], groups: Sequence[_Group], fresh: Sequence[_Group]
    ) -> None:
        waiting = [group for group in fresh if group.reason]
        count = {
            "read": len(cards),
            "placed": len(fresh) - len(waiting),
            "unplaced": len(waiting),
            "merged": len(cards) - len(fresh),
        }
        self.note(None, "CJ-880", **count)
        self.tell_without_place(waiting)
        known = {id(group) for group in groups} - {id(group) for group in fresh}
        for group in groups:
            card, n = group.cards[0], len(group.cards)
            if id(group) in known:
                self.note(card, "CJ-885", text=_short(group.text))
            elif n > 1:
                self.note(card, "CJ-881", text=_short(group.text), n=n, votes=group.votes or 0)
        if len(fresh) > MOST_COMPARED:
            self.note(None, "CJ-886", most=MOST_COMPARED)
        for one, other in _almost_same(fresh[:MOST_COMPARED]):
            other_text = _short(other.text)
            self.note(
                one.cards[0],
                "CJ-884",
                text=_short(one.text),
                other=other_text,
                line=other.cards[0].line,
            )

    def tell_without_place(self, waiting: Sequence[_Group]) -> None:
        spots = Counter((g.reason, *(g.cards[0][n] for n in _SPOT)) for g in waiting)
        first = {(g.reason, *(g.cards[0][n] for n in _SPOT)): g.cards[0] for g in waiting[::-1]}
        for spot, n in spots.items():
            reason, *seen = spot
            where = " / ".join(_short(part) for part in seen if part) or "-"
            word = Word(f"fields.value.UnplacedReason.{reason}")
            self.note(first[spot], "CJ-887", n=n, where=where, reason=word)

    def note(self, card: Card | None, code: str, **values: object) -> None:
        place = Place(file=self.file, line=card.line if card else None)
        self.findings.append(Problem(code, values, place))


_SPOT = ("column", "row", "colour")


def _missing(meaning: Meaning) -> UnplacedReason | None:
    """Tell what a note lacks to become what it is meant to be."""
    kind = meaning.kind
    if kind is None:
        return UnplacedReason.NO_KIND
    stage_free = kind in _CANVAS or kind is CardKind.IMPROVEMENT
    if not meaning.stage and not stage_free:
        return UnplacedReason.NO_STAGE
    persona_free = kind in (CardKind.QUESTION, CardKind.IMPROVEMENT)
    return None if meaning.persona or persona_free else UnplacedReason.NO_PERSONA


def _key(meaning: Meaning, reason: UnplacedReason | None, card: Card) -> Any:
    """Give what two notes share that say the same in the same place."""
    if reason:
        return (*(card[name] for name in _SPOT), normal(card["text"]))
    kind = meaning.kind
    return _place(kind, meaning.persona, meaning.stage, meaning.touchpoint, card["text"])


def _place(
    kind: CardKind | None, persona: str | None, stage: str | None, touchpoint: str | None, text: str
) -> Any:
    if kind in _CANVAS or (kind is CardKind.QUESTION and not persona):
        touchpoint = None
    if kind is CardKind.IMPROVEMENT:
        persona = None
    return kind, persona, stage, touchpoint, normal(text)


def _known(base: JourneyMap) -> Iterator[Any]:
    """Give the keys of all that the map says already."""
    for said in _sayings(base):
        yield _place(said.kind, said.persona, said.stage, said.touchpoint, said.statement.text)
    for card in base.unplaced:
        yield card.column or "", card.row or "", card.colour or "", normal(card.text)


@dataclass(frozen=True)
class _Saying:
    """One thing that a map says and a note can say."""

    kind: CardKind
    statement: Statement
    persona: str | None = None
    stage: str | None = None
    touchpoint: str | None = None


def _sayings(journey_map: JourneyMap) -> Iterator[_Saying]:
    for e in journey_map.experiences:
        spot = (e.persona, e.stage, e.touchpoint)
        if e.description:
            yield _Saying(CardKind.EXPERIENCE, e.description, *spot)
        for kind, (name, _) in _LISTS.items():
            yield from (_Saying(kind, statement, *spot) for statement in getattr(e, name))
    for stage in journey_map.stages:
        yield from (_Saying(CardKind.QUESTION, q, stage=stage.id) for q in stage.questions)
    for persona in journey_map.personas:
        for kind, (name, _) in _CANVAS.items():
            for felt in getattr(persona.canvas, name):
                for place in felt.stages or (None,):
                    yield _Saying(kind, felt, persona.id, place)
    for todo in journey_map.improvements.improvements:
        yield _Saying(CardKind.IMPROVEMENT, todo, None, todo.stage, todo.touchpoint)


def _spot(record: Meaning | Experience) -> tuple[str | None, str | None, str | None]:
    return record.persona, record.stage, record.touchpoint


def _experience(group: _Group, ids: NewIds) -> Experience:
    meaning = group.meaning
    return Experience(
        id=ids.make(f"{meaning.persona} {group.text}", "experience"),
        persona=meaning.persona or "",
        stage=meaning.stage or "",
        touchpoint=meaning.touchpoint,
    )


def _with_canvas(
    persona: Persona, felt: Mapping[tuple[str | None, str], Sequence[Pain | Gain]]
) -> Persona:
    new = {
        name: (*getattr(persona.canvas, name), *felt[persona.id, name])
        for name, _ in _CANVAS.values()
        if (persona.id, name) in felt
    }
    canvas = persona.canvas.model_copy(update=new)
    return persona.model_copy(update={"canvas": canvas}) if new else persona


def _almost_same(groups: Sequence[_Group]) -> Iterator[tuple[_Group, _Group]]:
    """Give each note that says almost the same as another one in its place, and that other one."""
    short = [(normal(group.text), group) for group in groups if len(group.text) <= _LONG]
    short.sort(key=lambda pair: len(pair[0]))
    for index, (text, group) in enumerate(short):
        other = next(_like(text, group, short[index + 1 :]), None)
        if other:
            first, second = sorted((group, other), key=_line)
            yield second, first


def _like(text: str, group: _Group, longer: Sequence[tuple[str, _Group]]) -> Iterator[_Group]:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text)
    for other, other_group in longer:
        # The likeness of two texts is at most 2 * shorter / (shorter + longer).
        if 2 * len(text) < ALMOST * (len(text) + len(other)):
            return
        if (group.meaning, group.reason) == (other_group.meaning, other_group.reason):
            matcher.set_seq1(other)
            if matcher.quick_ratio() >= ALMOST and matcher.ratio() >= ALMOST:
                yield other_group


def _line(group: _Group) -> int:
    return group.cards[0].line


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:77] + "..."


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
    for said in _sayings(journey_map):
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

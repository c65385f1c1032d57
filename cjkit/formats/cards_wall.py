"""The wall of a workshop, taken down: each note goes onto the map, or waits there for its place."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from cjkit.errors import Place, Problem
from cjkit.formats.cards_file import Card
from cjkit.formats.cards_mapping import CardKind, CardsMapping, Meaning
from cjkit.formats.cards_said import CANVAS, LISTS, normal, place_of, said_keys
from cjkit.formats.new_ids import NewIds
from cjkit.labels import Word
from cjkit.model.evidence import EvidenceKind, Statement
from cjkit.model.experiences import Experience, Quote
from cjkit.model.improvements import Improvement, Improvements
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Gain, Pain, Persona
from cjkit.model.stages import Stage
from cjkit.model.unplaced import UnplacedCard, UnplacedReason

ALMOST = 0.92
"""From this likeness on (difflib) two notes are told to say almost the same."""
MOST_COMPARED = 500
_LONG = 300
_SPOT = ("column", "row", "colour")


def put_cards(
    cards: Sequence[Card], base: JourneyMap, mapping: CardsMapping, file: str
) -> tuple[JourneyMap, tuple[Problem, ...]]:
    """Put notes on a map.

    Returns
    -------
    JourneyMap
        The map with the notes in it; those without a place stand in `unplaced`.
    tuple of Problem
        The count first, then what was merged, almost the same or without a place.
    """
    return _Wall(base, mapping, file).put(cards)


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

    def put(self, cards: Sequence[Card]) -> tuple[JourneyMap, tuple[Problem, ...]]:
        groups = self.grouped(cards)
        known = set(said_keys(self.base))
        fresh = [g for g in groups if _key(g.meaning, g.reason, g.cards[0]) not in known]
        journey_map = self.added([g for g in fresh if g.reason is None])
        waiting = tuple(self.unplaced(g) for g in fresh if g.reason)
        journey_map = journey_map.model_copy(update={"unplaced": self.base.unplaced + waiting})
        self.tell(cards, groups, fresh)
        return journey_map, tuple(self.findings)

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
        for kind, (name, record) in LISTS.items():
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
        for kind, (name, record) in CANVAS.items():
            taken = (r.id for p in self.base.personas for r in getattr(p.canvas, name))
            ids = NewIds(taken)
            for group in by_kind.get(kind, []):
                stages = (group.meaning.stage,) if group.meaning.stage else ()
                identity = ids.make(f"{group.meaning.persona} {group.text}", kind)
                said = record(id=identity, stages=stages, **self.said(group))
                felt.setdefault((group.meaning.persona, name), []).append(said)
        return tuple(_with_canvas(persona, felt) for persona in self.base.personas)

    def improvements(self, groups: Sequence[_Group]) -> Improvements:
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


def _missing(meaning: Meaning) -> UnplacedReason | None:
    """Tell what a note lacks to become what it is meant to be."""
    kind = meaning.kind
    if kind is None:
        return UnplacedReason.NO_KIND
    stage_free = kind in CANVAS or kind is CardKind.IMPROVEMENT
    if not meaning.stage and not stage_free:
        return UnplacedReason.NO_STAGE
    persona_free = kind in (CardKind.QUESTION, CardKind.IMPROVEMENT)
    return None if meaning.persona or persona_free else UnplacedReason.NO_PERSONA


def _key(meaning: Meaning, reason: UnplacedReason | None, card: Card) -> Any:
    """Give what two notes share that say the same in the same place."""
    if reason:
        return (*(card[name] for name in _SPOT), normal(card["text"]))
    kind = meaning.kind
    return place_of(kind, meaning.persona, meaning.stage, meaning.touchpoint, card["text"])


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
        for name, _ in CANVAS.values()
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

"""What the wall of a workshop means: which column, row or colour is which stage, persona or kind.

The file is small and meant to be read aloud to the group::

    format: 1
    rules:
      - when: {column: [Dreaming, Looking around]}
        stage: search
      - when: {colour: blue}
        kind: question
      - when: {text: {matches: '[?]$'}}
        kind: question
    otherwise: {kind: experience, persona: starter}

A note takes each of its answers from the first rule that holds for it and gives one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Literal

from cjkit.errors import MapError, Place, Problem, nearest
from cjkit.formats.cards_file import Card
from cjkit.formats.yaml_text import YamlText, read_yaml, validate
from cjkit.labels import Word
from cjkit.model.evidence import Evidence, EvidenceKind
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import (
    PersonaId,
    Record,
    StageId,
    Text,
    TouchpointId,
    walk_ids,
    walk_records,
    walk_references,
)
from cjkit.model.rules import Condition, Operator, Rule


class CardKind(StrEnum):
    """What a note can become."""

    EXPERIENCE = "experience"
    QUESTION = "question"
    PROBLEM = "problem"
    PAIN = "pain"
    GAIN = "gain"
    CONTENT = "content"
    QUOTE = "quote"
    IMPROVEMENT = "improvement"


class Meaning(Record):
    """Where a note belongs, as far as one rule tells."""

    kind: CardKind | None = None
    """What it becomes."""
    stage: StageId | None = None
    """The stage."""
    persona: PersonaId | None = None
    """The persona."""
    touchpoint: TouchpointId | None = None
    """The touchpoint."""


class CardRule(Meaning):
    """What it means that a note hangs in a column or row, has a colour, or says something."""

    when: Rule
    """What must hold of the note."""


class Columns(Record):
    """The headings of the file, where they are unusual."""

    text: Text | None = None
    """The heading above the texts."""
    column: Text | None = None
    """The heading above the columns of the wall."""
    row: Text | None = None
    """The heading above the rows of the wall."""
    colour: Text | None = None
    """The heading above the colours."""
    author: Text | None = None
    """The heading above the authors."""
    votes: Text | None = None
    """The heading above the votes."""
    touchpoint: Text | None = None
    """The heading above the touchpoints."""


class CardsMapping(Record):
    """The meaning of a wall."""

    format: Literal[1] = 1
    """The format of the file."""
    columns: Columns = Columns()
    """Unusual headings."""
    rules: tuple[CardRule, ...] = ()
    """What columns, rows, colours and texts mean."""
    otherwise: Meaning = Meaning()
    """What holds where no rule tells."""
    evidence: Evidence = Evidence(kind=EvidenceKind.WORKSHOP)
    """What the notes rest on; votes become its n."""
    roles: tuple[Text, ...] = ()
    """Authors that are roles and may be kept; all others are left out."""

    def meaning(self, card: Card) -> Meaning:
        """Tell where a note belongs, as far as the rules know."""
        given = [rule for rule in self.rules if _meets(rule.when, card)]
        answers: list[Meaning] = [*given, self.otherwise]
        return Meaning(
            kind=next((m.kind for m in answers if m.kind), None),
            stage=next((m.stage for m in answers if m.stage), None),
            persona=next((m.persona for m in answers if m.persona), None),
            touchpoint=next((m.touchpoint for m in answers if m.touchpoint), None),
        )

    @property
    def headings(self) -> dict[str, str]:
        """Our name to the heading of the file, where one is given."""
        return {name: heading for name, heading in self.columns if heading}


def read_mapping(path: Path | str) -> tuple[CardsMapping, YamlText]:
    """Read a mapping, with the positions of its values.

    Raises
    ------
    MapError
        With all problems at once, each with file:line:column.
    """
    source = read_yaml(Path(path), MapError)
    mapping = validate(CardsMapping, source, MapError)
    problems = list(_wrong_patterns(mapping, source))
    if problems:
        raise MapError(problems)
    return mapping, source


def mapping_beside(path: Path) -> Path | None:
    """Give the mapping that lies beside a file of notes: of the same name, or cards.yaml."""
    stem = path.name.partition(".")[0]
    names = (path.with_suffix(".yaml").name, f"{stem}.yaml", "cards.yaml")
    return next((p for name in names if (p := path.with_name(name)).is_file()), None)


def _conditions(mapping: CardsMapping) -> Iterator[tuple[int, Condition]]:
    for index, rule in enumerate(mapping.rules):
        yield from ((index, condition) for condition in rule.when.conditions)


def _wrong_patterns(mapping: CardsMapping, source: YamlText) -> Iterator[Problem]:
    for index, condition in _conditions(mapping):
        for value in condition.values if condition.operator is Operator.MATCHES else ():
            try:
                re.compile(str(value))
            except re.error as wrong:
                place = source.place(("rules", index, "when", condition.field))
                yield Problem("CJ-875", {"value": str(value)[:80], "reason": str(wrong)}, place)


def asked_fields(mapping: CardsMapping, source: YamlText) -> list[tuple[str, Place]]:
    """Give the fields that the rules ask for, each with its place in the file."""
    return [
        (condition.field, source.place(("rules", index, "when", condition.field)))
        for index, condition in _conditions(mapping)
    ]


def unknown_ids(mapping: CardsMapping, base: JourneyMap, source: YamlText) -> list[Problem]:
    """Find the ids of stages, personas and touchpoints that the map does not have."""
    known: dict[str, list[str]] = {}
    for _, kind, identity in walk_ids(base):
        known.setdefault(kind, []).append(identity)
    problems = []
    for path, kind, asked in walk_references(mapping):
        ids = known.get(kind, [])
        if asked not in ids:
            near = nearest(asked, ids)
            word = Word(f"model.kind.{kind}")
            values = {"kind": word, "asked": asked, "known": ids, "nearest": near}
            problems.append(Problem("CJ-110" if near else "CJ-111", values, source.place(path)))
    return problems


def meanings(mapping: CardsMapping) -> Iterator[tuple[Meaning, str]]:
    """Give everything the mapping says, with the first value that stands for it on the wall."""
    for _, record in walk_records(mapping):
        if isinstance(record, CardRule):
            yield record, str(record.when.conditions[0].values[0])
        elif isinstance(record, Meaning):
            yield record, ""


def _meets(rule: Rule, card: Card) -> bool:
    return all(_holds(condition, card[condition.field]) for condition in rule.conditions)


def _holds(condition: Condition, said: str) -> bool:
    operator, values = condition.operator, condition.values
    if operator in (Operator.AT_LEAST, Operator.AT_MOST):
        return _compares(operator, said, values)
    texts = [_plain(str(value)) for value in values]
    if operator is Operator.IS_NOT:
        return _plain(said) not in texts
    if operator is Operator.MATCHES:
        return any(re.search(str(value), said, re.IGNORECASE) for value in values)
    return any(_TESTS[operator](_plain(said), text) for text in texts)


_TESTS: dict[Operator, Callable[[str, str], bool]] = {
    Operator.IS: lambda said, text: said == text,
    Operator.CONTAINS: lambda said, text: text in said,
    Operator.STARTS_WITH: lambda said, text: said.startswith(text),
}


def _compares(operator: Operator, said: str, values: Sequence[object]) -> bool:
    try:
        number, limits = float(said), [float(str(value)) for value in values]
    except ValueError:
        return False
    at_least = operator is Operator.AT_LEAST
    return any(number >= limit if at_least else number <= limit for limit in limits)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

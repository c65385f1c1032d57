"""Why a row became what it is, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cjkit import labels
from cjkit.fields import rule_words
from cjkit.model.rules import Condition, Rule


@dataclass(frozen=True)
class Unmet:
    """A condition that a row does not meet, with what the row has."""

    condition: Condition
    value: str | None

    def text(self, language: str) -> str:
        """Give the condition in words, and what stands there."""
        rule = rule_words(Rule(conditions=(self.condition,)), language)
        key = "here" if self.value is not None else "here_nothing"
        return labels.text(f"data.explain.{key}", language, condition=rule, value=self.value)


@dataclass(frozen=True)
class Tried:
    """A rule of the map held against a row."""

    id: str
    name: str
    number: int
    """Its place among the rules of its touchpoint, stage or persona, from 1."""
    rule: Rule
    unmet: tuple[Unmet, ...]

    @property
    def said(self) -> dict[str, Any]:
        """What sentences say of it."""
        return {"id": self.id, "name": self.name, "number": self.number, "rule": self.rule}


@dataclass(frozen=True)
class Line:
    """A line of an explanation: a key under `data.explain` and the values in it."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    indent: int = 0

    def text(self, language: str) -> str:
        """Give the line in a language."""
        values = {name: _written(value, language) for name, value in self.values.items()}
        said = labels.text(f"data.explain.{self.key}", language, **values)
        return " " * self.indent + " ".join(said.split())


def _written(value: Any, language: str) -> Any:
    if isinstance(value, Rule):
        return rule_words(value, language)
    if isinstance(value, tuple):
        return "; ".join(one.text(language) for one in value)
    return value


@dataclass(frozen=True)
class Explained:
    """What became of a row, and why."""

    source: str
    file: str
    row: int
    fate: str
    """accepted, rejected, without_consent or unplaced."""
    lines: tuple[Line, ...]
    touchpoint: str | None = None
    """Id of the touchpoint that the rules give it."""
    stage: str | None = None
    """Id of the stage."""
    persona: str | None = None
    """Id of the persona."""
    customer_group: str | None = None
    """Id of the customer group."""
    channel: str | None = None
    """The channel."""

    def text(self, language: str) -> str:
        """Give the explanation in a language, a line a fact."""
        values = {"source": self.source, "file": self.file, "row": str(self.row)}
        fate = labels.Word(f"data.fate.{self.fate}")
        title = labels.text("data.explain.title", language, fate=fate, **values)
        return "\n".join([title, *(line.text(language) for line in self.lines)])


MOST_NEAR = 3
"""How many rules that were nearly met are told."""


def nearest_lines(tried: Sequence[Tried]) -> Iterator[Line]:
    """Tell which rules came nearest: those with the fewest conditions unmet, then the most met."""
    ranked = sorted(tried, key=lambda one: (len(one.unmet), -len(one.rule.conditions)))
    for one in ranked[:MOST_NEAR]:
        yield Line("nearest", one.said | {"unmet": one.unmet}, indent=2)


def first_each(tried: Sequence[Tried]) -> list[Tried]:
    """Give the first rule of each touchpoint, stage or persona, in order."""
    first: dict[str, Tried] = {}
    for one in tried:
        first.setdefault(one.id, one)
    return list(first.values())

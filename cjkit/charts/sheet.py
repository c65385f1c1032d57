"""The sheet of a record: every field that says something, in words, with what it rests on.

No field of the model is left out: labels come from `locales/<language>/fields.yaml`, and a test
walks the model and misses none. References show the name of what they refer to.
"""

import datetime as dt
import itertools
import re
import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from markupsafe import Markup, escape
from pydantic.fields import FieldInfo

from cjkit import labels
from cjkit.charts import figure, theme
from cjkit.fields import enum_word, field_label, record_name, rule_words
from cjkit.model.evidence import Emotion, Evidence, Grade, Score, Statement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, filled_fields, reference_kind
from cjkit.model.rules import Rule

__all__ = [
    "Fact",
    "Sheet",
    "breakable",
    "enum_word",
    "field_label",
    "item_list",
    "record_name",
    "record_sheet",
    "rule_words",
]

_LONG = 12
"""A list with more items is folded behind its first."""
_VOWEL = "[aeiouyáéíóúäëïöü]"
_CLUSTER = "(?:sch|str|spr|spl|[bcdfgkptvw]r|[bcfgkps]l)"
_CONSONANT = "(?:th|ch|ph|[cpt](?!h)|[bdfghjklmnqrsvwxz])"
_OPEN = f"(?<!aa|ee|oo|uu)(?={_CLUSTER}{_VOWEL})"
_CLOSED = f"{_CONSONANT}+?(?={_CLUSTER}{_VOWEL}|{_CONSONANT}{_VOWEL})"
_SYLLABLE_END = re.compile(f"(?<={_VOWEL})(?:{_OPEN}|{_CLOSED})", re.IGNORECASE)
"""Where a long word may break: before what can begin a syllable, never around one consonant."""


@dataclass(frozen=True)
class Fact:
    """A field with its label and its value as HTML."""

    label: str
    value: Markup


def record_sheet(record: Record, language: str, journey_map: JourneyMap) -> Markup:
    """Give every filled field of a record as HTML.

    Parameters
    ----------
    record
        Any record of the model.
    language
        The language of labels, numbers and dates; the client's texts stay as they are.
    journey_map
        The map in which references are looked up.
    """
    return Sheet(language, journey_map).facts_table(record)


@dataclass(frozen=True)
class Sheet:
    """Writes records of one map in one language."""

    language: str
    map: JourneyMap

    def facts_table(self, record: Record) -> Markup:
        """Give the fields of a record as a definition list."""
        return figure.render("sheet.html", facts=list(self.facts(record)))

    def facts(self, record: Record, without: Sequence[str] = ()) -> Iterator[Fact]:
        """Give label and value of each field that says something."""
        for name, info, value in filled_fields(record):
            written = "" if name in without else self.value(value, info)
            if written:
                yield Fact(field_label(type(record), name, self.language), Markup(written))

    def value(self, value: Any, info: FieldInfo | None = None) -> Markup | str:
        """Give a value of any kind that the model knows; empty when it says nothing."""
        if isinstance(value, tuple):
            return self._list([self.value(item, info) for item in value], _inline(value))
        if isinstance(value, Record):
            return self._record(value)
        if isinstance(value, Enum):
            return enum_word(value, self.language)
        kind = reference_kind(info) if info else ""
        if kind:
            return breakable(record_name(self.map, kind, value))
        if isinstance(value, bool | int | float | dt.date):
            return labels.write(value, self.language)
        return breakable(self._language_name(value, info))

    def _record(self, record: Record) -> Markup | str:
        if isinstance(record, Rule):
            return breakable(rule_words(record, self.language))
        if isinstance(record, Evidence):
            return self.evidence_line(record)
        if isinstance(record, Statement | Score | Emotion):
            return self.statement(record)
        facts = list(self.facts(record))
        return figure.render("sheet.html", facts=facts) if facts else ""

    def statement(self, said: Statement | Score | Emotion, without: Sequence[str] = ()) -> Markup:
        """Give a statement, score or emotion: guesses in italics, then evidence, then the rest.

        `without` names further fields that are told elsewhere.
        """
        shown = ("text", "value", "label", "evidence", *without)
        return figure.render(
            "statement.html",
            text=self._said(said),
            guessed=said.grade is Grade.GUESSED,
            mark=self.mark(said.evidence),
            evidence=breakable(self.evidence_words(said.evidence)),
            facts=list(self.facts(said, without=shown)),
        )

    def statements(self, said: Iterable[Statement], without: Sequence[str] = ()) -> Markup:
        """Give statements as a list, without the fields that are told elsewhere."""
        return item_list([self.statement(statement, without) for statement in said])

    def _said(self, said: Statement | Score | Emotion) -> Markup:
        if isinstance(said, Statement):
            return breakable(said.text)
        if isinstance(said, Score):
            words = labels.text("fields.said.of_100", self.language, value=said.value)
            return Markup.escape(words)
        value = labels.signed(said.value, self.language)
        return breakable(f"{value} ({said.label})" if said.label else value)

    def mark(self, evidence: Evidence) -> Markup:
        """Give the mark of the grade, with its meaning and all that is known on hover."""
        words = enum_word(evidence.grade, self.language)
        more = self.evidence_words(evidence)
        told = f"{words}: {more}" if more else words
        return Markup(
            '<span role="img" aria-label="{0}" title="{0}" style="color:{1};font-style:normal">'
            "{2}</span>"
        ).format(told, theme.MUTED, theme.GRADE_MARKS[evidence.grade])

    def evidence_words(self, evidence: Evidence) -> str:
        """Give kind, source, day and n, as far as they are known."""
        sample = labels.text("fields.said.sample", self.language, n=evidence.n or 0)
        parts = (
            enum_word(evidence.kind, self.language) if evidence.kind else "",
            evidence.source or "",
            labels.write(evidence.date, self.language) if evidence.date else "",
            sample if evidence.n else "",
        )
        return ", ".join(part for part in parts if part)

    def evidence_line(self, evidence: Evidence) -> Markup:
        """Give mark, grade and what is known about the evidence."""
        words = enum_word(evidence.grade, self.language)
        more = self.evidence_words(evidence)
        line = f"{words}: {more}" if more else words
        mark = theme.GRADE_MARKS[evidence.grade]
        return Markup('<small style="color:{}">{} {}</small>').format(theme.MUTED, mark, line)

    def _language_name(self, value: str, info: FieldInfo | None) -> str:
        literal = info is not None and value in getattr(info.annotation, "__args__", ())
        return labels.text(f"fields.value.Language.{value}", self.language) if literal else value

    def _list(self, items: Sequence[Markup | str], inline: bool) -> Markup:
        if inline:
            return Markup(", ").join(items)
        return item_list(items)


def item_list(items: Sequence[Markup | str]) -> Markup:
    """Give items as a list, a long one folded behind its first twelve; nothing for none."""
    return figure.render("list.html", items=items, long=_LONG) if items else Markup("")


def _inline(values: Sequence[Any]) -> bool:
    return not any(isinstance(value, Record) for value in values)


def breakable(text: str) -> Markup:
    """Give text as HTML in which words of more than sixteen letters may break.

    >>> breakable("hypotheekrenteaftrekvoorlichting & meer")
    Markup('hypotheek\\xadren\\xadteaf\\xadtrek\\xadvoor\\xadlich\\xadting &amp; meer')
    """
    parts = re.split(r"(\s+)", text)
    return Markup("").join(_breakable_word(part) if len(part) > 16 else part for part in parts)


def _breakable_word(word: str) -> Markup:
    """Let a word break after its marks, and its long parts inside."""
    parts = re.findall(r"[^\W_]+[\W_]*|[\W_]+", word)
    return Markup("<wbr>").join(_breakable_part(part) for part in parts)


def _breakable_part(part: str) -> Markup:
    if len(part) <= 16:
        return escape(part)
    if not part.rstrip(string.punctuation).isalpha():
        return Markup("<wbr>").join(_short(part))
    syllables = _SYLLABLE_END.sub(r"\g<0>\n", part).split("\n")
    return Markup("\u00ad").join(itertools.chain.from_iterable(map(_short, _joined(syllables))))


def _joined(syllables: Sequence[str]) -> list[str]:
    """Join pieces shorter than three letters to the one before."""
    joined = [syllables[0]]
    for piece in syllables[1:]:
        if len(piece) < 3 or len(joined[-1]) < 3:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _short(piece: str) -> list[str]:
    return [piece[i : i + 14] for i in range(0, len(piece), 14)]

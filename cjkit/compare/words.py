"""A comparison in words: a sentence a change, by part of the map, under the reasons."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from cjkit import labels
from cjkit.compare.changes import Action, Change, Comparison
from cjkit.fields import enum_word, field_label, rule_words
from cjkit.formats.journey_yaml import plain
from cjkit.model.evidence import Emotion, Evidence
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, filled_fields
from cjkit.model.rules import Rule

LONGEST = 160
"""Longer texts are cut in a sentence."""
_SAID = ("name", "text", "value", "code")
_FELT = ("emotion", "emotion_to_be")


@dataclass(frozen=True)
class Section:
    """A part of the map with what changed in it."""

    title: str
    sentences: tuple[str, ...]


def sections(comparison: Comparison, language: str) -> list[Section]:
    """Give the sentences of a comparison by part of the map; what the heading says is left out."""
    parts: dict[str, list[str]] = {}
    for change in comparison.changes:
        if not _in_heading(change, comparison):
            title = _part(change.path[0], language)
            parts.setdefault(title, []).append(sentence(change, language))
    return [Section(title, tuple(said)) for title, said in parts.items()]


def reasons(comparison: Comparison, language: str) -> list[str]:
    """Give the new entries of the log of changes."""
    return [
        labels.text(
            "compare.why", language, version=entry.version, date=entry.date, reason=entry.reason
        )
        for entry in comparison.reasons
    ]


def heading(comparison: Comparison, title: str, language: str) -> str:
    """Give the title of the map with the two versions."""
    old, new = comparison.versions
    key = "compare.heading" if old != new else "compare.heading_same"
    return labels.text(key, language, title=title, old=old, new=new)


def sentence(change: Change, language: str) -> str:
    """Say one change in words."""
    values = {
        "where": _where(change, language),
        "kind": _kind(change, language),
        "old": _shown(change.old, change, language),
        "new": _shown(change.new, change, language),
    }
    if change.action is Action.RENAMED:
        values |= {"old": change.old, "new": change.new}
    said = labels.text(f"compare.sentence.{_form(change)}", language, **values)
    return said[0].upper() + said[1:]


def _form(change: Change) -> str:
    if change.action in (Action.CHANGED, Action.REWORDED, Action.RENAMED, Action.MOVED):
        if change.old in (None, ()):
            return "set"
        if change.new in (None, ()):
            return "cleared"
    return change.action.value


def _in_heading(change: Change, comparison: Comparison) -> bool:
    logged = change.path[0] == "changes" and change.new in comparison.reasons
    return change.path == ("version",) or logged


def _part(name: str, language: str) -> str:
    info = JourneyMap.model_fields[name]
    holds_records = not info.is_required() and isinstance(info.get_default(), tuple | Record)
    if name == "organisation" or holds_records:
        return field_label(JourneyMap, name, language)
    return labels.text("compare.section.header", language)


def _kind(change: Change, language: str) -> str:
    """Name the kind of the record, or the part of the map, or the map."""
    if change.subject.kind:
        return labels.text(f"model.kind.{change.subject.kind}", language)
    if len(change.path) > 1:
        return _lower(field_label(JourneyMap, change.path[0], language))
    return labels.text("compare.map", language)


def _where(change: Change, language: str) -> str:
    """Name the record, the field and the statement, as far as the change is about them."""
    own_text = change.action is Action.REWORDED and change.field == "text"
    named = change.subject.name and not own_text
    subject = _kind(change, language)
    parts = [f"{subject} {_quoted(change.subject.name)}" if named else subject]
    if change.field and change.model and not own_text and _form(change) != "moved":
        label = _lower(field_label(change.model, change.field, language))
        parts = [label] if len(change.path) == 1 or label == subject else [*parts, label]
    said = change.said and change.action is not Action.REWORDED
    return ", ".join(parts) + (f" {_quoted(change.said)}" if said else "")


def _lower(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _quoted(text: str) -> str:
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    return short if short.startswith(('"', "“", "‘")) else f'"{short}"'


def _shown(value: Any, change: Change, language: str) -> str:
    """Write a value as a reader of the map knows it."""
    if isinstance(value, tuple):
        return "; ".join(_shown(item, change, language) for item in value)
    if value is None:
        return labels.text("compare.nothing", language)
    if isinstance(value, Record):
        return _record(value, change, language)
    if isinstance(value, str) and not isinstance(value, Enum):
        name = dict(change.names).get(value, value)
        return value if change.action is Action.REIDENTIFIED else _quoted(name)
    return _choice_or_number(value, change, language)


def _choice_or_number(value: Any, change: Change, language: str) -> str:
    if isinstance(value, Enum):
        return enum_word(value, language)
    if change.field in _FELT and isinstance(value, int | float):
        return _felt(value, language)
    return labels.write(value, language)


def _record(record: Any, change: Change, language: str) -> str:
    if isinstance(record, Evidence):
        return evidence_words(record, language)
    if isinstance(record, Rule):
        return rule_words(record, language)
    if isinstance(record, Emotion):
        return _felt(record.value, language)
    said = next((v for n, _, v in filled_fields(record) if n in _SAID), None)
    if said is None:
        return labels.text(f"fields.class.{type(record).__name__}", language)
    return _shown(said, change, language)


def _felt(value: float, language: str) -> str:
    return labels.signed(value, language, 0 if float(value).is_integer() else 1)


def evidence_words(evidence: Evidence, language: str) -> str:
    """Give the grade with kind, source, day and n, as far as they are known.

    >>> evidence_words(Evidence(grade="known", source="till"), "en")
    'known (till)'
    """
    facts = [
        enum_word(evidence.kind, language) if evidence.kind else "",
        evidence.source or "",
        labels.write(evidence.date, language) if isinstance(evidence.date, dt.date) else "",
        labels.text("fields.said.sample", language, n=evidence.n) if evidence.n else "",
    ]
    told = ", ".join(filter(None, facts))
    grade = enum_word(evidence.grade, language)
    return f"{grade} ({told})" if told else grade


def lines(comparison: Comparison, title: str, language: str) -> Iterator[str]:
    """Give a comparison as plain text, a line a change."""
    yield heading(comparison, title, language)
    yield from reasons(comparison, language)
    for section in sections(comparison, language):
        yield ""
        yield section.title
        yield from (f"  {said}" for said in section.sentences)


def comparison_json(comparison: Comparison, language: str) -> dict[str, Any]:
    """Give a comparison as values for JSON; actions and paths are the same in every language."""
    return {
        "format": 1,
        "versions": list(comparison.versions),
        "reasons": [plain(entry) for entry in comparison.reasons],
        "changes": [
            {
                "action": change.action.value,
                "path": list(change.path),
                "kind": change.subject.kind or None,
                "id": change.subject.identity or None,
                "name": change.subject.name or None,
                "old": plain(change.old),
                "new": plain(change.new),
                "sentence": sentence(change, language),
            }
            for change in comparison.changes
        ],
    }

"""The words for the fields of the model: their names, choices, references and rules.

They stand in `locales/<language>/fields.yaml`.
"""

from enum import Enum

from cjkit import labels
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, walk_records
from cjkit.model.rules import Condition, Rule


def field_label(model: type[Record], field: str, language: str) -> str:
    """Give the name of a field as a reader knows it; what a parent defines keeps its name.

    >>> from cjkit.model.evidence import Statement
    >>> field_label(Statement, "evidence", "nl")
    'Onderbouwing'
    """
    asked = [f"fields.field.{owner.__name__}.{field}" for owner in model.__mro__]
    return labels.text(next((k for k in asked if labels.has_text(k, language)), asked[0]), language)


def enum_word(value: Enum, language: str) -> str:
    """Give a choice in words.

    >>> from cjkit.model.evidence import Grade
    >>> enum_word(Grade.GUESSED, "nl")
    'aangenomen'
    """
    return labels.text(f"fields.value.{type(value).__name__}.{value.value}", language)


def record_name(journey_map: JourneyMap, kind: str, identity: str) -> str:
    """Give the name or text of a record of the map; its id when the map does not have it."""
    for _, record in walk_records(journey_map):
        if record.id_kind == kind and getattr(record, "id", None) == identity:
            return str(getattr(record, "name", None) or getattr(record, "text", identity))
    return identity


def rule_words(rule: Rule, language: str) -> str:
    """Give a rule as a sentence.

    >>> rule = Rule.model_validate({"utm_medium": ["cpc", "ppc"], "page": {"contains": "/offer"}})
    >>> rule_words(rule, "en")
    'utm_medium is cpc or ppc and page contains /offer'
    """
    conditions = [_condition_words(condition, language) for condition in rule.conditions]
    return labels.text("fields.said.rule_and", language).join(conditions)


def _condition_words(condition: Condition, language: str) -> str:
    operator = labels.text(f"fields.value.Operator.{condition.operator.value}", language)
    values = [labels.write(value, language) for value in condition.values]
    *first, last = values
    either = labels.text("fields.said.or", language, first=", ".join(first), last=last)
    return f"{condition.field} {operator} {either if first else last}"

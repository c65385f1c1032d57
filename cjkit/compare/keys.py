"""How an item of a list is known again in another map: by its id, its text, its place."""

from collections.abc import Sequence
from typing import Any

from cjkit.model.record import Record

_KEYS = ("id", "text", "version", "file", "stage", "code")


def key_field(item: Any) -> str:
    """Give the field by which a record of a list is known; empty where there is none.

    >>> from cjkit.model.evidence import Statement
    >>> key_field(Statement(text="Where?"))
    'text'
    """
    fields = type(item).model_fields if isinstance(item, Record) else {}
    return next((name for name in _KEYS if name in fields and getattr(item, name)), "")


def key_of(item: Any) -> str:
    """Give the key of a record in a list."""
    return str(getattr(item, key_field(item)))


def keyed(items: Sequence[Any]) -> dict[str, Any] | None:
    """Give the records of a list by key; None where they cannot be told apart."""
    if not all(key_field(item) for item in items):
        return None
    found = {key_of(item): item for item in items}
    return found if len(found) == len(items) else None

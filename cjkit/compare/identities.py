"""Records that kept their content but have another id: found, and followed through the map."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, filled_fields, reference_kind, walk_records

ALIKE = 0.6
"""The share of fields that must be the same before two records are taken for one."""
MOST_PAIRS = 10_000
"""With more pairs of a kind only equal names are looked for."""

Identities = Mapping[tuple[str, str], str]
"""Kind and old id -> new id."""


def changed_identities(old: JourneyMap, new: JourneyMap) -> dict[tuple[str, str], str]:
    """Find the records of the old map that seem to have another id in the new one.

    The same name or text says so, or most of the content; an id that both maps have stays.
    """
    before, after = _by_kind(old), _by_kind(new)
    return {
        (kind, gone): come
        for kind in before
        for gone, come in _pairs(
            {i: r for i, r in before[kind].items() if i not in after[kind]},
            {i: r for i, r in after[kind].items() if i not in before[kind]},
        )
    }


def _by_kind(journey_map: JourneyMap) -> dict[str, dict[str, Record]]:
    found: dict[str, dict[str, Record]] = defaultdict(dict)
    for _, record in walk_records(journey_map):
        if record.id_kind:
            found[record.id_kind].setdefault(record.id, record)  # type: ignore[attr-defined]
    return found


def _pairs(gone: dict[str, Record], come: dict[str, Record]) -> Iterator[tuple[str, str]]:
    free = dict(come)
    named = {_name(record): identity for identity, record in come.items() if _name(record)}
    for identity, record in gone.items():
        other = named.get(_name(record), "") or _most_alike(record, free, len(gone) * len(come))
        if other in free:
            del free[other]
            yield identity, other


def _name(record: Any) -> str:
    return str(getattr(record, "name", "") or getattr(record, "text", "")).casefold()


def _most_alike(record: Record, others: Mapping[str, Record], pairs: int) -> str:
    if pairs > MOST_PAIRS or not others:
        return ""
    share, best = max((_alike(record, other), identity) for identity, other in others.items())
    return best if share >= ALIKE else ""


def _alike(one: Record, other: Record) -> float:
    """Give the share of what either says that both say, the id aside.

    >>> from cjkit.model.stages import Stage
    >>> _alike(Stage(id="a", name="A", goal="G"), Stage(id="b", name="B", goal="G"))
    0.5
    """
    ours, theirs = _content(one), _content(other)
    same = sum(name in theirs and theirs[name] == value for name, value in ours.items())
    return float(same / max(len(ours.keys() | theirs.keys()), 1))


def _content(record: Record) -> dict[str, Any]:
    return {
        name: value
        for name, info, value in filled_fields(record)
        if name != "id" and value != info.get_default(call_default_factory=False)
    }


def with_identities(record: Any, changed: Identities) -> Any:
    """Give a record with other ids, in itself, below it and in all references."""
    if not changed:
        return record
    update = {
        name: value
        for name, info in type(record).model_fields.items()
        if (value := _renamed(record, name, reference_kind(info), changed))
        is not getattr(record, name)
    }
    return record.model_copy(update=update) if update else record


def _renamed(record: Record, name: str, kind: str, changed: Identities) -> Any:
    value = getattr(record, name)
    if name == "id" and record.id_kind:
        return changed.get((record.id_kind, value), value)
    if isinstance(value, Record):
        return with_identities(value, changed)
    if isinstance(value, tuple):
        items = tuple(_item(item, kind, changed) for item in value)
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    return _item(value, kind, changed)


def _item(value: Any, kind: str, changed: Identities) -> Any:
    if isinstance(value, Record):
        return with_identities(value, changed)
    return changed.get((kind, value), value) if kind and isinstance(value, str) else value

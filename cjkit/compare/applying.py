"""Makes the new map out of the old one and a comparison."""

from collections.abc import Iterator, Sequence
from typing import Any

from cjkit.compare.changes import Action, Change, Comparison
from cjkit.compare.identities import with_identities
from cjkit.compare.keys import key_of
from cjkit.model.journey_map import JourneyMap


def apply_changes(old: JourneyMap, comparison: Comparison) -> JourneyMap:
    """Give the old map with all changes of a comparison.

    >>> from cjkit import parse_journey
    >>> from cjkit.compare import compare_maps
    >>> old, new = parse_journey("title: Coffee"), parse_journey("title: Tea")
    >>> apply_changes(old, compare_maps(old, new)) == new
    True
    """
    identities = {
        (change.subject.kind, change.old): change.new
        for change in comparison.of(Action.REIDENTIFIED)
    }
    others = [change for change in comparison.changes if change.action is not Action.REIDENTIFIED]
    applied: JourneyMap = _applied(with_identities(old, identities), others, 0)
    return applied


def _applied(record: Any, changes: Sequence[Change], depth: int) -> Any:
    """Give a record with the changes of its fields and of what is in them."""
    update = {}
    for name, below, here in _by_step(changes, depth):
        value = getattr(record, name)
        if below:
            inside = _applied_to_list if isinstance(value, tuple) else _applied
            value = inside(value, below, depth + 1)
        for change in here:
            value = _in_order(value, change) if change.action is Action.ORDERED else change.new
        update[name] = value
    return record.model_copy(update=update)


def _applied_to_list(
    items: tuple[Any, ...], changes: Sequence[Change], depth: int
) -> tuple[Any, ...]:
    """Give a list with its items reworded, removed, changed and added, in the order they come."""
    found = {key_of(item): item for item in items}
    order = list(found)
    for key, below, here in _by_step(changes, depth):
        for change in here:
            if change.action is Action.ADDED:
                order.insert(order.index(change.after) + 1 if change.after else 0, key)
                found[key] = change.new
            elif change.action is Action.REWORDED:
                order[order.index(key)] = change.new
                found[change.new] = found[key].model_copy(update={"text": change.new})
            else:
                order.remove(key)
        if below:
            found[key] = _applied(found[key], below, depth + 1)
    return tuple(found[key] for key in order)


def _in_order(items: tuple[Any, ...], change: Change) -> tuple[Any, ...]:
    found = {key_of(item): item for item in items}
    return tuple(found[key] for key in change.new)


def _by_step(
    changes: Sequence[Change], depth: int
) -> Iterator[tuple[str, list[Change], list[Change]]]:
    """Group changes by where they go next: step, changes below it, changes at it."""
    grouped: dict[str, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.path[depth], []).append(change)
    for step, group in grouped.items():
        below = [change for change in group if len(change.path) > depth + 1]
        yield step, below, [change for change in group if len(change.path) == depth + 1]

"""Finds what differs between two maps, field by field and item by item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from cjkit.compare.changes import THE_MAP, Action, Change, Comparison, Path, Subject
from cjkit.compare.identities import changed_identities, with_identities
from cjkit.compare.keys import key_field, key_of, keyed
from cjkit.model.evidence import Evidence, Statement
from cjkit.model.experiences import Experience
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, reference_kind, walk_ids, walk_records

REWORDED = 0.6
"""How much two texts must be alike before one is taken for the other reworded."""
LONGEST = 400
"""Longer texts are held together by their beginning."""
_PLACES = ("stage", "touchpoint", "persona")

Names = Mapping[tuple[str, str], str]
"""Kind and id -> name."""


def compare_maps(old: JourneyMap, new: JourneyMap) -> Comparison:
    """Tell what differs between two versions of a map, with the reasons from the log of changes.

    `apply_changes(old, compare_maps(old, new))` is the new map, whatever the two maps are.

    Parameters
    ----------
    old, new : JourneyMap
        The map before and after.
    """
    identities = changed_identities(old, new)
    moved = with_identities(old, identities)
    names = _names(old) | _names(moved) | _names(new)
    parts = {(kind, identity): str(path[0]) for path, kind, identity in walk_ids(new)}
    renamed = [
        Change(
            Action.REIDENTIFIED,
            (parts[kind, after], after),
            before,
            after,
            subject=Subject(kind, after, names[kind, after]),
        )
        for (kind, before), after in identities.items()
    ]
    found = _records(moved, new, _Where(names))
    reasons = tuple(entry for entry in new.changes if entry not in old.changes)
    return Comparison((*renamed, *found), reasons, (old.version, new.version))


@dataclass(frozen=True)
class _Where:
    """Where the comparison is: the path, the record with an id above it, the names of ids."""

    names: Names
    path: Path = ()
    subject: Subject = THE_MAP
    model: type[Record] | None = None
    field: str = ""
    said: str = ""
    references: str = ""

    def inside(self, record: Record, name: str) -> "_Where":
        """Go to a field; values that are a text or number keep the name of what holds them."""
        kept = name in ("text", "value", "evidence") and self.field
        info = type(record).model_fields[name]
        model, label = (self.model, self.field) if kept else (type(record), name)
        place = replace(self, path=(*self.path, name), model=model, field=label)
        return replace(place, references=reference_kind(info))

    def at(self, item: Any) -> "_Where":
        """Go to an item of a list."""
        key, kind = key_of(item), item.id_kind or key_field(item)
        name = self.names.get((kind, key), key)
        place = replace(self, path=(*self.path, key))
        if item.id_kind:
            return replace(place, subject=Subject(kind, key, name), field="", said="")
        return replace(place, said=name)

    def change(self, action: Action, old: Any = None, new: Any = None, after: str = "") -> Change:
        """Give a change that happened here."""
        return Change(
            action,
            self.path,
            old,
            new,
            subject=self.subject,
            model=self.model,
            field=self.field,
            said=self.said,
            names=self.named(old, new),
            after=after,
        )

    def named(self, *values: Any) -> tuple[tuple[str, str], ...]:
        """Give the ids in values of a field of references, with their names."""
        ids = [i for value in values for i in (value if isinstance(value, tuple) else (value,))]
        named = [(i, self.names.get((self.references, i), i)) for i in ids if isinstance(i, str)]
        return tuple(dict.fromkeys(named)) if self.references else ()


def _names(journey_map: JourneyMap) -> dict[tuple[str, str], str]:
    named = {
        (record.id_kind, record.id): _name(record)  # type: ignore[attr-defined]
        for _, record in walk_records(journey_map)
        if record.id_kind
    }
    for experience in journey_map.experiences:
        named["experience", experience.id] = _place(experience, named)
    return named


def _name(record: Any) -> str:
    return str(getattr(record, "name", None) or getattr(record, "text", None) or record.id)


def _place(experience: Experience, named: Names) -> str:
    ids = [(kind, getattr(experience, kind)) for kind in ("persona", "stage", "touchpoint")]
    return ", ".join(named.get((kind, i), i) for kind, i in ids if i)


def _records(old: Record, new: Record, where: _Where) -> Iterator[Change]:
    for name in type(new).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield from _values(before, after, where.inside(new, name), name)


def _values(old: Any, new: Any, where: _Where, name: str) -> Iterator[Change]:
    if isinstance(old, Evidence) and isinstance(new, Evidence):
        action = Action.REGRADED if old.grade is not new.grade else Action.CHANGED
        yield where.change(action, old, new)
    elif isinstance(old, Record) and type(old) is type(new):
        yield from _records(old, new, where)
    elif isinstance(old, tuple) and isinstance(new, tuple):
        yield from _lists(old, new, where)
    else:
        yield where.change(_action(where, name), old, new)


def _action(where: _Where, name: str) -> Action:
    if name == "text":
        return Action.REWORDED
    if name in ("name", "title") and not where.said:
        return Action.RENAMED
    moves = where.references in _PLACES and where.subject.kind == "experience"
    return Action.MOVED if moves else Action.CHANGED


def _lists(old: tuple[Any, ...], new: tuple[Any, ...], where: _Where) -> Iterator[Change]:
    before, after = keyed(old), keyed(new)
    if before is None or after is None:
        yield where.change(Action.CHANGED, old, new)
        return
    reworded = _reworded(before, after)
    for key, text in reworded.items():
        yield where.at(before[key]).change(Action.REWORDED, key, text)
    gone = [key for key in before if key not in after and key not in reworded]
    yield from (where.at(before[key]).change(Action.REMOVED, before[key]) for key in gone)
    common = {reworded.get(key, key): item for key, item in before.items() if key not in gone}
    yield from _items(common, after, where)
    order = _with_added(common, after)
    if order != list(after):
        names = tuple((key, _title(where.at(item))) for key, item in after.items())
        yield replace(where.change(Action.ORDERED, tuple(order), tuple(after)), names=names)


def _title(where: _Where) -> str:
    return where.said or where.subject.name


def _items(common: Mapping[str, Any], after: Mapping[str, Any], where: _Where) -> Iterator[Change]:
    before = ""
    for key, item in after.items():
        place = where.at(item)
        if key not in common:
            yield place.change(Action.ADDED, new=item, after=before)
        else:
            kept = common[key].model_copy(update={key_field(item): getattr(item, key_field(item))})
            yield from _records(kept, item, place)
        before = key


def _with_added(common: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Give the order in which the items stand once each added one is put after its neighbour."""
    order, before = list(common), ""
    for key in after:
        if key not in common:
            order.insert(order.index(before) + 1 if before else 0, key)
        before = key
    return order


def _reworded(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Pair the statements of a list of which only the words changed."""
    gone = [key for key in old if key not in new and _is_text(old[key])]
    come = [key for key in new if key not in old and _is_text(new[key])]
    pairs: dict[str, str] = {}
    for key in gone if len(gone) * len(come) <= 2_500 else ():
        likeness = [(_alike(key, other), other) for other in come if other not in pairs.values()]
        share, best = max(likeness, default=(0.0, ""))
        if share >= REWORDED:
            pairs[key] = best
    return pairs


def _is_text(item: Any) -> bool:
    return isinstance(item, Statement) and key_field(item) == "text"


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:LONGEST], other[:LONGEST], autojunk=False)
    if matcher.quick_ratio() < REWORDED:
        return 0.0
    return matcher.ratio()

"""journey.yaml: the map as a file that people edit, read with positions, written with care.

A map that did not change is written back byte for byte. A change touches the lines it must:
comments, order and quotes of the rest stay.
"""

import os
import re
from collections.abc import Mapping, MutableMapping
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import Any

from cjkit.errors import MapError, Place, Problem, nearest
from cjkit.formats.yaml_text import YamlText, parse_yaml, read_yaml, validate
from cjkit.labels import Word
from cjkit.model.evidence import Emotion, Score, Statement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, walk_ids, walk_references
from cjkit.model.rules import Rule

FILE_NAME = "journey.yaml"


def read_journey(path: Path | str) -> JourneyMap:
    """Read a map from journey.yaml, or from the folder that holds it.

    Raises
    ------
    MapError
        With all problems at once, each with file:line:column.
    """
    path = Path(path)
    return _checked(read_yaml(path / FILE_NAME if path.is_dir() else path, MapError))


def parse_journey(text: str, file: str = FILE_NAME) -> JourneyMap:
    """Read a map from the text of a journey.yaml.

    >>> parse_journey("title: A first map").stages
    ()
    """
    return _checked(parse_yaml(text, file, MapError))


def _checked(source: YamlText) -> JourneyMap:
    journey_map = validate(JourneyMap, source, MapError)
    problems = [*_twice(journey_map, source), *_dangling(journey_map, source)]
    if problems:
        raise MapError(sorted(problems, key=lambda p: (p.place.line or 0, p.place.column or 0)))
    return journey_map


def _twice(journey_map: JourneyMap, source: YamlText) -> list[Problem]:
    first: dict[tuple[str, str], Place] = {}
    problems = []
    for path, kind, identity in walk_ids(journey_map):
        place = source.place(path)
        known = first.setdefault((kind, identity), place)
        if known is not place:
            values = {"kind": Word(f"model.kind.{kind}"), "id": identity, "first": known.line}
            problems.append(Problem("CJ-112", values, place))
    return problems


def _dangling(journey_map: JourneyMap, source: YamlText) -> list[Problem]:
    known: dict[str, list[str]] = {}
    for _, kind, identity in walk_ids(journey_map):
        known.setdefault(kind, []).append(identity)
    return [
        _unknown(kind, asked, known.get(kind, []), source.place(path))
        for path, kind, asked in walk_references(journey_map)
        if asked not in known.get(kind, [])
    ]


def _unknown(kind: str, asked: str, known: list[str], place: Place) -> Problem:
    values = {"kind": Word(f"model.kind.{kind}"), "asked": asked, "known": known}
    near = nearest(asked, known)
    return Problem("CJ-110" if near else "CJ-111", values | {"nearest": near}, place)


def plain(value: Any) -> Any:
    """Give a record as journey.yaml would say it: short forms, no defaults.

    >>> plain(Statement(text="Rates are clear"))
    'Rates are clear'
    """
    if isinstance(value, Rule):
        return value.short_form()
    if isinstance(value, Record):
        return _plain_record(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _plain_record(record: Record) -> Any:
    fields = type(record).model_fields
    said = {
        name: plain(getattr(record, name))
        for name, info in fields.items()
        if info.is_required() or getattr(record, name) != info.get_default()
    }
    if isinstance(record, Statement) and set(said) == {"text"}:
        return said["text"]
    if isinstance(record, Score | Emotion) and set(said) == {"value"}:
        return said["value"]
    return said


def write_journey(journey_map: JourneyMap, path: Path | str) -> None:
    """Write a map to journey.yaml; an existing file keeps its comments, order and quotes.

    The file is written aside and moved, so that a crash leaves the old or the new one whole.
    """
    path = Path(path)
    old = path.read_bytes().decode("utf-8") if path.exists() else None
    text = render_journey(journey_map, old)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(text.encode("utf-8"))
    os.replace(aside, path)  # noqa: PTH105  (the atomic rename is the point)


def render_journey(journey_map: JourneyMap, old_text: str | None = None) -> str:
    """Give the text of journey.yaml for a map, changing an old text as little as possible."""
    if old_text is None:
        return _dump({"format": 1} | plain(journey_map))
    old_map = parse_journey(old_text)
    if old_map == journey_map:
        return old_text
    tree = _round_trip().load(old_text)
    _apply(tree, plain(old_map), plain(journey_map))
    return _dump(tree)


def _round_trip() -> Any:
    from ruamel.yaml import YAML  # noqa: PLC0415  (only editing needs it)

    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    yaml.preserve_quotes = True
    return yaml


def _dump(tree: Any) -> str:
    out = StringIO()
    yaml = _round_trip()
    yaml.dump(_quoted(tree), out)
    return out.getvalue()


_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def _quoted(value: Any) -> Any:
    """Put texts with line breaks and controls between double quotes, where all survive."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString  # noqa: PLC0415

    if isinstance(value, MutableMapping):
        for key, inner in value.items():
            value[key] = _quoted(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            value[index] = _quoted(inner)
    elif type(value) is str and _BREAKS.search(value):
        return DoubleQuotedScalarString(value)
    return value


def _apply(tree: Any, old: Any, new: Any) -> None:
    """Change a tree, in place, where old and new differ."""
    if isinstance(new, Mapping):
        for key in [key for key in old if key not in new]:
            tree.pop(key, None)
        for key, value in new.items():
            if key not in old or old[key] != value:
                _set(tree, key, old.get(key), value)
    else:
        _apply_list(tree, old, new)


def _apply_list(tree: Any, old: list[Any], new: list[Any]) -> None:
    """Change a list in place; records keep their lines by id, other items by place."""
    names = [_identity(item, index) for index, item in enumerate(new)]
    for index in range(len(old) - 1, -1, -1):
        if _identity(old[index], index) not in names:
            _hand_over_comment(tree, index)
            del tree[index], old[index]
    for index, (name, value) in enumerate(zip(names, new, strict=True)):
        at = next((i for i in range(len(old)) if _identity(old[i], i) == name), None)
        if at is None:
            tree.insert(index, value)
            old.insert(index, value)
        elif at != index:
            tree.insert(index, tree.pop(at))
            old.insert(index, old.pop(at))
        if old[index] != value:
            _set(tree, index, old[index], value)


def _identity(item: Any, index: int) -> Any:
    return item["id"] if isinstance(item, dict) and "id" in item else index


def _hand_over_comment(tree: Any, index: int) -> None:
    """Keep the comment above the next item, which the parser hangs on the end of this one."""
    token = _last_comment(tree[index])
    above_next = token.value.partition("\n")[2] if token else ""
    if not above_next.strip():
        return
    if index:
        before = _last_comment(tree[index - 1])
        if before:
            before.value = before.value.rstrip("\n") + "\n" + above_next
            return
    kept = [line.strip(" #") for line in above_next.splitlines() if line.strip()]
    if index + 1 < len(tree):
        tree.yaml_set_comment_before_after_key(index + 1, "\n".join(kept), indent=2)


def _last_comment(node: Any) -> Any:
    """Give the comment token after the last value inside a node; None if there is none."""
    holder: Any = None
    key: Any = None
    while isinstance(node, Mapping | list) and len(node):
        holder, key = node, list(node)[-1] if isinstance(node, Mapping) else len(node) - 1
        node = node[key]
    if holder is None:
        return None
    tokens = holder.ca.items.get(key) or [None] * 4
    return tokens[2] if isinstance(holder, Mapping) else tokens[0]


def _set(tree: Any, key: Any, old: Any, new: Any) -> None:
    present = tree.get(key) if isinstance(tree, Mapping) else tree[key]
    both = isinstance(old, dict) and isinstance(new, dict) and isinstance(present, Mapping)
    lists = isinstance(old, list) and isinstance(new, list) and isinstance(present, list)
    if both or lists:
        _apply(present, old, new)
    elif isinstance(present, MutableMapping) and isinstance(old, str) and isinstance(new, str):
        present["text"] = new  # a guess that was written in the long form
    else:
        tree[key] = new

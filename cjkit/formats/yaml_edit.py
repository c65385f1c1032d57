"""A YAML text with some of its values changed, and every other character as it was.

A changed text, number or date is written over the old one, between its first and last character.
Only where keys or items come, go or move is the text edited as a tree.
"""

import json
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cjkit.errors import CjkitError
from cjkit.formats.yaml_text import parse_yaml
from cjkit.formats.yaml_tree import dump_yaml, edit_tree

_MARK = "\ufeff"
_SHORT_FOR = ("text", "value")
_ABSENT = object()

Edit = tuple[int, int, str]
"""First and last place of what goes, and what comes there."""


def edit_yaml(text: str, old: Any, new: Any, says_new: Callable[[str], bool]) -> str:
    """Give the text with the values of `old` changed to those of `new`.

    Parameters
    ----------
    text
        The file as it stands, with its own line ends and byte order mark.
    old, new
        The plain values before and after; the text may say them in a longer form.
    says_new
        Tells whether a text says what `new` means. The gentlest edit that does is taken.
    """
    mark, body = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    edits = (edit_scalars, _edit_structure, lambda _text, _old, wanted: dump_yaml(wanted))
    edited = (edit(body, old, new) for edit in edits)
    return mark + next(found for found in edited if found is not None and says_new(found))


def _edit_structure(text: str, old: Any, new: Any) -> str:
    windows = "\r\n" in text
    edited = edit_tree(text.replace("\r\n", "\n"), old, new)
    return edited.replace("\n", "\r\n") if windows else edited


class _NotScalarError(Exception):
    """A difference that is more than one value written over another."""


def edit_scalars(text: str, old: Any, new: Any) -> str | None:
    """Write changed scalars over the old ones; None where keys or items differ too.

    >>> edit_scalars("a:  'x'   # why\\nb: [1,2]", {"a": "x", "b": [1, 2]}, {"a": "y", "b": [1, 3]})
    "a:  'y'   # why\\nb: [1,3]"
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root: Any = yaml.compose(text, Loader=loader)
    try:
        edits = sorted(_edits(root, old, new, text))
    except _NotScalarError:
        return None
    for start, end, value in reversed(edits):
        text = text[:start] + value + text[end:]
    return text


def _edits(node: Node, old: Any, new: Any, text: str, *, flow: bool = False) -> Iterator[Edit]:
    if old == new:
        return
    inside = flow or bool(getattr(node, "flow_style", False))
    if isinstance(new, Mapping):
        pairs = _pairs_of_mapping(node, old, new)
    elif isinstance(new, list):
        pairs = _pairs_of_list(node, old, new)
    elif isinstance(node, ScalarNode):
        yield _over(node, new, text, flow=flow)
        return
    else:
        pairs = _pairs_of_long_form(node, old, new)
    for inner, before, after in pairs:
        yield from _edits(inner, before, after, text, flow=inside)


Pairs = list[tuple[Node, Any, Any]]
"""Nodes of the text, each with its plain value before and after."""


def _pairs_of_mapping(node: Node, old: Any, new: Mapping[str, Any]) -> Pairs:
    if not isinstance(node, MappingNode) or not isinstance(old, Mapping) or old.keys() - new:
        raise _NotScalarError
    nodes = _by_key(node)
    changed = [key for key in new if old.get(key, _ABSENT) != new[key]]
    if not nodes.keys() >= set(changed):
        raise _NotScalarError
    return [(nodes[key], old.get(key, _ABSENT), new[key]) for key in changed]


def _pairs_of_list(node: Node, old: Any, new: list[Any]) -> Pairs:
    same_form = isinstance(node, SequenceNode) and isinstance(old, list)
    if not same_form or not len(node.value) == len(old) == len(new) or _moved(old, new):
        raise _NotScalarError
    return list(zip(node.value, old, new, strict=True))


def _pairs_of_long_form(node: Node, old: Any, new: Any) -> Pairs:
    """Find the text or value that stands in the file with more beside it."""
    nodes = _by_key(node) if isinstance(node, MappingNode) else {}
    key = next((key for key in _SHORT_FOR if key in nodes), None)
    if key is None:
        raise _NotScalarError
    return [(nodes[key], old, new)]


def _by_key(node: MappingNode) -> dict[str, Node]:
    return {key.value: value for key, value in node.value}


def _moved(old: list[Any], new: list[Any]) -> bool:
    """Tell whether an id that stays stands in another place; a new id in an old place is none."""
    before, after = ([_id(item) for item in items] for items in (old, new))
    return any(a != b and (a in after or b in before) for a, b in zip(before, after, strict=True))


def _id(item: Any) -> Any:
    return item.get("id") if isinstance(item, Mapping) else None


def _over(node: ScalarNode, value: Any, text: str, *, flow: bool) -> Edit:
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("|", ">"):
        return start, end, _block(node.style, text[start:end], str(value))
    written = write_scalar(value, node.style, flow=flow)
    return start, end, written if end > start else f" {written}"


def write_scalar(value: Any, style: str | None = None, *, flow: bool = False) -> str:
    """Write a value in its old style, or in the first style that reads back as the value.

    >>> write_scalar("Look, first"), write_scalar("Look, first", flow=True), write_scalar("12")
    ('Look, first', "'Look, first'", "'12'")
    """
    if not isinstance(value, str):
        return json.dumps(value)
    styles = {None: value, "'": _single(value), '"': _double(value)}
    tried = (styles.get(style, value), *styles.values())
    return next((one for one in tried if _reads_as(one, value, flow=flow)), styles['"'])


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'" if value.isprintable() else _double(value)


def _double(value: str) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda odd: f"\\u{ord(odd[0]):04x}", written)


def _reads_as(written: str, value: str, *, flow: bool) -> bool:
    if flow and written == value and "?" in value:
        return False  # cjkit reads it, but many other readers see the begin of a key
    try:
        data = parse_yaml(f"- [{written}]" if flow else f"- {written}", "", CjkitError).data
    except CjkitError:
        return False
    return bool(data == [[value]] if flow else data == [value])


def _block(style: str, old: str, value: str) -> str:
    """Write a text in the place of a block of lines, with its header, margin and line ends."""
    header, body = old.split("\n", 1)
    lines = body.rstrip().splitlines()
    margin = lines[0][: -len(lines[0].lstrip())] if lines else "  "
    width = max([len(line) for line in lines] + [len(margin) + 40]) - len(margin)
    new = value.split("\n") if style == "|" else _folded(value, width)
    ending = "\r\n" if header.endswith("\r") else "\n"
    written = [header.rstrip("\r"), *(margin + line if line else "" for line in new)]
    return ending.join(written) + old[len(old.rstrip()) :]


def _folded(value: str, width: int) -> list[str]:
    """Fold paragraphs; an empty line between them stands for one line end."""
    wrapped = [
        textwrap.wrap(part, width, break_long_words=False, break_on_hyphens=False) or [""]
        for part in value.split("\n")
    ]
    return [line for part in wrapped for line in [*part, ""]][:-1]

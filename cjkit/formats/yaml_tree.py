"""YAML edited as a tree that knows its comments: for keys and items that come, go or move."""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from difflib import SequenceMatcher
from io import StringIO
from typing import Any

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_ITEMS_UNDER_KEY = re.compile(r"^( *)[\w-]+: *(?:#.*)?\n(?: *(?:#.*)?\n)*( *)-( +)", re.MULTILINE)
_KEYS_UNDER_KEY = re.compile(r"^( *)[\w-]+: *(?:#.*)?\n(?: *(?:#.*)?\n)*( +)[\w-]+:", re.MULTILINE)


def dump_yaml(value: Any) -> str:
    """Write plain values as a new text.

    >>> dump_yaml({"title": "A shop", "stages": [{"id": "look"}]})
    'title: A shop\\nstages:\\n  - id: look\\n'
    """
    return _dump(_round_trip(""), value)


def edit_tree(text: str, old: Any, new: Any) -> str:
    """Change the places of a text where old and new differ, and keep its other lines.

    The text has plain line ends; it may say `old` in a longer form.
    """
    yaml = _round_trip(text)
    tree = yaml.load(text)
    redumped = _dump(yaml, tree)
    _apply(tree, old, new)
    return keep_lines(text, redumped, _dump(yaml, tree))


def keep_lines(original: str, redumped: str, changed: str) -> str:
    """Carry the change from `redumped` to `changed` over to the original, line by line.

    >>> keep_lines("a:   1\\nb: 2\\n", "a: 1\\nb: 2\\n", "a: 1\\nb: 3\\n")
    'a:   1\\nb: 3\\n'
    """
    if original == redumped:
        return changed
    ours, base, theirs = (t.splitlines(keepends=True) for t in (original, redumped, changed))
    at = dict(_same_places(base, ours))
    lines = list(ours)
    hunks = SequenceMatcher(None, base, theirs).get_opcodes()
    for kind, start, end, new_start, new_end in reversed(hunks):
        if kind == "equal":
            continue
        if start not in at or end not in at:
            return changed
        lines[at[start] : at[end]] = theirs[new_start:new_end]
    return "".join(lines)


def _same_places(base: list[str], ours: list[str]) -> Iterator[tuple[int, int]]:
    """Give the gaps between lines that stand beside the same line in both."""
    for block in SequenceMatcher(None, base, ours).get_matching_blocks():
        yield from ((block.a + i, block.b + i) for i in range(block.size + 1))


def _round_trip(text: str) -> Any:
    """Give a reader and writer that indents as the text does."""
    from ruamel.yaml import YAML  # noqa: PLC0415  (only editing needs it)

    yaml = YAML()
    yaml.width = 4096
    yaml.preserve_quotes = True
    items, keys = _ITEMS_UNDER_KEY.search(text), _KEYS_UNDER_KEY.search(text)
    offset = len(items[2]) - len(items[1]) if items else 2
    yaml.indent(
        mapping=len(keys[2]) - len(keys[1]) if keys else 2,
        sequence=offset + 1 + (len(items[3]) if items else 1),
        offset=offset,
    )
    return yaml


def _dump(yaml: Any, tree: Any) -> str:
    out = StringIO()
    yaml.dump(_quoted(tree), out)
    return out.getvalue()


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
        for key in [key for key in old if key not in new and key in tree]:
            _hand_over_comment(tree, key)
            del tree[key]
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
        if at is None and index == len(old):
            _insert_last(tree, index, value)
            old.append(value)
        elif at is None:
            tree.insert(index, _commented(value))
            old.insert(index, value)
        elif at != index:
            tree.insert(index, tree.pop(at))
            old.insert(index, old.pop(at))
        if old[index] != value:
            _set(tree, index, old[index], value)


def _identity(item: Any, index: int) -> Any:
    return item["id"] if isinstance(item, dict) and "id" in item else index


def _hand_over_comment(tree: Any, key: Any) -> None:
    """Keep the comment above what comes next, which the parser hangs on the end of what goes."""
    _, _, above_next = _comment_after(tree, key).partition("\n")
    keys = list(tree) if isinstance(tree, Mapping) else list(range(len(tree)))
    place = keys.index(key)
    if not above_next.strip():
        return
    if place:
        before = _comment_after(tree, keys[place - 1])
        _hang_after(tree, keys[place - 1], before.rstrip("\n") + "\n" + above_next)
    elif len(keys) > 1:
        kept = [line.strip(" #") for line in above_next.splitlines() if line.strip()]
        indent = len(above_next) - len(above_next.lstrip(" "))
        tree.yaml_set_comment_before_after_key(keys[1], "\n".join(kept), indent=indent)


def _comment_after(tree: Any, key: Any) -> str:
    """Give what stands after the last value inside: its own comment, and lines of comment below."""
    holder, last = _last_place(tree, key)
    token = (holder.ca.items.get(last) or [None] * 4)[_slot(holder)]
    return token.value if token else ""


def _take_comment_after(tree: Any, key: Any) -> str:
    comment = _comment_after(tree, key)
    holder, last = _last_place(tree, key)
    if comment:
        holder.ca.items[last][_slot(holder)] = None
    return comment


def _hang_after(tree: Any, key: Any, comment: str) -> None:
    if not comment:
        return
    from ruamel.yaml.error import CommentMark  # noqa: PLC0415
    from ruamel.yaml.tokens import CommentToken  # noqa: PLC0415

    holder, last = _last_place(tree, key)
    tokens = holder.ca.items.setdefault(last, [None] * 4)
    if tokens[_slot(holder)]:
        tokens[_slot(holder)].value = comment
    else:
        tokens[_slot(holder)] = CommentToken(comment, CommentMark(0), None)


def _slot(holder: Any) -> int:
    """Give where the parser keeps the comment after a value: of a mapping, or of a list."""
    return 2 if isinstance(holder, Mapping) else 0


def _last_place(tree: Any, key: Any) -> tuple[Any, Any]:
    """Give the last value inside; what stands between brackets is one value."""
    node = tree[key]
    while _is_block(node):
        tree, key = node, list(node)[-1] if isinstance(node, Mapping) else len(node) - 1
        node = tree[key]
    return tree, key


def _is_block(node: Any) -> bool:
    form = getattr(node, "fa", None)
    return form is not None and len(node) > 0 and not form.flow_style()


def _set(tree: Any, key: Any, old: Any, new: Any) -> None:
    present = tree.get(key) if isinstance(tree, Mapping) else tree[key]
    both = isinstance(old, dict) and isinstance(new, dict) and isinstance(present, Mapping)
    lists = isinstance(old, list) and isinstance(new, list) and isinstance(present, list)
    if both or lists:
        _apply(present, old, new)
    elif isinstance(present, MutableMapping) and isinstance(old, str) and isinstance(new, str):
        present["text"] = new  # a guess that was written in the long form
    elif key in tree or not isinstance(tree, Mapping):
        _replace(tree, key, new)
    else:
        _insert_last(tree, key, new)


def _replace(tree: Any, key: Any, new: Any) -> None:
    comment = _take_comment_after(tree, key)
    tree[key] = _commented(new)
    _hang_after(tree, key, comment)


def _insert_last(tree: Any, key: Any, new: Any) -> None:
    """Put a new value last, above the lines of comment that lead to what comes next."""
    keys = list(tree) if isinstance(tree, Mapping) else list(range(len(tree)))
    own, _, above_next = _comment_after(tree, keys[-1]).partition("\n") if keys else ("", "", "")
    if above_next and own:
        _hang_after(tree, keys[-1], own + "\n")
    elif above_next:
        _take_comment_after(tree, keys[-1])
    if isinstance(tree, MutableMapping):
        tree[key] = _commented(new)
    else:
        tree.append(_commented(new))
    _hang_after(tree, key, "\n" + above_next if above_next else "")


def _commented(value: Any) -> Any:
    """Give plain values as a tree that can hold comments."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq  # noqa: PLC0415

    if isinstance(value, Mapping):
        return CommentedMap((key, _commented(inner)) for key, inner in value.items())
    return CommentedSeq(map(_commented, value)) if isinstance(value, list) else value

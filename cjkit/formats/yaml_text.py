"""YAML as a person typed it: values, and the line and column of each.

Reading goes through libyaml's events (fast, every position known) with the plain rules of
YAML 1.2: `no` and `nee` are text, `012` is text, dates stay text until a model asks for a date.
Anchors are refused: a map has no use for them, and they can blow up.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cjkit.errors import CjkitError, Place, Problem, nearest
from cjkit.labels import Word
from cjkit.model.record import Path as ValuePath
from cjkit.model.record import Record

MAX_BYTES = 20_000_000
MAX_DEPTH = 40
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"", "~", "null", "Null", "NULL"}

E = TypeVar("E", bound=CjkitError)
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class YamlText:
    """A YAML file as values, with the position of every value and what is wrong with the form."""

    file: str
    text: str
    data: Any
    positions: Mapping[ValuePath, tuple[int, int]]
    problems: tuple[Problem, ...] = ()

    def place(self, path: ValuePath) -> Place:
        """Give the position of a value; of its nearest parent if it is not in the file."""
        while path not in self.positions and path:
            path = path[:-1]
        line, column = self.positions.get(path, (1, 1))
        return Place(file=self.file, line=line, column=column)

    def value(self, path: ValuePath) -> Any:
        """Give the value at a path as the file has it; None where the file has none."""
        found = self.data
        for part in path:
            try:
                found = found[part]
            except (KeyError, IndexError, TypeError):
                return None
        return found


def read_yaml(path: Path, error: type[E]) -> YamlText:
    """Read a file; what cannot be read at all is raised as this kind of error."""
    return parse_yaml(read_text(path, error), path.name, error)


def parse_yaml(text: str, file: str, error: type[E]) -> YamlText:
    """Read YAML from text.

    >>> from cjkit.errors import MapError
    >>> parse_yaml("a: no\\nb: [1, 012]", "x.yaml", MapError).data
    {'a': 'no', 'b': [1, '012']}
    """
    text = text.removeprefix("\ufeff")
    reader = _Reader(file)
    try:
        data = reader.document(text)
    except yaml.YAMLError as wrong:
        raise error([_syntax_problem(wrong, text, file)]) from None
    except _TooDeepError as wrong:
        raise error.of("CJ-124", wrong.place, most=MAX_DEPTH) from None
    if not reader.positions:
        raise error.of("CJ-113", Place(file=file))
    return YamlText(file, text, data, reader.positions, tuple(reader.problems))


def read_text(path: Path, error: type[E]) -> str:
    """Read a file as it stands, line ends and byte order mark included."""
    place = Place(file=path.name)
    try:
        raw = path.read_bytes()
    except OSError as wrong:
        raise error.of("CJ-101", place, path=str(path), reason=wrong.strerror or "") from None
    if len(raw) > MAX_BYTES:
        raise error.of("CJ-119", place, size=len(raw), most=MAX_BYTES)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = raw[: wrong.start].count(b"\n") + 1
        raise error.of("CJ-117", Place(file=path.name, line=line)) from None


def _syntax_problem(wrong: Exception, text: str, file: str) -> Problem:
    mark = getattr(wrong, "problem_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    reason = getattr(wrong, "problem", None) or str(wrong)
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    tab = line.lstrip(" ").startswith("\t")
    return Problem("CJ-120" if tab else "CJ-102", {"reason": reason}, place)


class _TooDeepError(Exception):
    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__(place)


@dataclass
class _Reader:
    """Builds values from libyaml's stream of events, which no depth of nesting can crash."""

    file: str
    positions: dict[ValuePath, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    events: Iterator[yaml.Event] = field(default_factory=lambda: iter(()))

    def document(self, text: str) -> Any:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events = (e for e in yaml.parse(text, Loader=loader) if isinstance(e, _VALUE_EVENTS))
        first = next(self.events, None)
        return None if first is None else self.value(first, ())

    def value(self, event: yaml.Event, path: ValuePath) -> Any:
        self.positions[path] = _position(event)
        if len(path) > MAX_DEPTH:
            raise _TooDeepError(self.place(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            items = iter(self.events.__next__, None)
            ended = takewhile(lambda item: not isinstance(item, yaml.SequenceEndEvent), items)
            return [self.value(item, (*path, index)) for index, item in enumerate(ended)]
        if isinstance(event, yaml.AliasEvent):
            self.problems.append(Problem("CJ-104", {}, self.place(event)))
            return None
        return _scalar(event)

    def mapping(self, path: ValuePath) -> dict[Any, Any]:
        values: dict[Any, Any] = {}
        while not isinstance(key_event := next(self.events), yaml.MappingEndEvent):
            key = self.key(key_event, path)
            value = self.value(next(self.events), (*path, key) if key not in values else ("",))
            if key in values:
                first = self.positions[(*path, key)][0]
                where = self.place(key_event)
                self.problems.append(Problem("CJ-103", {"key": key, "first": first}, where))
            else:
                values[key] = value
                self.positions[(*path, key)] = _position(key_event)
        return values

    def key(self, event: yaml.Event, path: ValuePath) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self.value(event, (*path, "?"))
        return "?"

    def place(self, event: yaml.Event) -> Place:
        line, column = _position(event)
        return Place(self.file, line, column)


_VALUE_EVENTS = (
    yaml.ScalarEvent,
    yaml.AliasEvent,
    yaml.MappingStartEvent,
    yaml.MappingEndEvent,
    yaml.SequenceStartEvent,
    yaml.SequenceEndEvent,
)


def _position(event: yaml.Event) -> tuple[int, int]:
    mark: Any = event.start_mark
    return mark.line + 1, mark.column + 1


def _scalar(event: yaml.Event) -> Any:
    value: str = getattr(event, "value", "")
    if getattr(event, "style", None) in ("'", '"', "|", ">"):
        return value
    if value in _NOTHING:
        return None
    if value in _WORDS:
        return _WORDS[value]
    if _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else value


def validate(model: type[R], source: YamlText, error: type[E]) -> R:
    """Make the record from the file's values, or raise all that is wrong with file:line:column."""
    problems = list(source.problems)
    try:
        record = model.model_validate(source.data)
    except ValidationError as wrong:
        problems += [_problem(detail, model, source) for detail in wrong.errors()]
        raise error(_in_order(problems)) from None
    if problems:
        raise error(_in_order(problems))
    return record


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.place.line or 0, p.place.column or 0))


_EXPECTED = {
    "string_type": "text",
    "int_type": "whole_number",
    "int_parsing": "whole_number",
    "int_from_float": "whole_number",
    "float_type": "number",
    "float_parsing": "number",
    "bool_type": "yes_no",
    "bool_parsing": "yes_no",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "mapping_type": "mapping",
}


def _problem(detail: ErrorDetails, model: type[Record], source: YamlText) -> Problem:
    kind, context = detail["type"], detail.get("ctx", {})
    path = tuple(detail["loc"])
    values: dict[str, Any] = {"key": _key(path, source), "value": _shown(detail["input"])}
    place = source.place(path)
    if kind == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        values |= {"nearest": nearest(path[-1], known), "known": known}
        return Problem("CJ-105" if values["nearest"] else "CJ-121", values, place)
    if kind == "missing":
        return Problem("CJ-106", values | {"key": path[-1]}, place)
    if kind in ("enum", "literal_error"):
        if path == ("format",):
            return Problem("CJ-114", values, place)
        known = [part.strip(" '") for part in re.split(r",| or ", context["expected"])]
        return Problem("CJ-108", values | {"known": known, **_suggestion(detail, known)}, place)
    if kind in _EXPECTED:
        return Problem(
            "CJ-107", values | {"expected": Word(f"model.type.{_EXPECTED[kind]}")}, place
        )
    return _range_problem(kind, context, values, place)


def _range_problem(
    kind: str, context: Mapping[str, Any], values: dict[str, Any], place: Place
) -> Problem:
    if kind.startswith(("greater_than", "less_than")):
        sign = {"greater_than_equal": "≥", "less_than_equal": "≤", "greater_than": ">"}
        limit = next(iter(context.values()))
        return Problem("CJ-109", values | {"sign": sign.get(kind, "<"), "limit": limit}, place)
    if kind == "string_pattern_mismatch":
        return Problem("CJ-115", values, place)
    if kind.startswith(("date_", "datetime_")):
        return Problem("CJ-116", values, place)
    if kind in ("string_too_short", "too_short"):
        return Problem("CJ-118", values, place)
    if kind in ("string_too_long", "too_long"):
        return Problem("CJ-122", values | {"most": context["max_length"]}, place)
    return Problem("CJ-128" if kind == "all_zero" else "CJ-123", values | {"reason": kind}, place)


def _suggestion(detail: ErrorDetails, known: list[str]) -> dict[str, str]:
    return {"nearest": nearest(detail["input"], known) or known[0]}


def _key(path: ValuePath, source: YamlText) -> str:
    """Name the value as the file does: short forms hide the last parts of a path."""
    named = (path[: i + 1] for i in range(len(path) - 1, -1, -1) if isinstance(path[i], str))
    return str(next((p[-1] for p in named if p in source.positions), source.file))


def _shown(value: Any) -> str:
    shown = value if isinstance(value, str) else repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def _known_keys(model: type[Record], path: ValuePath) -> list[str]:
    for part in path:
        if isinstance(part, str):
            info = model.model_fields.get(part)
            inner = next(_records_in(info.annotation), None) if info else None
            if inner is None:
                return []
            model = inner
    return list(model.model_fields)


def _records_in(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from _records_in(argument)

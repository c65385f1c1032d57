"""journey.yaml: the map as a file that people edit, read with positions, written with care.

A map that did not change is written back byte for byte. A change touches the lines it must:
comments, order and quotes of the rest stay.
"""

from dataclasses import dataclass, replace
from enum import Enum
from itertools import zip_longest
from pathlib import Path
from typing import Any, Self

from cjkit.errors import MapError, Place, Problem, nearest
from cjkit.formats.whole_file import write_whole
from cjkit.formats.yaml_edit import edit_yaml
from cjkit.formats.yaml_text import YamlText, parse_yaml, read_text, read_yaml, validate
from cjkit.formats.yaml_tree import dump_yaml
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
    return checked_map(read_yaml(path / FILE_NAME if path.is_dir() else path, MapError))


def parse_journey(text: str, file: str = FILE_NAME) -> JourneyMap:
    """Read a map from the text of a journey.yaml.

    >>> parse_journey("title: A first map").stages
    ()
    """
    return checked_map(parse_yaml(text, file, MapError))


def checked_map(source: YamlText) -> JourneyMap:
    """Make the map from a file's values; ids must be there once, and those referred to at all."""
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
    Whoever edits a file that others edit too opens it with `open_journey` and saves that.

    Raises
    ------
    MapError
        The file cannot be written, or what stands there is no map.
    """
    path = Path(path)
    _write(path, render_journey(journey_map, read_text(path, MapError) if path.exists() else None))


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as wrong:
        reason, place = wrong.strerror or str(wrong), Place(file=path.name)
        raise MapError.of("CJ-125", place, path=str(path), reason=reason) from None


@dataclass(frozen=True)
class OpenJourney:
    """A map with the file it was read from, so that a save notices what others wrote meanwhile."""

    map: JourneyMap
    """The map."""
    path: Path
    """The file."""
    text: str
    """The file as it was read, with its own line ends."""

    def save(self, journey_map: JourneyMap) -> Self:
        """Write a changed map and give it as it is open now.

        Raises
        ------
        MapError
            The file was changed since it was read, or cannot be read or written. What stands
            there is left as it is.
        """
        text = render_journey(journey_map, self.text)
        now = read_text(self.path, MapError)
        if now != self.text:
            raise _changed_meanwhile(self.path, self.text, now)
        _write(self.path, text)
        return replace(self, map=journey_map, text=text)


def open_journey(path: Path | str) -> OpenJourney:
    """Open journey.yaml, or the one in this folder, to change and save it."""
    path = Path(path)
    path = path / FILE_NAME if path.is_dir() else path
    text = read_text(path, MapError)
    return OpenJourney(parse_journey(text, path.name), path, text)


def _changed_meanwhile(path: Path, then: str, now: str) -> MapError:
    """Name the first line that differs, and how many do."""
    pairs = enumerate(zip_longest(then.splitlines(), now.splitlines()), start=1)
    changed = [(line, new or "") for line, (old, new) in pairs if old != new] or [(1, "")]
    line, words = changed[0]
    values = {"n": len(changed), "words": words.strip()}
    return MapError.of("CJ-126", Place(file=path.name, line=line), **values)


def render_journey(journey_map: JourneyMap, old_text: str | None = None) -> str:
    """Give the text of journey.yaml for a map, changing an old text as little as possible."""
    if old_text is None:
        return dump_yaml({"format": 1} | plain(journey_map))
    old_map = parse_journey(old_text)
    if old_map == journey_map:
        return old_text
    return edit_yaml(
        old_text, plain(old_map), plain(journey_map), lambda text: _says(text, journey_map)
    )


def _says(text: str, journey_map: JourneyMap) -> bool:
    try:
        return parse_journey(text) == journey_map
    except MapError:
        return False

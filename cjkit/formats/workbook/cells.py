"""Values as they stand in a cell, and back; several in one cell are separated by semicolons."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from cjkit import labels
from cjkit.errors import nearest
from cjkit.formats.workbook.layout import Field, Shape
from cjkit.formats.workbook.words import choice_word

Cell = str | bool | int | float | dt.date | dt.datetime | None
"""What a cell can hold."""

OLDEST_DAY = dt.date(1900, 3, 1)
"""Before this day spreadsheets disagree about dates: older ones are written as text."""
_SEVERAL = "; "
_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=;|\Z)|([^;]*))(?:;|\Z)')
_IDS = re.compile(r"[;,\s]+")
_SCALAR = re.compile(r"true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[-+]?[0-9]{1,400}")
_NUMBER = re.compile(r"[-+]?[0-9]{1,400}([.,][0-9]{1,400})?(e[-+]?[0-9]{1,3})?")


@dataclass
class MisfitError(Exception):
    """A cell does not hold what its column asks for."""

    code: str
    values: dict[str, Any]


def choices(shape: Shape) -> tuple[Any, ...]:
    """Give what one can choose from; empty where any value is possible.

    >>> choices(Shape(Literal["nl", "en"]))
    ('nl', 'en')
    """
    if isinstance(shape.base, type) and issubclass(shape.base, Enum):
        return tuple(shape.base)
    if shape.base is bool:
        return (True, False)
    return get_args(shape.base) if get_origin(shape.base) is Literal else ()


def write_cell(field: Field, value: Any, language: str) -> Cell:
    """Give what stands in a cell for the value of a field."""
    if value is None or value == ():
        return None
    if not field.shape.many:
        return _write(field, value, language)
    return _SEVERAL.join(_quoted(field, item, language) for item in value)


def _write(field: Field, value: Any, language: str) -> Cell:
    if choices(field.shape):
        return choice_word(field, value, language)
    if isinstance(value, dt.date) and value < OLDEST_DAY:
        return value.isoformat()
    return _exactly(value) if isinstance(value, int | float) else value


def _exactly(value: float) -> Cell:
    """Give a number as text where a spreadsheet, which keeps 15 digits, would change it."""
    if float(f"{value:.15g}") != value:
        return repr(value)
    return int(value) if float(value).is_integer() else value


def _quoted(field: Field, item: Any, language: str) -> str:
    """Put an item between quotes where it would be read as several, or as another kind of value."""
    if not isinstance(item, str):
        return json.dumps(item)
    word = str(_write(field, item, language))
    mixed = not isinstance(field.shape.base, type) and not choices(field.shape)
    alone = ";" in word or word.startswith('"') or word != word.strip() or not word
    if alone or (mixed and not isinstance(_scalar(word), str)):
        return '"' + word.replace('"', '""') + '"'
    return word


def read_cell(field: Field, raw: Cell, language: str) -> Any:
    """Give the value of a field from what stands in a cell.

    Raises
    ------
    MisfitError
        The cell holds something that the field does not take.
    """
    if not field.shape.many:
        return _reader(field)(field, raw, language)
    if field.refers_to:
        return [word for word in _IDS.split(_as_text(raw)) if word]
    if isinstance(raw, str):
        return [_read_item(field, *item, language) for item in _items(raw)]
    return [_reader(field)(field, raw, language)]


def _items(raw: str) -> Iterator[tuple[str, bool]]:
    """Give the items of a cell, and whether each stood between quotes.

    >>> list(_items('cpc; "a; b"; 5'))
    [('cpc', False), ('a; b', True), ('5', False)]
    """
    for match in _ITEM.finditer(raw):
        quoted, bare = match.groups()
        if quoted is not None:
            yield quoted.replace('""', '"'), True
        elif bare.strip():
            yield bare.strip(), False


def _read_item(field: Field, word: str, quoted: bool, language: str) -> Any:
    return word if quoted else _reader(field)(field, word, language)


def _reader(field: Field) -> Any:
    if choices(field.shape):
        return _choice
    return _READERS.get(field.shape.base, _mixed)


def _mixed(field: Field, raw: Cell, language: str) -> Any:
    return _scalar(raw) if isinstance(raw, str) else raw


def _scalar(word: str) -> Any:
    """Read a word as YAML would: yes-or-no, number or text."""
    if not _SCALAR.fullmatch(word):
        return word
    try:
        return json.loads(word)
    except ValueError:  # more digits than Python reads
        return word


def _text(field: Field, raw: Cell, language: str) -> str:
    return _as_text(raw)


def _as_text(raw: Cell) -> str:
    """Give as text what was typed, also where the spreadsheet made a number or day of it.

    >>> _as_text(2026.0), _as_text(dt.datetime(2026, 3, 31))
    ('2026', '2026-03-31')
    """
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date().isoformat()
    return str(raw)


def _whole(field: Field, raw: Cell, language: str) -> int:
    if isinstance(raw, str) and _WHOLE.fullmatch(raw.strip()):
        return int(raw)
    number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if number and float(raw).is_integer():  # type: ignore[arg-type]
        return int(raw)  # type: ignore[arg-type]
    raise MisfitError("CJ-810", {"value": _as_text(raw)})


def _number(field: Field, raw: Cell, language: str) -> float:
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        return float(raw.strip().replace(",", "."))
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw
    raise MisfitError("CJ-809", {"value": _as_text(raw)})


def _day(field: Field, raw: Cell, language: str) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    try:
        return dt.date.fromisoformat(str(raw).strip())
    except ValueError:
        raise MisfitError("CJ-812", {"value": _as_text(raw)}) from None


def _choice(field: Field, raw: Cell, language: str) -> Any:
    word = _as_text(raw)
    possible = choices(field.shape)
    found = _choice_words(field).get(word.strip().casefold())
    if found is not None:
        return found
    words = [choice_word(field, value, language) for value in possible]
    values = {"value": word, "known": words, "nearest": nearest(word, words) or words[0]}
    raise MisfitError("CJ-808", values)


@cache
def _choice_words(field: Field) -> dict[str, Any]:
    """Give every way to write a choice: its words in each language, and as journey.yaml has it."""
    possible: Sequence[Any] = choices(field.shape)
    plain = {str(getattr(value, "value", value)).casefold(): value for value in possible}
    spoken = {
        choice_word(field, value, language).casefold(): value
        for language in labels.LANGUAGES
        for value in possible
    }
    return plain | spoken


_READERS: dict[Any, Any] = {str: _text, int: _whole, float: _number, dt.date: _day}

"""The words of cjkit in Dutch and English, and numbers and dates as readers expect them.

Catalogues are YAML, one file a room and language, under `locales/`. A key names its room first:
`charts.emotion.title` stands in `charts.yaml` under `emotion`, `title`.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("nl", "en")
_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_CODE_ROOMS = {
    "1": "model",
    "2": "client",
    "3": "data",
    "4": "measures",
    "5": "charts",
    "6": "reports",
    "7": "checks",
    "8": "formats",
    "9": "compare",
}


class Percent(float):
    """A share that is written as a percentage: `Percent(0.414)` reads 41%."""


class Word(str):
    """A key of a catalogue that is written as its words: `Word("model.kind.stage")` reads fase."""


class Signed(float):
    """A value that is written with its sign: `Signed(-0.8)` reads -0.8 with a true minus."""


class Month(dt.date):
    """A day that is written as its month: `Month(2025, 10, 1)` reads October 2025."""


def text(key: str, language: str, /, **values: Any) -> str:
    """Give the words of a key, with values written for this language.

    A key with the forms `one` and `other` chooses by the value `n`.

    >>> text("model.grade.guessed", "nl")
    'aangenomen'
    """
    found = _entry(key, language)
    if isinstance(found, Mapping):
        found = found[_plural(values["n"], language)]
    written = {name: write(value, language) for name, value in values.items()}
    return str(found).format_map(written)


def has_text(key: str, language: str) -> bool:
    """Tell whether a catalogue has the key."""
    try:
        _entry(key, language)
    except KeyError:
        return False
    return True


def code_text(code: str, part: str, language: str, /, **values: Any) -> str:
    """Give a part (`what` or `repair`) of the sentence of an error or finding code."""
    return text(f"{_CODE_ROOMS[code[3]]}.{code}.{part}", language, **values)


def write(value: Any, language: str) -> str:
    """Write a value as readers of the language expect it.

    >>> write(Percent(0.4142), "nl"), write(Signed(-0.84), "en"), write(1234.5, "nl")
    ('41%', '−0.8', '1.234,5')
    """
    for kind, writer in _WRITERS:
        if isinstance(value, kind):
            return writer(value, language)
    return str(value)


def number(value: float, language: str, digits: int | None = None) -> str:
    """Write a number with the separators of the language.

    >>> number(12345, "nl"), number(12345.678, "en", digits=1)
    ('12.345', '12,345.7')
    """
    from babel.numbers import format_decimal  # noqa: PLC0415  (babel loads on first use)

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    if digits is None:
        pattern = "#,##0" if float(value).is_integer() else "#,##0.##"
    return format_decimal(value, format=pattern, locale=_LOCALES[language]).replace("-", "−")


def percent(share: float, language: str, digits: int = 0) -> str:
    """Write a share as a percentage.

    >>> percent(0.1234, "en"), percent(0.1234, "nl", digits=1)
    ('12%', '12,3%')
    """
    return number(share * 100, language, digits) + "%"


def signed(value: float, language: str, digits: int = 1) -> str:
    """Write a value with its sign, a true minus for negative ones.

    >>> signed(0.84, "nl"), signed(-1, "en"), signed(0, "en")
    ('+0,8', '−1.0', '0.0')
    """
    rounded = round(value, digits)
    return ("+" if rounded > 0 else "") + number(rounded + 0.0, language, digits)


def date(value: dt.date, language: str) -> str:
    """Write a day in words.

    >>> date(dt.date(2026, 3, 1), "nl"), date(dt.date(2026, 3, 1), "en")
    ('1 mrt 2026', '1 Mar 2026')
    """
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(value, "medium", locale=_LOCALES[language]).replace("mrt.", "mrt")


def month(value: dt.date, language: str) -> str:
    """Write the month of a day in words.

    >>> month(dt.date(2025, 10, 1), "nl"), month(dt.date(2025, 10, 1), "en")
    ('oktober 2025', 'October 2025')
    """
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(value, "MMMM y", locale=_LOCALES[language])


# The first fitting kind writes: the special ones stand before what they are made of.
_WRITERS: tuple[tuple[Any, Callable[[Any, str], str]], ...] = (
    (bool, lambda value, language: text(f"model.truth.{'yes' if value else 'no'}", language)),
    (Word, text),
    (Percent, percent),
    (Signed, signed),
    (int | float, number),
    (Month, month),
    (dt.date, date),
    (list | tuple, lambda value, language: ", ".join(write(item, language) for item in value)),
)


def _plural(n: float, language: str) -> str:
    from babel import Locale  # noqa: PLC0415

    return "one" if Locale(language).plural_form(n) == "one" else "other"


def _entry(key: str, language: str) -> Any:
    room, *parts = key.split(".")
    entry: Any = catalogue(room, language)
    for part in parts:
        if not isinstance(entry, Mapping) or part not in entry:
            raise KeyError(f"{language}: {key}")
        entry = entry[part]
    return entry


@cache
def catalogue(room: str, language: str) -> Mapping[str, Any]:
    """Read one catalogue; it is read once a process."""
    import yaml  # noqa: PLC0415

    source = files("cjkit") / "locales" / language / f"{room}.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(source.read_text("utf-8"), Loader=loader) or {}

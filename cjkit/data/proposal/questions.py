"""Which columns hold answers to a question: the scale, the codes for no answer, the instrument."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cjkit.data.proposal.samples import Column
from cjkit.library.source_kinds import file_kinds, plain_header

_RARE = 0.005
_BATTERY = 3
_FEW_VALUES = 25
_FAMILY = re.compile(r"[a-z]+\d+|[a-z]+(?=[_\s.\-:])", re.IGNORECASE)


@dataclass(frozen=True)
class Scale:
    """The scale that the values of a column tell."""

    low: int
    high: int
    not_answered: tuple[int, ...] = ()
    """Values beside the scale that occur often, so that they must be codes."""
    odd: tuple[int, ...] = ()
    """Values beside the scale that hardly occur; their rows will be rejected."""


@dataclass(frozen=True)
class Asked:
    """A column with answers to one question."""

    column: Column
    scale: Scale
    instrument: str
    named: bool
    """Whether the header says what is asked."""


def find_scale(column: Column) -> Scale | None:
    """Give the scale of a column of small whole numbers; None where the values tell none.

    >>> find_scale(Column("q", 0, 9, 4, 1, 9, 9, 9, often=(("4", 4), ("5", 2), ("3", 2), ("2", 1))))
    Scale(low=1, high=5, not_answered=(), odd=())
    """
    if not column.filled or column.whole_numbers < 0.95 * column.filled:
        return None
    if column.distinct > _FEW_VALUES:
        return None
    cells = {int(value): n for value, n in column.often if value.lstrip("+-").isdigit()}
    usual = {value for value, n in cells.items() if n >= _RARE * column.filled}
    ends = _ends(usual)
    if ends is None:
        return None
    beside = sorted(value for value in cells if not ends[0] <= value <= ends[1])
    codes = tuple(value for value in beside if value in usual)
    return Scale(*ends, codes, tuple(value for value in beside if value not in usual))


def _ends(usual: set[int]) -> tuple[int, int] | None:
    inside = {value for value in usual if 0 <= value <= 10}
    if len(usual - inside) > 3 or len(inside) < 3:
        return None
    if 10 in usual or {7, 8} <= usual:
        return (0, 10) if 0 in usual or len(inside) < 10 else (1, 10)
    if 7 in usual and len(inside & {1, 2, 3, 4, 5, 6}) >= 4:
        return 1, 7
    return (1, 5) if len(inside & {1, 2, 3, 4, 5}) >= 3 and inside & {4, 5} else None


def find_questions(columns: Sequence[Column], taken: Collection[Column]) -> list[Asked]:
    """Give the columns that hold answers, in the order of the file.

    A header with a word of an instrument or a question mark tells one, and so does a battery:
    three or more columns of the same scale whose headers begin alike, such as Q7ART and Q7FOOD.
    """
    found = {c: scale for c in columns if c not in taken and (scale := find_scale(c))}
    known: dict[object, set[int]] = {}
    for column, scale in found.items():
        known.setdefault(_battery(column, scale), set()).update(scale.not_answered)
    scales = {c: _with_codes(scale, known[_battery(c, scale)]) for c, scale in found.items()}
    batteries = Counter((_family(c), s.low, s.high) for c, s in scales.items() if _family(c))
    return [asked for c, s in scales.items() if (asked := _asked(c, s, batteries))]


def _battery(column: Column, scale: Scale) -> object:
    """Give what columns of one battery share: the begin of the header and the scale."""
    return (_family(column) or column.name, scale.low, scale.high)


def _with_codes(scale: Scale, known: Collection[int]) -> Scale:
    """Take a rare value for a code where others of the battery have it as one."""
    codes = sorted({*scale.not_answered, *(code for code in scale.odd if code in known)})
    odd = tuple(value for value in scale.odd if value not in known)
    return Scale(scale.low, scale.high, tuple(codes), odd)


def leftovers(columns: Sequence[Column], taken: Collection[Column]) -> list[str]:
    """Give columns of small whole numbers that were not taken for questions."""
    return [c.name for c in columns if c not in taken and find_scale(c)]


def _asked(
    column: Column, scale: Scale, batteries: Mapping[tuple[str, int, int], int]
) -> Asked | None:
    instrument = _instrument(column.name)
    if instrument == "nps" and (scale.low, scale.high) != (0, 10):
        scale = _as_nps(scale)
    if instrument:
        return Asked(column, scale, instrument, named=True)
    battery = batteries.get((_family(column), scale.low, scale.high), 0) >= _BATTERY
    if battery or "?" in column.name:
        return Asked(column, scale, "rating", named=False)
    return None


def _as_nps(scale: Scale) -> Scale:
    beside = [value for value in scale.not_answered if not 0 <= value <= 10]
    return Scale(0, 10, tuple(beside), tuple(v for v in scale.odd if not 0 <= v <= 10))


def _family(column: Column) -> str:
    """Give the begin that the headers of a battery share; empty where only a number differs.

    Columns that differ by a number only, such as Q2PURP1 and Q2PURP2, are mostly the several
    answers to one question, not ratings.
    """
    begin = _FAMILY.match(column.name)
    if begin is None or column.name[-1:].isdigit():
        return ""
    return begin[0].casefold()


def _instrument(header: str) -> str:
    words = {plain_header(word) for word in re.split(r"[^\w]+|_", header) if word}
    plain = plain_header(header)
    for instrument, said in _question_words():
        if said in words or (len(said) > 4 and said in plain):
            return instrument
    return ""


def _question_words() -> Iterator[tuple[str, str]]:
    for kind in file_kinds("en"):
        for instrument, said in kind.questions.items():
            yield from ((instrument, plain_header(word)) for word in said)

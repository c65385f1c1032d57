"""What can go wrong, told the same way everywhere: a code, what, where, how to repair.

::

    CjkitError
    ├── MapError            journey.yaml cannot be read as a map
    │   └── UnknownIdError  an id that the map does not have
    ├── ClientError         the client's folder, a setting or a parameter
    ├── DataError           data.yaml or the files it names
    ├── MeasureError        a figure that cannot be given
    ├── ChartError          a picture that cannot be drawn
    ├── ReportError         a run of notebooks that failed
    └── CompareError        a version of a map that cannot be had

Errors carry codes and values; `labels` makes the sentence in the reader's language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Self

from cjkit import labels


@dataclass(frozen=True)
class Place:
    """Where something is wrong, as far as it is known.

    >>> str(Place(file="journey.yaml", line=12, column=5))
    'journey.yaml:12:5'
    >>> str(Place(file="leads.xlsx", sheet="A", cell="C7"))
    'leads.xlsx:A!C7'
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        cell = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        parts = (self.file, cell, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    place: Place = Place()

    def text(self, language: str = "en") -> str:
        """Give place, code, what is wrong and how to repair it, on one line."""
        what = labels.code_text(self.code, "what", language, **self.values)
        repair = labels.code_text(self.code, "repair", language, **self.values)
        where = f"{self.place}: " if str(self.place) else ""
        return f"{where}{self.code} {what} {repair}"


class CjkitError(Exception):
    """Something that the user can repair; all that is known to be wrong, at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @classmethod
    def of(cls, code: str, place: Place | None = None, **values: Any) -> Self:
        """Make the error from one problem."""
        return cls([Problem(code, values, place or Place())])

    def text(self, language: str = "en") -> str:
        """Give all problems, a line each."""
        return "\n".join(problem.text(language) for problem in self.problems)

    def __str__(self) -> str:
        return self.text()


class MapError(CjkitError):
    """journey.yaml cannot be read as a map."""


class UnknownIdError(MapError):
    """An id that the map does not have."""

    @classmethod
    def among(cls, kind: str, asked: str, known: Sequence[str]) -> Self:
        """Name the id asked for, the known ones and the nearest.

        >>> print(UnknownIdError.among("stage", "ofer", ["search", "offer"]))
        CJ-110 There is no stage "ofer". Did you mean "offer"? Known: search, offer.
        """
        code = "CJ-110" if nearest(asked, known) else "CJ-111"
        return cls.of(
            code,
            kind=labels.Word(f"model.kind.{kind}"),
            asked=asked,
            nearest=nearest(asked, known),
            known=list(known),
        )


class ClientError(CjkitError):
    """The client's folder, a setting or a parameter."""


class DataError(CjkitError):
    """data.yaml or the files it names."""


class MeasureError(CjkitError):
    """A figure that cannot be given."""


class ChartError(CjkitError):
    """A picture that cannot be drawn."""


class ReportError(CjkitError):
    """A run of notebooks that failed."""


class CompareError(CjkitError):
    """A version of a map that cannot be had."""


def nearest(asked: object, known: Iterable[object]) -> str:
    """Give the known value that looks most like the one asked for; empty if none does."""
    matches = get_close_matches(str(asked).lower(), [str(k).lower() for k in known], 1, 0.6)
    return next((str(k) for k in known if matches and str(k).lower() == matches[0]), "")

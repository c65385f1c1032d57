"""Statements and what they rest on. Without evidence a statement is a guess."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, model_validator

from cjkit.model.record import Record, Text


class Grade(StrEnum):
    """How firmly a statement stands."""

    KNOWN = "known"
    INDICATED = "indicated"
    GUESSED = "guessed"


class EvidenceKind(StrEnum):
    """Where evidence can come from."""

    CUSTOMER_DATA = "customer_data"
    LEADS = "leads"
    SALES_INSIGHT = "sales_insight"
    INTERVIEW = "interview"
    SURVEY = "survey"
    USABILITY_TEST = "usability_test"
    POLL = "poll"
    DESK_RESEARCH = "desk_research"
    WORKSHOP = "workshop"


class Evidence(Record):
    """What a statement rests on."""

    grade: Grade = Grade.GUESSED
    """Known, indicated or guessed."""
    kind: EvidenceKind | None = None
    """The kind of research or data."""
    source: Text | None = None
    """The file, study or person behind it."""
    date: dt.date | None = None
    """The day the evidence was gathered."""
    n: Annotated[int, Field(ge=1)] | None = None
    """How many customers, answers or interviews it rests on."""


class Statement(Record):
    """Something the map says, with what it rests on.

    A bare text is a guess:

    >>> Statement.model_validate("Starters fear the small print").grade.value
    'guessed'
    """

    text: Text
    """The statement itself, in the client's words."""
    evidence: Evidence = Evidence()
    """What it rests on; a guess when left out."""

    @model_validator(mode="before")
    @classmethod
    def _read_bare_text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @property
    def grade(self) -> Grade:
        """The grade of the evidence."""
        return self.evidence.grade


class _Graded(Record):
    evidence: Evidence = Evidence()
    """What the value rests on; a guess when left out."""

    @model_validator(mode="before")
    @classmethod
    def _read_bare_number(cls, value: Any) -> Any:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return {"value": value} if number else value

    @property
    def grade(self) -> Grade:
        """The grade of the evidence."""
        return self.evidence.grade


class Score(_Graded):
    """A value from 0 to 100 with what it rests on.

    >>> Score.model_validate(70).value
    70.0
    """

    value: Annotated[float, Field(ge=0, le=100)]
    """From 0 (not at all) to 100 (fully)."""


class Emotion(_Graded):
    """How a customer feels, from -2 (angry) to +2 (grateful), with what it rests on.

    >>> Emotion.model_validate(-1).value
    -1.0
    """

    value: Annotated[float, Field(ge=-2, le=2)]
    """From -2 (angry) over 0 (neutral) to +2 (grateful)."""
    label: Text | None = None
    """The word for it, where the client has an own one."""

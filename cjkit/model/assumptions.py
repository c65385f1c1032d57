"""Assumptions put so that data can confirm or contradict them."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from cjkit.model.evidence import Statement
from cjkit.model.metrics import Measured
from cjkit.model.record import PersonaId, Slug, StageId, TouchpointId


class Comparison(StrEnum):
    """On which side of the threshold the figure is expected."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Assumption(Statement):
    """A statement bound to a figure: "at least 30 % of starters go from research to offer"."""

    id_kind: ClassVar[str] = "assumption"
    id: Slug
    """The id of the assumption."""
    measured: Measured
    """The figure that decides it."""
    expected: Comparison = Comparison.AT_LEAST
    """At least or at most the threshold."""
    threshold: float
    """The value expected; a share for conversions (0.3 is 30 %)."""
    persona: PersonaId | None = None
    """The persona it is about."""
    stage: StageId | None = None
    """The stage it is about."""
    to_stage: StageId | None = None
    """For conversion: the stage to be reached; any later one when left out."""
    within_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    """For conversion: the days within which it is to be reached; 60 when left out."""
    touchpoint: TouchpointId | None = None
    """The touchpoint it is about."""
    start: dt.date | None = None
    """The first day it is about."""
    end: dt.date | None = None
    """The last day it is about."""

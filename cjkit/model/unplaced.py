"""Notes of a workshop that have no place on the map yet. They wait here, none is thrown away."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cjkit.model.record import Record, Text


class UnplacedReason(StrEnum):
    """What was missing to give a note its place."""

    NO_KIND = "no_kind"
    NO_STAGE = "no_stage"
    NO_PERSONA = "no_persona"


class UnplacedCard(Record):
    """A note that could not be placed, as it hung on the wall."""

    text: Text
    """What the note says."""
    column: Text | None = None
    """The column of the wall in which it hung."""
    row: Text | None = None
    """The row of the wall in which it hung."""
    colour: Text | None = None
    """The colour of the note."""
    author: Text | None = None
    """Who wrote it: a role, never a name."""
    votes: Annotated[int, Field(ge=0)] | None = None
    """How many votes it got."""
    reason: UnplacedReason = UnplacedReason.NO_STAGE
    """What was missing to place it."""

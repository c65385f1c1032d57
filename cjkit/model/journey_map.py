"""The whole map: a header, the six parts, improvements, assumptions, notes without a place."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal, Protocol, Self, TypeVar

from pydantic import StringConstraints

from cjkit.errors import UnknownIdError
from cjkit.model.assumptions import Assumption
from cjkit.model.experiences import Experience
from cjkit.model.improvements import Improvements
from cjkit.model.metrics import Metrics
from cjkit.model.organisation import CustomerGroup, Organisation
from cjkit.model.personas import Persona
from cjkit.model.record import Record, Slug, Text
from cjkit.model.stages import Period, Stage
from cjkit.model.touchpoints import Touchpoint
from cjkit.model.unplaced import UnplacedCard


class MapState(StrEnum):
    """Whether the map shows what is, or what should be."""

    AS_IS = "as_is"
    TO_BE = "to_be"


class Change(Record):
    """One entry of the change log."""

    version: Text
    """The version of the map that this change made."""
    date: dt.date
    """The day of the change."""
    reason: Text
    """Why it was made."""
    by: Text | None = None
    """Who made it: a role or team."""


class Silence(Record):
    """A finding that the team has seen and lets be, with the reason."""

    code: Annotated[str, StringConstraints(pattern=r"^CJ-7[0-9]{2}$")]
    """The code of the finding."""
    about: Slug | None = None
    """The id of the record it is about; all findings of this code when left out."""
    reason: Text
    """Why it may stay as it is."""
    until: dt.date | None = None
    """The last day of the silence; for good when left out."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


class JourneyMap(Record):
    """A journey as one frozen value; a change gives a new map."""

    format: Literal[1] = 1
    """The format of the file."""
    title: Text
    """What the map is called."""
    version: Text = "1"
    """The version of the map; results name it."""
    owner: Text | None = None
    """Who keeps the map: a role or team."""
    review_by: dt.date | None = None
    """The day by which it must be looked at again."""
    state: MapState = MapState.AS_IS
    """As it is now, or as it should be."""
    language: Literal["nl", "en"] = "en"
    """The language of the texts in the map."""
    changes: tuple[Change, ...] = ()
    """What was changed and why, oldest first."""
    silenced: tuple[Silence, ...] = ()
    """Findings that are let be, with the reason."""
    organisation: Organisation | None = None
    """Step 1: who we are."""
    personas: tuple[Persona, ...] = ()
    """Step 2: whom we serve."""
    stages: tuple[Stage, ...] = ()
    """Step 3: how the journey is split, in order."""
    touchpoints: tuple[Touchpoint, ...] = ()
    """Step 4: where we meet."""
    experiences: tuple[Experience, ...] = ()
    """Step 5: what is asked and felt there."""
    metrics: Metrics = Metrics()
    """Step 6: what is measured."""
    improvements: Improvements = Improvements()
    """From insight to to-do list."""
    assumptions: tuple[Assumption, ...] = ()
    """What data can confirm or contradict."""
    unplaced: tuple[UnplacedCard, ...] = ()
    """Notes of workshops that have no place yet."""

    def persona(self, identity: str) -> Persona:
        """Give the persona with this id; an unknown id is refused with the nearest known one."""
        return _find(self.personas, identity, "persona")

    def stage(self, identity: str) -> Stage:
        """Give the stage with this id."""
        return _find(self.stages, identity, "stage")

    def touchpoint(self, identity: str) -> Touchpoint:
        """Give the touchpoint with this id."""
        return _find(self.touchpoints, identity, "touchpoint")

    @property
    def customer_groups(self) -> tuple[CustomerGroup, ...]:
        """The groups that the organisation serves."""
        return self.organisation.customer_groups if self.organisation else ()

    def stages_of(self, *periods: Period) -> tuple[Stage, ...]:
        """Give the stages of these periods, in order."""
        return tuple(stage for stage in self.stages if stage.period in periods)

    def for_persona(self, identity: str) -> Self:
        """Give the map as one persona sees it: its own experiences and touchpoints."""
        persona = self.persona(identity)
        return self.model_copy(
            update={
                "personas": (persona,),
                "experiences": tuple(e for e in self.experiences if e.persona == identity),
                "touchpoints": tuple(t for t in self.touchpoints if _reaches(t, identity)),
            }
        )


def _reaches(touchpoint: Touchpoint, persona: str) -> bool:
    places = touchpoint.places
    return not places or any(not p.personas or persona in p.personas for p in places)


def _find(records: Sequence[_N], identity: str, kind: str) -> _N:
    found = next((record for record in records if record.id == identity), None)
    if found is None:
        raise UnknownIdError.among(kind, identity, [record.id for record in records])
    return found

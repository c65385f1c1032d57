"""What is true of a sample client: how its customers move, what they meet and how they feel."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generator.dice import Dice

BROKEN = 0.4
"""In the planted month this share of the usual conversion is left: 0.55 becomes 0.22."""
LOW = -0.9
"""The feeling, -2 to +2, drawn at a planted dip or disappointing stage."""


@dataclass(frozen=True)
class Plant:
    """What is put into the data for cjkit to find; a field that is None plants nothing.

    >>> Plant(break_month="2025-10", break_persona="starter", break_stage="eisen").dip_touchpoint
    """

    break_month: str | None = None
    """The month, as 2025-10, in which conversion breaks,"""
    break_persona: str | None = None
    """for this persona,"""
    break_stage: str | None = None
    """out of this stage."""
    dip_touchpoint: str | None = None
    """The touchpoint at which customers feel bad."""
    disappointing_stage: str | None = None
    """The stage that the team thinks pleasant and customers don't."""

    def breaks(self, persona: str, stage: str, at: dt.datetime) -> bool:
        """Say whether someone in a stage at this time meets the break."""
        here = (f"{at:%Y-%m}", persona, stage)
        return here == (self.break_month, self.break_persona, self.break_stage)


@dataclass(frozen=True)
class Contact:
    """One kind of row in one source."""

    touchpoint: str
    source: str
    event: str
    url: str = ""
    """The landing address; {month} is filled in."""
    referrer: str = ""
    campaign: str = ""
    value: tuple[float, float] | None = None
    """Between what the value of the row lies, in euro."""
    note: str = ""
    """What the source's own column says: an outcome, a kind of order."""
    channel: str = ""
    around: tuple[tuple[float, int, "Contact"], ...] = ()
    """What comes with it: with which chance, how many minutes later (or earlier), what."""


@dataclass(frozen=True)
class Stage:
    """A stage: how it is entered, what is met there, how it feels."""

    id: str
    entries: tuple[tuple[float, Contact], ...]
    """The contacts that put a customer in the stage, by weight."""
    contacts: tuple[tuple[float, Contact], ...]
    """What else is met there, by how often a visit has it."""
    feeling: float
    """How customers feel, -2 to +2."""
    pulse: float
    """Which share is asked, and answers, how it feels."""
    back: tuple[float, str] = (0.0, "")
    """With which chance a customer goes back, and to which earlier stage."""


@dataclass(frozen=True)
class Persona:
    """A kind of customer: "" for those who fit no persona."""

    id: str
    share: float
    starts: tuple[tuple[float, str], ...]
    """In which stages they come in, by weight."""
    converts: Mapping[str, float]
    """Which share goes on from a stage."""
    mood: float = 0.0
    """How much better or worse than others they feel."""


@dataclass(frozen=True)
class Words:
    """How a client's survey says things."""

    labels: dict[str, str]
    """What each touchpoint is called."""
    pulse: str
    """The label of the question how one feels, at no touchpoint."""
    yearly: str
    """The label of the yearly NPS."""
    glad: tuple[str, ...]
    """What satisfied people remark, and what others do."""
    sorry: tuple[str, ...]
    wanted: int
    """About how many answers each touchpoint gets."""


@dataclass(frozen=True)
class World:
    """A sample client."""

    client: str
    customers: int
    first_day: dt.date
    last_day: dt.date
    personas: tuple[Persona, ...]
    stages: tuple[Stage, ...]
    devices: tuple[tuple[float, str], ...]
    attributes: Callable[[Dice, str], dict[str, str]]
    """The attributes of a customer of a persona."""
    consent: tuple[tuple[float, str], ...]
    """What the consent column may say, by weight; the first one is yes."""
    words: Words
    plant: Plant
    """What is planted when nobody says otherwise."""
    seed: int
    busy_months: Mapping[str, float] = field(default_factory=dict)
    """How much busier than usual a month is, such as 1.6."""

    def stage(self, identity: str) -> Stage:
        """Give a stage by its id."""
        return next(stage for stage in self.stages if stage.id == identity)

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """The touchpoints that customers can meet, in order of the stages."""
        met = [c for s in self.stages for _, c in (*s.entries, *s.contacts)]
        met += [c for contact in met for _, _, c in contact.around]
        return tuple(dict.fromkeys(c.touchpoint for c in met if c.touchpoint))

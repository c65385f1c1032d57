"""Step 3, split into stages: the buyer journey up to the purchase, the customer journey from it."""

from enum import StrEnum
from typing import ClassVar

from cjkit.model.evidence import Score, Statement
from cjkit.model.record import Record, Slug, StageId, Text
from cjkit.model.rules import Rule


class Period(StrEnum):
    """Where a stage stands around the purchase."""

    PRE_PURCHASE = "pre_purchase"
    PURCHASE = "purchase"
    POST_PURCHASE = "post_purchase"


class TriggerKind(StrEnum):
    """What can set a journey off."""

    SITUATION = "situation"
    EVENT = "event"
    MARKETING = "marketing"


class Trigger(Statement):
    """What sets the journey, or this part of it, off."""

    kind: TriggerKind = TriggerKind.SITUATION
    """A situation, an event or marketing."""


class DecisionFactor(Statement):
    """What the choice hangs on."""

    deal_breaker: bool = False
    """Whether its absence ends the journey."""


class Stage(Record):
    """A part of the journey with its own goal."""

    id_kind: ClassVar[str] = "stage"
    id: Slug
    """The id of the stage."""
    name: Text
    """What the stage is called."""
    period: Period = Period.PRE_PURCHASE
    """Before, at or after the purchase."""
    triggers: tuple[Trigger, ...] = ()
    """What sets it off."""
    goal: Statement | None = None
    """What the customer wants to reach."""
    mindset: Statement | None = None
    """How the customer looks at things."""
    customer_actions: tuple[Statement, ...] = ()
    """What customers do."""
    brand_actions: tuple[Statement, ...] = ()
    """What the brand can do."""
    brand_role: Statement | None = None
    """Which role the brand plays."""
    brand_influence: Statement | None = None
    """How much influence the brand has."""
    questions: tuple[Statement, ...] = ()
    """What customers ask."""
    barriers: tuple[Statement, ...] = ()
    """What stops them."""
    information_sources: tuple[Statement, ...] = ()
    """Where they look."""
    influencers: tuple[Statement, ...] = ()
    """The people they listen to."""
    competitors: tuple[Statement, ...] = ()
    """Who else they consider."""
    decision_factors: tuple[DecisionFactor, ...] = ()
    """What the choice hangs on."""
    strategies: tuple[Statement, ...] = ()
    """How the brand goes about it."""
    tools: tuple[Statement, ...] = ()
    """What the brand uses for it."""
    importance: Score | None = None
    """How much the stage itself matters, 0 to 100."""
    relevance: Score | None = None
    """How much the brand matters to the customer in this stage, 0 to 100."""
    presence: Score | None = None
    """How far the brand is there in this stage, 0 to 100."""
    returns_to: tuple[StageId, ...] = ()
    """Earlier stages to which customers may go back."""
    entry: tuple[Rule, ...] = ()
    """Rules on events; an event that meets one of them puts the customer in this stage."""

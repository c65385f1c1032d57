"""From insight to opportunity to solution to improvement: the chain that ends in a to-do list."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from cjkit.model.evidence import Statement
from cjkit.model.record import (
    GainId,
    InsightId,
    OpportunityId,
    PainId,
    Record,
    Slug,
    SolutionId,
    StageId,
    Text,
    TouchpointId,
)


class OpportunityKind(StrEnum):
    """What makes a chance to improve."""

    UNMET_NEED = "unmet_need"
    TREND = "trend"
    TECHNOLOGY = "technology"
    CHANGED_BEHAVIOUR = "changed_behaviour"


class SolutionKind(StrEnum):
    """Where a solution lies."""

    PRODUCT = "product"
    SERVICE = "service"
    PRICE = "price"
    DELIVERY = "delivery"
    CUSTOMER_SERVICE = "customer_service"


class Status(StrEnum):
    """How far an improvement is."""

    IDEA = "idea"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


class Insight(Statement):
    """A pain and a gain combined into something understood."""

    id_kind: ClassVar[str] = "insight"
    id: Slug
    """The id of the insight."""
    pains: tuple[PainId, ...] = ()
    """The pains it rests on."""
    gains: tuple[GainId, ...] = ()
    """The gains it rests on."""


class Opportunity(Statement):
    """A chance to improve; never a deal in a sales system."""

    id_kind: ClassVar[str] = "opportunity"
    id: Slug
    """The id of the opportunity."""
    kind: OpportunityKind = OpportunityKind.UNMET_NEED
    """An unmet need, a trend, a technology or changed behaviour."""
    insights: tuple[InsightId, ...] = ()
    """The insights behind it."""


class Solution(Statement):
    """An idea that takes an opportunity."""

    id_kind: ClassVar[str] = "solution"
    id: Slug
    """The id of the solution."""
    kind: SolutionKind = SolutionKind.SERVICE
    """Product, service, price, delivery or customer service."""
    opportunities: tuple[OpportunityId, ...] = ()
    """The opportunities it takes."""


class Improvement(Statement):
    """One thing to do."""

    id_kind: ClassVar[str] = "improvement"
    id: Slug
    """The id of the improvement."""
    solutions: tuple[SolutionId, ...] = ()
    """The solutions it carries out."""
    stage: StageId | None = None
    """The stage it improves."""
    touchpoint: TouchpointId | None = None
    """The touchpoint it improves."""
    channel: Text | None = None
    """The channel in which it happens."""
    owner: Text | None = None
    """Who sees to it: a role or team."""
    effort: Annotated[int, Field(ge=1, le=5)] | None = None
    """How much work it is, 1 to 5."""
    impact: Annotated[int, Field(ge=1, le=5)] | None = None
    """How much it brings, 1 to 5."""
    status: Status = Status.IDEA
    """How far it is."""
    due: dt.date | None = None
    """The day it should be done."""


class Improvements(Record):
    """The chain, link by link."""

    insights: tuple[Insight, ...] = ()
    """What was understood."""
    opportunities: tuple[Opportunity, ...] = ()
    """Where a chance lies."""
    solutions: tuple[Solution, ...] = ()
    """What could be done."""
    improvements: tuple[Improvement, ...] = ()
    """What will be done."""

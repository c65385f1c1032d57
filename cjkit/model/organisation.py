"""Step 1, begin with yourself: who we are, what we want, and for whom."""

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from cjkit.model.evidence import Evidence, Statement
from cjkit.model.record import Record, Slug, Text


class OfferingKind(StrEnum):
    """A thing or a deed."""

    PRODUCT = "product"
    SERVICE = "service"


class GoalKind(StrEnum):
    """Whom a goal serves."""

    BUSINESS = "business"
    SOCIETAL = "societal"


class ReturnKind(StrEnum):
    """What is asked of a customer group in return."""

    MONEY = "money"
    CONTENT = "content"
    SHARES = "shares"
    TIME = "time"
    DATA = "data"


class Offering(Record):
    """A product or service."""

    kind: OfferingKind = OfferingKind.PRODUCT
    """Product or service."""
    id_kind: ClassVar[str] = "offering"
    id: Slug
    """The id of the offering."""
    name: Text
    """What it is called."""
    description: Text | None = None
    """What it does for a customer."""


class Goal(Statement):
    """Something the organisation wants to reach."""

    kind: GoalKind = GoalKind.BUSINESS
    """The business, or society around it."""


class AskedInReturn(Statement):
    """What a customer group gives for what it gets."""

    kind: ReturnKind = ReturnKind.MONEY
    """The form it takes: money, content, shares, time or data."""


class ValueProposition(Record):
    """The benefit promised to a group, as it was worded on a day; the last one holds."""

    text: Text
    """The promise."""
    since: dt.date | None = None
    """The day from which it was worded like this."""
    evidence: Evidence = Evidence()
    """What it rests on."""


class CustomerGroup(Record):
    """A group that is addressed; each gets its journey."""

    id_kind: ClassVar[str] = "customer_group"
    id: Slug
    """The id of the group."""
    name: Text
    """What the group is called."""
    description: Text | None = None
    """Who belongs to it."""
    offered: tuple[Statement, ...] = ()
    """What the group is offered."""
    asked_in_return: tuple[AskedInReturn, ...] = ()
    """What is asked of it in return."""
    value_propositions: tuple[ValueProposition, ...] = ()
    """The promise, refined over time: oldest first."""


class Organisation(Record):
    """Who makes the map."""

    name: Text
    """The name of the organisation."""
    sector: Text | None = None
    """The trade it is in."""
    offerings: tuple[Offering, ...] = ()
    """Products and services."""
    unique_selling_propositions: tuple[Statement, ...] = ()
    """What nobody else offers."""
    brand: Statement | None = None
    """What the brand stands for."""
    image: Statement | None = None
    """How others see it."""
    identity: Statement | None = None
    """Who it is at heart."""
    goals: tuple[Goal, ...] = ()
    """Business goals, also societal ones."""
    core_values: tuple[Statement, ...] = ()
    """What the organisation stands for."""
    guiding_principles: tuple[Statement, ...] = ()
    """Rules that follow from the values."""
    customer_groups: tuple[CustomerGroup, ...] = ()
    """The groups it serves."""

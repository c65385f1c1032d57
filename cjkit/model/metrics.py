"""Step 6, attach metrics: what is measured where, from which source, against which target."""

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from cjkit.model.evidence import Evidence, Statement
from cjkit.model.record import (
    CustomerGroupId,
    PersonaId,
    Record,
    Slug,
    SourceId,
    StageId,
    Text,
    TouchpointId,
)


class Family(StrEnum):
    """What a metric is about."""

    REACH = "reach"
    SHARING = "sharing"
    LEADS = "leads"
    SALES = "sales"
    SATISFACTION = "satisfaction"
    LOYALTY = "loyalty"
    COST = "cost"


class Measured(StrEnum):
    """How a metric is taken from the linked data."""

    REACH = "reach"
    EVENTS = "events"
    CONVERSION = "conversion"
    CONVERSIONS = "conversions"
    VALUE = "value"
    EMOTION = "emotion"
    NPS = "nps"
    CSAT = "csat"
    COUNT = "count"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


class Source(Record):
    """Where figures come from."""

    id_kind: ClassVar[str] = "source"
    id: Slug
    """The id of the source; the same id as in data.yaml."""
    name: Text
    """What the source is called."""
    collected_by: Text | None = None
    """How the data are collected."""
    owner: Text | None = None
    """Who answers for it."""


class Target(Record):
    """A value on a day: what is aimed at, or what was there at the start."""

    value: float
    """The value, in the unit of the metric."""
    date: dt.date | None = None
    """The day by which, or on which, it holds."""
    evidence: Evidence = Evidence()
    """What it rests on."""


class Metric(Record):
    """A measure; with a target it is a KPI."""

    id_kind: ClassVar[str] = "metric"
    id: Slug
    """The id of the metric."""
    name: Text
    """What it is called."""
    family: Family
    """Reach, sharing, leads, sales, satisfaction, loyalty or cost."""
    measured: Measured
    """How it is taken from the data."""
    counted: Slug | None = None
    """For `measured: count`: the name of the count in the source, such as impressions."""
    unit: Text
    """The unit, such as customers, % or euro."""
    direction: Direction = Direction.HIGHER
    """Which way is better."""
    sources: tuple[SourceId, ...] = ()
    """Where it comes from."""
    stage: StageId | None = None
    """The stage it belongs to."""
    touchpoint: TouchpointId | None = None
    """The touchpoint it belongs to."""
    persona: PersonaId | None = None
    """The persona it belongs to."""
    target: Target | None = None
    """What is aimed at."""
    baseline: Target | None = None
    """What it was at the start."""


class Focus(Record):
    """The part of the journey that is worked on first."""

    stages: tuple[StageId, ...] = ()
    """The stages in focus."""
    touchpoints: tuple[TouchpointId, ...] = ()
    """The touchpoints in focus."""
    customer_groups: tuple[CustomerGroupId, ...] = ()
    """The groups in focus."""
    reason: Statement | None = None
    """Why these, and not everything at once."""


class Metrics(Record):
    """Sources, metrics and focus."""

    sources: tuple[Source, ...] = ()
    """Where figures come from."""
    metrics: tuple[Metric, ...] = ()
    """What is measured."""
    focus: Focus | None = None
    """What is worked on first."""

"""Step 6, attach metrics: what is measured where, from which source, against which target."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

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


Weight = Annotated[float, Field(ge=0, le=1000)]
"""How heavily something counts beside the others; 0 leaves it out."""


class FocusWeights(Record):
    """How heavily each part of the focus score counts; all five, and not all of them zero."""

    reach: Weight
    """How many customers come there."""
    loss: Weight
    """How many of them do not go on."""
    emotion: Weight
    """How badly they feel there."""
    gap: Weight
    """How far the brand's presence lags behind its relevance."""
    value: Weight
    """How much value the customers who come there bring."""

    @model_validator(mode="after")
    def _refuse_nothing(self) -> Self:
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise PydanticCustomError("all_zero", "all weights are zero")
        return self


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
    weights: FocusWeights | None = None
    """How the parts of the focus score count; all the same when left out."""


class Metrics(Record):
    """Sources, metrics and focus."""

    sources: tuple[Source, ...] = ()
    """Where figures come from."""
    metrics: tuple[Metric, ...] = ()
    """What is measured."""
    focus: Focus | None = None
    """What is worked on first."""

"""Step 2, buyer personas: typical customers of a group, with the canvas of what they want."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from cjkit.model.evidence import Statement
from cjkit.model.record import (
    CustomerGroupId,
    GainId,
    OfferingId,
    PainId,
    Record,
    Slug,
    StageId,
    Text,
)
from cjkit.model.rules import Rule

Weight = Annotated[int, Field(ge=1, le=5)]
"""From 1 (light) to 5 (heavy)."""


class TaskKind(StrEnum):
    """What a customer tries to get done."""

    FUNCTIONAL = "functional"
    SOCIAL = "social"
    EMOTIONAL = "emotional"
    SUPPORTING = "supporting"


class GainLevel(StrEnum):
    """What a gain does for a customer, from functional to emotional."""

    FUNCTIONAL = "functional"
    SOCIAL = "social"
    EMOTIONAL = "emotional"


class Demographics(Record):
    """Who a persona is on paper."""

    sex: Statement | None = None
    """Sex or gender."""
    age: Statement | None = None
    """Age, mostly a range."""
    life_phase: Statement | None = None
    """Phase of life."""
    education: Statement | None = None
    """Schooling."""
    occupation: Statement | None = None
    """Work."""
    income_class: Statement | None = None
    """Income class."""


class Picture(Record):
    """A picture of a persona, a file in the client's folder."""

    file: Text
    """The path of the picture, from the client's folder."""
    description: Text
    """What is seen, for those who cannot see it."""


class OwnField(Statement):
    """A field that only this trade needs."""

    name: Text
    """What the field is called."""


class Task(Statement):
    """A customer job: what the customer tries to get done."""

    id_kind: ClassVar[str] = "task"
    id: Slug
    """The id of the task."""
    kind: TaskKind = TaskKind.FUNCTIONAL
    """Functional, social, emotional or supporting."""
    weight: Weight = 3
    """How much it matters, 1 to 5."""
    stages: tuple[StageId, ...] = ()
    """Where in the journey it plays."""


class Pain(Statement):
    """An annoyance, obstacle or risk."""

    id_kind: ClassVar[str] = "pain"
    id: Slug
    """The id of the pain."""
    weight: Weight = 3
    """How much it hurts, 1 to 5."""
    would_pay: Statement | None = None
    """Where customers would pay to be rid of it."""
    stages: tuple[StageId, ...] = ()
    """Where in the journey it plays."""


class Gain(Statement):
    """A result the customer hopes for."""

    id_kind: ClassVar[str] = "gain"
    id: Slug
    """The id of the gain."""
    level: GainLevel = GainLevel.FUNCTIONAL
    """From functional to emotional."""
    weight: Weight = 3
    """How much it is wanted, 1 to 5."""
    stages: tuple[StageId, ...] = ()
    """Where in the journey it plays."""


class PainReliever(Statement):
    """How the offer takes a pain away."""

    relieves: tuple[PainId, ...] = ()
    """The pains it takes away."""
    offering: OfferingId | None = None
    """The product or service that does it."""


class GainCreator(Statement):
    """How the offer brings a gain."""

    creates: tuple[GainId, ...] = ()
    """The gains it brings."""
    offering: OfferingId | None = None
    """The product or service that does it."""


class ValueCanvas(Record):
    """The Value Proposition Canvas: customer profile beside value map."""

    tasks: tuple[Task, ...] = ()
    """What the customer tries to get done."""
    pains: tuple[Pain, ...] = ()
    """What gets in the way."""
    gains: tuple[Gain, ...] = ()
    """What the customer hopes for."""
    pain_relievers: tuple[PainReliever, ...] = ()
    """How the offer answers the pains."""
    gain_creators: tuple[GainCreator, ...] = ()
    """How the offer answers the gains."""


class Persona(Record):
    """A typical customer of a group."""

    id_kind: ClassVar[str] = "persona"
    id: Slug
    """The id of the persona."""
    name: Text
    """What the persona is called."""
    customer_group: CustomerGroupId | None = None
    """The group it stands for."""
    pictures: tuple[Picture, ...] = ()
    """Pictures in the client's folder."""
    background: Statement | None = None
    """The story behind the persona."""
    demographics: Demographics = Demographics()
    """Sex, age, life phase, education, occupation, income class."""
    interests: tuple[Statement, ...] = ()
    """Interests."""
    hobbies: tuple[Statement, ...] = ()
    """Hobbies."""
    media: tuple[Statement, ...] = ()
    """Main media."""
    information_sources: tuple[Statement, ...] = ()
    """Where the persona looks things up."""
    daily_habits: tuple[Statement, ...] = ()
    """What a day looks like."""
    pain_points: tuple[Statement, ...] = ()
    """Lasting annoyances."""
    favourite_brands: tuple[Statement, ...] = ()
    """Favourite brands."""
    favourite_products: tuple[Statement, ...] = ()
    """Favourite products."""
    product_categories: tuple[Statement, ...] = ()
    """What the persona buys."""
    spending_pattern: Statement | None = None
    """How and how much the persona spends."""
    channels: tuple[Statement, ...] = ()
    """Channels the persona uses."""
    devices: tuple[Statement, ...] = ()
    """Phone, tablet, computer."""
    knowledge_needs: tuple[Statement, ...] = ()
    """What the persona wants to know."""
    own_fields: tuple[OwnField, ...] = ()
    """Fields of this trade."""
    quotes: tuple[Statement, ...] = ()
    """What such customers say, literally."""
    traits: tuple[Rule, ...] = ()
    """Rules on customer attributes; a customer who meets one of them is of this persona."""
    canvas: ValueCanvas = ValueCanvas()
    """Tasks, pains and gains beside what the offer does about them."""

"""Step 4, link touchpoints: the contacts in each stage, and the data they leave behind."""

from enum import StrEnum
from typing import ClassVar

from cjkit.model.evidence import Evidence, Statement
from cjkit.model.record import PersonaId, Record, Slug, StageId, Text
from cjkit.model.rules import Rule


class Setting(StrEnum):
    """Where a contact takes place."""

    DIGITAL = "digital"
    PHYSICAL = "physical"


class Ownership(StrEnum):
    """Who controls a touchpoint."""

    OWNED = "owned"
    PAID = "paid"
    EARNED = "earned"
    SHARED = "shared"
    PARTNER = "partner"


class AssetState(StrEnum):
    """Whether something is there."""

    EXISTS = "exists"
    MISSING = "missing"


class Asset(Record):
    """A post, newsletter, infographic, video, sample kit... that serves a touchpoint."""

    id_kind: ClassVar[str] = "asset"
    id: Slug
    """The id of the asset."""
    name: Text
    """What it is called."""
    kind: Text | None = None
    """Its kind: post, video, leaflet, sample kit..."""
    state: AssetState = AssetState.EXISTS
    """Whether it exists or is missing."""


class Place(Record):
    """A stage in which the touchpoint reaches personas."""

    stage: StageId
    """The stage."""
    personas: tuple[PersonaId, ...] = ()
    """The personas it reaches there; all of them when left out."""
    carrier: Text | None = None
    """The carrier or type of content by which they are reached."""
    evidence: Evidence = Evidence()
    """What this rests on."""


class MarketingMeans(Statement):
    """What marketing does at the touchpoint in a stage."""

    stage: StageId | None = None
    """The stage in which it is used."""


class Touchpoint(Record):
    """One kind of contact between customer and organisation."""

    id_kind: ClassVar[str] = "touchpoint"
    id: Slug
    """The id of the touchpoint."""
    name: Text
    """What it is called."""
    description: Text | None = None
    """What happens there."""
    channel: Text | None = None
    """The medium that carries it: search, social, e-mail, shop, telephone..."""
    setting: Setting = Setting.DIGITAL
    """Digital or physical."""
    ownership: Ownership = Ownership.OWNED
    """Owned, paid, earned, shared or partner."""
    places: tuple[Place, ...] = ()
    """The stages in which it reaches personas."""
    assets: tuple[Asset, ...] = ()
    """What serves it, and what is missing."""
    marketing_means: tuple[MarketingMeans, ...] = ()
    """What marketing does there."""
    match: tuple[Rule, ...] = ()
    """Rules on rows; a row that meets one of them belongs to this touchpoint."""

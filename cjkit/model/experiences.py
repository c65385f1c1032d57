"""Step 5, find the customer: what a persona meets, asks and feels at a touchpoint in a stage."""

from typing import ClassVar

from cjkit.model.evidence import Emotion, Score, Statement
from cjkit.model.record import (
    AssetId,
    GainId,
    PainId,
    PersonaId,
    Record,
    Slug,
    StageId,
    Text,
    TouchpointId,
)
from cjkit.model.touchpoints import AssetState


class Content(Statement):
    """What answers a question: content with its angle and topics."""

    angle: Text | None = None
    """The point of view it takes."""
    topics: tuple[Text, ...] = ()
    """What it is about."""
    state: AssetState = AssetState.EXISTS
    """Whether it exists or is missing."""
    asset: AssetId | None = None
    """The asset that carries it."""


class Quote(Statement):
    """What a customer said, literally."""

    speaker: Text | None = None
    """Who said it: a role, never a name."""


class Experience(Record):
    """One place on the grid: a persona in a stage at a touchpoint."""

    id_kind: ClassVar[str] = "experience"
    id: Slug
    """The id of the experience."""
    persona: PersonaId
    """Whose experience it is."""
    stage: StageId
    """The stage in which it happens."""
    touchpoint: TouchpointId | None = None
    """The touchpoint at which it happens."""
    description: Statement | None = None
    """What happens."""
    questions: tuple[Statement, ...] = ()
    """What the persona asks here."""
    problems: tuple[Statement, ...] = ()
    """What goes wrong here."""
    content: tuple[Content, ...] = ()
    """What answers the questions."""
    emotion: Emotion | None = None
    """How it feels now, as the team assumes, -2 to +2."""
    emotion_to_be: Emotion | None = None
    """How it should feel later, -2 to +2."""
    importance: Score | None = None
    """How much this place matters to the persona, 0 to 100."""
    pains: tuple[PainId, ...] = ()
    """The pains that are felt here."""
    gains: tuple[GainId, ...] = ()
    """The gains that are found here."""
    quotes: tuple[Quote, ...] = ()
    """What customers said here."""
    moment_of_truth: Statement | None = None
    """Why the judgement falls here, if it does."""

"""The shelves of the library: small frozen records, read in one of the two languages.

>>> [stage.id for stage in stage_set("aida", "nl").stages]
['aandacht', 'interesse', 'verlangen', 'actie']
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints

from cjkit.errors import ClientError, nearest
from cjkit.labels import LANGUAGES
from cjkit.model.evidence import EvidenceKind, Statement
from cjkit.model.metrics import Direction, Family, Measured, Metric, Source
from cjkit.model.record import Record, Slug, Text
from cjkit.model.rules import Rule
from cjkit.model.stages import Period, Stage
from cjkit.model.touchpoints import Ownership, Setting, Touchpoint


class Part(StrEnum):
    """Which part of the journey a stage set covers."""

    BEFORE = "before"
    AFTER = "after"
    WHOLE = "whole"


class JourneyPart(StrEnum):
    """The four parts by which sources of data are arranged."""

    AWARENESS = "awareness"
    CONSIDERATION = "consideration"
    DECISION = "decision"
    RETENTION = "retention"


class StageTouchpoint(Record):
    """The contact that a stage of the library takes place at."""

    id: Slug
    """The id for the map."""
    name: Text
    """What it is called."""
    setting: Setting
    """Digital or physical."""


class LibraryStage(Record):
    """A stage to begin with: everything in it is a guess, to be replaced."""

    id: Slug
    """The id, in the language."""
    name: Text
    """What it is called."""
    period: Period
    """Before, at or after the purchase."""
    goal: Text
    """What customers mostly want there."""
    mindset: Text
    """How they mostly look at things."""
    customer_actions: tuple[Text, ...] = ()
    """What they mostly do."""
    brand_actions: tuple[Text, ...] = ()
    """What a brand can do."""
    ask: Text
    """What the team asks itself."""
    touchpoint: StageTouchpoint | None = None
    """Where it takes place, if that goes without saying."""

    def as_stage(self) -> Stage:
        """Give the stage for a map, as guesses."""
        return Stage(
            id=self.id,
            name=self.name,
            period=self.period,
            goal=Statement(text=self.goal),
            mindset=Statement(text=self.mindset),
            customer_actions=tuple(Statement(text=t) for t in self.customer_actions),
            brand_actions=tuple(Statement(text=t) for t in self.brand_actions),
        )


class StageSet(Record):
    """A way to split a journey."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z+-]+$")]
    """The name for `--stages`; sets joined by + keep their names."""
    part: Part
    """The part of the journey it covers."""
    name: Text
    """What it is called."""
    about: Text
    """What it is for."""
    stages: tuple[LibraryStage, ...]
    """The stages, in order."""


class Channel(Record):
    """A medium that carries touchpoints."""

    id: Slug
    """The id, the same in both languages."""
    name: Text
    """What it is called."""


class TouchpointKind(Record):
    """A kind of contact, with the rule that mostly finds it in data."""

    id: Slug
    """The id, the same in both languages."""
    name: Text
    """What it is called."""
    channel: Slug
    """The channel that carries it."""
    setting: Setting
    """Digital or physical."""
    ownership: Ownership
    """Who mostly controls it."""
    match: tuple[Rule, ...]
    """Rules on rows to begin with."""

    def as_touchpoint(self, language: str) -> Touchpoint:
        """Give the touchpoint for a map, not yet placed in any stage."""
        named = {channel.id: channel.name for channel in channels(language)}
        return Touchpoint(
            id=self.id,
            name=self.name,
            channel=named[self.channel],
            setting=self.setting,
            ownership=self.ownership,
            match=self.match,
        )


class SourceKind(Record):
    """Where figures come from."""

    id: Slug
    """The id, the same in both languages and in data.yaml."""
    part: JourneyPart
    """The part of the journey it mostly tells about."""
    shape: Literal["customers", "events", "answers", "counts"]
    """What a row is."""
    name: Text
    """What it is called."""
    collected_by: Text
    """What is collected and how."""

    def as_source(self) -> Source:
        """Give the source for a map."""
        return Source(id=self.id, name=self.name, collected_by=self.collected_by)


class MetricKind(Record):
    """A measure with its formula."""

    id: Slug
    """The id, the same in both languages."""
    source: Slug
    """The source it comes from."""
    family: Family
    """What it is about."""
    measured: Measured | None = None
    """How cjkit takes it from linked data; None where the source must give it."""
    counted: Slug | None = None
    """The name of the count, for `measured: count`."""
    direction: Direction
    """Which way is better."""
    name: Text
    """What it is called."""
    unit: Text
    """The unit."""
    formula: Text
    """How it is computed, in words."""

    def as_metric(self, stage: str | None = None) -> Metric:
        """Give the metric for a map; one that the source must give itself is read as a count."""
        return Metric(
            id=f"{self.id}-{stage}" if stage else self.id,
            name=self.name,
            family=self.family,
            measured=self.measured or Measured.COUNT,
            counted=self.counted if self.measured else self.id,
            unit=self.unit,
            direction=self.direction,
            sources=(self.source,),
            stage=stage,
        )


class EmotionWord(Record):
    """A word for a feeling."""

    id: Slug
    """The id, the same in both languages."""
    value: Annotated[float, Field(ge=-2, le=2)]
    """From -2 (angry) to +2 (grateful)."""
    step: bool = False
    """Whether it is one of the five steps of the scale."""
    name: Text
    """The word."""


class PersonaField(Record):
    """A field of the persona sheet and the question that fills it."""

    id: Text
    """The path of the field in a persona, such as demographics.age."""
    ask: Text
    """The question."""
    evidence: tuple[EvidenceKind, ...]
    """Where the answer mostly comes from."""


class SurveyQuestion(Record):
    """A question with its one wording and one scale."""

    id: Slug
    """The id; the begin of the column with its answers."""
    instrument: Literal["csat", "ces", "nps"] | None = None
    """What it measures; None for an open question."""
    about: Literal["place", "journey"]
    """Asked of each stage or touchpoint, or once."""
    scale: tuple[int, int] | None = None
    """Lowest and highest answer."""
    name: Text
    """What it is called."""
    wording: Text
    """What is asked, with {place} and {organisation}."""
    lowest: Text | None = None
    """What the lowest answer means."""
    highest: Text | None = None
    """What the highest answer means."""


R = TypeVar("R", bound=Record)


def stage_sets(language: str) -> tuple[StageSet, ...]:
    """Give the ready-made ways to split a journey."""
    return _shelf("stage_sets", StageSet, language)


def stage_set(name: str, language: str) -> StageSet:
    """Give one set by its name; `aida+welcome-engage-advocate` joins two.

    Raises
    ------
    ClientError
        There is no such set, or sets that cannot follow each other are joined.
    """
    joined = [_one_set(part.strip(), language) for part in name.split("+")]
    if len(joined) == 1:
        return joined[0]
    if [each.part for each in joined] != [Part.BEFORE, Part.AFTER]:
        before = [s.id for s in stage_sets(language) if s.part is Part.BEFORE]
        after = [s.id for s in stage_sets(language) if s.part is Part.AFTER]
        raise ClientError.of("CJ-222", asked=name, before=before, after=after)
    first, second = joined
    return StageSet(
        id=f"{first.id}+{second.id}",
        part=Part.WHOLE,
        name=f"{first.name} + {second.name}",
        about=f"{first.about} {second.about}",
        stages=first.stages + second.stages,
    )


def _one_set(name: str, language: str) -> StageSet:
    known = {each.id: each for each in stage_sets(language)}
    if name in known:
        return known[name]
    near = nearest(name, known)
    raise ClientError.of(
        "CJ-220" if near else "CJ-221", asked=name, nearest=near, known=list(known)
    )


def channels(language: str) -> tuple[Channel, ...]:
    """Give the media that carry touchpoints."""
    return _shelf("channels", Channel, language)


def touchpoint_kinds(language: str) -> tuple[TouchpointKind, ...]:
    """Give kinds of contact with ownership, setting and a typical rule."""
    return _shelf("touchpoints", TouchpointKind, language)


def source_kinds(language: str) -> tuple[SourceKind, ...]:
    """Give where figures come from, part of the journey by part."""
    return _shelf("sources", SourceKind, language)


def metric_kinds(language: str) -> tuple[MetricKind, ...]:
    """Give what can be measured, with formula and unit.

    >>> next(m.formula for m in metric_kinds("en") if m.id == "ad-ctr")
    'clicks / impressions × 100'
    """
    return _shelf("metrics", MetricKind, language)


def emotion_words(language: str) -> tuple[EmotionWord, ...]:
    """Give words for feelings, from the lowest to the highest."""
    return _shelf("emotions", EmotionWord, language)


def persona_fields(language: str) -> tuple[PersonaField, ...]:
    """Give the fields of a persona with the questions that fill them."""
    return _shelf("persona_fields", PersonaField, language)


def survey_questions(language: str) -> tuple[SurveyQuestion, ...]:
    """Give the questions of the survey template."""
    return _shelf("survey", SurveyQuestion, language)


def _shelf(name: str, record: type[R], language: str) -> tuple[R, ...]:
    return tuple(record.model_validate(_in(language, item)) for item in read_shelf(name))


@cache
def read_shelf(name: str) -> list[dict[str, Any]]:
    """Read one file of the library, with both its languages."""
    import yaml  # noqa: PLC0415  (loads when the library is first asked)

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("cjkit") / "library" / f"{name}.yaml").read_text("utf-8")
    read: list[dict[str, Any]] = yaml.load(text, Loader=loader)
    return read


def _in(language: str, value: Any) -> Any:
    """Take one language out of a value that has both."""
    if isinstance(value, Mapping):
        if set(value) == set(LANGUAGES):
            return value[language]
        return {key: _in(language, inner) for key, inner in value.items()}
    return [_in(language, item) for item in value] if isinstance(value, list) else value

"""The view of a map as a table: stages are columns, each kind of information is a lane of cards.

One value, which charts draw, the board edits and exports print.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean

from cjkit.errors import ChartError, nearest
from cjkit.model.evidence import Emotion, Evidence, Grade, Statement
from cjkit.model.experiences import Experience
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Gain, Pain, Persona
from cjkit.model.record import Record, walk_records
from cjkit.model.stages import DecisionFactor, Period, Stage
from cjkit.model.touchpoints import Place, Touchpoint


@dataclass(frozen=True)
class Card:
    """One thing in one cell."""

    text: str
    grade: Grade | None = None
    """How firmly it stands; none for things that are no statement."""
    kind: str = "statement"
    """What it is: the kind of its record, or a kind of the lane such as `content`."""
    record: str = ""
    """The id of the record that it stands for, where that has one."""
    persona: str = ""
    """The id of the persona whose it is; empty for all."""
    state: str = ""
    """Whether it exists or is missing, how far it is, or whether it is a deal-breaker."""
    value: float | None = None
    """An emotion, a target, a weight or a share, by kind."""
    unit: str = ""
    """The unit of the value, where it has one."""


Cell = tuple[Card, ...]


@dataclass(frozen=True)
class Column:
    """One stage."""

    id: str
    name: str
    period: Period


@dataclass(frozen=True)
class Lane:
    """One kind of information, with a cell for each column."""

    id: str
    cells: tuple[Cell, ...]

    @property
    def empty(self) -> bool:
        """Tell whether no cell says anything."""
        return not any(self.cells)


@dataclass(frozen=True)
class Canvas:
    """A map as stages by lanes."""

    title: str
    columns: tuple[Column, ...]
    lanes: tuple[Lane, ...]
    personas: tuple[tuple[str, str], ...]
    """Id and name of the personas that it shows."""

    def lane(self, identity: str) -> Lane:
        """Give the lane with this id."""
        return next(lane for lane in self.lanes if lane.id == identity)

    @property
    def buyer_columns(self) -> int:
        """Give the number of columns before the purchase."""
        return sum(column.period is Period.PRE_PURCHASE for column in self.columns)


@dataclass(frozen=True)
class _View:
    map: JourneyMap
    personas: tuple[Persona, ...]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(persona.id for persona in self.personas)

    def experiences(self, stage: Stage) -> list[Experience]:
        return [e for e in self.map.experiences if e.stage == stage.id and e.persona in self.ids]

    def touchpoints(self, stage: Stage) -> Iterator[tuple[Touchpoint, Place]]:
        for touchpoint in self.map.touchpoints:
            for place in touchpoint.places:
                if place.stage == stage.id and self._reached(place):
                    yield touchpoint, place
                    break

    def _reached(self, place: Place) -> bool:
        return not place.personas or bool(self.ids & set(place.personas))


_LaneCells = Callable[[_View, Stage], Iterable[Card]]


def journey_canvas(
    journey_map: JourneyMap,
    *,
    personas: Sequence[str] | None = None,
    lanes: Sequence[str] | None = None,
) -> Canvas:
    """Lay a map out as stages by lanes.

    Parameters
    ----------
    journey_map
        The map.
    personas
        Ids of the personas to show; all of them when left out.
    lanes
        Ids of the lanes to show, in this order; all of `LANES` when left out.

    Raises
    ------
    UnknownIdError
        For a persona that the map does not have.
    ChartError
        CJ-503 for a lane that does not exist.
    """
    asked = [p.id for p in journey_map.personas] if personas is None else personas
    view = _View(journey_map, tuple(journey_map.persona(identity) for identity in asked))
    return Canvas(
        title=journey_map.title,
        columns=tuple(Column(s.id, s.name, s.period) for s in journey_map.stages),
        lanes=tuple(_lane(identity, view) for identity in (LANES if lanes is None else lanes)),
        personas=tuple((persona.id, persona.name) for persona in view.personas),
    )


def _lane(identity: str, view: _View) -> Lane:
    if identity not in _FILLED_BY:
        known = list(LANES)
        near = nearest(identity, known) or known[0]
        raise ChartError.of("CJ-503", asked=identity, nearest=near, known=known)
    fill = _FILLED_BY[identity]
    return Lane(identity, tuple(tuple(fill(view, stage)) for stage in view.map.stages))


def _statement(said: Statement, **more: str) -> Card:
    return Card(said.text, said.grade, **more)  # type: ignore[arg-type]


def _stage_field(name: str) -> _LaneCells:
    def fill(_: _View, stage: Stage) -> Iterator[Card]:
        said = getattr(stage, name)
        for statement in said if isinstance(said, tuple) else (said,):
            if statement is not None:
                yield _statement(statement)

    return fill


def _experience_field(name: str) -> _LaneCells:
    def fill(view: _View, stage: Stage) -> Iterator[Card]:
        for experience in view.experiences(stage):
            said = getattr(experience, name)
            for statement in said if isinstance(said, tuple) else (said,):
                if statement is not None:
                    yield _statement(statement, record=experience.id, persona=experience.persona)

    return fill


def _both(first: _LaneCells, second: _LaneCells) -> _LaneCells:
    return lambda view, stage: chain(first(view, stage), second(view, stage))


def _decision_factors(_: _View, stage: Stage) -> Iterator[Card]:
    for factor in stage.decision_factors:
        yield _statement(factor, state=_deal_breaker(factor))


def _deal_breaker(factor: DecisionFactor) -> str:
    return "deal_breaker" if factor.deal_breaker else ""


def _returns(view: _View, stage: Stage) -> Iterator[Card]:
    for identity in stage.returns_to:
        yield Card(view.map.stage(identity).name, kind="stage", record=identity)


def _touchpoints(view: _View, stage: Stage) -> Iterator[Card]:
    for touchpoint, place in view.touchpoints(stage):
        state = touchpoint.ownership.value
        yield Card(touchpoint.name, place.evidence.grade, "touchpoint", touchpoint.id, "", state)


def _emotion(view: _View, stage: Stage) -> Iterator[Card]:
    """Give one card a persona: the mean of what the team assumes at the places of the stage."""
    for persona in view.personas:
        own = [e for e in view.experiences(stage) if e.persona == persona.id]
        for kind, said in (
            ("emotion", [e.emotion for e in own if e.emotion]),
            ("emotion_to_be", [e.emotion_to_be for e in own if e.emotion_to_be]),
        ):
            if said:
                yield _mean_emotion(kind, persona.id, said)


def _mean_emotion(kind: str, persona: str, said: Sequence[Emotion]) -> Card:
    words = ", ".join(dict.fromkeys(emotion.label for emotion in said if emotion.label))
    weakest = max((emotion.grade for emotion in said), key=list(Grade).index)
    value = fmean(emotion.value for emotion in said)
    return Card(words, weakest, kind, persona=persona, value=value)


def _pains(view: _View, stage: Stage) -> Iterator[Card]:
    for persona in view.personas:
        felt = {i for e in view.experiences(stage) if e.persona == persona.id for i in e.pains}
        yield from _canvas_cards("pain", persona, persona.canvas.pains, stage, felt)


def _gains(view: _View, stage: Stage) -> Iterator[Card]:
    for persona in view.personas:
        found = {i for e in view.experiences(stage) if e.persona == persona.id for i in e.gains}
        yield from _canvas_cards("gain", persona, persona.canvas.gains, stage, found)


def _canvas_cards(
    kind: str, persona: Persona, said: Sequence[Pain | Gain], stage: Stage, met: set[str]
) -> Iterator[Card]:
    for item in said:
        if stage.id in item.stages or item.id in met:
            yield Card(item.text, item.grade, kind, item.id, persona.id, value=item.weight)


def _content(view: _View, stage: Stage) -> Iterator[Card]:
    for e in view.experiences(stage):
        for c in e.content:
            yield Card(c.text, c.grade, "content", c.asset or "", e.persona, c.state.value)


def _metrics(view: _View, stage: Stage) -> Iterator[Card]:
    for metric in view.map.metrics.metrics:
        shown = metric.persona is None or metric.persona in view.ids
        if metric.stage == stage.id and shown:
            target = metric.target.value if metric.target else None
            grade = metric.target.evidence.grade if metric.target else None
            yield Card(
                metric.name,
                grade,
                "metric",
                metric.id,
                metric.persona or "",
                metric.direction.value,
                target,
                metric.unit,
            )


def _opportunities(view: _View, stage: Stage) -> Iterator[Card]:
    for opportunity in view.map.improvements.opportunities:
        if stage.id in opportunity_stages(view.map, opportunity.id):
            yield _statement(
                opportunity, kind="opportunity", record=opportunity.id, state=opportunity.kind.value
            )


def _improvements(view: _View, stage: Stage) -> Iterator[Card]:
    for improvement in view.map.improvements.improvements:
        if stage.id in improvement_stages(view.map, improvement.id):
            yield _statement(
                improvement,
                kind="improvement",
                record=improvement.id,
                state=improvement.status.value,
            )


def opportunity_stages(journey_map: JourneyMap, identity: str) -> frozenset[str]:
    """Give the stages in which the pains and gains behind an opportunity play."""
    chain_ = journey_map.improvements
    opportunity = next(o for o in chain_.opportunities if o.id == identity)
    insights = [insight for insight in chain_.insights if insight.id in opportunity.insights]
    behind = {i for insight in insights for i in (*insight.pains, *insight.gains)}
    profile = (p for persona in journey_map.personas for p in _profile(persona))
    named = {stage for said in profile if said.id in behind for stage in said.stages}
    met = {e.stage for e in journey_map.experiences if behind & {*e.pains, *e.gains}}
    return frozenset(named | met)


def improvement_stages(journey_map: JourneyMap, identity: str) -> frozenset[str]:
    """Give the stage of an improvement, or else the stages of the opportunities behind it."""
    chain_ = journey_map.improvements
    improvement = next(i for i in chain_.improvements if i.id == identity)
    if improvement.stage:
        return frozenset({improvement.stage})
    solutions = [solution for solution in chain_.solutions if solution.id in improvement.solutions]
    taken = {opportunity for solution in solutions for opportunity in solution.opportunities}
    known = [o.id for o in chain_.opportunities if o.id in taken]
    return frozenset().union(*(opportunity_stages(journey_map, o) for o in known))


def _profile(persona: Persona) -> Iterator[Pain | Gain]:
    yield from persona.canvas.pains
    yield from persona.canvas.gains


def _evidence(view: _View, stage: Stage) -> Iterator[Card]:
    """Give the share of each grade among all that the stage and its experiences say."""
    grades = list(_grades(view, stage))
    for grade in Grade:
        if grades:
            share = grades.count(grade) / len(grades)
            yield Card("", grade, "evidence", value=share, unit=str(len(grades)))


def _grades(view: _View, stage: Stage) -> Iterator[Grade]:
    records: list[Record] = [stage, *view.experiences(stage)]
    for record in records:
        for _, inner in walk_records(record):
            if isinstance(getattr(inner, "evidence", None), Evidence):
                yield inner.evidence.grade  # type: ignore[attr-defined]


_FILLED_BY: dict[str, _LaneCells] = {
    "triggers": _stage_field("triggers"),
    "goal": _stage_field("goal"),
    "mindset": _stage_field("mindset"),
    "customer_actions": _stage_field("customer_actions"),
    "questions": _both(_stage_field("questions"), _experience_field("questions")),
    "barriers": _both(_stage_field("barriers"), _experience_field("problems")),
    "information_sources": _stage_field("information_sources"),
    "influencers": _stage_field("influencers"),
    "competitors": _stage_field("competitors"),
    "decision_factors": _decision_factors,
    "touchpoints": _touchpoints,
    "emotion": _emotion,
    "moments_of_truth": _experience_field("moment_of_truth"),
    "quotes": _experience_field("quotes"),
    "pains": _pains,
    "gains": _gains,
    "content": _content,
    "brand_role": _both(_stage_field("brand_role"), _stage_field("brand_influence")),
    "brand_actions": _stage_field("brand_actions"),
    "strategies": _both(_stage_field("strategies"), _stage_field("tools")),
    "metrics": _metrics,
    "opportunities": _opportunities,
    "improvements": _improvements,
    "returns": _returns,
    "evidence": _evidence,
}
LANES: tuple[str, ...] = tuple(_FILLED_BY)
"""The ids of the lanes, in the order in which a map is read."""

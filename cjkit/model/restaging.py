"""Another split of the journey: everything that hung on the old stages moves to the new ones."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, TypeVar

from cjkit.errors import MapError, Problem, UnknownIdError
from cjkit.model.evidence import Grade, Score, Statement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, reference_kind
from cjkit.model.stages import Stage
from cjkit.model.touchpoints import Place

R = TypeVar("R", bound=Record)
_OWN = ("id", "name", "period", "returns_to")


def restage(
    journey_map: JourneyMap, stages: Sequence[Stage], mapping: Mapping[str, str]
) -> JourneyMap:
    """Give the map with these stages instead of its own; nothing that hung on the old ones is lost.

    Parameters
    ----------
    journey_map
        The map as it is.
    stages
        The new stages, in order. What they say holds where no old stage says anything.
    mapping
        For every old stage the id of the new one that takes its place; several may go to one.

    Returns
    -------
    JourneyMap
        A new map. Where several stages become one, lists are joined, differing texts stand side
        by side with the weakest evidence, and differing scores become their mean, a guess.
        A stage that would return to itself no longer does. Give the map a new version and a line
        in `changes`, and mend the stages that data.yaml names.

    Raises
    ------
    MapError
        Old stages without a new one, all of them; ids that neither list has.

    Examples
    --------
    >>> two = JourneyMap(title="T", stages=(Stage(id="a", name="A"), Stage(id="b", name="B")))
    >>> [stage.id for stage in restage(two, [Stage(id="c", name="C")], {"a": "c", "b": "c"}).stages]
    ['c']
    """
    problems = list(_problems([stage.id for stage in journey_map.stages], stages, mapping))
    if problems:
        raise MapError(problems)
    moved = _moved(journey_map, mapping)
    merged = tuple(
        _filled(stage, [old for old, was in zip(moved.stages, journey_map.stages, strict=True)
                        if mapping[was.id] == stage.id])
        for stage in stages
    )  # fmt: skip
    return moved.model_copy(update={"stages": merged})


def merge_stages(journey_map: JourneyMap, identities: Sequence[str], into: Stage) -> JourneyMap:
    """Give the map with these stages as one, in the place of the first of them."""
    first = journey_map.stage(identities[0])
    gone = {journey_map.stage(identity).id for identity in identities}
    stages = [
        into if stage is first else stage
        for stage in journey_map.stages
        if stage is first or stage.id not in gone
    ]
    return restage(journey_map, stages, _mapping(journey_map, gone, into.id))


def split_stage(journey_map: JourneyMap, identity: str, parts: Sequence[Stage]) -> JourneyMap:
    """Give the map with a stage split in parts; what hung on it hangs on the first part."""
    split = journey_map.stage(identity)
    stages = [new for stage in journey_map.stages for new in (parts if stage is split else [stage])]
    return restage(journey_map, stages, _mapping(journey_map, {identity}, parts[0].id))


def _mapping(journey_map: JourneyMap, changed: set[str], to: str) -> dict[str, str]:
    return {stage.id: to if stage.id in changed else stage.id for stage in journey_map.stages}


def _problems(
    old: list[str], stages: Sequence[Stage], mapping: Mapping[str, str]
) -> Iterator[Problem]:
    new = [stage.id for stage in stages]
    without = [identity for identity in old if identity not in mapping]
    if without:
        yield Problem("CJ-127", {"n": len(without), "stages": without, "known": new})
    for asked, known in (*((key, old) for key in mapping), *((to, new) for to in mapping.values())):
        if asked not in known:
            yield from UnknownIdError.among("stage", asked, known).problems


def _moved(record: R, mapping: Mapping[str, str]) -> R:
    """Give a record in which every reference to a stage, however deep, names the new one."""
    changes: dict[str, Any] = {}
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        if reference_kind(info) == "stage":
            changes[name] = _renamed(value, mapping)
        elif isinstance(value, Record):
            changes[name] = _moved(value, mapping)
        elif isinstance(value, tuple) and value and isinstance(value[0], Record):
            moved = [_moved(item, mapping) for item in value]
            changes[name] = tuple(_unique(moved) if isinstance(value[0], Place) else moved)
    return record.model_copy(update=changes)


def _renamed(value: Any, mapping: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_unique(mapping[identity] for identity in value))
    return mapping[value] if value is not None else None


def _unique(items: Any) -> Iterator[Any]:
    return iter(dict.fromkeys(items))


def _filled(stage: Stage, old: list[Stage]) -> Stage:
    """Give a new stage with all that its old stages said."""
    changes = {
        name: _together([getattr(each, name) for each in old if getattr(each, name)])
        for name in Stage.model_fields
        if name not in _OWN and any(getattr(each, name) for each in old)
    }
    back = _unique(to for each in old for to in each.returns_to if to != stage.id)
    returns = tuple(back) if old else stage.returns_to
    return stage.model_copy(update={**changes, "returns_to": returns})


def _together(values: list[Any]) -> Any:
    """Make one value of what several stages said."""
    if isinstance(values[0], tuple):
        return tuple(_unique(item for value in values for item in value))
    weakest = max(values, key=lambda value: list(Grade).index(value.grade))
    if isinstance(weakest, Score):
        amounts = {value.value for value in values}
        return weakest if len(amounts) == 1 else Score(value=fmean(v.value for v in values))
    texts = _unique(value.text for value in values if isinstance(value, Statement))
    return weakest.model_copy(update={"text": " / ".join(texts)})

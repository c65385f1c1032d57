"""One row looked at again: what was read of it, and which conditions of the map it meets.

It runs the SQL of the linking for that row, so that what is told is what happened.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cjkit.data.bound import Bound
from cjkit.data.columns import Coded, Columns, Texts
from cjkit.data.contract import raw_fields
from cjkit.data.explained import Tried, Unmet
from cjkit.data.judging import Judging
from cjkit.data.matching import first_met
from cjkit.data.moments import local_moment_sql
from cjkit.data.row_place import RowPlace
from cjkit.data.shapes import KEPT
from cjkit.data.sources import Shape
from cjkit.data.sql_text import literal
from cjkit.model.rules import Condition, Rule

Owner = tuple[str, str, Sequence[Rule]]
"""Id, name and rules of a touchpoint, stage or persona."""


@dataclass(frozen=True)
class Looked:
    """What the linking sees of a row."""

    customer: str | None
    """The id as it came; it is never told."""
    values: Mapping[str, str]
    """Our name of a column -> what stands there, as text."""
    fields: Mapping[str, str]
    """The fields that rules see, as far as they are known."""
    moment: str | None
    """Its moment in the client's zone."""
    touchpoints: Sequence[Tried]
    stages: Sequence[Tried]
    answers: int
    """How many questions it answers."""


def look_again(judging: Judging, place: RowPlace, before: int) -> Looked:
    """Look at a row that is not broken; `before` is its number among the rows that are not."""
    bound = Bound()
    raw = Coded(Texts(frozenset(f.name for f in raw_fields(judging.source))), judging.raw)
    values = _struct((name, raw.text(name)) for name in raw.texts.names)
    seen = _seen(judging, bound)
    ((_, _, customer, _, _, said, _),) = judging.judge_again(
        place.number, before, f", {values} as _values", f", to_json({seen})::varchar", bound
    )
    told = json.loads(said)
    fields = {name: text for name, text in (told["fields"] or {}).items() if text is not None}
    met, journey = iter(told["met"] or ()), judging.step.map if told["fields"] else None
    touchpoints = [(t.id, t.name, t.match) for t in (journey.touchpoints if journey else ())]
    stages = [(s.id, s.name, s.entry) for s in (journey.stages if journey else ())]
    return Looked(
        (customer or "").strip() or None,
        {name: text for name, text in told["values"].items() if text is not None},
        fields,
        told["moment"],
        list(tried_rules(touchpoints, met, fields)),
        list(tried_rules(stages, met, fields)),
        told["answers"],
    )


def _seen(judging: Judging, bound: Bound) -> str:
    step, source = judging.step, judging.source
    has_moment = source.shape is not Shape.CUSTOMERS
    answers = "len(list_filter(_scores, lambda one: one.raw_score is not null))"
    seen = {
        "values": "_values",
        "moment": local_moment_sql('"at"', step.data.zone) if has_moment else "null",
        "answers": answers if source.shape is Shape.ANSWERS else "0",
        "fields": "null",
        "met": "null",
    }
    if KEPT[source.shape].has_rules:
        columns = Coded(Texts(frozenset((*step.fields, "value"))), judging.judged.values)
        match = [touchpoint.match for touchpoint in step.map.touchpoints]
        entry = [stage.entry for stage in step.map.stages]
        shown = (*step.fields, "value") if source.shape is Shape.EVENTS else step.fields
        seen["fields"] = _struct((name, columns.text(name)) for name in shown)
        seen["met"] = met_sql([*match, *entry], columns, bound)
    return _struct(seen.items())


def met_sql(rules_each: Sequence[Sequence[Rule]], columns: Columns, bound: Bound) -> str:
    """Give SQL for a list that tells of every condition, in order, whether it is met."""
    conditions = [c for rules in rules_each for rule in rules for c in rule.conditions]
    tests = [_met(condition, columns, bound) for condition in conditions]
    return f"([{', '.join(tests)}]::boolean[])"


def _met(condition: Condition, columns: Columns, bound: Bound) -> str:
    alone = first_met([[Rule(conditions=(condition,))]], columns, bound)
    return f"({alone} is not null)"


def tried_rules(
    owners: Sequence[Owner], met: Iterator[bool], fields: Mapping[str, Any]
) -> Iterator[Tried]:
    """Give every rule with the conditions that are not met; `met` tells it of each in order."""
    for identity, name, rules in owners:
        for number, rule in enumerate(rules, start=1):
            unmet = [c for c in rule.conditions if not next(met)]
            told = tuple(Unmet(c, fields.get(c.field)) for c in unmet)
            yield Tried(identity, name, number, rule, told)


def _struct(parts: Any) -> str:
    return "{" + ", ".join(f"{literal(name)}: {sql}" for name, sql in parts) + "}"

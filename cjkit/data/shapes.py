"""What is kept of a sound row, by the shape of its source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cjkit.data import contract
from cjkit.data.contract import typed
from cjkit.data.link import Link, number_sql
from cjkit.data.sources import Shape, Source
from cjkit.data.sql_text import literal, quoted


@dataclass(frozen=True)
class Kept:
    """The columns of judged rows, as SQL that begins with a comma."""

    carried: Callable[[Link, Source], str]
    """Taken from the raw and typed values."""
    kept: Callable[[Link], str]
    """Left in the end."""
    has_rules: bool = True
    """Whether the map's rules place the rows."""


def _event_values(step: Link, source: Source) -> str:
    persona = number_sql('"declared.persona"', "persona_ids", "persona_names")
    group = number_sql('"declared.group"', "group_ids", "group_names")
    return (
        f', {typed("at")} as "at", {typed("value")} as "value"'
        f", {persona if source.persona else 'null::int'} as _persona"
        f", {group if source.group else 'null::int'} as _group"
    )


def _event_columns(step: Link) -> str:
    return (
        ', "at", "value", coalesce(_touchpoint, 0)::usmallint as touchpoint_number'
        ", coalesce(_entry, ($only_stages::int[])[_touchpoint], 0)::usmallint as stage_number"
        ", _entry is not null as entered, event, channel, campaign, device"
        ', coalesce(_persona, 0)::usmallint as persona, coalesce(_group, 0)::usmallint as "group"'
    )


def _answer_values(step: Link, source: Source) -> str:
    text = quoted("text") if "text" in source.columns else "null"
    text_id = f"format('{{}}:{{:03d}}:{{:09d}}', {literal(source.id)}, file, \"row\")"
    first = _first_question(step, source)
    scores = ", ".join(
        f"{{'question': {first + n}, 'raw_score': {typed(contract.question_name(n))}}}"
        for n in range(len(source.questions))
    )
    return (
        f', {typed("at")} as "at", {typed("weight")} as _weight, null::double as "value"'
        f", case when {text} is not null then {text_id} end as _text_id, [{scores}] as _scores"
    )


def _first_question(step: Link, source: Source) -> int:
    earlier = step.data.sources[: step.data.sources.index(source)]
    return sum(len(one.questions) for one in earlier)


def _answer_columns(step: Link) -> str:
    return (
        ', "at", _weight as weight, _text_id as text_id, _scores as scores'
        ", coalesce(_touchpoint, 0) as touchpoint_number, coalesce(_entry, 0) as entry_number"
    )


def _count_values(step: Link, source: Source) -> str:
    counted = ", ".join(
        f"{{'metric': {literal(name)}, 'value': {typed(f'count.{name}')}}}"
        for name in source.counts
    )
    return f', {typed("day")} as "at", null::double as "value", [{counted}] as _counted'


def _count_columns(step: Link) -> str:
    return (
        ', "at", _counted as counted, channel, campaign'
        ", coalesce(_touchpoint, 0) as touchpoint_number"
    )


def _customer_values(step: Link, source: Source) -> str:
    group = quoted("declared.group") if source.group else "null::varchar"
    persona = quoted("declared.persona") if source.persona else "null::varchar"
    attributes = "".join(
        f", {_attribute(name, source)} as {quoted('attribute.' + name)}" for name in step.attributes
    )
    return f", {group} as _group, {persona} as _persona{attributes}"


def _attribute(name: str, source: Source) -> str:
    """Give SQL for an attribute; a number is written with a point, as rules compare it."""
    if name not in source.attributes:
        return "null::varchar"
    text = quoted(f"attribute.{name}")
    return f"coalesce(comma_number({text})::varchar, {text})" if source.decimal == "," else text


def _customer_columns(step: Link) -> str:
    attributes = "".join(f", {quoted('attribute.' + name)}" for name in step.attributes)
    return f", _group as declared_group, _persona as declared_persona{attributes}"


def _consent_values(step: Link, source: Source) -> str:
    purpose = quoted("purpose") if "purpose" in source.columns else "null::varchar"
    moments = f'{typed("at")} as "at", {typed("withdrawn")} as _withdrawn'
    return f', {moments}, lower({purpose}) as _purpose, "decision" as _decision'


def _consent_columns(step: Link) -> str:
    return ', "at", _withdrawn as withdrawn, _purpose as purpose, _decision as decision'


KEPT: Mapping[Shape, Kept] = {
    Shape.EVENTS: Kept(_event_values, _event_columns),
    Shape.ANSWERS: Kept(_answer_values, _answer_columns),
    Shape.COUNTS: Kept(_count_values, _count_columns),
    Shape.CUSTOMERS: Kept(_customer_values, _customer_columns, has_rules=False),
    Shape.CONSENTS: Kept(_consent_values, _consent_columns, has_rules=False),
}
"""Shape -> what is kept of its rows."""

"""Who the customer of a row is: the persona by trait rules or as declared, and the group."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cjkit.data.bound import Bound
from cjkit.data.explained import Line, Tried, first_each, nearest_lines
from cjkit.data.link import Link, number_sql
from cjkit.data.looking import met_sql, tried_rules
from cjkit.data.matching import first_met
from cjkit.data.people import attributes
from cjkit.data.sql_text import literal, quoted


@dataclass(frozen=True)
class Who:
    """The persona and group of a customer, and how they are known."""

    step: Link
    persona: str | None
    by_traits: bool
    declared_group: str | None
    tried: tuple[Tried, ...]

    @property
    def group(self) -> str | None:
        """Id of the customer group: that of the persona, else the declared one."""
        return self._group_of_persona or self.declared_group

    @property
    def _group_of_persona(self) -> str | None:
        found = (p.customer_group for p in self.step.map.personas if p.id == self.persona)
        return next(found, None)

    def lines(self) -> Iterator[Line]:
        """Tell the persona and the group in words."""
        met = [one for one in self.tried if not one.unmet]
        known = {persona.id: persona.name for persona in self.step.map.personas}
        said = {"id": self.persona, "name": known.get(self.persona or "")}
        if self.by_traits:
            yield Line("persona.traits", met[0].said)
            later = [one for one in first_each(met) if one.id != self.persona]
            yield from (Line("also_later", one.said, indent=2) for one in later)
        elif self.persona:
            yield Line("persona.declared", said)
        else:
            yield Line("persona.unknown")
            yield from nearest_lines(self.tried)
        groups = {group.id: group.name for group in self.step.map.customer_groups}
        how = "of_persona" if self._group_of_persona else "declared" if self.group else "unknown"
        yield Line(f"group.{how}", {"id": self.group, "name": groups.get(self.group or "")})


def who_is(step: Link, customer: str, stored: Mapping[str, Any]) -> Who:
    """Tell who a customer is; `stored` has what only the linked store knows of them."""
    bound = Bound()
    columns, personas = attributes(step), step.map.personas
    known = "".join(f", {literal(name)}: {quoted(name)}" for name in step.attributes)
    pieces = {
        "persona": first_met([p.traits for p in personas], columns, bound),
        "declared_persona": number_sql("_persona", "persona_ids", "persona_names"),
        "declared_group": number_sql("_group", "group_ids", "group_names"),
        "met": met_sql([p.traits for p in personas], columns, bound),
        "attributes": "{'_': null" + known + "}",
    }
    given = step.lists | {"customer": customer} | bound.values
    (found,) = step.run("link_traits", given, **pieces)
    by_traits, declared, group, met, said = found
    owners = [(p.id, p.name, p.traits) for p in personas]
    tried = tuple(tried_rules(owners, iter(met), json.loads(said)))
    number = by_traits or declared
    persona = personas[number - 1].id if number else stored.get("persona")
    groups = [one.id for one in step.map.customer_groups]
    declared_group = groups[group - 1] if group else stored.get("customer_group")
    return Who(step, persona, by_traits is not None, declared_group, tried)

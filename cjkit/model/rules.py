"""Rules on data that a marketer can read: when does a row belong to a touchpoint, stage or persona.

A rule is a mapping of fields to what they must be; all of it must hold. Of a list of rules one is
enough.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from cjkit.model.record import Record

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$", max_length=60)]
"""A column of the linked events or an attribute of customers; `parameter.x` is URL parameter x."""

Value = bool | int | float | str


class Operator(StrEnum):
    """How a field is compared with the values of a condition."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    MATCHES = "matches"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Condition(Record):
    """One field compared with one or more values; text is compared without regard to case."""

    field: FieldName
    """The field of the row."""
    operator: Operator = Operator.IS
    """How it is compared."""
    values: Annotated[tuple[Value, ...], Field(min_length=1)]
    """The values; for most operators one of them is enough, for `is_not` none may fit."""


class Rule(Record):
    """Conditions that must all hold.

    >>> rule = Rule.model_validate({"utm_medium": ["cpc", "ppc"], "page": {"contains": "/offer"}})
    >>> [(c.field, c.operator.value, c.values) for c in rule.conditions]
    [('utm_medium', 'is', ('cpc', 'ppc')), ('page', 'contains', ('/offer',))]
    """

    conditions: Annotated[tuple[Condition, ...], Field(min_length=1)]
    """What must hold, all of it."""

    @model_validator(mode="before")
    @classmethod
    def _read_short_form(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "conditions" in value:
            return value
        read = [_conditions(field, test) for field, test in value.items()]
        return {"conditions": [condition for conditions in read for condition in conditions]}

    def short_form(self) -> dict[str, Any]:
        """Give the rule as it stands in journey.yaml.

        >>> Rule.model_validate({"age": {"at_least": 25, "at_most": 39}}).short_form()
        {'age': {'at_least': 25, 'at_most': 39}}
        """
        short: dict[str, Any] = {}
        for condition in self.conditions:
            values = list(condition.values) if len(condition.values) > 1 else condition.values[0]
            if condition.operator is Operator.IS:
                short[condition.field] = values
            else:
                short.setdefault(condition.field, {})[condition.operator.value] = values
        return short


def _conditions(field: Any, test: Any) -> list[dict[str, Any]]:
    tests = test if isinstance(test, dict) else {"is": test}
    return [
        {"field": field, "operator": operator, "values": values}
        for operator, given in tests.items()
        for values in [given if isinstance(given, list | tuple) else [given]]
    ]

"""The map's rules as SQL: values are bound, names of columns come from a list that is known."""

from collections.abc import Iterable, Iterator

import duckdb

from cjkit.data.bound import Bound
from cjkit.data.columns import Columns
from cjkit.errors import DataError, Problem
from cjkit.labels import Word
from cjkit.model.journey_map import JourneyMap
from cjkit.model.rules import Condition, Operator, Rule, Value


def first_met(rules_each: Iterable[Iterable[Rule]], columns: Columns, bound: Bound) -> str:
    """Give SQL for the number, from 1, of the first list with a rule that the row meets."""
    return _case([(n, _any(rules, columns, bound)) for n, rules in enumerate(rules_each, start=1)])


def last_met(rules_each: Iterable[Iterable[Rule]], columns: Columns, bound: Bound) -> str:
    """Give SQL for the number, from 1, of the last list with a rule that the row meets."""
    numbered = [(n, _any(rules, columns, bound)) for n, rules in enumerate(rules_each, start=1)]
    return _case(numbered[::-1])


def _case(numbered: list[tuple[int, str]]) -> str:
    whens = " ".join(f"when {test} then {number}" for number, test in numbered if test)
    return f"(case {whens} end)" if whens else "null::int"


def _any(rules: Iterable[Rule], columns: Columns, bound: Bound) -> str:
    return " or ".join(f"({_all(rule, columns, bound)})" for rule in rules)


def _all(rule: Rule, columns: Columns, bound: Bound) -> str:
    return " and ".join(_test(c, columns, bound) for c in rule.conditions)


def _test(condition: Condition, columns: Columns, bound: Bound) -> str:
    return columns.holds(condition.field, lambda text: _comparison(condition, text, bound), bound)


def _comparison(condition: Condition, field: str, bound: Bound) -> str:
    values, operator = condition.values, condition.operator
    if operator in (Operator.AT_LEAST, Operator.AT_MOST):
        sign = ">=" if operator is Operator.AT_LEAST else "<="
        return _either(_limit(field, sign, value, bound) for value in values)
    if operator in (Operator.CONTAINS, Operator.STARTS_WITH):
        return _either(
            f"{operator}(lower({field}), {bound.name(as_text(value))}::varchar)" for value in values
        )
    if operator is Operator.MATCHES:
        return _either(
            f"regexp_matches({field}, {bound.name(str(value))}::varchar, 'i')" for value in values
        )
    same = _same(field, values, bound)
    return f"not coalesce({same}, false)" if operator is Operator.IS_NOT else same


def _either(tests: Iterable[str]) -> str:
    return "(" + " or ".join(tests) + ")"


def _same(field: str, values: tuple[Value, ...], bound: Bound) -> str:
    texts = [as_text(value) for value in values]
    numbers = [float(value) for value in values if _is_number(value)]
    same = f"list_contains({bound.name(texts)}::varchar[], lower({field}))"
    if not numbers:
        return same
    names = bound.name(numbers)
    return f"({same} or list_contains({names}::double[], try_cast({field} as double)))"


def _limit(field: str, sign: str, value: Value, bound: Bound) -> str:
    if _is_number(value):
        return f"try_cast({field} as double) {sign} {bound.name(float(value))}::double"
    return f"lower({field}) {sign} {bound.name(as_text(value))}::varchar"


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_text(value: Value) -> str:
    """Give a value as files have it, in small letters.

    >>> as_text(True), as_text(6.0), as_text("Ja")
    ('true', '6', 'ja')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).lower()


def refuse_unreadable_patterns(
    connection: duckdb.DuckDBPyConnection, journey_map: JourneyMap
) -> None:
    """Raise a DataError with all `matches:` patterns that are no regular expression."""
    problems = [
        Problem("CJ-334", {"kind": Word(f"model.kind.{kind}"), "id": identity, "pattern": pattern})
        for kind, identity, pattern in _patterns(journey_map)
        if not compiles(connection, pattern)
    ]
    if problems:
        raise DataError(problems)


def _patterns(journey_map: JourneyMap) -> Iterator[tuple[str, str, str]]:
    owners: list[tuple[str, str, tuple[Rule, ...]]] = [
        *(("touchpoint", t.id, t.match) for t in journey_map.touchpoints),
        *(("stage", s.id, s.entry) for s in journey_map.stages),
        *(("persona", p.id, p.traits) for p in journey_map.personas),
    ]
    for kind, identity, rules in owners:
        for condition in (c for rule in rules for c in rule.conditions):
            if condition.operator is Operator.MATCHES:
                yield from ((kind, identity, str(value)) for value in condition.values)


def compiles(connection: duckdb.DuckDBPyConnection, pattern: str) -> bool:
    """Tell whether the engine can read a regular expression."""
    try:
        connection.execute("select regexp_matches('', $p, 'i')", {"p": pattern}).fetchall()
    except duckdb.Error:
        return False
    return True

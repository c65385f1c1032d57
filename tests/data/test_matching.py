"""Rules of the map on rows: each operator has a row that meets it and one that does not."""

from typing import Any

import duckdb
import pytest

from cjkit.data.bound import Bound
from cjkit.data.columns import Texts
from cjkit.data.matching import first_met, last_met, refuse_unreadable_patterns
from cjkit.errors import DataError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.model.rules import Rule

E = Texts(frozenset({"e"}))


def met(rule: dict[str, Any], **row: Any) -> bool:
    bound = Bound()
    sql = first_met([[Rule.model_validate(rule)]], Texts(frozenset(row)), bound)
    columns = ", ".join(f'$row_{name}::varchar as "{name}"' for name in row)
    values = bound.values | {f"row_{name}": value for name, value in row.items()}
    found = duckdb.connect().execute(f"select {sql} from (select {columns})", values)
    return found.fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        ({"event": "Visit"}, "vISIT", "visits"),
        ({"event": ["a", "b"]}, "b", None),
        ({"event": 6}, "6.0", "7"),
        ({"event": True}, "TRUE", "1"),
        ({"event": {"is_not": ["a", "b"]}}, "c", "B"),
        ({"event": {"contains": "Off"}}, "my offer", "of"),
        ({"event": {"starts_with": ["/a", "/b"]}}, "/Bc", "x/a"),
        ({"event": {"matches": "^o+$"}}, "Oo", "xo"),
        ({"event": {"at_least": 25, "at_most": 39}}, "39", "40"),
        ({"event": {"at_least": 5}}, "10", "text"),  # numbers, not text: "10" < "5" as text
        ({"event": {"at_least": "2026-01-31"}}, "2026-02-01", "2026-01-30"),
        ({"event": {"contains": "50%_"}}, "50%_off", "50 off"),  # no wildcards
        ({"event": "'; drop table x; --"}, "'; drop table x; --", "x"),
    ],
)
def test_operators(rule: dict[str, Any], yes: str, no: str | None) -> None:
    assert met(rule, event=yes)
    assert not met(rule, event=no)


def test_nothing_is_not_the_value() -> None:
    assert met({"event": {"is_not": "a"}}, event=None)
    assert met({"elsewhere": {"is_not": "a"}}, event="a")
    assert not met({"elsewhere": "a"}, event="a")


def test_all_of_a_rule_and_one_of_a_list() -> None:
    assert met({"event": "a", "page": "/x"}, event="a", page="/x")
    assert not met({"event": "a", "page": "/x"}, event="a", page="/y")


def test_first_and_last_in_the_order_of_the_map() -> None:
    lists = [[Rule.model_validate({"e": name})] for name in ("a", "b", "a")]
    bound = Bound()
    sql = f"{first_met(lists, E, bound)}, {last_met(lists, E, bound)}"
    row = duckdb.connect().execute(f"select {sql} from (select 'a' as e)", bound.values)
    assert row.fetchall() == [(1, 3)]


def test_without_rules_nothing_is_met() -> None:
    assert first_met([[], []], E, Bound()) == "null::int"


def test_a_pattern_that_cannot_be_read_is_refused() -> None:
    rule = "[{event: {matches: '(a'}}]"
    journey = parse_journey(f"title: T\nstages: [{{id: a, name: A, entry: {rule}}}]")
    with pytest.raises(DataError) as caught:
        refuse_unreadable_patterns(duckdb.connect(), journey)
    assert caught.value.text("en") == (
        'CJ-334 A rule of stage "a" has "(a", which is not a pattern that can be matched. '
        "Correct the regular expression, or use contains."
    )
    assert caught.value.text("nl") == (
        'CJ-334 Een regel van fase "a" heeft "(a", en dat is geen patroon om mee te vergelijken. '
        "Verbeter de reguliere expressie, of gebruik contains."
    )

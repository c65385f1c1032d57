"""Unplaced rows come with a rule that can be pasted, and that places them."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml
from data.conftest import EVENTS, JOURNEY
from hypothesis import given
from hypothesis import strategies as st

import cjkit
from cjkit.client import Client
from cjkit.data.suggesting import Suggestion, suggest_rules
from cjkit.model.rules import Rule

Linked = Callable[..., Client]

WEB = EVENTS.replace("event: what", "event: what, url: url, outcome: result")


def unplaced(*kinds: tuple[str, str | None, dict[str, str], int]) -> pd.DataFrame:
    rows = [("web", reason, where, json.dumps(fields), n) for reason, where, fields, n in kinds]
    return pd.DataFrame(rows, columns=["source", "reason", "touchpoint", "fields", "rows"])


def suggested(frame: pd.DataFrame) -> list[tuple[int, str]]:
    return [(one.rows, one.yaml) for one in suggest_rules(frame, None)]


def test_pages_of_one_part_of_a_site_are_taken_together() -> None:
    frame = unplaced(
        ("no_touchpoint", None, {"page": "/Blog/2026/a", "event": "view"}, 5),
        ("no_touchpoint", None, {"page": "/Blog/2026/b", "event": "click"}, 4),
        ("no_touchpoint", None, {"page": "/about", "host": "a.example"}, 7),
    )
    assert suggested(frame) == [
        (9, "match:\n  - page:\n      starts_with: /blog/2026/\n"),
        (7, "match:\n  - host: a.example\n    page: /about\n"),
    ]


def test_a_campaign_tells_more_than_a_page_and_a_deed_most_of_a_stage() -> None:
    fields = {"utm_source": "radio", "utm_medium": "audio", "page": "/x", "event": "view"}
    frame = unplaced(("no_touchpoint", None, fields, 3), ("no_stage", "site", fields, 2))
    assert suggested(frame) == [
        (3, "match:\n  - utm_source: radio\n    utm_medium: audio\n"),
        (2, "entry:\n  - source: web\n    event: view\n"),
    ]


def test_rows_that_say_nothing_are_known_by_their_source() -> None:
    assert suggested(unplaced(("no_touchpoint", None, {}, 2))) == [(2, "match:\n  - source: web\n")]
    assert suggested(unplaced()) == []


def test_a_column_of_the_client_tells_only_while_it_has_few_values(linked: Linked) -> None:
    few = "who,when,what,url,result\na,2026-01-01,call,,won\nb,2026-01-01,call,,lost\n"
    many = few + "".join(f"c,2026-01-01,call,,{n}\n" for n in range(12))
    for rows, expected in ((few, {"event", "outcome", "source"}), (many, {"event", "source"})):
        client = linked(WEB, {"web.csv": rows})
        found = suggest_rules(client.engine.query("unplaced"), client.data)
        assert {c.field for one in found for c in one.rule.conditions} == expected


ROWS = """who,when,what,url,result
a,2026-01-01,view,https://shop.example/x,
b,2026-01-01,view,https://SHOP.example/y,
c,2026-01-01,read,https://else.example/Blog/a,
c,2026-01-02,read,https://else.example/blog/b?utm_source=x,
d,2026-01-02,read,https://else.example/?utm_source=Radio&utm_medium=audio%20spot,
e,2026-01-02,call,,won
f,2026-01-02,call,,"it's: a {test} #1"
g,2026-01-02,,,
"""


def test_pasted_rules_place_the_rows_they_were_made_for(linked: Linked) -> None:
    client = linked(WEB, {"web.csv": ROWS})
    frame = client.engine.query("unplaced")
    found = suggest_rules(frame, client.data)
    assert frame["rows"].sum() == 8
    assert sum(one.rows for one in found) == 7  # of g nothing is known: source: web is too wide
    for one in found:
        left = linked(WEB, {"web.csv": ROWS}, journey=pasted(one)).engine.query("unplaced")
        assert left["rows"].sum() == 8 - one.rows, one.yaml


def pasted(one: Suggestion) -> str:
    """Paste a rule at a new touchpoint with one place, or at a new last stage."""
    rule = "".join(f"    {line}\n" for line in one.yaml.splitlines())
    if one.list_name == "match":
        return f"{JOURNEY}  - id: new\n    name: New\n    places: [{{stage: look}}]\n{rule}"
    before, _, after = JOURNEY.partition("touchpoints:")
    return f"{before}  - id: new\n    name: New\n{rule}touchpoints:{after}"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hypotheek", "sneakers"])
def test_rules_for_the_sample_clients_fit_every_unplaced_row(name: str) -> None:
    client = cjkit.open_client(Path(__file__).parents[2] / "sample_data" / name)
    frame = client.engine.query("unplaced")
    found = suggest_rules(frame, client.data)
    assert sum(one.rows for one in found) == frame["rows"].sum() > 0


TEXT = st.text(max_size=30)


@given(st.dictionaries(st.sampled_from(["event", "page", "host", "campaign", "label"]), TEXT))
def test_whatever_stands_there_the_rule_can_be_read(fields: dict[str, str]) -> None:
    (one,) = suggest_rules(unplaced(("no_touchpoint", None, fields, 1)), None)
    (read,) = yaml.safe_load(one.yaml)["match"]
    assert Rule.model_validate(read) == one.rule

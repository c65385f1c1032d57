"""Spellings of one value: found, proposed, and brought to one before anything else."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cjkit
from cjkit.checks import check_client
from cjkit.data.spellings import find_spellings, normal_form, spelled_sql, spellings_yaml
from cjkit.errors import DataError
from cjkit.formats.yaml_text import parse_yaml

Link = Callable[..., cjkit.Client]
WEB = """
  - id: web
    shape: events
    files: web.csv
    columns: {customer: who, at: when, event: what, url: url}
    consent: {not_applicable: Test}
"""


def test_spellings_of_one_value_are_found_and_the_most_frequent_form_is_proposed() -> None:
    sources = {"Facebook": 40, "facebook ": 30, "face-book": 5, "fb": 60, "bing": 9, "news": 2}
    [found] = find_spellings(sources, field="utm_source")
    assert found.proposed == "facebook"  # 40 + 30 rows in small letters, against 60 of fb
    assert list(found.values) == ["fb", "Facebook", "facebook ", "face-book"]
    [found] = find_spellings({"nieuwsbrief_mei": 2, "Nieuwsbrief-mei": 3}, field="utm_campaign")
    assert (found.proposed, found.others) == (
        "nieuwsbrief-mei",
        ("Nieuwsbrief-mei", "nieuwsbrief_mei"),
    )
    [found] = find_spellings({"e-mail": 2, "email": 3}, field="utm_medium")
    assert found.others == ("e-mail",)


def test_values_that_differ_by_more_are_left_alone() -> None:
    assert find_spellings({"mei_1_12": 1, "mei_11_2": 1, "mei": 1, "mail": 1, "fb": 1}) == ()
    assert find_spellings({"fb": 1, "facebook": 1}, field="utm_medium") == ()  # not a source


@given(st.text("abCéÉ_- 12", min_size=1))
def test_case_and_space_around_make_no_other_value(value: str) -> None:
    assert normal_form(value.upper()) == normal_form(f" {value.lower()} ")


words = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=8)


@given(st.dictionaries(words, st.integers(1, 99), max_size=8))
def test_what_is_proposed_can_be_pasted(counts: dict[str, int]) -> None:
    found = find_spellings(counts | {"a-b": 1, "ab": 2, "1": 1, " 1": 1})
    read = parse_yaml(spellings_yaml("utm_source", found), "data.yaml", DataError)
    assert read.problems == ()
    expected = {one.proposed: list(one.others) for one in found}
    assert read.data == {"spellings": {"utm_source": expected}}


def test_spellings_are_brought_to_one_whatever_their_case() -> None:
    sql = spelled_sql("$v::varchar", {"facebook": ["fb", "it's {fields} $x"], "Bing": []})
    with duckdb.connect() as connection:
        found = [
            connection.execute(f"select {sql}", {"v": value}).fetchall()[0][0]
            for value in ("FB ", "IT'S {fields} $X", "bing", "other", None)
        ]
    assert found == ["facebook", "facebook", "Bing", "other", None]
    assert spelled_sql("x", None) == "x"


def test_the_finding_goes_when_its_line_is_pasted(linked: Link) -> None:
    values = ["Facebook"] * 3 + ["fb"] + ["facebook"]
    lines = [f"{n},2026-01-0{n},visit,/?utm_source={v}" for n, v in enumerate(values, 1)]
    files: dict[str, str | bytes] = {"web.csv": "\n".join(["who,when,what,url", *lines]) + "\n"}
    [found] = [f for f in check_client(linked(WEB, files)) if f.code == "CJ-772"]
    pasted = found.repair("en").partition("data.yaml: ")[2]
    assert pasted == "spellings: {utm_source: {facebook: [Facebook, fb]}}"
    after = check_client(linked(WEB, files, head=pasted))
    assert "CJ-772" not in {finding.code for finding in after}


def test_a_value_that_may_name_a_person_is_not_kept(linked: Link) -> None:
    row = "1,2026-01-01,visit,/?utm_content=jan@example.nl&utm_term=rente\n"
    client = linked(WEB, {"web.csv": "who,when,what,url\n" + row})
    assert client.engine.query("utm_values").values.tolist() == [["utm_term", "rente", 1]]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            "spellings: {utm_sorce: {a: [b]}}",
            'data.yaml:1:13: CJ-358 Spellings of "utm_sorce" cannot be brought to one. Did you '
            'mean "utm_source"? It can be done for utm_source, utm_medium, utm_campaign, '
            "utm_term, utm_content, utm_id, campaign, channel, device, event, label.",
        ),
        (
            "spellings: {utm_source: {a: [x], b: [X]}}",
            'data.yaml:1:34: CJ-359 The spelling "x" stands under both "a" and "b". Keep it under '
            "one of them.",
        ),
    ],
)
def test_spellings_that_cannot_be_used_are_told(
    write: Callable[..., Path], head: str, said: str
) -> None:
    with pytest.raises(DataError) as told:
        cjkit.open_client(write(WEB, {"web.csv": "who,when,what,url\n"}, head=head))
    assert str(told.value) == said
    assert told.value.text("nl") != said


def test_a_customer_from_an_address_needs_the_address(write: Callable[..., Path]) -> None:
    sources = WEB.replace(", url: url}", "}\n    customer_parameter: cid")
    with pytest.raises(DataError) as told:
        cjkit.open_client(write(sources, {"web.csv": "who,when,what\n"}))
    assert str(told.value) == (
        'data.yaml:8:5: CJ-360 Source "web" takes the customer from URL parameter "cid" but maps '
        "no url. Add url to its columns."
    )

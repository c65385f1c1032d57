"""Addresses in SQL, with the standard library as the judge where it has an opinion."""

import re
from collections.abc import Callable
from typing import Any
from unicodedata import category
from urllib.parse import parse_qsl, quote_plus, unquote_plus, urlsplit

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjkit.data.sources import DataDescription, Source
from cjkit.data.sql import run_sql
from cjkit.data.sql_text import written
from cjkit.data.tracking import customer_sql, field_columns, field_sql, parameter_fields
from cjkit.formats.journey_yaml import parse_journey

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask() -> Ask:
    connection = duckdb.connect()
    run_sql(connection, "link_macros")

    def value(sql: str, **values: Any) -> Any:
        return connection.execute(f"select {sql}", values).fetchall()[0][0]

    return value


@pytest.mark.parametrize(
    ("url", "host", "page", "source"),
    [
        ("https://www.Shop.example/A/b?utm_source=x", "www.shop.example", "/A/b", "x"),
        ("shop.example/a?utm_source=x", "shop.example", "/a", "x"),  # no scheme
        ("shop.example:8080/a", "shop.example", "/a", None),
        ("//shop.example?utm_source=a+b%20c", "shop.example", "/", "a b c"),
        ("/a?UTM_Source=x", None, "/a", "x"),  # names in any case
        ("https://s.example/?utm_source=1&utm_source=2", "s.example", "/", "1"),  # the first
        ("https://s.example/#utm_source=x?utm_source=y", "s.example", "/", None),  # fragment
        ("https://me:secret@s.example:80/a", "s.example", "/a", None),
        ("https://[::1]:80/a", "[::1]", "/a", None),
        ("https://[bad/", "[bad", "/", None),
        ("https://s.example/caf%C3%A9?utm_source=%ff", "s.example", "/café", "%ff"),
        ("https://münchen.example/?utm_source=", "münchen.example", "/", None),
        (None, None, None, None),
    ],
)
def test_parts_of_an_address(ask: Ask, url: str, host: str, page: str, source: str) -> None:
    assert ask("url_host($u)", u=url) == host
    assert ask("url_page($u)", u=url) == page
    assert ask("url_parameter($u, 'utm_source')", u=url) == source


SPACES = "".join(chr(code) for code in range(0x3001) if category(chr(code)) == "Zs")
"""What Unicode calls a space, such as the one that does not break."""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["utm_source", "utm_id", "ref"]), st.text(min_size=1)), max_size=4
    ),
    st.text("abcdefghij/-._~", max_size=12),
)
def test_parameters_and_hosts_as_the_standard_library_reads_them(
    ask: Ask, pairs: list[tuple[str, str]], path: str
) -> None:
    query = "&".join(f"{name}={quote_plus(value)}" for name, value in pairs)
    url = f"https://Shop.example/{path}?{query}#end"
    read = dict(reversed(parse_qsl(urlsplit(url).query, keep_blank_values=True)))
    for name in ("utm_source", "utm_id", "ref"):
        found = ask(f"url_parameter($u, '{name}')", u=url)
        assert found == (read.get(name, "").strip(SPACES) or None)
    assert ask("url_host($u)", u=url) == urlsplit(url).hostname
    assert ask("url_page($u)", u=url) == urlsplit(url).path


@settings(max_examples=60, deadline=None)
@given(st.text("abÉ?#&=+%/.:@[]é\u0301😀 ", max_size=40), st.text(max_size=8))
def test_any_text_is_read_and_what_follows_the_first_question_mark_counts(
    ask: Ask, before: str, value: str
) -> None:
    url = f"https://s.example/{before}&utm_source={quote_plus(value)}"
    query = url.partition("#")[0].partition("?")[2]
    raw = [part.partition("=")[2] for part in query.split("&") if part.startswith("utm_source=")]
    found = ask("url_parameter($u, 'utm_source')", u=url)
    assert found == ((unquote_plus(raw[0]).strip(SPACES) or None) if raw else None)
    ask("url_host($u) || url_page($u)", u=url + before)


@pytest.mark.parametrize("url", ["https://bücher.example/", "https://xn--bcher-kva.example:8/a"])
def test_hosts_in_other_scripts_stay_as_they_came(ask: Ask, url: str) -> None:
    assert ask("url_host($u)", u=url) == urlsplit(url).hostname


def test_an_address_of_a_hundred_thousand_characters(ask: Ask) -> None:
    long = "https://s.example/?" + "x=1&" * 25_000 + "utm_source=a#" + "&utm_id=1" * 10_000
    assert ask("url_parameter($u, 'utm_source')", u=long) == "a"
    assert ask("url_parameter($u, 'utm_id')", u=long) is None
    assert ask("url_host($u)", u="https://" + "a" * 100_000) == "a" * 100_000


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("?GCLID=Cj0&utm_source=x", "gclid"),
        ("?li_fat_id=7&fbclid=8", "li_fat_id"),  # the first
        ("?gclid=&fbclid=8", "fbclid"),  # an empty one is none
        ("?xgclid=1", None),
        ("#?gclid=1", None),
    ],
)
def test_of_a_click_id_only_the_kind_is_kept(ask: Ask, query: str, kind: str | None) -> None:
    web = source(customer="c", at="t", url="u")
    sql = field_sql("click_id", web, DataDescription()).replace('"url"', "$u")
    assert ask(sql, u=f"https://s.example/{query}") == kind


def test_a_column_that_holds_the_click_id_itself_is_not_taken_over(ask: Ask) -> None:
    sql = field_sql("click_id", source(click_id="g"), DataDescription())
    asked = sql.replace('"click_id"', "$v")
    assert [ask(asked, v=value) for value in ("GCLID", "Cj0KCQ")] == ["gclid", None]


def test_parameters_that_name_a_person_tell_only_that_they_are_there(ask: Ask) -> None:
    web = source(customer="c", at="t", url="u", customer_parameter="Cid")
    for field in ("parameter.cid", "parameter.gclid"):
        sql = field_sql(field, web, DataDescription()).replace('"url"', "$u")
        name = field.removeprefix("parameter.")
        assert ask(sql, u=f"/?{name}=secret") == name


def test_the_customer_comes_from_a_column_else_from_a_parameter(ask: Ask) -> None:
    both = source(customer="c", at="t", url="u", customer_parameter="cid")
    sql = customer_sql(both).replace('"url"', "$u").replace('"customer"', "$c")
    assert ask(sql, u="/?CID=a%40b.nl", c=None) == "a@b.nl"
    assert ask(sql, u="/?cid=2", c="1") == "1"
    assert customer_sql(source(customer="c", at="t")) == '"customer"'
    assert customer_sql(source(at="t")) == "null::varchar"
    alone = source(at="t", url="u", customer_parameter="cid")
    assert customer_sql(alone) == """url_parameter("url", 'cid')"""


def source(customer_parameter: str | None = None, **columns: str) -> Source:
    return Source.model_validate(
        {
            "id": "web",
            "shape": "events",
            "files": "w.csv",
            "columns": columns,
            "customer_parameter": customer_parameter,
            "consent": {"not_applicable": "x"},
        }
    )


def test_fields_come_from_own_columns_first_then_from_addresses() -> None:
    rules = "[{parameter.a.b: x, referrer_host: y}]"
    journey = parse_journey(f"title: T\ntouchpoints: [{{id: a, name: A, match: {rules}}}]")
    web, data = source(customer="c", at="t", url="u", campaign="k", outcome="o"), DataDescription()
    assert parameter_fields(journey) == ["parameter.a.b"]
    assert field_columns([web], journey)[-2:] == ["parameter.a.b", "outcome"]
    assert field_sql("campaign", web, data) == (
        """coalesce("campaign", url_parameter("url", 'utm_campaign'))"""
    )
    assert field_sql("parameter.a.b", web, data) == """url_parameter("url", 'a\\.b')"""
    assert field_sql("device", web, data) == "null::varchar"
    assert field_sql("channel", web, data) == "null::varchar"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", "phone"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/130.0 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/130.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Mobile/15E148", "tablet"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/132.0", "computer"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) Safari/605.1.15", "computer"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "other"),
        ("Mozilla/5.0 (Linux; Android 12; BRAVIA 4K) Chrome/100", "other"),
        ("curl/8.9", "other"),
        (None, None),
    ],
)
def test_device_of_a_user_agent(ask: Ask, user_agent: str | None, device: str | None) -> None:
    sql = field_sql("device", source(user_agent="a"), DataDescription())
    assert ask(sql.replace('"user_agent"', "$a::varchar"), a=user_agent) == device


@given(st.text())
@settings(max_examples=50, deadline=None)
def test_any_text_can_be_written(ask: Ask, text: str) -> None:
    assert ask(written(text)) == text


def test_a_text_with_pieces_and_parameters_is_touched_by_neither() -> None:
    assert re.search(r"[${}\n]", written("it's $source {fields}\n")) is None

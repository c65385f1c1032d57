"""Addresses in SQL, with the standard library as the judge where it has an opinion."""

from collections.abc import Callable
from typing import Any
from unicodedata import category
from urllib.parse import parse_qsl, quote_plus, urlsplit

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjkit.data.sources import Source
from cjkit.data.sql import run_sql
from cjkit.data.tracking import field_columns, field_sql, parameter_fields
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


def test_fields_come_from_own_columns_first_then_from_addresses() -> None:
    rules = "[{parameter.a.b: x, referrer_host: y}]"
    journey = parse_journey(f"title: T\ntouchpoints: [{{id: a, name: A, match: {rules}}}]")
    columns = {"customer": "c", "at": "t", "url": "u", "campaign": "k", "outcome": "o"}
    source = Source.model_validate(
        {
            "id": "web",
            "shape": "events",
            "files": "w.csv",
            "columns": columns,
            "consent": {"not_applicable": "x"},
        }
    )
    assert parameter_fields(journey) == ["parameter.a.b"]
    assert field_columns([source], journey)[-2:] == ["parameter.a.b", "outcome"]
    assert field_sql("campaign", source) == (
        """coalesce("campaign", url_parameter("url", 'utm_campaign'), null::varchar)"""
    )
    assert field_sql("parameter.a.b", source).startswith(
        """coalesce(url_parameter("url", 'a\\.b')"""
    )
    assert field_sql("device", source) == "coalesce(null::varchar)"

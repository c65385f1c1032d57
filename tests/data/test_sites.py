"""Kinds of sites: our own list, a client's additions, and lists as Matomo keeps them."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import cjkit
from cjkit.data.sites import SiteList, category_sql, our_sites
from cjkit.errors import DataError

Write = Callable[..., Path]
WEB = """
  - id: web
    shape: events
    files: web.csv
    columns: {customer: who, at: when, event: what, referrer: from}
    consent: {not_applicable: Test}
"""
ENGINES = """
# Written for this test, in the form of Matomo's SearchEngines.yml.
Zoeker:
  -
    urls:
      - zoeker.{}
      - '{}.zoeken.example'
    params: [q, '/zoek/(.*)/']
    backlink: 'zoek?q={k}'
  -
    urls: [zoek.example/nl]
    params: [k]
    charsets: [windows-1252]
"""
SOCIALS = "Hyves:\n  - hyves.nl\nMarktplaats Buurt:\n  - marktplaats.nl\n"


def category(site: str | None, *lists: SiteList) -> str | None:
    sql = category_sql("$s::varchar", lists)
    with duckdb.connect() as connection:
        found: str | None = connection.execute(f"select {sql}", {"s": site}).fetchall()[0][0]
    return found


@pytest.mark.parametrize(
    ("site", "kind"),
    [
        ("www.google.nl", "search"),
        ("www.google.co.uk", "search"),
        ("GOOGLE", "search"),
        ("google.example.nl", None),  # not a domain of Google
        ("notgoogle.nl", None),
        ("mail.google.com", "mail"),  # the most particular first
        ("gemini.google.com", "ai_assistant"),
        ("chatgpt.com", "ai_assistant"),
        ("l.facebook.com", "social"),
        ("fb", "social"),
        ("netflix.com", None),  # ends in x.com
        ("m.youtube.com", "video"),
        ("www.amazon.com.be", "shopping"),
        ("www.2dehands.be", "shopping"),
        ("webmail.telenet.be", "mail"),
        ("", None),
        (None, None),
    ],
)
def test_our_list(site: str | None, kind: str | None) -> None:
    assert category(site) == kind


def test_no_site_of_ours_stands_twice() -> None:
    groups = our_sites().model_dump().values()
    entries = [entry for names in groups for its in names.values() for entry in its]
    assert len(entries) == len(set(entries))
    assert [entry for entry in entries if entry != entry.lower()] == []


def test_a_clients_list_comes_before_ours() -> None:
    ours = SiteList(search={"Bol": ("bol.com",)})
    assert category("www.bol.com", ours) == "search"
    assert category("bol", ours) == "shopping"


def test_lists_as_matomo_keeps_them(write: Write) -> None:
    head = "referrers: [lists/SearchEngines.yml, {file: lists/mine.yml, category: social}]"
    lists = {"lists/SearchEngines.yml": ENGINES, "lists/mine.yml": SOCIALS}
    client = cjkit.open_client(write(WEB, {"web.csv": "who,when,what,from\n", **lists}, head=head))
    assert client.data is not None
    engines, socials = client.data.referrers
    assert engines.search == {"Zoeker": ("zoeker.*", "zoeken.example", "zoek.example")}
    sites = ("zoeker.be", "www.nl.zoeken.example", "zoek.example", "hyves.nl", "marktplaats.nl")
    found = [category(site, engines, socials) for site in sites]
    assert found == ["search", "search", "search", "social", "social"]


def test_another_list_makes_another_store(write: Write, cache: Path) -> None:
    for listed in ("[hyves.nl]", "[hyves.nl, schoolbank.nl]"):
        files = {
            "web.csv": "who,when,what,from\n1,2026-01-01,visit,\n",
            "Socials.yml": f"H: {listed}",
        }
        cjkit.open_client(write(WEB, files, head="referrers: Socials.yml")).engine.query("rows")
    assert len(list((cache / "stores").iterdir())) == 2


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            "referrers: none.yml",
            'data.yaml:1:1: CJ-355 There is no list of sites "none.yml" in the client\'s folder. '
            "Put the file there, or correct the path under referrers in data.yaml.",
        ),
        (
            "referrers: [/etc/x.yml]",
            'data.yaml:1:13: CJ-314 "/etc/x.yml" leaves the client\'s folder. Put the files in '
            "the folder, or link them there.",
        ),
        (
            "referrers: [mine.yml]",
            'data.yaml:1:13: CJ-356 It is not clear what the sites in "mine.yml" are. Write under '
            "referrers in data.yaml: - {file: mine.yml, category: search}; the categories are "
            "ai_assistant, mail, shopping, video, social, search.",
        ),
        (
            "referrers: [{file: mine.yml, category: search}]",
            'mine.yml:1:1: CJ-357 "Zoeker" in this list of sites has no domain that can be read. '
            "Give it domains such as example.nl or example.{}, as a list or under urls.",
        ),
    ],
)
def test_a_list_that_cannot_be_used_is_told(write: Write, head: str, said: str) -> None:
    files = {"web.csv": "who,when,what,from\n", "mine.yml": "Zoeker: [{params: [q]}]\n"}
    with pytest.raises(DataError) as told:
        cjkit.open_client(write(WEB, files, head=head))
    assert str(told.value) == said
    assert told.value.text("nl") != said

"""Clients that have next to nothing: each section says so, and nothing breaks."""

from pathlib import Path

import pytest

from tests.notebooks.cells import shown_by_all

HOSTILE = "<script>alert('x')</script> {{ 7 * 7 }} \"quoted\" 🙂 =1+1"

LITTLE_MAP = """
format: 1
title: A little map
organisation: {name: Shop, customer_groups: [{id: guests, name: Guests}]}
personas:
  - {id: fan, name: Fan, customer_group: guests, traits: [{age: {at_most: 30}}]}
  - {id: nobody, name: Nobody, traits: [{age: {at_least: 200}}]}
stages:
  - {id: look, name: Look, relevance: 60, presence: 40, entry: [{event: visit}]}
  - {id: buy, name: Buy, period: purchase, entry: [{event: order}]}
  - {id: wear, name: Wear, period: post_purchase}
touchpoints:
  - {id: site, name: Site, places: [{stage: look}], match: [{event: visit}]}
  - {id: till, name: Till, places: [{stage: buy}], match: [{event: order}]}
experiences:
  - {id: e1, persona: fan, stage: look, touchpoint: site, emotion: 1, questions: [What now?]}
metrics:
  sources: [{id: web, name: Web}]
  metrics:
    - {id: m, name: Visitors, family: reach, measured: reach, unit: customers, sources: [web]}
"""

LITTLE_DATA = """
format: 1
zone: Europe/Brussels
sources:
  - id: people
    shape: customers
    files: data/people.csv
    columns: {customer: id}
    attributes: [age]
    consent: {column: consent, granted: ["yes"]}
  - id: web
    shape: events
    files: data/web.csv
    columns: {customer: id, at: at, event: event}
    consent: {by: people}
"""


def client(folder: Path, *, people: str, web: str, map_text: str = LITTLE_MAP) -> Path:
    (folder / "data").mkdir()
    (folder / "journey.yaml").write_text(map_text, "utf-8")
    (folder / "data.yaml").write_text(LITTLE_DATA, "utf-8")
    (folder / "data/people.csv").write_text(people, "utf-8")
    (folder / "data/web.csv").write_text(web, "utf-8")
    return folder


@pytest.fixture
def poor_client(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    one = "id,age,consent\nc1,25,yes\n"
    visit = "id,at,event\nc1,2026-01-05 10:00,visit\n"
    match request.param:
        case "empty map":
            (tmp_path / "journey.yaml").write_text("title: Empty", "utf-8")
        case "map without data":
            (tmp_path / "journey.yaml").write_text(LITTLE_MAP, "utf-8")
        case "one customer":
            client(tmp_path, people=one, web=visit)
        case "nobody consents":
            client(tmp_path, people=one.replace("yes", "no"), web=visit)
        case "no rows":
            client(tmp_path, people="id,age,consent\n", web="id,at,event\n")
    return tmp_path


KINDS = ["empty map", "map without data", "one customer", "nobody consents", "no rows"]


@pytest.mark.parametrize("poor_client", KINDS, indirect=True)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_six_notebooks_stay_calm(poor_client: Path, language: str) -> None:
    shown = shown_by_all(language, poor_client)
    assert "<figure" in shown
    assert "nan" not in shown.lower().replace("finan", "").split()
    assert "NaN" not in shown
    assert "None" not in shown


@pytest.mark.parametrize("poor_client", ["one customer"], indirect=True)
def test_one_customer_is_never_shown(poor_client: Path) -> None:
    shown = shown_by_all("en", poor_client)
    assert "fewer than 10 customers" in shown


def test_a_persona_that_nobody_matches(tmp_path: Path) -> None:
    people = "id,age,consent\n" + "".join(f"c{i},25,yes\n" for i in range(40))
    web = "id,at,event\n" + "".join(
        f"c{i},2026-01-{i % 28 + 1:02} 10:00,visit\n" for i in range(40)
    )
    folder = client(tmp_path, people=people, web=web)
    assert "In the data nobody is found here who is Nobody." in shown_by_all(
        "en", folder, persona="nobody"
    )
    assert "<figure" in shown_by_all("nl", folder, persona="fan", period_start="2026-01-10")
    later = shown_by_all("nl", folder, period_start="2030-01-01")
    assert "Hier is geen enkele rij te tellen." in later
    assert "Noem uw bestanden" not in later


def test_text_of_clients_is_text_everywhere(tmp_path: Path) -> None:
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    hostile = LITTLE_MAP
    for plain in ("A little map", "Shop", "Guests", "Fan", "Look", "Site", "Visitors"):
        hostile = hostile.replace(f": {plain}", f": {quoted}")
    hostile = hostile.replace("What now?", quoted)
    people = "id,age,consent\n" + "".join(f"c{i},25,yes\n" for i in range(40))
    web = "id,at,event\n" + "".join(
        f'c{i},2026-01-05 10:00,"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n' for i in range(40)
    )
    folder = client(tmp_path, people=people, web=web, map_text=hostile)
    for language in ("nl", "en"):
        shown = shown_by_all(language, folder)
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown
        assert "{{ 7 * 7 }}" in shown
        assert " 49 " not in shown.replace("7 * 7", "")

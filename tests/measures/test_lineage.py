"""Where a measure comes from: a small client whose lineage is worked out by hand."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import cjkit
from cjkit.client import Client
from cjkit.measures import Measure, conversion, lineage, ratings, reach

JOURNEY = """
title: Two stages
version: "3"
stages:
  - {id: look, name: Look, entry: [{event: visit}]}
  - {id: buy, name: Buy, entry: [{event: order}]}
touchpoints:
  - {id: site, name: Site, match: [{source: web}, {source: crm}], places: [{stage: look}]}
  - {id: desk, name: Desk, match: [{event: visit desk}], places: [{stage: buy}]}
metrics: {sources: [{id: web, name: Web shop, collected_by: Export of each month}]}
"""
DATA = """
rejected_at_most: 1
sources:
  - id: people
    shape: customers
    files: people.csv
    columns: {customer: id}
    consent: {column: ok, granted: [yes it is]}
  - id: web
    shape: events
    files: web.csv
    separator: ";"
    decimal: ","
    date_format: "%d-%m-%Y"
    empty: ["NULL"]
    columns: {customer: who, at: "{day}-{month}-2026", event: what, value: euro, event_id: nr}
    limits: {value: {at_least: 0}}
    consent: {by: people}
  - id: survey
    shape: answers
    files: survey.csv
    columns: {at: when, weight: w}
    questions: [{column: sat, instrument: csat, scale: [1, 5], not_answered: [9], stage: look}]
    consent: {not_applicable: Anonymous}
"""
FILES = {
    "people.csv": "id,ok\na,yes it is\nb,no\n",
    # One accepted, one without consent, one with a value below zero, one that is there twice.
    "web.csv": "who;day;month;what;euro;nr\na;1;2;visit;1,5;1\nb;1;2;visit;1;2\n"
    "a;1;2;visit;-1;3\na;1;2;visit;NULL;1\n",
    "survey.csv": "when,w,sat\n2026-02-01,1,5\n",
}


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("CJKIT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    for name, text in {"journey.yaml": JOURNEY, "data.yaml": DATA, **FILES}.items():
        (folder / name).write_text(text, "utf-8")
    return cjkit.open_client(folder)


def test_it_tells_files_mapping_rules_and_rows_in_words(client: Client) -> None:
    sha256 = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in FILES.items()}
    assert lineage(client, conversion(client)).text("en").splitlines()[1:] == [
        "Period: 1 Feb 2026 to 1 Feb 2026. Version of the map: 3",
        "Only: within_days 60",
        "Source people (people)",
        f"  file people.csv: 23 bytes, SHA-256 {sha256['people.csv']}",
        "  columns (our name: the one in the file): customer: id, consent: ok",
        '  only rows with yes it is in column "ok" are used',
        "  ids of customers are normalised, made pseudonyms with a secret key, and forgotten",
        "  rows: 2 read, 1 accepted, 0 rejected, 1 without consent, 0 unplaced",
        "Source Web shop (web)",
        "  collected by: Export of each month",
        f"  file web.csv: 97 bytes, SHA-256 {sha256['web.csv']}",
        "  columns (our name: the one in the file): customer: who, at: {day}-{month}-2026,"
        " event: what, value: euro, event_id: nr",
        "  these codes count as nothing: NULL",
        "  only rows of customers whose consent stands in source people are used",
        "  numbers are read with a decimal comma",
        "  dates are read as %d-%m-%Y",
        "  times without a zone are times in Europe/Amsterdam; they become UTC, days stay local",
        "  at is put together: {day}-{month}-2026",
        "  rows with values outside the limits are rejected: value",
        '  of rows with the same "nr" the first counts',
        "  ids of customers are normalised, made pseudonyms with a secret key, and forgotten",
        "  touchpoint Site (site): source is web",
        "  stage Look (look): event is visit",
        "  rows: 4 read, 1 accepted, 2 rejected, 1 without consent, 0 unplaced",
    ]


def test_a_measure_of_answers_names_their_scale_and_no_one_else(client: Client) -> None:
    # `people` comes along: it says whose rows are whose, where rows name a customer.
    found = lineage(client, ratings(client))
    assert [one.source for one in found.sources] == ["people", "survey"]
    lines = found.text("nl").splitlines()
    assert (
        '  antwoorden op "sat" van 1 tot en met 5 worden emotie van -2 tot en met +2;'
        " geen antwoord: 9" in lines
    )
    assert "  toestemming is niet nodig: Anonymous" in lines
    assert '  antwoorden wegen zoals kolom "w" zegt' in lines


@pytest.mark.parametrize("taken", [conversion, reach, ratings])
def test_rows_balance_and_the_frame_has_a_row_a_file(
    client: Client, taken: Callable[[Client], Measure]
) -> None:
    frame = lineage(client, taken(client)).frame
    parts = frame[["accepted", "rejected", "without_consent", "unplaced"]].sum(axis=1)
    assert (frame["read"] == parts).all()
    assert frame["file"].is_unique


def test_a_client_without_data_has_no_sources(tmp_path: Path) -> None:
    (tmp_path / "journey.yaml").write_text("title: Empty", "utf-8")
    client = cjkit.open_client(tmp_path)
    found = lineage(client, conversion(client))
    assert (found.sources, len(found.frame)) == ((), 0)


def test_measures_json_tells_it_once_a_source(client: Client, tmp_path: Path) -> None:
    *_, about = cjkit.write_measures(client, tmp_path / "out", only=["conversion", "reach"])
    told = json.loads(about.read_text("utf-8"))
    assert list(told["lineage"]) == ["people", "web"]
    web = told["lineage"]["web"]
    assert web["rows"] == {
        "read": 4,
        "accepted": 1,
        "rejected": 2,
        "without_consent": 1,
        "unplaced": 0,
    }
    assert web["rules"][0] == {"kind": "touchpoint", "id": "site", "rule": {"source": "web"}}
    assert web["files"][0]["file"] == "web.csv"
    named = {source for measure in told["measures"] for source in measure["sources"]}
    assert named <= set(told["lineage"])

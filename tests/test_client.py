"""A client's folder opened, and what is said when it cannot be."""

import csv
import datetime as dt
from pathlib import Path

import pytest

import cjkit
from cjkit.client import Client, Selection, write_rejected
from cjkit.errors import ClientError

JOURNEY = """
title: T
language: nl
personas: [{id: starter, name: Starter}, {id: mover, name: Mover}]
stages: [{id: look, name: Look}]
touchpoints:
  - {id: site, name: Site, places: [{stage: look, personas: [starter]}]}
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJKIT_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "journey.yaml").write_text(JOURNEY)
    return folder


def test_a_client_without_data(folder: Path) -> None:
    client = cjkit.open_client(folder)
    assert (client.name, client.language, client.data, client.small_cells) == (
        "acme",
        "nl",
        None,
        10,
    )
    assert client.selection == Selection(None, None, None)
    assert client.engine.query("rows").empty
    assert client.map is client.whole_map


def test_a_selection_narrows_the_map_but_not_the_whole(folder: Path) -> None:
    client = cjkit.open_client(
        folder, language="en", persona="mover", period_start="2026-01-01", period_end="2026-06-30"
    )
    assert client.selection == Selection("mover", dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    assert [persona.id for persona in client.map.personas] == ["mover"]
    assert client.map.touchpoints == ()
    assert len(client.whole_map.personas) == 2


def test_a_client_over_a_store_that_is_there(folder: Path, tmp_path: Path) -> None:
    client = Client(folder, cjkit.read_journey(folder), store=tmp_path)
    assert client.engine.query("rows").empty


def test_small_cells_are_the_clients_own(folder: Path) -> None:
    (folder / "data.yaml").write_text("small_cells: 25\nsources: []\n")
    client = cjkit.open_client(folder)
    assert client.small_cells == 25
    assert client.engine.query("lineage").empty


def test_folders_are_found_from_the_projects_root(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sample_data").mkdir()
    (tmp_path / "notebooks" / "nl").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "notebooks" / "nl")
    assert cjkit.open_client("acme").folder == folder


@pytest.mark.parametrize(
    ("said", "english", "dutch"),
    [
        (
            {"language": "fr"},
            'CJ-205 There is no language "fr". Choose one of: nl, en.',
            'CJ-205 De taal "fr" is er niet. Kies uit: nl, en.',
        ),
        (
            {"persona": "startr"},
            'CJ-206 The map has no persona "startr". '
            'Did you mean "starter"? Known: starter, mover.',
            'CJ-206 De kaart heeft geen persona "startr". '
            'Bedoelt u "starter"? Bekend: starter, mover.',
        ),
        (
            {"persona": "xyz"},
            'CJ-207 The map has no persona "xyz". '
            "Leave persona empty for everyone, or choose one of: starter, mover.",
            'CJ-207 De kaart heeft geen persona "xyz". '
            "Laat persona leeg voor iedereen, of kies uit: starter, mover.",
        ),
        (
            {"period_start": "31-03-2026"},
            'CJ-204 "31-03-2026" is not a day for period_start. '
            "Write it as yyyy-mm-dd, such as 2026-03-31, or leave it empty.",
            'CJ-204 "31-03-2026" is geen dag voor period_start. '
            "Schrijf de dag als jjjj-mm-dd, zoals 2026-03-31, of laat het leeg.",
        ),
        (
            {"period_start": "2026-04-01", "period_end": "2026-03-31"},
            "CJ-208 The period starts on 1 Apr 2026, after its end on 31 Mar 2026. "
            "Swap period_start and period_end.",
            "CJ-208 De periode begint op 1 apr 2026, na het einde op 31 mrt 2026. "
            "Verwissel period_start en period_end.",
        ),
    ],
)
def test_parameters_that_cannot_be_used(
    folder: Path, said: dict[str, str], english: str, dutch: str
) -> None:
    with pytest.raises(ClientError) as caught:
        cjkit.open_client(folder, **said)
    assert caught.value.text("en") == english
    assert caught.value.text("nl") == dutch


def test_a_folder_that_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    with pytest.raises(ClientError) as near:
        cjkit.open_client("acmee")
    assert near.value.text("en") == "CJ-201 There is no folder acmee. Did you mean acme?"
    assert near.value.text("nl") == "CJ-201 Er is geen map acmee. Bedoelt u acme?"
    with pytest.raises(ClientError) as far:
        cjkit.open_client("xyz")
    assert far.value.text("en") == (
        "CJ-202 There is no folder xyz. Give the path from this folder or from the root of the "
        "project; `cjkit new` makes a new one."
    )
    assert far.value.text("nl") == (
        "CJ-202 Er is geen map xyz. Geef het pad vanaf deze map of vanaf de hoofdmap van het "
        "project; `cjkit new` maakt een nieuwe map aan."
    )


def test_a_folder_with_data_but_no_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "data.yaml").write_text("sources: []\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ClientError) as caught:
        cjkit.open_client("new")
    assert caught.value.text("en") == (
        "new: CJ-203 The folder has no journey.yaml. "
        "Point to the folder of a client, or put a map there with `cjkit new`."
    )
    assert caught.value.text("nl") == (
        "new: CJ-203 In de map staat geen journey.yaml. "
        "Wijs de map van een klant aan, of zet er een kaart in met `cjkit new`."
    )


def test_rejected_rows_as_a_file_without_formulas(folder: Path, tmp_path: Path) -> None:
    (folder / "data.yaml").write_text(
        """
rejected_at_most: 1
sources:
  - id: web
    shape: events
    files: web.csv
    columns: {customer: who, at: when}
    consent: {not_applicable: Test}
"""
    )
    (folder / "web.csv").write_text("who,when\na,=1+1\nb,\n")
    client = cjkit.open_client(folder)
    path = write_rejected(client, tmp_path / "out", "en")
    rows = list(csv.reader(path.open(encoding="utf-8-sig")))
    assert rows == [
        ["source", "file", "row", "column", "value", "reason", "repair"],
        [
            "web",
            "web.csv",
            "2",
            "when",
            "'=1+1",
            "this is not a date in the format of the source",
            "Set date_format in data.yaml, or repair the value.",
        ],
        [
            "web",
            "web.csv",
            "3",
            "when",
            "",
            "a required value is missing",
            "Fill it in at the source.",
        ],
    ]
    dutch = write_rejected(client, tmp_path / "uit").read_text("utf-8-sig").splitlines()
    assert dutch[0] == "bron,bestand,rij,kolom,waarde,reden,oplossing"

"""Files as clients send them: what is read, and what is said of those that cannot be."""

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

import cjkit
from cjkit.client import Client
from cjkit.errors import DataError

Linked = Callable[..., Client]
Write = Callable[..., Path]

SOURCE = """
  - id: people
    shape: customers
    files: {files}
    columns: {{customer: Klant}}
    attributes: {{age: Leeftijd, town: Plaats}}
    consent: {{not_applicable: Test}}
{more}"""
ROWS = "Klant,Leeftijd,Plaats\na,30,Gent\nb,40,Besançon\n"


def source(files: str = "people.csv", more: str = "") -> str:
    return SOURCE.format(files=files, more="".join(f"    {line}\n" for line in more.splitlines()))


def personas(client: Client) -> list[str]:
    """Two people: one of 30, who is young, and one of 40 in Besançon, who is neither."""
    return sorted(client.engine.query("customers_of_test")["persona"].fillna("-"))


@pytest.fixture(autouse=True)
def query(monkeypatch: pytest.MonkeyPatch) -> None:
    from cjkit.data import engine

    own = {"customers_of_test": "select * from customers"}
    known = engine.query_text
    monkeypatch.setattr(engine, "query_text", lambda name: own.get(name) or known(name))


@pytest.mark.parametrize(
    ("name", "content", "more"),
    [
        ("people.csv", ROWS.encode(), ""),
        ("people.csv", b"\xef\xbb\xbf" + ROWS.encode(), ""),  # a mark that Excel writes
        ("people.csv", ROWS.replace("\n", "\r\n").encode(), ""),
        ("people.csv", ROWS.replace("\n", "\r\n", 2).encode(), ""),  # two kinds of line ends
        ("people.csv", ROWS.replace(",", ";").encode("cp1252"), "separator: ;\nencoding: cp1252"),
        ("people.csv", ROWS.encode("utf-16"), "encoding: utf-16"),
        ("people.tsv", ROWS.replace(",", "\t").encode(), ""),
        ("people.csv.gz", gzip.compress(ROWS.encode(), mtime=0), ""),
        ("people.csv.gz", gzip.compress(ROWS.encode("latin-1"), mtime=0), "encoding: latin-1"),
        ("people.csv", ROWS.replace("Klant", " KLANT ").encode(), ""),  # capitals and blanks
        ("people.csv", ROWS.replace("a,30,Gent", "a,30,'G,t'").encode(), 'quote: "\'"'),
    ],
)
def test_the_same_rows_from_every_kind_of_text(
    linked: Linked, name: str, content: bytes, more: str
) -> None:
    assert personas(linked(source(name, more), {name: content})) == ["-", "young"]


def test_rows_of_a_workbook(linked: Linked, write: Write) -> None:
    # A title sheet, a blank row, a date, a decimal; dates and numbers follow the source's format.
    sources = """
  - id: crm
    shape: events
    files: crm.xlsx
    sheet: Leads
    decimal: ","
    date_format: "%d-%m-%Y %H:%M"
    columns: {customer: Klant, at: Datum, event: Wat, value: Bedrag}
    consent: {not_applicable: Test}
"""
    folder = write(sources, {"crm.xlsx": b"x"})
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Leads")
    sheet.append(["Klant", "Datum", "Wat", "Bedrag", None])
    sheet.append([12, dt.datetime(2026, 1, 2, 9, 30), "visit", 1234.5])
    sheet.append([None])
    sheet.append(["b", "03-01-2026 10:00", "visit", "1.234,5"])
    sheet.append(["c", "2026", "visit", None])
    book.save(folder / "crm.xlsx")
    text = (folder / "data.yaml").read_text()
    (folder / "data.yaml").write_text("rejected_at_most: 1\n" + text)
    client = cjkit.open_client(folder)
    assert client.engine.query("rows").iloc[0, 2:].tolist() == [3, 2, 1, 0, 0]
    rejected = client.engine.query("rejected").iloc[0]
    assert (rejected["row"], rejected["value"]) == (5, "2026")
    found = client.engine._connection.table("events").df()  # type: ignore[attr-defined]
    assert sorted(found["value"]) == [1234.5, 1234.5]
    assert sorted(found["at"].astype(str)) == ["2026-01-02 08:30:00", "2026-01-03 09:00:00"]


def test_rows_of_a_parquet_file(linked: Linked, write: Write) -> None:
    folder = write(source("people.parquet"), {})
    rows = "values ('a', 30, 'Gent'), ('b', 40, 'Breda')"
    table = duckdb.sql(f"from ({rows}) as t(Klant, Leeftijd, Plaats)")
    table.write_parquet(str(folder / "people.parquet"))
    assert personas(cjkit.open_client(folder)) == ["older", "young"]


def test_a_header_alone_is_no_rows(linked: Linked) -> None:
    client = linked(source(), {"people.csv": "Klant,Leeftijd,Plaats\n"})
    assert client.engine.query("rows")["read"].tolist() == [0]


WRONG: list[Any] = [
    pytest.param(
        {"persons.csv": ROWS},
        "",
        'data.yaml: CJ-320 No file matches "people.csv". Did you mean "persons.csv"?',
        'data.yaml: CJ-320 Geen bestand past bij "people.csv". Bedoelt u "persons.csv"?',
        id="no such file",
    ),
    pytest.param(
        {"other.txt": ROWS},
        "",
        'data.yaml: CJ-321 No file matches "people.csv". '
        "Put the file in the client's folder, or correct the path.",
        'data.yaml: CJ-321 Geen bestand past bij "people.csv". '
        "Zet het bestand in de map van de klant, of verbeter het pad.",
        id="nothing alike",
    ),
    pytest.param(
        {"people.csv": ""},
        "",
        "people.csv: CJ-322 The file is empty. Export it again, or take it out of the folder.",
        "people.csv: CJ-322 Het bestand is leeg. Exporteer het opnieuw, of haal het uit de map.",
        id="no bytes",
    ),
    pytest.param(
        {"people.csv": ROWS.replace(",", ";")},
        "",
        'people.csv: CJ-323 The file has one column only with separator ",". '
        'Set separator: ";" for this source in data.yaml.',
        'people.csv: CJ-323 Met scheidingsteken "," heeft het bestand maar één kolom. '
        'Zet separator: ";" bij deze bron in data.yaml.',
        id="wrong separator",
    ),
    pytest.param(
        {"people.csv": ROWS.encode("cp1252")},
        "",
        "people.csv: CJ-327 The file is not written in utf-8. "
        "Set encoding: cp1252 for this source in data.yaml.",
        "people.csv: CJ-327 Het bestand is niet in utf-8 geschreven. "
        "Zet encoding: cp1252 bij deze bron in data.yaml.",
        id="wrong encoding",
    ),
    pytest.param(
        {"people.csv": ROWS.encode("utf-16")},
        "",
        "people.csv: CJ-327 The file is not written in utf-8. "
        "Set encoding: utf-16 for this source in data.yaml.",
        "people.csv: CJ-327 Het bestand is niet in utf-8 geschreven. "
        "Zet encoding: utf-16 bij deze bron in data.yaml.",
        id="utf-16",
    ),
    pytest.param(
        {"people.csv": ROWS.replace("Klant", "Klanten")},
        "",
        'people.csv: CJ-324 There is no column "Klant". Did you mean "Klanten"?',
        'people.csv: CJ-324 De kolom "Klant" is er niet. Bedoelt u "Klanten"?',
        id="no such column",
    ),
    pytest.param(
        {"people.csv": ROWS.replace("Leeftijd", "x")},
        "",
        'people.csv: CJ-325 There is no column "Leeftijd". '
        "Map one of the columns that are there: Klant, x, Plaats.",
        'people.csv: CJ-325 De kolom "Leeftijd" is er niet. '
        "Wijs een kolom aan die er wel is: Klant, x, Plaats.",
        id="no column alike",
    ),
    pytest.param(
        {"people.csv": ROWS.replace("Plaats", "Klant")},
        "",
        'people.csv: CJ-326 The column "Klant" is there twice. '
        "Give one of them another name in the file.",
        'people.csv: CJ-326 De kolom "Klant" staat er twee keer. '
        "Geef een van beide een andere naam in het bestand.",
        id="a column twice",
    ),
    pytest.param(
        {"people.csv": ROWS},
        "format: xlsx",
        "people.csv: CJ-328 This is not a workbook (XLSX). "
        "Save it again as .xlsx, or set format: csv.",
        "people.csv: CJ-328 Dit is geen werkmap (XLSX). "
        "Bewaar het opnieuw als .xlsx, of zet format: csv.",
        id="no workbook",
    ),
    pytest.param(
        {"people.csv": ROWS},
        "format: parquet",
        None,
        None,
        id="no parquet",
    ),
]


@pytest.mark.parametrize(("files", "more", "english", "dutch"), WRONG)
def test_what_is_said_of_a_file_that_cannot_be_used(
    linked: Linked, files: dict[str, Any], more: str, english: str | None, dutch: str | None
) -> None:
    with pytest.raises(DataError) as caught:
        linked(source(more=more), files).engine.query("rows")
    if english:
        assert caught.value.text("en") == english
        assert caught.value.text("nl") == dutch
    else:
        assert caught.value.text("en").startswith("people.csv: CJ-332 The file cannot be read: ")


def test_a_sheet_that_is_not_there(write: Write) -> None:
    folder = write(source("people.xlsx", "sheet: Lead"), {})
    book = openpyxl.Workbook()
    book.create_sheet("Leads")
    book.save(folder / "people.xlsx")
    with pytest.raises(DataError) as caught:
        cjkit.open_client(folder).engine.query("rows")
    assert caught.value.text("en") == (
        'people.xlsx: CJ-329 The workbook has no sheet "Lead". Did you mean "Leads"?'
    )
    assert caught.value.text("nl") == (
        'people.xlsx: CJ-329 De werkmap heeft geen blad "Lead". Bedoelt u "Leads"?'
    )


@pytest.mark.parametrize(
    "content", [b"\x1f\x8b broken", gzip.compress(ROWS.encode(), mtime=0)[:30]]
)
def test_a_damaged_archive(linked: Linked, content: bytes) -> None:
    with pytest.raises(DataError) as caught:
        linked(source("people.csv.gz"), {"people.csv.gz": content}).engine.query("rows")
    assert "people.csv.gz: CJ-332 The file cannot be read: " in caught.value.text("en")

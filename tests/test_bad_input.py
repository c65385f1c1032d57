"""What the command line says of each bad input: code, place and repair, and never a traceback."""

import errno
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cjkit.cli import app

MAP = """\
title: A little map
language: nl
personas: [{id: fan, name: Fan, traits: [{age: {at_most: 30}}]}]
stages: [{id: look, name: Look, entry: [{event: visit}]}]
"""
DATA = """\
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
    columns: {customer: id, at: at, event: event, value: value}
    consent: {by: people}
"""
PEOPLE = "id,age,consent\nc1,25,yes\n"
WEB = "id,at,event,value\nc1,2026-01-05 10:00,visit,1.5\nc1,2026-01-06 10:00,visit,2\n"


def zipped(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, "x")
    return packed.getvalue()


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound client; no test gets as far as running a notebook."""
    write(tmp_path / "acme", {})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CJKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("cjkit.reports.executor.run_notebook", lambda *_: pytest.fail("it ran"))
    return tmp_path / "acme"


def write(folder: Path, changed: dict[str, str | bytes | None]) -> None:
    """Write a client's folder, with some of its files changed, or gone."""
    sound = {
        "journey.yaml": MAP,
        "data.yaml": DATA,
        "data/people.csv": PEOPLE,
        "data/web.csv": WEB,
    }
    for name, content in (sound | changed).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def report(*asked: str) -> Result:
    return CliRunner().invoke(app, ["report", *(asked or ("acme",))])


def said(result: Result) -> str:
    """What went to the error stream, of a command that failed without a traceback."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    return result.stderr.strip()


XLSX = DATA.replace("data/web.csv", "data/web.xlsx")
FILES: dict[str, tuple[dict[str, Any], str, str]] = {
    "a map of 0 bytes": (
        {"journey.yaml": ""},
        'journey.yaml: CJ-113 Het bestand is leeg. Begin met "title:" en de naam van de kaart; '
        'data.yaml begint met "sources:".',
        'journey.yaml: CJ-113 The file is empty. Begin with "title:" and the name of the map; '
        'data.yaml begins with "sources:".',
    ),
    "a map that ends too early": (
        {"journey.yaml": "language: nl\ntitle: [a\n"},
        "journey.yaml:3:1: CJ-102 Dit is geen geldige YAML: did not find expected ',' or ']'. "
        "Kijk op deze regel en de regel erboven naar inspringing, dubbele punten en "
        "aanhalingstekens.",
        "journey.yaml:3:1: CJ-102 This is not valid YAML: did not find expected ',' or ']'. "
        "Look at this line and the one above for indentation, colons and quotes.",
    ),
    "a list for a map": (
        {"journey.yaml": "- a\n"},
        "journey.yaml:1:1: CJ-107 \"journey.yaml\" is ['a'], maar hier hoort sleutels met waarden "
        "(naam: waarde). Pas de waarde aan.",
        "journey.yaml:1:1: CJ-107 \"journey.yaml\" is ['a'], but this takes keys with values "
        "(name: value). Change the value.",
    ),
    "data without a map": (
        {"journey.yaml": None},
        "acme: CJ-203 In de map staat geen journey.yaml. "
        "Wijs de map van een klant aan, of zet er een kaart in met `cjkit new`.",
        "acme: CJ-203 The folder has no journey.yaml. "
        "Point to the folder of a client, or put a map there with `cjkit new`.",
    ),
    "a wrong separator": (
        {"data/web.csv": WEB.replace(",", ";")},
        'data/web.csv: CJ-323 Met scheidingsteken "," heeft het bestand maar één kolom. '
        'Zet separator: ";" bij deze bron in data.yaml.',
        'data/web.csv: CJ-323 The file has one column only with separator ",". '
        'Set separator: ";" for this source in data.yaml.',
    ),
    "a wrong encoding": (
        {"data/people.csv": PEOPLE.replace("c1", "zoë").encode("cp1252")},
        "data/people.csv: CJ-327 Het bestand is niet in utf-8 geschreven. "
        "Zet encoding: cp1252 bij deze bron in data.yaml.",
        "data/people.csv: CJ-327 The file is not written in utf-8. "
        "Set encoding: cp1252 for this source in data.yaml.",
    ),
    "a decimal comma": (
        {"data/web.csv": WEB.replace("1.5", '"1,5"')},
        'data/web.csv:2: CJ-331 Van 2 rijen van bron "web" zijn er 1 (50%) afgekeurd; hoogstens '
        "20% mag. Het vaakst: een decimale komma waar een punt hoort (value: 1,5). "
        'Zet decimal: "," bij deze bron in data.yaml. '
        "Mogen die rijen weg, verhoog dan rejected_at_most in data.yaml.",
        'data/web.csv:2: CJ-331 Of 2 rows of source "web", 1 (50%) were rejected; at most 20% may '
        "be. Most often: a decimal comma where a point is expected (value: 1,5). "
        'Set decimal: "," for this source in data.yaml. '
        "If the rows may be left out, raise rejected_at_most in data.yaml.",
    ),
    "a date in two formats": (
        {"data/web.csv": WEB.replace("2026-01-06", "07-01-2026")},
        'data/web.csv:3: CJ-331 Van 2 rijen van bron "web" zijn er 1 (50%) afgekeurd; hoogstens '
        "20% mag. Het vaakst: dag en maand zijn te verwisselen (at: 07-01-2026 10:00). "
        'Zeg in data.yaml hoe datums zijn geschreven, zoals date_format: "%d-%m-%Y". '
        "Mogen die rijen weg, verhoog dan rejected_at_most in data.yaml.",
        'data/web.csv:3: CJ-331 Of 2 rows of source "web", 1 (50%) were rejected; at most 20% may '
        "be. Most often: day and month could be swapped (at: 07-01-2026 10:00). "
        'Say in data.yaml how dates are written, such as date_format: "%d-%m-%Y". '
        "If the rows may be left out, raise rejected_at_most in data.yaml.",
    ),
    "a missing column": (
        {"data/people.csv": PEOPLE.replace("age", "leeftijd")},
        'data/people.csv: CJ-325 De kolom "age" is er niet. '
        "Wijs een kolom aan die er wel is: id, leeftijd, consent.",
        'data/people.csv: CJ-325 There is no column "age". '
        "Map one of the columns that are there: id, leeftijd, consent.",
    ),
    "a file of 0 bytes": (
        {"data/web.csv": ""},
        "data/web.csv: CJ-322 Het bestand is leeg. Exporteer het opnieuw, of haal het uit de map.",
        "data/web.csv: CJ-322 The file is empty. Export it again, or take it out of the folder.",
    ),
    "no file at all": (
        {"data/web.csv": None, "data/wev.csv": WEB},
        'data.yaml: CJ-320 Geen bestand past bij "data/web.csv". Bedoelt u "data/wev.csv"?',
        'data.yaml: CJ-320 No file matches "data/web.csv". Did you mean "data/wev.csv"?',
    ),
    "a folder where a file should be": (
        {"data/web.csv": None, "data/web.csv/x": "", "data.yaml": DATA},
        'data.yaml: CJ-321 Geen bestand past bij "data/web.csv". '
        "Zet het bestand in de map van de klant, of verbeter het pad.",
        'data.yaml: CJ-321 No file matches "data/web.csv". '
        "Put the file in the client's folder, or correct the path.",
    ),
    "text that says it is XLSX": (
        {"data/web.xlsx": WEB, "data.yaml": XLSX},
        "data/web.xlsx: CJ-328 Dit is geen werkmap (XLSX). "
        "Bewaar het opnieuw als .xlsx, of zet format: csv.",
        "data/web.xlsx: CJ-328 This is not a workbook (XLSX). "
        "Save it again as .xlsx, or set format: csv.",
    ),
    "a zip that says it is XLSX": (
        {"data/web.xlsx": zipped("web.csv"), "data.yaml": XLSX},
        "data/web.xlsx: CJ-328 Dit is geen werkmap (XLSX). "
        "Bewaar het opnieuw als .xlsx, of zet format: csv.",
        "data/web.xlsx: CJ-328 This is not a workbook (XLSX). "
        "Save it again as .xlsx, or set format: csv.",
    ),
    "a workbook that says it is CSV": (
        {"data/web.csv": zipped("xl/workbook.xml")},
        "data/web.csv: CJ-339 Dit is een werkmap van Excel, geen CSV. Bewaar het als .xlsx en "
        "noem dat bestand, met format: xlsx; of exporteer het als CSV.",
        "data/web.csv: CJ-339 This is a workbook of Excel, not a CSV. Save it as .xlsx and name "
        "that file, with format: xlsx; or export it as CSV.",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_used(acme: Path, name: str) -> None:
    changed, dutch, english = FILES[name]
    write(acme, changed)
    assert said(report("acme", "--language", "nl")) == dutch
    assert said(report("acme", "--language", "en")) == english


def test_a_file_that_may_not_be_read(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Callable[..., Any] = Path.open

    def refuse(path: Path, *asked: Any, **more: Any) -> Any:
        if path.name == "web.csv":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *asked, **more)

    monkeypatch.setattr(Path, "open", refuse)
    assert said(report("acme", "--language", "en")) == (
        "data/web.csv: CJ-340 The file cannot be opened: Permission denied. "
        "Close it elsewhere, or see to it that you may read it."
    )
    assert said(report("acme")) == (
        "data/web.csv: CJ-340 Het bestand is niet te openen: Permission denied. "
        "Sluit het elders, of zorg dat u het mag lezen."
    )


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("acme", "--language", "xx"), 'CJ-205 De taal "xx" is er niet. Kies uit: nl, en.'),
        (
            ("acme", "--persona", "fann"),
            'CJ-206 De kaart heeft geen persona "fann". Bedoelt u "fan"? Bekend: fan.',
        ),
        (
            ("acme", "--to", "2026-13-01"),
            'CJ-204 "2026-13-01" is geen dag voor period_end. '
            "Schrijf de dag als jjjj-mm-dd, zoals 2026-03-31, of laat het leeg.",
        ),
        (
            ("acme", "--output", "acme/out"),
            "CJ-601 Het verslag zou in acme/out/acme/nl komen, binnen de map van de klant. "
            "Kies met --output een andere map; een verslag schrijft nooit in de map van een klant.",
        ),
        (("acm",), "CJ-201 There is no folder acm. Did you mean acme?"),
        (("acme/journey.yaml",), "CJ-201 There is no folder acme/journey.yaml. Did you mean acme?"),
    ],
)
def test_a_parameter_that_cannot_be_used(acme: Path, asked: tuple[str, ...], sentence: str) -> None:
    assert said(report(*asked)) == sentence
    assert not (acme.parent / "reports").exists()


def test_an_unknown_option_is_refused_with_the_nearest(acme: Path) -> None:
    result = report("acme", "--personna", "fan")
    assert result.exit_code == 2
    assert "No such option: --personna" in result.stderr
    assert "--persona" in result.stderr


def test_a_place_that_cannot_be_written(acme: Path) -> None:
    (acme.parent / "full").write_text("a file in the way")
    assert said(report("acme", "--output", "full")).startswith(
        "CJ-609 Kan niet schrijven naar full/acme/nl: "
    )

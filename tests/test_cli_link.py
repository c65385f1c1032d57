"""`cjkit link`: what became of the rows, rules to paste, one row explained; exit codes."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cjkit.cli import app

JOURNEY = """
title: One stage
stages: [{id: look, name: Look, entry: [{event: visit}]}]
touchpoints: [{id: site, name: Site, match: [{event: visit}], places: [{stage: look}]}]
"""
DATA = """
rejected_at_most: 1
small_cells: 2
sources:
  - id: web
    shape: events
    files: web-*.csv
    columns: {customer: who, at: when, event: what, page: page}
    consent: {not_applicable: Test}
"""
MANY = "who,when,what,page\n" + "a,2026-01-01,visit,\n" * 1234 + "=b,=1+1,visit,\n"
FEW = (
    "who,when,what,page\nc,2026-01-02,read,/blog/a\nd,2026-01-02,read,/blog/b\ne,2026-01-02,talk,\n"
)


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CJKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "shop"
    folder.mkdir()
    files = {"journey.yaml": JOURNEY, "data.yaml": DATA, "web-1.csv": MANY, "web-2.csv": FEW}
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["link", *arguments])


def test_rows_reasons_rules_and_where_the_store_is(tmp_path: Path) -> None:
    result = run("shop")
    (store,) = (tmp_path / "cache" / "stores").iterdir()
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "source    file        read  accepted  rejected  without consent  unplaced",
        "web       web-1.csv  1,235     1,234         1                0         0",
        "web       web-2.csv      3         0         0                0         3",
        "together             1,238     1,234         1                0         3",
        "",
        "Why rows were rejected, most frequent first:",
        '  1 row of web, column "when": this is not a date in the format of the source',
        "",
        "Rows without a place, most frequent first, each with a rule to paste in journey.yaml:",
        "  2 rows of web meet no rule; under the touchpoint they belong to, write:",
        "      match:",
        "        - page:",
        "            starts_with: /blog/",
        "  1 other row is of a rarer kind; kinds with fewer than 2 rows are not told,"
        " as they could point to a person",
        "",
        "cjkit link shop --output DIR writes every rejected row with its reason;"
        " --explain FILE:ROW tells of one row.",
        f"Linked store: {store}",
    ]


def test_rejected_rows_are_written_where_asked_in_dutch_and_never_live(tmp_path: Path) -> None:
    result = run("shop", "--output", "out", "--language", "nl")
    lines = result.stdout.splitlines()
    assert (result.exit_code, lines[-2]) == (0, "Afgekeurde rijen: out/rejected.csv")
    assert (
        lines[1]
        == "web    web-1.csv    1.235         1.234          1                   0               0"
    )
    assert lines[-1].startswith("Gekoppelde gegevens: ")
    with Path("out/rejected.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert list(row) == ["bron", "bestand", "rij", "kolom", "waarde", "reden", "oplossing"]
    assert (row["rij"], row["waarde"]) == ("1236", "'=1+1")


def test_one_row_is_explained() -> None:
    result = run("shop", "--explain", "web-2.csv:3")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "web-2.csv, row 3 (source web): unplaced"


def test_what_is_wrong_is_told_with_exit_code_1(shop: Path) -> None:
    result = run("shop", "--explain", "web-3.csv:3")
    assert (result.exit_code, result.stderr) == (
        1,
        'CJ-346 No source reads a file "web-3.csv". Did you mean "web-2.csv"?\n',
    )
    Path("taken").write_text("")
    assert run("shop", "--output", "taken").stderr == (
        "CJ-224 Cannot make taken/rejected.csv: File exists. Choose a place where you may write.\n"
    )
    assert run("shop", "--output", "shop/out").exit_code == 1
    (shop / "data.yaml").unlink()
    for language, words in {
        "en": "shop: CJ-210 The client has no data.yaml, so there is nothing to link."
        " Write one beside journey.yaml; `cjkit new` makes an example.\n",
        "nl": "shop: CJ-210 De klant heeft geen data.yaml, dus er valt niets te koppelen."
        " Zet er een naast journey.yaml; `cjkit new` maakt een voorbeeld.\n",
    }.items():
        result = run("shop", "--language", language)
        assert (result.exit_code, result.stderr) == (1, words)

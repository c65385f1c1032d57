"""`cjkit measure` and `cjkit assumptions` on a client with data: files, words, exit codes."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from cjkit.cli import app
from cjkit.formats.journey_yaml import read_journey
from cjkit.measures.tables import EVERY_MEASURE, families

SNEAKERS = Path(__file__).parents[1] / "sample_data/sneakers"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One linked store for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CJKIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def shop(cache: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a sample client, in the working folder."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(SNEAKERS, tmp_path / "shop"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_all_measures_are_written_described_and_named(shop: Path) -> None:
    result = run("measure", "shop", "--output", "out")
    names = [measure.__name__ for measure in EVERY_MEASURE]
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        *(f"out/{name}.csv" for name in names),
        "out/measures.json",
    ]
    about = json.loads(Path("out/measures.json").read_text("utf-8"))
    assert [measure["name"] for measure in about["measures"]] == names
    assert (about["client"], about["format"], about["unsuppressed"]) == ("shop", "csv", False)
    for measure in about["measures"]:
        with Path(f"out/{measure['name']}.csv").open(encoding="utf-8") as file:
            assert list(measure["columns"]) == next(csv.reader(file))
        for column in measure["columns"].values():
            assert set(column) == {"type", "meaning", "unit"}
            assert column["type"] in {"string", "integer", "number", "boolean", "date"}
            assert column["type"] not in {"integer", "number"} or column["unit"]
    reach = about["measures"][names.index("reach")]["columns"]
    assert reach["events"] == {
        "type": "integer",
        "meaning": "gebeurtenissen",
        "unit": "gebeurtenissen",
    }


def test_parquet_says_the_same_as_csv(shop: Path) -> None:
    asked = ("--only", "conversion", "--only", "focus", "--language", "en")
    for kind in ("csv", "parquet"):
        assert run("measure", "shop", "--output", kind, "--format", kind, *asked).exit_code == 0
    written = sorted(path.stem for path in Path("parquet").glob("*.parquet"))
    assert written == ["conversion", "conversion_breaks", "conversion_by_month", "focus"]
    for name in written:
        tables = [
            duckdb.sql(f"select * from '{kind}/{name}.{kind}'").df().astype(str)
            for kind in ("csv", "parquet")
        ]
        assert tables[0].equals(tables[1]), name
    kinds = dict(
        duckdb.sql("select month, share from 'parquet/conversion_by_month.parquet'").df().dtypes
    )
    assert str(kinds["month"]).startswith("datetime64")


def test_a_measure_can_be_asked_for_by_its_own_name(shop: Path) -> None:
    assert run("measure", "shop", "--output", "out", "--only", "nps").stdout.split() == [
        "out/nps.csv",
        "out/measures.json",
    ]


def test_a_second_family_joins_the_first_in_the_description(shop: Path) -> None:
    for name in ("nps", "csat"):
        run("measure", "shop", "--output", "out", "--only", name)
    about = json.loads(Path("out/measures.json").read_text("utf-8"))
    assert [measure["name"] for measure in about["measures"]] == ["nps", "csat"]
    Path("out/measures.json").write_text("{broken", "utf-8")
    assert run("measure", "shop", "--output", "out", "--only", "nps").exit_code == 0


def test_exact_figures_are_asked_for_and_say_so(shop: Path) -> None:
    result = run("measure", "shop", "--output", "out", "--only", "nps", "--unsuppressed")
    assert result.stdout.split()[0] == "out/nps.unsuppressed.csv"
    assert json.loads(Path("out/measures.unsuppressed.json").read_text("utf-8"))["unsuppressed"]


def test_a_period_without_data_is_told_and_is_no_error(shop: Path) -> None:
    options = ("--only", "reach", "--from", "2001-01-01", "--to", "2001-12-31")
    result = run("measure", "shop", "--output", "out", *options, "--language", "en")
    assert result.exit_code == 1
    assert result.stderr == (
        "There are no data in what was asked; the tables of figures are empty.\n"
    )
    assert Path("out/reach.csv").read_text("utf-8").count("\n") == 1


FAMILIES = ", ".join(families())
WRONG = {
    ("--only", "conversoin"): (
        'CJ-480 There is no family or measure "conversoin". Did you mean "conversion"? '
        f"Families: {FAMILIES}."
    ),
    ("--only", "xyz"): f'CJ-481 There is no family or measure "xyz". Families: {FAMILIES}.',
    ("--format", "xlsx"): 'CJ-484 The format "xlsx" is not known. Choose csv or parquet.',
    ("--output", "shop/out"): (
        "CJ-483 The output shop/out lies inside the folder of the client. Choose a folder outside "
        "it; results never go into the folder of a client."
    ),
    ("--output", "taken"): (
        "CJ-482 Cannot write taken/nps.csv: File exists. Choose another folder, or make room and "
        "ask for the right to write here."
    ),
    ("--persona", "nobody"): (
        'CJ-207 The map has no persona "nobody". Leave persona empty for everyone, or choose one '
        "of: koopjesjager, sneakerfan."
    ),
}


@pytest.mark.parametrize("wrong", WRONG, ids=" ".join)
def test_what_cannot_be_done_is_told_and_nothing_is_written(
    shop: Path, wrong: tuple[str, str]
) -> None:
    Path("taken").write_text("in the way", "utf-8")
    before = sorted(shop.rglob("*"))
    options = {"--output": "out", "--only": "nps", "--language": "en"} | dict([wrong])
    result = run("measure", "shop", *(part for option in options.items() for part in option))
    assert result.exit_code == 2
    assert result.stderr == WRONG[wrong] + "\n"
    assert not Path("out").exists()
    assert sorted(shop.rglob("*")) == before


def test_assumptions_are_listed_with_the_line_that_would_grade_them(shop: Path) -> None:
    result = run("assumptions", "shop", "--language", "en", "--output", "reports")
    lines = result.stdout.splitlines()
    asked = read_journey(shop).assumptions
    assert all(any(one.text in line for line in lines) for one in asked)
    assert lines[-2:] == [
        "There is no earlier run with other data or another map to compare with.",
        "Kept in reports/shop/history/assumptions.jsonl",
    ]
    assert result.exit_code == (1 if " is contradicted: " in result.stdout else 0)


def test_a_grade_is_written_when_a_person_says_so(shop: Path) -> None:
    proposed = [
        line
        for line in run("assumptions", "shop", "--language", "en").stdout.splitlines()
        if line.startswith("The data give reason to grade ")
    ]
    command = proposed[0].partition(": cjkit ")[2].replace('"..."', "Seen").split()
    before = read_journey(shop)
    result = run(*command, "--language", "en")
    after = read_journey(shop)
    assert result.exit_code == 0
    identity, grade = command[3], command[5]
    assert result.stdout == (
        f'{shop / "journey.yaml"}: version {after.version}, "{identity}" is now {grade}\n'
    ).replace(str(shop), "shop")
    assert (after.version != before.version, after.changes[-1].reason) == (True, "Seen")
    assert next(a.grade for a in after.assumptions if a.id == identity) == grade


def test_a_grade_that_cannot_be_given_is_told(shop: Path) -> None:
    identity = read_journey(shop).assumptions[0].id
    result = run("assumptions", "shop", "--grade", identity, "--as", "known", "--language", "en")
    assert (result.exit_code, result.stderr) == (
        2,
        "CJ-489 A grade needs a reason. Say with --reason why; it goes into the change log of the "
        "map.\n",
    )


def test_the_to_do_list_of_a_client_goes_by_focus_score(shop: Path) -> None:
    assert run("convert", "shop", "improvements.csv", "--language", "en").exit_code == 0
    with Path("improvements.csv").open(encoding="utf-8-sig") as file:
        heading, *listed = csv.reader(file)
    assert heading[-1] == "Focus score (0–1), by which open ones are sorted"
    run("measure", "shop", "--output", "out", "--only", "to_do")
    with Path("out/to_do.csv").open(encoding="utf-8") as file:
        assert [row[0] for row in listed] == [row["improvement"] for row in csv.DictReader(file)]


def test_without_assumptions_it_says_how_to_write_one(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare/journey.yaml").write_text("title: A map\n", "utf-8")
    result = run("assumptions", "bare")
    assert (result.exit_code, result.stdout) == (
        0,
        'The map has no assumptions yet. Write one in journey.yaml under "assumptions".\n',
    )

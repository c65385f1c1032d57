"""The sample data are what their generator makes, with flaws of a known number."""

import ast
import csv
import io
import zipfile
from collections import Counter
from pathlib import Path

import generate
import openpyxl
import pytest

SAMPLES = Path(__file__).parents[2] / "sample_data"
CLIENTS = ("hypotheek", "bottles", "sneakers")
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """All clients made anew: their folder, and what is true of them."""
    folder = tmp_path_factory.mktemp("made")
    return folder, {client: generate.generate(client, folder / client) for client in CLIENTS}


def contents(folder: Path) -> dict[str, object]:
    return {
        str(path.relative_to(folder)): content(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def content(path: Path) -> object:
    """Give the bytes; of Excel those of its parts, since zlib may pack the same text otherwise."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(part.filename, part.date_time, archive.read(part)) for part in archive.infolist()]


def rows(path: Path, separator: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
    text = path.read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def months(folder: Path, separator: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
    found = []
    for path in sorted(folder.glob("*.csv")):
        month = path.stem.split("_")[1]
        found += [{"file": month, **row} for row in rows(path, separator, encoding)]
    return found


@pytest.mark.parametrize("client", CLIENTS)
def test_committed_files_are_what_the_generator_makes(client, made):
    folder, _ = made
    assert contents(SAMPLES / client / "data") == contents(folder / client / "data")


def test_same_seed_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        generate.generate("sneakers", tmp_path / name, seed=seed)
    one, again, other = (contents(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert [name for name in one if one[name] == other[name]] == []


def test_excel_has_the_same_bytes_each_time(made, tmp_path):
    folder, _ = made
    generate.generate("hypotheek", tmp_path)
    again = (tmp_path / "data" / "crm.xlsx").read_bytes()
    assert again == (folder / "hypotheek" / "data" / "crm.xlsx").read_bytes()


def test_planting_elsewhere_leaves_the_customers_as_they_are(made, tmp_path):
    folder, _ = made
    generate.generate("hypotheek", tmp_path, plant=generate.Plant())
    name = Path("data") / "customers.csv"
    assert (tmp_path / name).read_bytes() == (folder / "hypotheek" / name).read_bytes()


def test_only_the_data_folder_is_written(made):
    folder, _ = made
    assert {path.name for client in CLIENTS for path in (folder / client).iterdir()} == {"data"}


def test_command_line_plants_what_it_is_told(tmp_path, capsys):
    arguments = ["sneakers", "--seed", "3", "--output", str(tmp_path)]
    generate.main([*arguments, "--plant", "dip_touchpoint=winkel"])
    assert "dip_touchpoint='winkel'" in capsys.readouterr().out
    assert (tmp_path / "sneakers" / "data" / "web.csv").exists()


def test_a_plant_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(TypeError, match="break_weather"):
        generate.main(["sneakers", "--output", str(tmp_path), "--plant", "break_weather=rain"])


def test_samples_stay_small():
    files = [path for client in CLIENTS for path in (SAMPLES / client / "data").rglob("*")]
    assert sum(path.stat().st_size for path in files if path.is_file()) <= 12 * MEGABYTE


def test_generator_knows_nothing_of_cjkit():
    sources = [SAMPLES / "generate.py", *(SAMPLES / "generator").glob("*.py")]
    assert len(sources) > 5
    assert {name for source in sources for name in imported(source)} & {"cjkit"} == set()


def imported(source: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(source.read_text("utf-8"))))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    taken = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in plain | taken}


def test_customers_are_who_the_truth_says(made):
    folder, truths = made
    listed = rows(folder / "hypotheek" / "data" / "customers.csv", ";")
    consents = Counter(row["toestemming_analyse"] for row in listed)
    truth = truths["hypotheek"]
    assert (len(listed), consents["ja"]) == (truth.customers, truth.with_consent)
    assert consents["nee"] > 100
    assert consents[""] > 100
    starters = [
        row
        for row in listed
        if (row["toestemming_analyse"], row["eerste_woning"], row["inkomen"])
        == ("ja", "ja", "loondienst")
    ]
    assert len(starters) == truth.personas["starter"]


def test_hypotheek_web_has_its_flaws(made):
    folder, truths = made
    flaws = truths["hypotheek"].flaws
    visits = months(folder / "hypotheek" / "data" / "web", ";", "cp1252")
    known = {r["klantnummer"] for r in rows(folder / "hypotheek/data/customers.csv", ";")}
    dated = [row for row in visits if len(row["tijdstip"]) == 16 and row["tijdstip"][6:10] < "2030"]
    good = [row for row in dated if not row["tijdstip"].startswith("31-02")]
    late = [row for row in good if f"{row['tijdstip'][6:10]}-{row['tijdstip'][3:5]}" < row["file"]]
    assert len(visits) - len({row["id"] for row in visits}) == flaws["web_duplicate"]
    assert sum("2062" in row["tijdstip"] for row in visits) == flaws["web_future_date"]
    assert sum(row["tijdstip"] == "" for row in visits) == flaws["web_missing_date"]
    dateless = ("web_unparsable_date", "web_missing_date", "web_future_date")
    assert len(visits) - len(good) == sum(flaws[name] for name in dateless)
    assert (
        sum("=voorjaarsactie" in r["landing_url"] for r in visits) == flaws["web_unknown_campaign"]
    )
    assert sum(row["bezoeker"] not in known for row in visits) == flaws["web_unknown_customer"]
    assert len({row["id"] for row in late}) == flaws["web_late"]
    assert {row["file"] for row in visits if "apparaat" not in row} == {"2025-07"}


def test_hypotheek_other_files_have_their_flaws(made):
    folder, truths = made
    data, flaws = folder / "hypotheek" / "data", truths["hypotheek"].flaws
    mails = rows(data / "email.csv", ";", "cp1252")
    forms = rows(data / "survey.csv", ";")
    leads = list(openpyxl.load_workbook(data / "crm.xlsx")["Leads"].iter_rows(values_only=True))
    ads = rows(data / "ads.csv", ";", "cp1252")
    off = [r for r in forms if r["tevreden"] in ("0", "9") or r["aanbevelen"] == "14"]
    assert sum(r["campagne"] == "spaaractie-2025" for r in mails) == flaws["email_unknown_campaign"]
    assert sum("interne notitie" in lead for lead in leads) == flaws["crm_unknown_activity"]
    assert sum(row["Kanaal"] == "Display" for row in ads) == flaws["ads_unknown_campaign"]
    assert len(off) == flaws["survey_out_of_scale"]
    assert sum(row["tevreden"] == "6" for row in forms) == flaws["survey_not_answered"]
    assert {"=1+1", "<script>alert('hallo')</script>"} <= {row["toelichting"] for row in forms}


def test_bottles_has_its_flaws(made):
    folder, truths = made
    data, flaws = folder / "bottles" / "data", truths["bottles"].flaws
    visits, mails = months(data / "web"), months(data / "email")
    orders, forms = rows(data / "orders.csv"), rows(data / "survey.csv")
    listed = rows(data / "customers.csv", encoding="utf-8-sig")
    granted = {r["customer_id"] for r in listed if r["analytics_consent"] == "granted"}
    timeless = [row for row in mails if "sent_at" not in row]
    others = [row for row in mails if "sent_at" in row]
    assert (data / "customers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(visits) - len({row["hit_id"] for row in visits}) == flaws["web_duplicate"]
    assert sum(row["visitor"].startswith("X") for row in visits) == flaws["web_unknown_customer"]
    assert sum(row["consent"] == "" for row in visits) == flaws["web_without_consent"]
    assert {row["file"] for row in timeless} == {"2026-03"}
    assert sum(row["contact"] in granted for row in timeless) == flaws["email_missing_column"]
    assert sum(r["campaign"] == "partner-offer" for r in others) == flaws["email_unknown_campaign"]
    assert sum(r["status"] == "test_order" for r in orders) == flaws["orders_unknown_event"]
    assert len(orders) - len({row["line"] for row in orders}) == flaws["orders_duplicate"]
    assert sum(row["amount"] == "twelve" for row in orders) == flaws["orders_unparsable_amount"]
    assert sum(row["satisfied"] == "99" for row in forms) == flaws["survey_not_answered"]

"""`cjkit new --data`: the client is made of files, none is moved and nothing is written over."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cjkit
from cjkit.cli import app
from cjkit.data.sources import read_data

PEOPLE = "customer_id,age,city,analytics_consent\n" + "".join(
    f"c{n},{20 + n},{'AB'[n % 2]},{'granted' if n % 4 else 'denied'}\n" for n in range(30)
)
VISITS = "visitor_id,timestamp,event,page_url\n" + "".join(
    f"c{n},2026-01-{1 + n % 28:02}T10:00:00,view,https://x.example/a\n" for n in range(30)
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "platformdirs.user_config_dir", lambda name: str(tmp_path / "config" / name)
    )
    monkeypatch.setenv("CJKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "export").mkdir()
    (tmp_path / "export/people.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "export/visits.csv").write_text(VISITS, "utf-8")


def new(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["new", *arguments])


def test_a_new_client_has_its_files_and_a_data_yaml_that_links(tmp_path: Path) -> None:
    result = new("acme", "--data", "export/people.csv", "export/visits.csv")
    assert result.output == (
        "Made acme/journey.yaml\n"
        "Made acme/data.example.yaml\n"
        "Made acme/data.yaml\n"
        "1. Read acme/journey.yaml from top to bottom and replace the guesses by what you know.\n"
        "2. cjkit check acme tells what is missing, cjkit report acme makes the report.\n"
        '3. Read acme/data.yaml and decide what begins with "unsure:" and "Decide:"; then cjkit '
        "can read your data.\n"
        "4. Before you read customer data, set "
        f"CJKIT_PSEUDONYM_KEY_FILE={tmp_path}/config/cjkit/keys/acme.key - keep that file secret "
        "and outside the folder of the client.\n"
        "Copied 2 files to acme/data; the originals stay where they are.\n"
        "customers (Customer file): 0 things unsure\n"
        "web (Web analytics events): 0 things unsure\n"
    )
    assert Path("export/people.csv").read_text("utf-8") == PEOPLE
    # 8 of 30 customers denied (0, 4, ... 28), so 22 customers and as many visits are accepted.
    rows = cjkit.open_client("acme").engine.query("rows").set_index("source")
    assert rows.loc["customers", "without_consent"] == 8
    assert rows.loc["web", "without_consent"] == 8
    assert rows["read"].tolist() == [30, 30]


def test_a_client_that_is_there_gets_data_yaml_and_later_proposals_stand_beside_it() -> None:
    new("acme", "--language", "nl")
    before = Path("acme/journey.yaml").read_bytes()
    first = new("acme", "--data", "export/people.csv")
    assert first.output == (
        "Gemaakt: acme/data.yaml\n"
        "Gekopieerd: people.csv naar acme/data; het origineel blijft staan.\n"
        "customers (Klantenbestand): 0 punten onzeker\n"
    )
    Path("acme/data.yaml").write_text("# mine\nsources: []\n", "utf-8")
    assert "acme/data.proposed.yaml" in new("acme", "--data", "export").output
    assert "acme/data.proposed-2.yaml" in new("acme", "--data", "export").output
    assert Path("acme/data.yaml").read_text("utf-8") == "# mine\nsources: []\n"
    assert Path("acme/journey.yaml").read_bytes() == before
    proposed = read_data(Path("acme"), cjkit.read_journey("acme"), "data.proposed.yaml")
    assert proposed is not None
    assert [source.files for source in proposed.sources] == [
        ("data/people.csv",),
        ("data/visits.csv",),
    ]


def test_files_in_the_folder_are_named_as_they_lie() -> None:
    new("acme")
    shutil.copytree("export", "acme/from_the_agency")
    assert "Copied" not in new("acme", "--data", "acme/from_the_agency").output
    assert "files: from_the_agency/people.csv" in Path("acme/data.yaml").read_text("utf-8")
    assert not Path("acme/data").exists()


def test_files_of_one_name_from_two_folders_are_both_copied() -> None:
    Path("other").mkdir()
    Path("other/people.csv").write_text(PEOPLE.replace("\nc", "\nz"), "utf-8")
    new("acme", "--data", "export/people.csv", "--data", "other/people.csv")
    names = sorted(path.name for path in Path("acme/data").iterdir())
    assert names == ["other_people.csv", "people.csv"]


def test_open_consent_is_said_with_its_line() -> None:
    result = new("acme", "--data", "export/visits.csv")
    line = Path("acme/data.yaml").read_text("utf-8").splitlines().index("    consent: {}") + 1
    assert result.output.endswith(
        "Before your data can be read, one thing must be settled:\n"
        f'data.yaml:{line}:5: CJ-305 Consent of source "web" must be known in exactly one way. '
        "Give column with granted, or by, or not_applicable with the reason.\n"
    )
    checked = CliRunner().invoke(app, ["check", "acme"])
    assert (checked.exit_code, "CJ-305" in checked.stderr) == (2, True)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nonsense_makes_nothing(language: str) -> None:
    Path("export/report.csv").write_bytes(b"%PDF-1.7 and so on")
    result = new("acme", "--language", language, "--data", "export")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("report.csv: CJ-382 ")
    assert not Path("acme").exists()


def test_files_go_after_data_and_the_language_is_known() -> None:
    assert "files go after --data" in new("acme", "export/people.csv").output
    result = new("acme", "--language", "fr", "--data", "export/people.csv")
    assert result.stderr == 'CJ-205 There is no language "fr". Choose one of: nl, en.\n'
    assert not Path("acme").exists()


def test_attributes_that_personas_ask_for_are_proposed() -> None:
    new("acme")
    path = Path("acme/journey.yaml")
    text = path.read_text("utf-8").replace(
        "personas:\n", "personas:\n  - {id: old, name: Old, traits: [{code: [x1]}]}\n", 1
    )
    path.write_text(text, "utf-8")
    many = PEOPLE.replace("city", "code")
    rows = [line.replace(",A,", f",x{n},").replace(",B,", f",x{n},")
            for n, line in enumerate(many.splitlines())]  # fmt: skip
    Path("export/people.csv").write_text("\n".join(rows) + "\n", "utf-8")
    assert "CJ-" not in new("acme", "--data", "export/people.csv").output
    assert "attributes: [age, code]" in Path("acme/data.yaml").read_text("utf-8")

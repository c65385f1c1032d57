"""`cjkit new`: a map that teaches, that opens at once, and a key outside the folder."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cjkit
from cjkit.cli import app
from cjkit.data.privacy import pseudonym_key
from cjkit.data.sources import read_data
from cjkit.errors import ClientError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.library.new_client import make_key, new_client
from cjkit.library.shelves import stage_sets
from tests.notebooks.cells import shown_by_all

SETS = [each.id for each in stage_sets("en")] + ["aida+welcome-engage-advocate", "cain+loyalty"]
PARTS = (
    "organisation", "personas", "stages", "touchpoints", "experiences", "metrics", "improvements",
    "assumptions",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(
        "platformdirs.user_config_dir", lambda name: str(tmp_path / "config" / name)
    )


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("stages", SETS)
def test_a_new_map_is_valid_and_has_all_eight_parts(
    tmp_path: Path, stages: str, language: str
) -> None:
    made = new_client(tmp_path / "acme", stages=stages, language=language)
    opened = cjkit.open_client(made.folder)
    assert opened.language == language
    assert opened.data is None
    assert [part for part in PARTS if not getattr(opened.whole_map, part)] == []
    assert [e.emotion for e in opened.whole_map.experiences if e.emotion] == []


EXAMPLE = re.compile(r"^( *)# ( *- | *[a-z_]+:)", re.MULTILINE)


def uncommented(text: str) -> str:
    """Take the # from every line that is an example: a key or an item, not a sentence."""
    return "format: 1" + EXAMPLE.sub(r"\1\2", text.partition("format: 1")[2])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_example_in_the_comments_can_be_used(tmp_path: Path, language: str) -> None:
    made = new_client(tmp_path / "acme", stages="five", language=language)
    whole = parse_journey(uncommented(made.files[0].read_text("utf-8")))
    assert whole.personas[0].canvas.pains
    assert whole.experiences[0].moment_of_truth
    assert whole.improvements.insights
    assert whole.metrics.focus
    assert len(whole.touchpoints) == 35


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_example_of_data_describes_data_for_this_map(tmp_path: Path, language: str) -> None:
    made = new_client(tmp_path / "acme", stages="cain", language=language)
    made.files[1].rename(made.folder / "data.yaml")
    described = read_data(made.folder, cjkit.read_journey(made.folder))
    assert [source.id for source in described.sources] == ["customers", "web", "survey"]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "stages"), [("nl", "shop-visit"), ("en", "aida+loyalty")])
def test_the_six_notebooks_open_a_new_client(tmp_path: Path, language: str, stages: str) -> None:
    made = new_client(tmp_path / "acme", stages=stages, language=language)
    assert "<figure" in shown_by_all(language, made.folder)


def test_a_new_client_can_be_checked(tmp_path: Path) -> None:
    made = new_client(tmp_path / "acme")
    result = run("check", str(made.folder))
    assert result.exit_code in (0, 1)
    assert "CJ-7" in result.output


def test_the_title_may_be_any_text(tmp_path: Path) -> None:
    title = 'A "map": of # things\nand {{ more }}'
    made = new_client(tmp_path / "acme", title=title)
    assert cjkit.read_journey(made.folder).title == title


def test_the_key_is_private_stays_and_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = new_client(tmp_path / "acme")
    assert tmp_path / "acme" not in made.key.parents
    assert made.key.stat().st_mode & 0o777 == 0o600
    assert made.key.parent.stat().st_mode & 0o777 == 0o700
    before = made.key.read_bytes()
    assert make_key("acme").read_bytes() == before
    monkeypatch.delenv("CJKIT_PSEUDONYM_KEY", raising=False)
    monkeypatch.setenv("CJKIT_PSEUDONYM_KEY_FILE", str(made.key))
    assert pseudonym_key() == before.strip()
    assert len(pseudonym_key()) == 64


def test_new_tells_what_to_do_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("new", "acme", "--stages", "aida", "--language", "nl", "--title", "Een kaart")
    key = tmp_path / "config/cjkit/keys/acme.key"
    assert result.output == (
        "Gemaakt: acme/journey.yaml\n"
        "Gemaakt: acme/data.example.yaml\n"
        "1. Lees acme/journey.yaml van boven naar beneden en vervang de aannames door wat u weet.\n"
        "2. cjkit check acme zegt wat er ontbreekt, cjkit report acme maakt het rapport.\n"
        "3. Zijn er gegevens? Vul acme/data.example.yaml in en noem het data.yaml.\n"
        f"4. Stel CJKIT_PSEUDONYM_KEY_FILE={key} in voor u klantgegevens leest - houd dat bestand "
        "geheim en buiten de map van de klant.\n"
    )
    assert cjkit.read_journey("acme").title == "Een kaart"


def refused(*arguments: str) -> str:
    result = run("new", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


def test_a_folder_that_is_not_empty_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme/notes.txt").write_text("mine", "utf-8")
    assert refused("acme") == (
        "CJ-223 The folder acme is not empty. Name a new folder; cjkit writes over nothing.\n"
    )
    assert [path.name for path in (tmp_path / "acme").iterdir()] == ["notes.txt"]
    (tmp_path / "empty").mkdir()
    assert run("new", "empty").exit_code == 0


def test_a_wrong_set_or_language_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert 'CJ-220 De bibliotheek heeft geen fasenset "aidda". Bedoelt u "aida"?' in refused(
        "acme", "--stages", "aidda", "--language", "nl"
    )
    assert refused("acme", "--language", "de") == (
        'CJ-205 There is no language "de". Choose one of: nl, en.\n'
    )
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(ClientError) as caught:
        new_client(tmp_path / "file/acme")
    assert caught.value.problems[0].code == "CJ-224"

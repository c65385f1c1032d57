"""The workbook in another program: LibreOffice opens it, someone types, saves, and cjkit reads."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cjkit.formats.journey_yaml import parse_journey, read_journey
from cjkit.formats.workbook.reading import read_workbook
from cjkit.formats.workbook.writing import render_workbook
from cjkit.model.journey_map import JourneyMap

SAMPLES = Path(__file__).parents[2] / "sample_data"
SOFFICE = shutil.which("soffice")
XLSX = "xlsx:Calc MS Excel 2007 XML"
FLAT = "fods:OpenDocument Spreadsheet Flat XML"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if SOFFICE is None:
        reason = "LibreOffice Calc is not installed; `.ci/run` installs it"
        if os.environ.get("CJKIT_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return tmp_path_factory.mktemp("profile")


def converted(path: Path, form: str, profile: Path) -> Path:
    """Open a file in LibreOffice and save it in this form, in a folder of its own."""
    folder = path.parent / form.partition(":")[0]
    command = [str(SOFFICE), f"-env:UserInstallation=file://{profile}", "--headless"]
    command += ["--convert-to", form, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{form.partition(':')[0]}"


def saved(journey_map: JourneyMap, folder: Path, language: str | None = None) -> Path:
    path = folder / "map.xlsx"
    path.write_bytes(render_workbook(journey_map, language))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hypotheek", "bottles", "sneakers"])
def test_opened_and_saved_it_is_the_same_map(name: str, profile: Path, tmp_path: Path) -> None:
    journey_map = read_journey(SAMPLES / name)
    assert read_workbook(converted(saved(journey_map, tmp_path), XLSX, profile)) == journey_map


@pytest.mark.slow
def test_odd_texts_survive(profile: Path, tmp_path: Path) -> None:
    texts = [
        "=1+1",
        "+31 6",
        "@SUM(A1)",
        "a\nb",
        "שלום",
        "😀",
        "_x0041_",
        "<r>b</r>",
        "0012",
        "1e5",
    ]
    texts += ["x" * 20_000, "2026-03-31", "TRUE", "#N/A", "'quoted'", "http://example.com"]
    organisation = {"name": "Shop", "core_values": texts}
    journey_map = JourneyMap.model_validate({"title": "T", "organisation": organisation})
    assert read_workbook(converted(saved(journey_map, tmp_path), XLSX, profile)) == journey_map


@pytest.mark.slow
def test_what_is_typed_there_becomes_the_map(profile: Path, tmp_path: Path) -> None:
    journey_map = parse_journey(
        "title: A shop\nstages: [{id: search, name: Search, importance: 40, goal: Find it}]"
    )
    flat = converted(saved(journey_map, tmp_path), FLAT, profile)
    text = flat.read_text("utf-8")
    for old, new in [(">Search<", ">Look around<"), (">40<", ">70<"), ("Find it", "Find it fast")]:
        assert old in text
        text = text.replace(old, new)
    flat.write_text(text.replace('office:value="40"', 'office:value="70"'), "utf-8")
    stage = read_workbook(converted(flat, XLSX, profile)).stage("search")
    assert (stage.name, stage.goal.text, stage.importance.value) == (
        "Look around",
        "Find it fast",
        70,
    )


@pytest.mark.slow
def test_drop_downs_and_headings_are_there_for_libreoffice(profile: Path, tmp_path: Path) -> None:
    flat = converted(saved(read_journey(SAMPLES / "sneakers"), tmp_path), FLAT, profile)
    text = flat.read_text("utf-8")
    assert "cell-content-is-in-list(ids_stage)" in text
    assert 'table:name="ids_stage"' in text
    assert 'table:protected="true"' in text

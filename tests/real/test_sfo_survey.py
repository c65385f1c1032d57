"""A real survey that nobody here wrote: every figure equals what plain pandas made of the files."""

import json
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

import cjkit
from cjkit.measures.surveys import ratings
from cjkit.reports.notebooks import STEPS

HERE = Path(__file__).parent / "sfo_survey"
ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CJKIT_REAL_DATA", ROOT.parent / "shared" / "data")) / "sfo_survey"
YEARS = ("2014", "2015", "2016")

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"no real data at {DATA}; point CJKIT_REAL_DATA to their folder"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("airport")
    for name in ("journey.yaml", "data.yaml"):
        shutil.copy(HERE / name, folder)
    for year in YEARS:
        (folder / f"{year}.csv").symlink_to(DATA / f"{year}.csv")
    return folder


@pytest.mark.parametrize("year", YEARS)
def test_ratings_equal_the_figures(folder: Path, year: str) -> None:
    client = cjkit.open_client(folder, period_start=f"{year}-01-01", period_end=f"{year}-12-31")
    frame = ratings(client).frame
    everyone = frame[frame["persona"] == ""].set_index("question")
    wanted = json.loads((DATA / "figures.json").read_text())["ratings"][year]
    assert set(everyone.index) == {question.lower() for question in wanted}
    for question, figures in wanted.items():
        row = everyone.loc[question.lower()]
        found = {name: round(float(row[name]), 6) for name in ("n", "mean")}
        assert found == {name: figures[name] for name in found}, question
        for name in ("top2", "bottom2"):
            assert round(float(row[name]) * row["n"]) == figures[name], (question, name)


def test_every_row_is_accounted_for(folder: Path) -> None:
    rows = cjkit.open_client(folder).engine.query("rows").set_index("file")
    wanted = json.loads((DATA / "figures.json").read_text())["rows"]
    assert rows["read"].to_dict() == {f"{year}.csv": wanted[year] for year in YEARS}
    parts = rows["accepted"] + rows["rejected"] + rows["without_consent"] + rows["unplaced"]
    assert parts.equals(rows["read"])


@pytest.mark.slow
@pytest.mark.browser
def test_the_report_of_2016_opens(folder: Path, tmp_path: Path, page: Page) -> None:
    made = cjkit.run_report(
        folder,
        language="en",
        period_start="2016-01-01",
        period_end="2016-12-31",
        output=tmp_path / "reports",
        progress=False,
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(made.page.as_uri())
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(("data:", made.page.as_uri()))] == []
    sections = page.eval_on_selector_all("main section[id]", "all => all.map(one => one.id)")
    assert [name for name in sections if name in STEPS] == list(STEPS)
    signs = json.loads((DATA / "figures.json").read_text())["ratings"]["2016"]["SIGN"]["n"]
    assert f"{signs:,}" in (page.locator("#experiences").text_content() or "")

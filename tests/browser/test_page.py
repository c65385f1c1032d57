"""The page as a reader meets it: accessible, offline, on a phone, on paper, by keyboard."""

from pathlib import Path

import altair as alt
import nbformat
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Page

import cjkit
from cjkit.charts.figure import Figure
from cjkit.charts.sheet import record_sheet
from cjkit.reports.manifest import input_files
from cjkit.reports.notebooks import STEPS
from cjkit.reports.page import report_page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def figures() -> list[Figure]:
    client = cjkit.open_client(ROOT / "sample_data/hypotheek")
    frame = pd.DataFrame({"Fase": ["Zoeken", "Tekenen"], "Gevoel": [0.4, -0.6]})
    chart = alt.Chart(frame).mark_line().encode(x="Fase:N", y="Gevoel:Q")
    sheet = record_sheet(client.map.personas[0], "nl", client.map)
    return [
        Figure(
            "Starters verliezen de moed bij de offerte",
            subtitle="Gemiddeld gevoel, n = 212",
            language="nl",
            chart=chart,
            alt="Zoeken 0,4; Tekenen −0,6",
            table=frame,
            source="Enquête",
            notes=["Gemeten."],
        ),
        Figure("Eén persona", language="nl", body=sheet),
        Figure("Nog niets", language="nl", next_step="Voeg gegevens toe."),
    ]


def cells(number: int, step: str) -> list[nbformat.NotebookNode]:
    outputs = [
        new_output("display_data", {"text/html": figure.html, "text/plain": ""})
        for figure in figures()
    ]
    tags = {"tags": ["summary" if step == "metrics" else "wide" if step == "experiences" else "x"]}
    return [
        new_markdown_cell(f"# {number}. Stap {step}\n\nTekst met `code`.\n\n## Verder"),
        new_markdown_cell("| a | b |\n|---|---|\n| 1 | 2 |"),
        new_code_cell("print('lang ' * 60)", outputs=[new_output("stream", text="lang" * 200)]),
        new_code_cell("figure", outputs=outputs, metadata=tags),
    ]


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with every kind of content, as a file."""
    folder = tmp_path_factory.mktemp("report")
    client = cjkit.open_client(ROOT / "sample_data/hypotheek")
    paths = []
    for number, step in enumerate(STEPS, 1):
        paths.append(folder / f"{number}_{step}.ipynb")
        nbformat.write(new_notebook(cells=cells(number, step)), paths[-1])
    page = folder / "report.html"
    page.write_text(report_page(client, paths, input_files(client), with_code=True), "utf-8")
    return page


def unfold(page: Page) -> None:
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")


@pytest.mark.parametrize("width", [1280, 320])
def test_no_violation_of_wcag(page: Page, report: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(report.as_uri())
    unfold(page)
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


def test_no_request_leaves_the_page(page: Page, report: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report.as_uri())
    unfold(page)
    page.wait_for_load_state("networkidle")
    outside = [url for url in asked if not url.startswith(("data:", report.as_uri()))]
    assert outside == []
    assert said == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_wide_scroll(page: Page, report: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(report.as_uri())
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_prose_keeps_a_column_and_wide_figures_do_not(page: Page, report: Path) -> None:
    page.set_viewport_size({"width": 1800, "height": 900})
    page.goto(report.as_uri())

    def width(selector: str) -> float:
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        return box["width"]

    assert width("#organisation > .cell") == 1100
    assert width("#experiences > .wide") > 1700


def test_the_first_tab_leads_to_the_content(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Naar de inhoud"
    box = focused.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_pictures_are_drawn_and_named(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    drawn = page.eval_on_selector_all(
        "img", "all => all.map(one => [one.complete && one.naturalWidth > 0, one.alt])"
    )
    assert len(drawn) == 6
    assert all(complete and alternative for complete, alternative in drawn)


def test_paper(page: Page, report: Path, tmp_path: Path) -> None:
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    shown = {
        name: page.locator(name).first.evaluate("e => getComputedStyle(e).display")
        for name in (".skip", ".contents", "details")
    }
    assert shown == dict.fromkeys(shown, "none")
    breaks = page.locator("figure").first.evaluate("e => getComputedStyle(e).breakInside")
    assert breaks == "avoid"
    assert page.locator("#personas").evaluate("e => getComputedStyle(e).breakBefore") == "page"
    pdf = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True, tagged=True)
    # A4 is 595 x 842 points and lies on its short side; the wide sheet is A3 landscape.
    assert pdf.count(b"/MediaBox [0 0 594") + pdf.count(b"/MediaBox [0 0 595") >= 6
    assert pdf.count(b"/MediaBox [0 0 119") >= 1

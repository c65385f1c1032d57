"""The published reports of a sample client, in both languages, as a reader meets them."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from cjkit.reports.notebooks import STEPS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
PHONE: ViewportSize = {"width": 320, "height": 700}
WINDOW: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture(params=["nl", "en"])
def report(request: pytest.FixtureRequest, hypotheek_report: dict[str, Path]) -> Path:
    return hypotheek_report[request.param]


def unfold(page: Page) -> None:
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")


def violations(page: Page, size: ViewportSize) -> list[str]:
    page.set_viewport_size(size)
    found = Axe().run(page, options=WCAG)
    return [found.generate_report()] if found.violations_count else []


def test_no_violation_of_wcag(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    assert violations(page, WINDOW) == []
    assert violations(page, PHONE) == []


def test_no_violation_in_what_is_folded(page: Page, hypotheek_report: dict[str, Path]) -> None:
    # Both languages fold the same tables; axe reads 27,000 elements, so one page is enough.
    page.goto(hypotheek_report["nl"].as_uri())
    unfold(page)
    assert violations(page, WINDOW) == []


def test_no_request_and_no_word_of_complaint(page: Page, report: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri())
    unfold(page)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(("data:", report.as_uri()))] == []
    assert said == []


def test_nothing_is_wider_than_a_phone(page: Page, report: Path) -> None:
    page.set_viewport_size(PHONE)
    page.goto(report.as_uri())
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_six_sections_with_a_picture_in_each(page: Page, report: Path) -> None:
    page.goto(report.as_uri())
    for step in STEPS:
        assert page.locator(f"#{step} figure").count() >= 1, step
        assert page.locator(f".contents a[href='#{step}']").count() == 1
    drawn = page.eval_on_selector_all(
        "img", "all => all.map(one => one.complete && one.naturalWidth > 0 && one.alt !== '')"
    )
    assert drawn
    assert all(drawn)

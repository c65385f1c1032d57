"""The page: only our figures are HTML, everything else is text; nothing comes from outside."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import cjkit
from cjkit.charts.figure import Figure
from cjkit.reports.page import prose, report_page

FILES = [{"file": "journey.yaml", "sha256": "ab12"}]
VOID = {"meta", "img", "br", "col", "hr", "link", "input", "wbr"}

Page = Callable[..., str]


class Outline(HTMLParser):
    """Reads tags and ids, and that every tag is closed where it should be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page_of(project: Path) -> Page:
    """Make a page from the cells of one notebook."""

    def make(*cells: nbformat.NotebookNode, **asked: Any) -> str:
        path = project / "1_organisation.ipynb"
        nbformat.write(new_notebook(cells=list(cells)), path)
        return report_page(cjkit.open_client("acme"), [path], FILES, **asked)

    return make


def html_cell(html: str, *tags: str, said: str = "", source: str = "x") -> nbformat.NotebookNode:
    data = {"text/html": html, "text/plain": said}
    output = new_output("display_data", data)
    return new_code_cell(source, outputs=[output], metadata={"tags": list(tags)})


def test_hostile_words_are_text(project: Path, page_of: Page) -> None:
    title = cjkit.open_client("acme").map.title
    figure = Figure(title, body=title, table=pd.DataFrame({title: [title]}))
    made = page_of(
        new_markdown_cell(f"# {title}\n\n{title}"),
        html_cell(figure.html),
        html_cell("<script>alert(2)</script>", said=title),
        html_cell("", said=title),
        new_code_cell("x", outputs=[new_output("stream", text=title)]),
    )
    outline = Outline(made)
    assert outline.open == []
    assert "script" not in outline.tags
    # Title, h1, contents, section title, prose, figure (title, body, label, caption, head, cell),
    # two plain texts and a printed one.
    assert outline.text.count("<script>alert(1)</script> {{ 7 * 7 }}") == 13
    assert "alert(2)" not in made
    assert "49" not in outline.text


def test_nothing_comes_from_outside(page_of: Page) -> None:
    made = page_of(
        new_markdown_cell(
            "# A\n\n[out](https://example.org) ![picture](http://example.org/a.png) [in](#stages)"
            "\n\n<img src='https://example.org/b.png'>"
        ),
        html_cell(Figure("A figure").html),
    )
    assert [a for a in Outline(made).addresses if not a.startswith(("#", "data:"))] == []
    assert "#stages" in Outline(made).addresses
    assert "default-src 'none'" in made


def test_cells_for_learners_are_left_out(page_of: Page) -> None:
    hidden = ("teach", "explore", "parameters", "injected-parameters", "exercise", "solution")
    cells = [html_cell("", tag, said=f"hidden {tag}") for tag in hidden]
    made = page_of(new_markdown_cell("# A"), *cells, html_cell("", said="shown"))
    assert "hidden" not in Outline(made).text
    assert "shown" in Outline(made).text


def test_code_is_shown_only_when_asked(page_of: Page) -> None:
    cells = [new_markdown_cell("# A"), html_cell("", source="a < b  # why", said="done")]
    assert "a &lt; b" not in page_of(*cells)
    shown = page_of(*cells, with_code=True)
    assert '<details class="code"><summary>Code</summary><pre><code>a &lt; b' in shown


def test_a_summary_stands_on_top_and_once(page_of: Page) -> None:
    said = html_cell(Figure("Starters lose heart").html, "summary")
    made = page_of(new_markdown_cell("# A"), html_cell("", said="first"), said)
    assert made.count("Starters lose heart") == 1
    assert made.index("Starters lose heart") < made.index("first")
    assert 'id="summary"' not in page_of(new_markdown_cell("# A"))


def test_one_title_and_a_way_to_each_section(page_of: Page) -> None:
    made = page_of(new_markdown_cell("# Begin with *yourself*\n\n## Deeper"))
    outline = Outline(made)
    assert outline.tags.count("h1") == 1
    assert [t for t in outline.tags if re.fullmatch("h[1-6]", t)] == ["h1", "h2", "h2", "h3", "h2"]
    assert outline.tags.count("main") == 1
    assert "#organisation" in outline.addresses
    assert "organisation" in outline.ids
    assert made.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_ids_are_there_once(page_of: Page) -> None:
    figures = [html_cell(Figure("Twice").html) for _ in range(2)]
    ids = Outline(page_of(new_markdown_cell("# A"), *figures)).ids
    assert len(ids) == len(set(ids))
    assert sum(name.startswith("figure-") for name in ids) == 2


def test_pictures_and_markdown_of_a_cell(page_of: Page) -> None:
    outputs = [
        new_output("display_data", {"image/png": "AAAA\n", "text/plain": 'a "plot"'}),
        new_output("display_data", {"text/markdown": "**bold**", "text/plain": "x"}),
        new_output("stream", name="stderr", text="a warning"),
    ]
    made = page_of(new_markdown_cell("# A"), new_code_cell("x", outputs=outputs))
    assert '<img src="data:image/png;base64,AAAA" alt="a &#34;plot&#34;">' in made
    assert "<strong>bold</strong>" in made
    assert "a warning" not in made


def test_what_the_report_rests_on(page_of: Page) -> None:
    text = re.sub(r"\s+", " ", Outline(page_of(new_markdown_cell("# A"))).text)
    assert "The files File Checksum (SHA-256) journey.yaml ab12" in text


def test_a_cell_that_says_nothing_takes_no_room(page_of: Page) -> None:
    assert '<div class="cell' not in page_of(new_markdown_cell("# A"), new_code_cell("import x"))


def test_a_wide_cell_may_use_the_window(page_of: Page) -> None:
    assert '<div class="cell wide">' in page_of(html_cell("", "wide", said="x"))
    assert '<div class="cell">' in page_of(html_cell("", said="x"))


def test_prose_shows_html_and_drops_outside_addresses() -> None:
    assert prose("[a](javascript:alert(1)) <i>b</i>") == "<p>a &lt;i&gt;b&lt;/i&gt;</p>\n"

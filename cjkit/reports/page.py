"""One self-contained page from executed notebooks: no script, no request, readable on paper.

Only figures that cjkit drew stand in it as HTML. Whatever else a cell gives, and every word of a
client, is text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mistune
import nbformat
import pandas as pd
from markupsafe import Markup

from cjkit import labels
from cjkit.charts.figure import render, table_html
from cjkit.client import Client
from cjkit.reports.manifest import data_days, row_counts
from cjkit.reports.notebooks import read_notebook, tags
from cjkit.reports.styles import with_shared_styles

LEFT_OUT = {
    "teach",
    "explore",
    "parameters",
    "injected-parameters",
    "exercise",
    "solution",
}
"""Cells with one of these tags are not in the page."""

_FIGURE = re.compile(r'<figure id="(figure-[0-9a-f]+)"')
_TITLE = re.compile(r"^# +(.+?) *#* *$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """One step of the method on the page."""

    id: str
    title: str
    body: Markup


class _Prose(mistune.HTMLRenderer):
    """Markdown below the title of a section: headings one level down, no address from outside."""

    def heading(self, text: str, level: int, **_: Any) -> str:
        return f"<h{min(level + 1, 6)}>{text}</h{min(level + 1, 6)}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, url, title) if url.startswith("#") else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"<em>{text}</em>"


_MARKDOWN = mistune.create_markdown(renderer=_Prose(), plugins=["table", "strikethrough"])


def prose(text: str) -> Markup:
    """Give markdown as HTML; HTML in it is shown, not obeyed.

    >>> print(prose("## A *view*, <b>not</b> bold"))
    <h3>A <em>view</em>, &lt;b&gt;not&lt;/b&gt; bold</h3>
    <BLANKLINE>
    """
    return Markup(_MARKDOWN(text))


def report_page(
    client: Client,
    notebooks: Sequence[Path],
    files: Sequence[Mapping[str, Any]],
    *,
    with_code: bool = False,
) -> str:
    """Give the page of a report.

    Parameters
    ----------
    client : Client
        The client with the persona and period that were chosen.
    notebooks : sequence of Path
        The executed notebooks in order; `3_stages.ipynb` becomes the section `stages`.
    files : sequence of mapping
        What the report rests on: `file` and `sha256` of each.
    with_code : bool
        Show the code of each cell, folded.

    Returns
    -------
    str
        HTML; the same input gives the same text.
    """
    read = {path.stem: read_notebook(path) for path in notebooks}
    html = render(
        "page.html",
        language=client.language,
        word=labels.catalogue("reports", client.language)["page"],
        title=client.whole_map.title,
        facts=list(_facts(client)),
        summary=_body(client, read, "summary"),
        sections=[_section(name, node, with_code) for name, node in read.items()],
        tables=list(_provenance(client, files)),
    )
    return with_shared_styles(_unique_ids(html))


def _facts(client: Client) -> Iterator[tuple[str, str]]:
    """Give what stands under the title; nothing in it comes from the clock."""
    language, journey, chosen = client.language, client.whole_map, client.selection
    organisation = journey.organisation
    yield "client", organisation.name if organisation else client.name
    state = labels.Word(f"reports.page.state.{journey.state}")
    values = {"version": journey.version, "state": state}
    yield "map", labels.text("reports.page.map_version", language, **values)
    yield "persona", client.map.persona(chosen.persona).name if chosen.persona else ""
    yield "period", _days(chosen.start, chosen.end, language) if chosen.start or chosen.end else ""
    yield "data", _days(*data_days(client), language)


def _days(first: Any, last: Any, language: str) -> str:
    """Write a period with an open or closed begin and end; empty when both are open.

    >>> import datetime as dt
    >>> _days(dt.date(2026, 1, 1), None, "en"), _days(None, None, "en")
    ('1 Jan 2026 – …', '')
    """
    written = [labels.write(day, language) if day else "…" for day in (first, last)]
    return " – ".join(written) if first or last else ""


def _section(name: str, node: nbformat.NotebookNode, with_code: bool) -> Section:
    body = Markup("").join(
        _cell(cell, with_code) for cell in node.cells if not tags(cell) & (LEFT_OUT | {"summary"})
    )
    step = name.partition("_")[2]
    return Section(step, _title(node) or step, body)


def _title(node: nbformat.NotebookNode) -> str:
    titles = (_TITLE.search(cell.source) for cell in node.cells if cell.cell_type == "markdown")
    return next((found[1] for found in titles if found), "")


def _body(client: Client, read: Mapping[str, nbformat.NotebookNode], tag: str) -> Markup:
    """Give the outputs of all cells with a tag, without their code and headings."""
    cells = (cell for node in read.values() for cell in node.cells if tag in tags(cell))
    return Markup("").join(_outputs(cell) for cell in cells if cell.cell_type == "code")


def _cell(cell: nbformat.NotebookNode, with_code: bool) -> Markup:
    if cell.cell_type == "markdown":
        return Markup('<div class="prose">{}</div>\n').format(prose(_TITLE.sub("", cell.source)))
    if cell.cell_type != "code":
        return Markup("")
    source, outputs = cell.source if with_code else "", _outputs(cell)
    if not source and not outputs:
        return Markup("")
    kind = "wide" if "wide" in tags(cell) else ""
    return render("page_cell.html", source=source, outputs=outputs, kind=kind)


def _outputs(cell: nbformat.NotebookNode) -> Markup:
    return Markup("\n").join(filter(None, map(_output, cell.outputs)))


def _output(output: nbformat.NotebookNode) -> Markup:
    if output.output_type == "stream":
        return _preformatted(output.text) if output.name == "stdout" else Markup("")
    data = output.get("data", {})
    if _FIGURE.match(data.get("text/html", "")):
        return Markup(data["text/html"])
    said = data.get("text/plain", "")
    if "image/png" in data:
        source = f"data:image/png;base64,{data['image/png'].replace(chr(10), '')}"
        return Markup('<p><img src="{}" alt="{}"></p>').format(source, said)
    if "text/markdown" in data:
        return Markup('<div class="prose">{}</div>').format(prose(data["text/markdown"]))
    return _preformatted(said)


def _preformatted(text: str) -> Markup:
    return Markup("<pre>{}</pre>").format(text.rstrip()) if text.strip() else Markup("")


def _provenance(client: Client, files: Sequence[Mapping[str, Any]]) -> Iterator[Markup]:
    """Give what became of the rows and which files the report rests on, as tables."""
    word = labels.catalogue("reports", client.language)["page"]
    names = {source.id: source.name for source in client.whole_map.metrics.sources}
    counts = row_counts(client)
    if counts:
        rows = pd.DataFrame(counts).replace({"source": names}).rename(columns=word["column"])
        yield table_html(rows, word["rows"], client.language)
    shown = pd.DataFrame(files)[["file", "sha256"]].rename(columns=word["column"])
    yield table_html(shown, word["files"], client.language)


def _unique_ids(html: str) -> str:
    """Number figures that stand on the page more than once: an id is there once."""
    seen: Counter[str] = Counter()

    def numbered(found: re.Match[str]) -> str:
        seen[found[1]] += 1
        again = f"-{seen[found[1]]}" if seen[found[1]] > 1 else ""
        return f'<figure id="{found[1]}{again}"'

    return _FIGURE.sub(numbered, html)

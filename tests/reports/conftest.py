"""A client with hostile words, and six tiny notebooks beside it."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cjkit.reports.notebooks import STEPS

PARAMETERS = """\
client = "nobody"  # the client's folder
language = "en"  # the language
persona = ""  # one persona
period_start = ""  # first day
period_end = ""  # last day
output = ""  # where tables go"""

HOSTILE = """</title><script>alert(1)</script> {{ 7 * 7 }} "it's" 🏠 {% raw %} <b>"""

DRAW = """\
import cjkit
from cjkit.charts.figure import Figure

study = cjkit.open_client(client, language=language, persona=persona)
Figure(study.map.title, subtitle="Whose map", language=language, body=study.map.stages[0].name)"""


WRITE = """\
import cjkit

study = cjkit.open_client(client, language=language, persona=persona)
written = cjkit.write_measures(study, output, step={step!r})
print("written to", output)"""


def tiny_notebook(step: str, number: int, *code: str) -> nbformat.NotebookNode:
    cells = [
        new_markdown_cell(f"# {number}. The {step}\n\nWhat it is."),
        new_markdown_cell("Only for learners.", metadata={"tags": ["teach"]}),
        new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        new_code_cell("print(client, language, persona)"),
        new_code_cell("raise SystemExit('a widget')", metadata={"tags": ["explore"]}),
        *(new_code_cell(source) for source in code),
    ]
    for index, cell in enumerate(cells):
        cell["id"] = f"{step}-{index}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write_notebooks(root: Path, language: str = "en") -> Path:
    folder = root / "notebooks" / language
    folder.mkdir(parents=True)
    for number, step in enumerate(STEPS, 1):
        code = [DRAW] if step == "organisation" else []
        code += [WRITE.format(step=step)] if step in ("organisation", "metrics") else []
        nbformat.write(tiny_notebook(step, number, *code), folder / f"{number}_{step}.ipynb")
    return folder


def write_client(root: Path) -> Path:
    folder = root / "acme"
    folder.mkdir()
    journey = (
        f"title: {yaml_text(HOSTILE)}\nversion: '7'\nlanguage: en\n"
        f"personas:\n  - {{id: starter, name: Starter}}\n"
        f"stages:\n  - id: search\n    name: {yaml_text(HOSTILE)}\n"
    )
    (folder / "journey.yaml").write_text(journey, "utf-8")
    return folder


def yaml_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a client `acme` and six English notebooks."""
    write_client(tmp_path)
    write_notebooks(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def change_cell(project: Path) -> Callable[[str, str, str], None]:
    """Change the code of a notebook: file, old, new."""

    def change(name: str, old: str, new: str) -> None:
        path = project / "notebooks/en" / name
        node = nbformat.read(path, as_version=4)
        for cell in node.cells:
            cell.source = cell.source.replace(old, new)
        nbformat.write(node, path)

    return change

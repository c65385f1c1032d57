"""Runs the cells of the six notebooks in this process: what a kernel would show, at no cost."""

import ast
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).parents[2]


def shown_by(notebook: Path, **parameters: str) -> list[str]:
    """Run the code cells with these parameters and give the HTML or text of each result."""
    cells = [c for c in nbformat.read(notebook, as_version=4).cells if c.cell_type == "code"]
    space: dict[str, Any] = {}
    shown = []
    for cell in cells:
        shown += _run(cell.source, space)
        if "parameters" in cell.metadata.get("tags", []):
            space |= parameters
    return shown


def _run(source: str, space: dict[str, Any]) -> list[str]:
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), space)
    if last is None:
        return []
    result = eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)
    return [] if result is None else [_html(result)]


def _html(result: Any) -> str:
    as_html = getattr(result, "_repr_html_", None)
    return as_html() if as_html else str(result)


def shown_by_all(language: str, client: Path, **parameters: str) -> str:
    """Run the six notebooks of a language for a client folder and give all they show."""
    given = {"client": str(client), "language": language, **parameters}
    paths = sorted((ROOT / "notebooks" / language).glob("*.ipynb"))
    assert len(paths) == 6
    return "\n".join(html for path in paths for html in shown_by(path, **given))

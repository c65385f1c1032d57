"""The notebooks as they lie in git: clean, paired, thin."""

import ast
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
STEPS = ["organisation", "personas", "stages", "touchpoints", "experiences", "metrics"]
NAMES = [f"{number}_{step}.ipynb" for number, step in enumerate(STEPS, 1)]
PARAMETERS = ["client", "language", "persona", "period_start", "period_end", "output"]


def notebook(language: str, name: str) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / "notebooks" / language / name, as_version=4)


def tags(cell: nbformat.NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


BOTH = pytest.mark.parametrize(
    ("language", "name"), [(language, name) for language in ("nl", "en") for name in NAMES]
)


def test_there_are_six_in_each_language() -> None:
    for language in ("nl", "en"):
        found = sorted(p.name for p in (ROOT / "notebooks" / language).glob("*.ipynb"))
        assert found == NAMES


@BOTH
def test_valid_and_without_outputs(language: str, name: str) -> None:
    found = notebook(language, name)
    nbformat.validate(found)
    assert found.metadata.kernelspec.name == "python3"
    for cell in (c for c in found.cells if c.cell_type == "code"):
        kept = {"keep_output", "nbval-check-output"} <= tags(cell)
        assert kept == bool(cell.outputs)
        # nbval takes outputs without a count for those of a cell that never ran
        assert cell.execution_count == (1 if kept else None)


@pytest.mark.parametrize("name", NAMES)
def test_same_code_in_both_languages(name: str) -> None:
    nl, en = notebook("nl", name), notebook("en", name)
    code = [[c for c in n.cells if c.cell_type == "code"] for n in (nl, en)]
    assert [tags(c) for c in code[0]] == [tags(c) for c in code[1]]
    plain = [[c.source for c in cells if "parameters" not in tags(c)] for cells in code]
    assert plain[0] == plain[1]
    assert [c.cell_type for c in nl.cells] == [c.cell_type for c in en.cells]


@BOTH
def test_cells_are_thin(language: str, name: str) -> None:
    for cell in (c for c in notebook(language, name).cells if c.cell_type == "code"):
        assert len(cell.source.splitlines()) <= 15
        tree = ast.parse(cell.source)
        kinds = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)
        assert not any(isinstance(node, kinds) for node in ast.walk(tree))


@BOTH
def test_parameters_are_literals_with_a_comment(language: str, name: str) -> None:
    cells = [c for c in notebook(language, name).cells if "parameters" in tags(c)]
    assert len(cells) == 1
    assigned = [node for node in ast.parse(cells[0].source).body if isinstance(node, ast.Assign)]
    assert [node.targets[0].id for node in assigned] == PARAMETERS
    assert all(isinstance(ast.literal_eval(node.value), str) for node in assigned)
    lines = [line for line in cells[0].source.splitlines() if "=" in line]
    assert all("#" in line for line in lines)
    assert f'language = "{language}"' in cells[0].source


@BOTH
def test_one_title_and_a_visible_check(language: str, name: str) -> None:
    cells = notebook(language, name).cells
    text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    assert sum(line.startswith("# ") for line in text.splitlines()) == 1
    checked = [c for c in cells if c.cell_type == "code" and "assert " in c.source]
    assert checked, "each notebook ends with a visible check"

"""Finding the six notebooks, and refusing those that a report cannot use."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import cjkit
from cjkit.errors import ReportError
from cjkit.reports.notebooks import (
    STEPS,
    KernelManager,
    check_notebook,
    find_failure,
    find_notebooks,
    read_notebook,
)

PARAMETERS = {"client": "acme", "language": "en", "persona": ""}


def test_the_nearest_notebooks_win(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [f"{number}_{step}.ipynb" for number, step in enumerate(STEPS, 1)]
    assert [path.name for path in find_notebooks("en")] == expected
    assert find_notebooks("en")[0].parent == project / "notebooks/en"
    monkeypatch.chdir(project / "acme")
    assert find_notebooks("en")[0].parent == project / "notebooks/en"


def test_those_of_cjkit_serve_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    own = Path(cjkit.__file__).parents[1] / "notebooks/nl"
    assert find_notebooks("nl")[0].parent == own


def test_a_missing_notebook_is_named(project: Path) -> None:
    (project / "notebooks/en/3_stages.ipynb").unlink()
    with pytest.raises(ReportError) as refused:
        find_notebooks("en")
    assert refused.value.text("en") == (
        f"{project / 'notebooks/en'}: CJ-603 Not all six notebooks are there; missing: "
        "3_stages.ipynb. Put them back; a report runs all six."
    )


def test_no_notebooks_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cjkit, "__file__", str(tmp_path / "elsewhere/cjkit/__init__.py"))
    with pytest.raises(ReportError) as refused:
        find_notebooks("en")
    assert refused.value.text("en") == (
        f"CJ-602 There are no notebooks: {tmp_path / 'notebooks/en'} does not exist. "
        "Run cjkit from the root of the project, or install it again."
    )


def test_a_good_notebook_passes(project: Path) -> None:
    check_notebook(project / "notebooks/en/1_organisation.ipynb", PARAMETERS)


def test_a_parameter_that_the_notebook_lacks_is_refused(
    project: Path, change_cell: Callable[[str, str, str], None]
) -> None:
    change_cell("1_organisation.ipynb", 'persona = ""', 'person = ""')
    with pytest.raises(ReportError) as refused:
        check_notebook(project / "notebooks/en/1_organisation.ipynb", PARAMETERS)
    assert refused.value.text("en") == (
        '1_organisation.ipynb: CJ-604 The notebook has no parameter "persona". '
        'Add it to the cell tagged "parameters"; it has: '
        "client, language, person, period_start, period_end, output."
    )


def test_a_notebook_in_the_wrong_folder_is_refused(project: Path) -> None:
    with pytest.raises(ReportError) as refused:
        check_notebook(
            project / "notebooks/en/1_organisation.ipynb", PARAMETERS | {"language": "nl"}
        )
    assert refused.value.text("en") == (
        '1_organisation.ipynb: CJ-606 The notebook is written for language "en", but stands among '
        'those for "nl". Set language = "nl" in the cell tagged "parameters", or move the notebook.'
    )


@pytest.mark.parametrize(
    ("error", "line", "message"),
    [
        # IPython points to the line that failed, in colours.
        (
            {
                "ename": "KeyError",
                "evalue": "'x'",
                "traceback": ["\x1b[31mKeyError\x1b[39m", "\x1b[32m----> 2 \x1b[39mb = a['x']\n"],
            },
            "b = a['x']",
            "KeyError: 'x'",
        ),
        # A cell that does not parse has no such line.
        (
            {"ename": "SyntaxError", "evalue": "invalid", "traceback": ["SyntaxError: invalid"]},
            "a = {}",
            "SyntaxError: invalid",
        ),
        (
            {"ename": "AssertionError", "evalue": "", "traceback": []},
            "a = {}",
            "AssertionError",
        ),
        # Twelve lines fit on a screen.
        (
            {"ename": "E", "evalue": "\n".join("abcdefghijklmn"), "traceback": []},
            "a = {}",
            "E: a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\n...",
        ),
    ],
)
def test_a_failure_is_told_in_one_screen(
    project: Path, error: dict[str, object], line: str, message: str
) -> None:
    source = read_notebook(project / "notebooks/en/2_personas.ipynb")
    executed = read_notebook(project / "notebooks/en/2_personas.ipynb")
    failing = executed.cells[3]
    failing.source = "a = {}\nb = a['x']"
    failing.outputs = [type(failing)(output_type="error", **error)]
    executed.cells.insert(2, type(failing)(cell_type="code", id="injected", outputs=[]))
    failure = find_failure(executed, source)
    assert (failure.cell, failure.line, failure.message) == (4, line, message)


@pytest.mark.skipif(os.name != "posix", reason="sockets with a name are POSIX")
def test_runs_at_once_share_no_socket_and_leave_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = KernelManager(), KernelManager()
    assert first.ip != second.ip
    for manager in (first, second):
        manager.write_connection_file()
        folder = Path(manager.ip).parent
        assert tmp_path not in folder.parents
        assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
        manager.cleanup_connection_file()
    assert list(tmp_path.iterdir()) == []

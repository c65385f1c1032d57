"""The six notebooks of a language: found, held against their parameters, run."""

import ast
import json
import os
import re
import secrets
import sys
import time
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.localinterfaces import localhost
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from papermill.translators import translate_parameters
from traitlets import default

import cjkit
from cjkit.errors import Place, ReportError
from cjkit.reports.publish import keep_failed

STEPS = ("organisation", "personas", "stages", "touchpoints", "experiences", "metrics")
_LONGEST_SOCKET_FOLDER = 70
_ARROW = re.compile(r"^-+> \d+ (.*)$", re.MULTILINE)
_COLOURS = re.compile("\x1b\\[[0-9;]*m")
_OUR_CODE = re.compile(r"\bCJ-\d{3}\b")
_MOST_LINES = 12


def find_notebooks(language: str) -> list[Path]:
    """Give the six notebooks of a language, in order.

    The nearest folder at or above the working folder that has `notebooks/<language>/` gives them,
    so that edited copies win; else those that came with cjkit.

    Raises
    ------
    ReportError
        There are no notebooks, or not all six.
    """
    names = [f"{number}_{step}.ipynb" for number, step in enumerate(STEPS, 1)]
    home = Path(cjkit.__file__).parent
    roots = (Path.cwd(), *Path.cwd().parents, home, home.parent)
    folders = [root / "notebooks" / language for root in roots]
    folder = next((folder for folder in folders if folder.is_dir()), None)
    if folder is None:
        raise ReportError.of("CJ-602", folder=str(folders[0]))
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise ReportError.of("CJ-603", Place(file=str(folder)), missing=missing)
    return [folder / name for name in names]


def check_text(parameters: Mapping[str, object]) -> None:
    """Refuse a parameter that is not text: papermill would write another value, or none.

    Raises
    ------
    ReportError
        CJ-605.
    """
    for name, value in parameters.items():
        if not isinstance(value, str):
            raise ReportError.of("CJ-605", name=name, kind=type(value).__name__)


def check_notebook(notebook: Path, parameters: Mapping[str, str]) -> None:
    """Refuse a notebook that lacks a parameter, or that was written for another language.

    papermill itself only logs a line about a parameter that the notebook does not have.

    Raises
    ------
    ReportError
        CJ-604 or CJ-606.
    """
    known = papermill.inspect_notebook(str(notebook))
    place = Place(file=notebook.name)
    for name in parameters:
        if name not in known:
            raise ReportError.of("CJ-604", place, name=name, known=list(known))
    stated, asked = ast.literal_eval(known["language"]["default"]), parameters["language"]
    if stated != asked:
        raise ReportError.of("CJ-606", place, stated=stated, asked=asked)


class KernelManager(AsyncKernelManager):
    """Starts kernels with this very Python, over sockets that other users cannot open.

    Left alone, jupyter_client makes those sockets in the working folder, where two runs at once
    would take the same ones.
    """

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command that starts a kernel."""
        quiet = "--log-level=CRITICAL"  # else each kernel that is asked to stop says so
        module = ["-P", "-m", "cjkit.reports.kernel", "-f", "{connection_file}", quiet]
        return KernelSpec(argv=[sys.executable, *module], display_name="cjkit", language="python")

    @default("transport")
    def _transport(self) -> str:
        fits = len(jupyter_runtime_dir()) <= _LONGEST_SOCKET_FOLDER
        return "ipc" if os.name == "posix" and fits else "tcp"

    @default("ip")
    def _ip(self) -> str:
        if self.transport == "tcp":
            return str(localhost())
        folder = Path(jupyter_runtime_dir())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(folder / f"cjkit-{secrets.token_hex(8)}")


def run_notebook(
    notebook: Path, result: Path, parameters: Mapping[str, str], measures: Path, failed: Path
) -> float:
    """Run a notebook with papermill, without its `explore` cells.

    The result does not tell where it was made: the same input gives the same bytes.

    Parameters
    ----------
    notebook : Path
        The notebook to run; it is not changed.
    result : Path
        Where the executed notebook is written.
    parameters : mapping of str to str
        What the result shows after the cell tagged `parameters`.
    measures : Path
        Where the notebook writes its figures while it runs: its parameter `output` until then.
    failed : Path
        The folder in which a notebook that failed is kept.

    Returns
    -------
    float
        Seconds.

    Raises
    ------
    ReportError
        CJ-607 when a cell fails, CJ-608 when the kernel does not start or dies.
    """
    started = time.monotonic()
    source = read_notebook(notebook)
    aside = measures.resolve().as_posix()
    try:
        papermill.execute_notebook(
            _headless(source),
            str(result),
            {**parameters, "output": aside},
            kernel_name="python3",
            progress_bar=False,
            start_timeout=300,
            kernel_manager_class=KernelManager,
            extra_arguments=["--language", parameters["language"]],
        )
    except papermill.PapermillExecutionError:
        failure = find_failure(read_notebook(result), source)
        _settle(result, parameters, aside)
        kept = str(keep_failed(result, failed))
        values = {"notebook": notebook.name, "kept": kept, **vars(failure)}
        raise ReportError.of("CJ-607", **values) from None
    except RuntimeError as wrong:  # what nbclient raises when a kernel is gone
        reason = str(wrong).splitlines()[0]
        raise ReportError.of("CJ-608", notebook=notebook.name, reason=reason) from None
    _settle(result, parameters, aside)
    return time.monotonic() - started


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook in the form of nbformat 4."""
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call, no-any-return]


def tags(cell: nbformat.NotebookNode) -> set[str]:
    """Give the tags of a cell."""
    return set(cell.metadata.get("tags", ()))


def _headless(source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    headless = deepcopy(source)
    headless.cells = [cell for cell in headless.cells if "explore" not in tags(cell)]
    return headless


def _settle(notebook: Path, parameters: Mapping[str, str], aside: str) -> None:
    """Take times and places of this run out of a notebook."""
    node = read_notebook(notebook)
    node.metadata.pop("papermill", None)
    for number, cell in enumerate(node.cells, 1):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in tags(cell):
            cell["id"] = f"injected-{number}"
            cell.source = translate_parameters("python3", "python", parameters, "Parameters")
    text = nbformat.writes(node)  # type: ignore[no-untyped-call]
    made, published = (
        json.dumps(p, ensure_ascii=False)[1:-1] for p in (aside, parameters["output"])
    )
    notebook.write_text(text.replace(made, published) + "\n", "utf-8")


@dataclass(frozen=True)
class Failure:
    """Where and how a notebook failed."""

    cell: int
    """The number of the cell in the notebook as it lies in its folder, from 1."""
    line: str
    """The line of the cell that failed."""
    message: str
    """What went wrong."""


def find_failure(executed: nbformat.NotebookNode, source: nbformat.NotebookNode) -> Failure:
    """Find the cell that failed in an executed notebook."""
    cell, error = next(
        (cell, output)
        for cell in executed.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    )
    ids = [known.get("id") for known in source.cells]
    number = ids.index(cell.get("id")) + 1 if cell.get("id") in ids else 0
    return Failure(number, _failed_line(cell, error), _message(error))


def _failed_line(cell: nbformat.NotebookNode, error: Mapping[str, Any]) -> str:
    """Give the line that the traceback points to, which begins with the cell itself."""
    arrow = _ARROW.search(_COLOURS.sub("", "\n".join(error["traceback"])))
    return (arrow[1] if arrow else cell.source.partition("\n")[0]).strip()


def _message(error: Mapping[str, Any]) -> str:
    name, said = error["ename"], _COLOURS.sub("", error["evalue"])
    text = said if _OUR_CODE.search(said) else f"{name}: {said}".rstrip(": ")
    lines = text.splitlines()
    return "\n".join(lines[:_MOST_LINES] + ["..."] * (len(lines) > _MOST_LINES))

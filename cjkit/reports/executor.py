"""A report: the six notebooks run for one client, published only when all of them are green."""

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from cjkit import labels
from cjkit.client import Client, open_client, write_rejected
from cjkit.errors import ReportError
from cjkit.measures.history import keep_assumptions
from cjkit.reports.manifest import input_files, manifest, row_counts, sha256
from cjkit.reports.notebooks import STEPS, check_notebook, check_text, find_notebooks, run_notebook
from cjkit.reports.page import report_page
from cjkit.reports.publish import PAGE, made_aside, publish

MEASURES = "../measures"
"""Where the figures lie, from the executed notebooks: what these show as their `output`."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """A report that was published."""

    page: Path
    """The page to open."""
    notebooks: tuple[Path, ...]
    """The six executed notebooks."""
    measures: tuple[Path, ...]
    """The tables, and measures.json that tells what they are."""
    manifest: Path
    """What the report rests on, as JSON."""

    @property
    def folder(self) -> Path:
        """The folder that holds all of it."""
        return self.page.parent


def run_report(  # noqa: PLR0913  (keyword-only, each a plain choice)
    folder: Path | str,
    *,
    language: str | None = None,
    persona: str = "",
    period_start: str = "",
    period_end: str = "",
    output: Path | str = Path("reports"),
    with_code: bool = False,
    progress: bool = True,
    tell: Tell | None = None,
) -> Report:
    """Run the six notebooks for a client and publish page, tables and notebooks.

    Parameters
    ----------
    folder : Path or str
        The client's folder; nothing is written in it.
    language : str, optional
        nl or en; the language of the map when left out. It picks the notebooks and the words.
    persona : str
        Id of one persona; empty for all.
    period_start, period_end : str
        First and last day as yyyy-mm-dd, both included; empty for no limit.
    output : Path or str
        Results go to `output/<client>/<language>/[<persona>/][<from>_<to>/]`; what was found of
        the map's assumptions is kept in `output/<client>/history/`.
    with_code : bool
        Show the code of each cell on the page, folded.
    progress : bool
        Show a bar where the output is a terminal.
    tell : callable, optional
        Is given a line of text after each step.

    Returns
    -------
    Report

    Raises
    ------
    CjkitError
        Before anything runs: a parameter, the map or the data cannot be used.
    ReportError
        A notebook failed. It is kept under `failed/`; an earlier report stays as it was.
    """
    asked = {"persona": persona, "period_start": period_start, "period_end": period_end}
    check_text(asked)
    client = open_client(folder, language=language, **asked)
    parameters = {"client": str(folder), "language": client.language, "output": MEASURES, **asked}
    notebooks = find_notebooks(client.language)
    for notebook in notebooks:
        check_notebook(notebook, parameters)
    place = report_folder(client, Path(output))
    say = _Speaker(client.language, tell or (lambda _: None))
    files = _link(client, say)
    root = _language_folder(client, Path(output))
    with made_aside(root) as aside:
        measures = aside / "measures"
        for made in (aside / "notebooks", measures):
            made.mkdir()
        executed = [aside / "notebooks" / notebook.name for notebook in notebooks]
        steps = [
            _step(
                notebook,
                run_notebook(notebook, result, parameters, measures, root / "failed"),
                say,
            )
            for notebook, result in _watched(zip(notebooks, executed, strict=True), progress)
        ]
        write_rejected(client, aside)
        say("measures", n=len([*measures.iterdir(), "rejected.csv"]))
        page = report_page(client, executed, files, with_code=with_code)
        (aside / PAGE).write_text(page, "utf-8")
        (aside / "manifest.json").write_text(manifest(client, parameters, files, steps), "utf-8")
        publish(aside, place)
    keep_assumptions(client, output, dt.date.today())
    return _report(place)


def report_folder(client: Client, output: Path) -> Path:
    """Give the folder in which a report is published; inside the client's own it is refused."""
    chosen = client.selection
    place = _language_folder(client, output)
    if chosen.persona:
        place /= chosen.persona
    if chosen.start or chosen.end:
        place /= f"{chosen.start or 'begin'}_{chosen.end or 'end'}"
    if place.resolve().is_relative_to(client.folder.resolve()):
        raise ReportError.of("CJ-601", folder=str(place))
    return place


def _language_folder(client: Client, output: Path) -> Path:
    return output / client.name / client.language


@dataclass(frozen=True)
class _Speaker:
    """Tells a step in the report's language."""

    language: str
    tell: Tell

    def __call__(self, step: str, **values: Any) -> None:
        self.tell(labels.text(f"reports.step.{step}", self.language, **values))


def _link(client: Client, say: _Speaker) -> list[dict[str, Any]]:
    """Link the data, once for all notebooks, and give the files behind the report."""
    say("opened", client=client.name, version=client.whole_map.version)
    files, counts = input_files(client), row_counts(client)
    accepted, read = (sum(row[name] for row in counts) for name in ("accepted", "read"))
    say("rows", accepted=accepted, read=read)
    return files


def _watched(runs: Iterable[tuple[Path, Path]], progress: bool) -> Iterator[tuple[Path, Path]]:
    hidden = not (progress and sys.stderr.isatty())
    yield from tqdm(runs, total=len(STEPS), disable=hidden, leave=False, unit="notebook")


def _step(notebook: Path, seconds: float, say: _Speaker) -> dict[str, Any]:
    """Tell that a notebook is done, and give what the manifest says of it."""
    say("notebook", notebook=notebook.stem, seconds=labels.number(seconds, say.language, 1))
    return {"file": notebook.name, "sha256": sha256(notebook), "seconds": round(seconds, 1)}


def _report(place: Path) -> Report:
    return Report(
        page=place / PAGE,
        notebooks=tuple(sorted((place / "notebooks").glob("*.ipynb"))),
        measures=tuple(sorted((place / "measures").iterdir())),
        manifest=place / "manifest.json",
    )

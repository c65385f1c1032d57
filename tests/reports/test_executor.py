"""Whole runs with real kernels: what is published, what is kept, what stays."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

import cjkit
from cjkit.errors import CjkitError, ReportError
from cjkit.reports.executor import Report, report_folder

Change = Callable[[str, str, str], None]


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def published(project: Path) -> Report:
    return cjkit.run_report("acme", progress=False)


def test_green_runs_publish_and_a_failing_cell_leaves_them(
    project: Path, published: Report, change_cell: Change
) -> None:
    assert published.page == Path("reports/acme/en/report.html")
    assert [path.name[0] for path in published.notebooks] == list("123456")
    assert {path.name for path in published.measures} >= {"measures.json", "to_do.csv"}
    described = json.loads((published.folder / "measures/measures.json").read_text("utf-8"))
    # The first and the last step wrote their figures; the file tells of both.
    names = [measure["name"] for measure in described["measures"]]
    of_last = ["metric_trends", "metric_status", "assumptions", "focus", "to_do"]
    assert names == ["evidence_coverage", *of_last]
    assert sorted(path.name for path in published.folder.iterdir()) == [
        "manifest.json",
        "measures",
        "notebooks",
        "rejected.csv",
        "report.html",
    ]
    before = files_in(published.folder)

    again = cjkit.run_report("acme", output="elsewhere/deeper", progress=False)
    after = files_in(again.folder)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} <= {"manifest.json"}
    first = published.notebooks[0].read_text("utf-8")
    assert r"output = \"../measures\"" in first
    assert "written to ../measures" in first
    assert not [name for name, made in after.items() if b".run-" in made]

    change_cell("1_organisation.ipynb", "study = ", "1 / 0\nstudy = ")
    with pytest.raises(ReportError) as failed:
        cjkit.run_report("acme", progress=False)
    # Cell 6 of the notebook: title, prose, parameters, print, explore, and then this one.
    said = re.fullmatch(
        r"CJ-607 1_organisation\.ipynb, cell 6, stopped at:\n"
        r"    1 / 0\n"
        r"ZeroDivisionError: division by zero \n"
        r"Nothing was published; an earlier report stays as it was\. "
        r"The failed notebook is in (.+)",
        failed.value.text("en"),
    )
    assert said
    kept = Path(said[1])
    assert kept.parts[:4] == ("reports", "acme", "en", "failed")
    assert any(c.get("outputs") for c in nbformat.read(kept, as_version=4).cells)
    left = files_in(published.folder)
    assert {k: v for k, v in left.items() if not k.startswith("failed")} == before
    assert ".run-" not in kept.read_text("utf-8")


def test_manifest_and_client_folder(project: Path) -> None:
    client_before = files_in(project / "acme")
    lines: list[str] = []
    report = cjkit.run_report(
        project / "acme",
        persona="starter",
        period_start="2026-01-01",
        output=project / "out",
        progress=False,
        tell=lines.append,
    )
    assert files_in(project / "acme") == client_before
    assert report.folder == project / "out/acme/en/starter/2026-01-01_end"
    said = json.loads(report.manifest.read_text("utf-8"))
    assert list(said) == sorted(said)
    assert [row["file"] for row in said["inputs"]] == ["journey.yaml"]
    assert re.fullmatch("[0-9a-f]{64}", said["inputs"][0]["sha256"])
    assert said["parameters"]["persona"] == "starter"
    assert said["versions"]["cjkit"] == cjkit.__version__
    assert said["map_version"] == "7"
    assert len(said["notebooks"]) == 6
    assert all(step["seconds"] > 0 for step in said["notebooks"])
    assert [re.sub(r"\d+\.\d s$", "_ s", line) for line in lines[:3]] == [
        "Map of acme, version 7",
        "Rows linked: 0 of 0",
        "  1_organisation      _ s",
    ]


def test_our_errors_speak_the_language_of_the_report(project: Path, change_cell: Change) -> None:
    (project / "notebooks/en").rename(project / "notebooks/nl")
    for path in sorted((project / "notebooks/nl").iterdir()):
        path.write_text(path.read_text("utf-8").replace('\\"en\\"', '\\"nl\\"'), "utf-8")
    first = project / "notebooks/nl/1_organisation.ipynb"
    first.write_text(
        first.read_text("utf-8").replace("study.map.title", "study.map.stage('serch')")
    )
    with pytest.raises(ReportError) as failed:
        cjkit.run_report("acme", language="nl", progress=False)
    said = failed.value.text("nl").splitlines()
    assert said[:3] == [
        "CJ-607 1_organisation.ipynb, cel 6, stopte bij:",
        "    Figure(study.map.stage('serch'), subtitle=\"Whose map\", language=language, "
        "body=study.map.stages[0].name)",
        'CJ-110 Er is geen fase "serch". Bedoelt u "search"? Bekend: search. ',
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"folder": "acm"}, "CJ-201 There is no folder acm. Did you mean acme?"),
        (
            {"persona": "startr"},
            'CJ-206 The map has no persona "startr". Did you mean "starter"? Known: starter.',
        ),
        (
            {"persona": 7},
            'CJ-605 The parameter "persona" is not text but int. '
            'Give it as text, such as "2026-03-31".',
        ),
        (
            {"output": "acme/reports"},
            "CJ-601 The report would be written to acme/reports/acme/en, inside the folder of the "
            "client. Choose another folder with --output; a report never writes into a client's "
            "folder.",
        ),
    ],
)
def test_nothing_runs_when_a_parameter_is_wrong(
    project: Path, asked: dict[str, str], said: str
) -> None:
    with pytest.raises(CjkitError) as refused:
        cjkit.run_report(**({"folder": "acme", "progress": False} | asked))
    assert refused.value.text("en") == said
    assert not (project / "reports").exists()


def test_a_broken_map_is_told_before_anything_runs(project: Path) -> None:
    (project / "acme/journey.yaml").write_text("title: A\nstagges: []\n", "utf-8")
    with pytest.raises(CjkitError) as refused:
        cjkit.run_report("acme")
    expected = 'journey.yaml:2:1: CJ-105 Unknown key "stagges". Did you mean "stages"?'
    assert refused.value.text("en") == expected


def test_a_place_that_cannot_be_written_is_told(project: Path) -> None:
    (project / "file").write_text("in the way")
    with pytest.raises(ReportError) as refused:
        cjkit.run_report("acme", output="file", progress=False)
    assert refused.value.text("en") == (
        "CJ-609 Cannot write to file/acme/en: Not a directory. "
        "Choose another folder with --output, or make room there."
    )


def test_folders_of_persona_and_period(project: Path) -> None:
    def place(**asked: str) -> str:
        return str(report_folder(cjkit.open_client("acme", **asked), Path("out")))

    assert place() == "out/acme/en"
    assert place(persona="starter") == "out/acme/en/starter"
    assert place(period_end="2026-03-31") == "out/acme/en/begin_2026-03-31"
    both = place(persona="starter", period_start="2026-01-01", period_end="2026-03-31")
    assert both == "out/acme/en/starter/2026-01-01_2026-03-31"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_ctrl_c_leaves_nothing_half(project: Path, change_cell: Change) -> None:
    running = project / "running"
    sleeping = f"import pathlib, time\npathlib.Path({str(running)!r}).touch()\ntime.sleep(600)\n"
    change_cell("1_organisation.ipynb", "study = ", f"{sleeping}study = ")
    command = [sys.executable, "-m", "cjkit.cli", "report", "acme"]
    run = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a suite that runs in the background ignores Ctrl-C, and its children would too
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    waited = time.monotonic() + 60
    while not running.exists():
        assert time.monotonic() < waited
        time.sleep(0.2)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in told
    assert files_in(project / "reports") == {}
    assert list((project / "reports/acme/en").iterdir()) == []

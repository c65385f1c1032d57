"""The command line: what it prints, where, and with which exit code."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import cjkit
from cjkit.cli import app

MAP = """\
title: A map
owner: marketing
language: nl
stages: [{id: first, name: First}]
metrics:
  metrics:
    - {id: reached, name: Reached, family: reach, measured: reach, unit: x, stage: first,
       sources: [web], target: {value: 1}}
  sources: [{id: web, name: Web}]
"""


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "journey.yaml").write_text(MAP, "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_version() -> None:
    assert run("--version").output == f"cjkit {cjkit.__version__}\n"


def test_schema_is_json() -> None:
    said = json.loads(run("schema").output)
    assert said["required"] == ["title"]


def test_check_prints_findings_in_the_language_of_the_map(acme: Path) -> None:
    result = run("check", "acme")
    assert result.output == (
        'journey.yaml:4:10: opmerking: CJ-709 Bij de fase "First" ontbreekt een score voor '
        "relevantie of aanwezigheid. "
        "Geef beide een waarde van 0 tot 100; een aanname is een begin.\n"
        "1 bevinding: 1 × opmerking\n"
    )
    assert result.exit_code == 0


def test_check_in_another_language(acme: Path) -> None:
    lines = run("check", "acme", "--language", "en").output.splitlines()
    assert lines[-1] == "1 finding: 1 × note"


def test_check_fails_when_something_is_serious(acme: Path) -> None:
    (acme / "journey.yaml").write_text("title: A map\nowner: we\n", "utf-8")
    result = run("check", "acme")
    assert "CJ-718" in result.output
    assert result.exit_code == 1


def test_strict_check_fails_on_a_warning(acme: Path) -> None:
    (acme / "journey.yaml").write_text(MAP.replace("owner: marketing\n", ""), "utf-8")
    assert run("check", "acme").exit_code == 0
    assert run("check", "acme", "--strict").exit_code == 1


def test_check_counts_what_is_silenced(acme: Path) -> None:
    silenced = "silenced: [{code: CJ-709, about: first, reason: Too early}]\n"
    (acme / "journey.yaml").write_text(MAP + silenced, "utf-8")
    assert run("check", "acme").output == "0 bevindingen: 1 × onderdrukt\n"


def test_check_as_json(acme: Path) -> None:
    silenced = "silenced: [{code: CJ-709, about: first, reason: Too early, until: 2999-12-31}]\n"
    (acme / "journey.yaml").write_text(MAP.replace("owner: marketing\n", "") + silenced, "utf-8")
    said = json.loads(run("check", "acme", "--json", "--language", "en", "--map-only").output)
    assert said["counts"] == {"serious": 0, "warning": 1, "note": 0, "silenced": 1}
    assert said["findings"] == [
        {
            "code": "CJ-707",
            "severity": "warning",
            "kind": None,
            "id": None,
            "file": "journey.yaml",
            "line": 1,
            "column": 1,
            "what": "Nobody owns this map.",
            "repair": 'Write a role or team under "owner".',
        }
    ]
    [kept] = said["silenced"]
    assert (kept["id"], kept["line"], kept["reason"]) == ("first", 3, "Too early")
    assert kept["until"] == "2999-12-31"
    assert list(said) == [
        *("format", "client", "map_version", "day", "language", "counts", "findings", "silenced")
    ]


@pytest.mark.parametrize(("command", "code"), [("check", 2), ("report", 1)])
def test_an_error_is_told_in_the_language_of_the_map(acme: Path, command: str, code: int) -> None:
    (acme / "journey.yaml").write_text("title: A map\nlanguag: nl\n", "utf-8")
    result = run(command, "acme")
    expected = 'journey.yaml:2:1: CJ-105 Unknown key "languag". Did you mean "language"?\n'
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", expected)
    asked = run(command, "acme", "--language", "nl")
    assert (
        asked.stderr
        == 'journey.yaml:2:1: CJ-105 Onbekende sleutel "languag". Bedoelt u "language"?\n'
    )


def test_an_error_after_the_map_speaks_its_language(acme: Path) -> None:
    result = run("report", "acme", "--from", "2026-02-30")
    assert result.exit_code == 1
    assert result.stderr.startswith('CJ-204 "2026-02-30" is geen dag voor period_start.')


def test_report_hands_over_its_options(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    class Published:
        page = Path("out/acme/nl/report.html")

    def run_report(folder: Path, **options: Any) -> Published:
        asked.update(options, folder=folder)
        options["tell"]("a step")
        return Published()

    monkeypatch.setattr(cjkit, "run_report", run_report, raising=False)
    options = ["--persona", "starter", "--from", "2026-01-01", "--to", "2026-03-31"]
    result = run("report", "acme", "--language", "nl", *options, "--output", "out", "--with-code")
    assert result.output == "a step\nout/acme/nl/report.html\n"
    del asked["tell"]
    assert asked == {
        "folder": Path("acme"),
        "language": "nl",
        "persona": "starter",
        "period_start": "2026-01-01",
        "period_end": "2026-03-31",
        "output": Path("out"),
        "with_code": True,
    }


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from cjkit import cli; from typer.testing import CliRunner; "
        "CliRunner().invoke(cli.app, ['--help']); "
        "print([m for m in ('altair', 'pandas', 'duckdb', 'papermill') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"

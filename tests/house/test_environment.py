"""environment.yml, pyproject.toml and constraints.txt say the same."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
CONDA_NAMES = {"duckdb": "python-duckdb"}


def requirement(line: str) -> tuple[str, str]:
    name, specifier = re.fullmatch(r"([A-Za-z0-9._-]+)\s*(.*)", line).groups()
    return CONDA_NAMES.get(name, name), specifier


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_environment_agrees_with_pyproject() -> None:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    conda = dict(requirement(line) for line in listed if isinstance(line, str))
    assert conda.pop("python") == project()["requires-python"]
    assert conda.pop("pip") == ""
    assert conda == dict(requirement(line) for line in project()["dependencies"])


def test_constraints_pin_every_requirement_without_addresses() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    pinned = {re.split(r"[=\[ ]", line)[0].lower() for line in text.splitlines()}
    extras = [line for lines in project()["optional-dependencies"].values() for line in lines]
    wanted = {re.split(r"[>=<\[ ]", line)[0].lower() for line in project()["dependencies"] + extras}
    assert {name.replace(".", "-") for name in wanted} - {"cjkit"} <= pinned
    assert "://" not in text

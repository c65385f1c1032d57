"""docs/library.md says what the library has, and its code runs."""

import re
from pathlib import Path

import pytest

import cjkit
from cjkit.library import shelves
from cjkit.library.new_client import new_client

PAGE = (Path(__file__).parents[2] / "docs/library.md").read_text("utf-8")


def test_every_stage_set_stands_in_the_table() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \| [a-z]", PAGE, re.MULTILINE)
    assert listed == [each.id for each in shelves.stage_sets("en")]


def test_every_reader_stands_in_the_table() -> None:
    named = re.findall(r"`([a-z_]+)(?:\([a-z, ]+\))?`", PAGE)
    readers = {name for name in vars(shelves) if name.endswith(("_kinds", "_words", "_fields"))}
    assert readers <= set(named)


def test_the_code_moves_a_client_to_another_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_config_dir", lambda name: str(tmp_path / name))
    monkeypatch.chdir(tmp_path)
    new_client("acme", stages="aida")
    code = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
    exec(code, {"cjkit": cjkit, "stage_set": shelves.stage_set})
    moved = cjkit.read_journey("acme")
    assert [stage.id for stage in moved.stages] == [
        "awareness", "consideration", "decision", "action", "loyalty",
    ]  # fmt: skip
    assert [e.stage for e in moved.experiences] == [s.id for s in moved.stages[:4]]
    assert "# Step 6. Metrics" in Path("acme/journey.yaml").read_text("utf-8")

"""The public names, and what importing cjkit must not do."""

import subprocess
import sys

import pytest

import cjkit

HEAVY = ("altair", "pandas", "duckdb", "statsmodels", "papermill", "scipy", "numpy", "pydantic")


def test_public_names_are_sorted_and_there() -> None:
    assert sorted(cjkit.__all__, key=str) == cjkit.__all__
    assert dir(cjkit) == cjkit.__all__
    assert [name for name in cjkit.__all__ if getattr(cjkit, name, None) is None] == []


def test_import_loads_nothing_heavy() -> None:
    code = f"import sys, cjkit; print([m for m in {HEAVY} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="module 'cjkit' has no attribute 'opn_client'"):
        cjkit.opn_client  # noqa: B018

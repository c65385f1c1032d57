"""What several rooms' tests share: Debian's Chromium, and the report of a sample client."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import cjkit

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Skip with a reason where Chromium is absent; fail where it is required."""
    if CHROMIUM is None:
        reason = "Chromium is not installed; `.ci/run` installs it"
        if os.environ.get("CJKIT_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-quic"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def hypotheek_report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Run sample_data/hypotheek in both languages, once a session; give the two pages."""
    folder = tmp_path_factory.mktemp("hypotheek")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CJKIT_CACHE", str(folder / "cache"))
        client = ROOT / "sample_data/hypotheek"
        return {
            language: cjkit.run_report(
                client, language=language, output=folder / "reports", progress=False
            ).page
            for language in ("nl", "en")
        }

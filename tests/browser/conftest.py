"""Debian's Chromium: skipped with a reason where it is absent, failed where it is required."""

import os
import shutil
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        reason = "Chromium is not installed; `.ci/run` installs it"
        if os.environ.get("CJKIT_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-quic"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}

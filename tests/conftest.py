"""What several rooms' tests share: the published report of a sample client, made once."""

from pathlib import Path

import pytest

import cjkit

ROOT = Path(__file__).parents[1]


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

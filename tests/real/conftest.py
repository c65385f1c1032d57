"""What tests on real sets share: where the sets are, a client's folder, and questions in SQL."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cjkit
from cjkit.client import Client

HERE = Path(__file__).parent
DATA = Path(os.environ.get("CJKIT_REAL_DATA", HERE.parents[2] / "shared" / "data"))


@pytest.fixture(autouse=True, scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CJKIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def real_set() -> Callable[[str], Path]:
    """Give the folder of a real set; skip with a reason where it is not there."""

    def find(name: str) -> Path:
        if not (DATA / name).is_dir():
            pytest.skip(f"no real data at {DATA / name}; point CJKIT_REAL_DATA to their folder")
        return DATA / name

    return find


@pytest.fixture(scope="session")
def figures(real_set: Callable[[str], Path]) -> Callable[[str], dict[str, Any]]:
    """Give what plain pandas made of a set."""
    return lambda name: json.loads((real_set(name) / "figures.json").read_text())


@pytest.fixture(scope="session")
def client_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Client]:
    """Give a client of tests/real with its files linked into its folder."""

    def open_with(name: str, *files: Path) -> Client:
        folder = tmp_path_factory.mktemp("real") / name
        folder.mkdir()
        for part in ("journey.yaml", "data.yaml"):
            shutil.copy(HERE / name / part, folder)
        for file in files:
            (folder / file.name).symlink_to(file)
        return cjkit.open_client(folder)

    return open_with


@pytest.fixture(scope="session")
def ask() -> Callable[[Client, str], pd.DataFrame]:
    """Ask a linked store in SQL, by the names of docs/linked-store.md."""

    def answer(client: Client, sql: str) -> pd.DataFrame:
        return client.engine._connection.cursor().execute(sql).df()  # type: ignore[attr-defined]

    return answer


@pytest.fixture(scope="session")
def balance() -> Callable[[Client], pd.DataFrame]:
    """Give what became of the rows of each source, once they are known to balance."""

    def weigh(client: Client) -> pd.DataFrame:
        rows = client.engine.query("rows").set_index("source").drop(columns="file")
        parts = rows[["accepted", "rejected", "without_consent", "unplaced"]].sum(axis=1)
        assert parts.eq(rows["read"]).all()
        return rows

    return weigh

"""The cache: made once, found again, made anew when what it stands for changes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import cjkit
from cjkit.data import store
from cjkit.data.tables import TABLES
from cjkit.errors import DataError

Write = Callable[..., Path]

SOURCES = """
  - id: web
    shape: events
    files: web*.csv
    columns: {customer: who, at: when, event: what}
    consent: {not_applicable: Test}
"""
FILES = {"web.csv": "who,when,what\na,2026-01-01,visit\nb,2026-01-02,visit\n"}


def stores(cache: Path) -> set[str]:
    return {path.name for path in (cache / "stores").iterdir()}


def test_a_store_has_every_table_and_is_for_its_owner_only(write: Write, cache: Path) -> None:
    cjkit.open_client(write(SOURCES, FILES)).engine.query("rows")
    (made,) = (cache / "stores").iterdir()
    assert {path.stem for path in made.iterdir()} == set(TABLES)
    assert made.stat().st_mode & 0o077 == (cache / "stores").stat().st_mode & 0o077 == 0


def test_opening_again_reads_nothing(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(SOURCES, FILES)
    first = cjkit.open_client(folder).engine.query("rows")

    def refuse(*_: object) -> None:
        raise AssertionError("linked twice")

    monkeypatch.setattr(store, "link", refuse)
    assert cjkit.open_client(folder).engine.query("rows").equals(first)


def test_what_could_change_the_answer_makes_a_new_store(write: Write, cache: Path) -> None:
    folder = write(SOURCES, FILES)
    seen = set()

    def link() -> int:
        cjkit.open_client(folder).engine.query("rows")
        new = stores(cache) - seen
        seen.update(new)
        return len(new)

    def edit(name: str, old: str, new: str) -> int:
        path = folder / name
        path.write_text(path.read_text().replace(old, new))
        return link()

    assert link() == 1
    assert edit("web.csv", "visit", "offer") == 1
    assert edit("journey.yaml", "{event: visit}", "{event: view}") == 1  # a rule
    assert edit("data.yaml", "sources:", "zone: Europe/London\nsources:") == 1
    assert edit("journey.yaml", "name: Look", "name: Looking around") == 0  # only a name
    assert edit("data.yaml", "sources:", "# a remark\nsources:") == 0


def test_two_runs_at_once_make_one_store(write: Write, cache: Path) -> None:
    folder = write(SOURCES, FILES)

    def read(_: int) -> list[int]:
        return cjkit.open_client(folder).engine.query("rows")["read"].tolist()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, range(4))) == [[2]] * 4
    assert len(stores(cache)) == 1


def test_a_failed_run_leaves_nothing(write: Write, cache: Path) -> None:
    folder = write(SOURCES, {"web.csv": "who,when,what\na,x,visit\n"})
    with pytest.raises(DataError):
        cjkit.open_client(folder).engine.query("rows")
    assert stores(cache) == set()


def test_the_same_files_give_the_same_bytes(
    write: Write, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CJKIT_PSEUDONYM_KEY", "a key of some length")
    folder, made = write(SOURCES, FILES), []
    for place in ("one", "two"):
        monkeypatch.setenv("CJKIT_CACHE", str(tmp_path / place))
        cjkit.open_client(folder).engine.query("rows")
        (path,) = (tmp_path / place / "stores").iterdir()
        made.append({file.name: file.read_bytes() for file in path.iterdir()})
    assert made[0] == made[1]


def test_a_cache_that_cannot_be_made(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJKIT_CACHE", "/dev/null")
    with pytest.raises(DataError) as caught:
        cjkit.open_client(write(SOURCES, FILES)).engine.query("rows")
    assert caught.value.text("en") == (
        "CJ-338 The folder /dev/null/stores cannot be made: Not a directory. "
        "Point CJKIT_CACHE to a folder that you may write."
    )
    assert caught.value.text("nl") == (
        "CJ-338 De map /dev/null/stores is niet te maken: Not a directory. "
        "Wijs met CJKIT_CACHE een map aan waarin u mag schrijven."
    )


def test_the_clients_folder_is_never_written(write: Write) -> None:
    folder = write(SOURCES, FILES)
    before = sorted(path.name for path in folder.rglob("*"))
    cjkit.open_client(folder).engine.query("rows")
    assert sorted(path.name for path in folder.rglob("*")) == before

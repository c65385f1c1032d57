import hashlib
import hmac
from pathlib import Path

import duckdb
import pytest

from cjkit.data.privacy import padded_keys, pseudonym_key
from cjkit.data.sql import run_sql
from cjkit.errors import DataError


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    run_sql(connection, "link_macros")
    return connection


@pytest.mark.parametrize("key", [b"sixteen bytes!!!", b"k" * 64, b"long" * 40])
@pytest.mark.parametrize("text", ["a@b.example", "é漢", "", "x" * 500])
def test_sql_hashes_as_the_standard_library(
    connection: duckdb.DuckDBPyConnection, key: bytes, text: str
) -> None:
    inner, outer = padded_keys(key)
    found = connection.execute("select keyed_hash(?, ?, ?)", [text, inner, outer]).fetchall()
    assert found == [(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(),)]


def test_ids_that_a_person_reads_as_one_are_one(connection: duckdb.DuckDBPyConnection) -> None:
    ways = [" José@X.example", "jose\u0301@x.example\t", "JOSÉ@x.EXAMPLE"]
    found = connection.execute("select distinct normal_id(i) from unnest(?) as t(i)", [ways])
    assert found.fetchall() == [("josé@x.example",)]


def test_the_key_comes_from_environment_or_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(pseudonym_key()) == 32
    assert pseudonym_key() != pseudonym_key()
    (tmp_path / "key").write_text("a key of some length\n")
    monkeypatch.setenv("CJKIT_PSEUDONYM_KEY_FILE", str(tmp_path / "key"))
    assert pseudonym_key() == b"a key of some length"
    monkeypatch.setenv("CJKIT_PSEUDONYM_KEY", "another key of length")
    assert pseudonym_key() == b"another key of length"


def test_a_short_or_missing_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJKIT_PSEUDONYM_KEY_FILE", "/nowhere/key")
    with pytest.raises(DataError) as missing:
        pseudonym_key()
    assert missing.value.text("en") == (
        "CJ-336 The pseudonym key cannot be read from /nowhere/key (CJKIT_PSEUDONYM_KEY_FILE): "
        "No such file or directory. Point CJKIT_PSEUDONYM_KEY_FILE to a file that you may read."
    )
    monkeypatch.setenv("CJKIT_PSEUDONYM_KEY", "short")
    with pytest.raises(DataError) as short:
        pseudonym_key()
    assert short.value.text("nl") == (
        "CJ-335 De sleutel voor pseudoniemen in CJKIT_PSEUDONYM_KEY is korter dan 16 tekens. "
        "Neem een langere, zoals 32 willekeurige tekens."
    )

import datetime as dt
from pathlib import Path

import duckdb
import pytest
from literal_store import write_store

from cjkit.data.engine import DuckDBEngine, Settings, query_parameters
from cjkit.data.tables import EVENTS
from cjkit.formats.journey_yaml import parse_journey


@pytest.fixture
def store(tmp_path: Path) -> Path:
    days = [(0, dt.date(2026, 1, 5), "starter"), (1, dt.date(2026, 2, 1), None)]
    rows = [
        {"customer": customer, "at": day, "day": day, "persona": persona}
        for customer, day, persona in days
    ]
    journey_map = parse_journey("title: T\npersonas: [{id: starter, name: S}]")
    return write_store(tmp_path, journey_map, {"events": rows})


@pytest.fixture(autouse=True)
def queries(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = """
      select count(*) as n from events
      where ($persona::varchar is null or persona = $persona) -- not $this
        and ($start::date is null or day >= $start) and ($end::date is null or day <= $end)
    """
    texts = {
        "n": sql,
        "all": "select * from events",
        "wanted": "select $stages::varchar[] as stages",
        "outside": "select * from read_csv('/etc/hostname')",
    }
    monkeypatch.setattr("cjkit.data.engine.query_text", texts.__getitem__)


def test_the_selection_is_null_unless_given(store: Path) -> None:
    engine = DuckDBEngine(store)
    assert engine.query("n")["n"].tolist() == [2]
    assert engine.query("n", persona="starter")["n"].tolist() == [1]
    assert engine.query("n", start=dt.date(2026, 1, 6), end=dt.date(2026, 2, 1))["n"].tolist() == [
        1
    ]


def test_a_query_gets_lists_and_refuses_what_it_does_not_know(store: Path) -> None:
    engine = DuckDBEngine(store)
    assert list(engine.query("wanted", stages=["a", "b"])["stages"][0]) == ["a", "b"]
    with pytest.raises(TypeError, match="query n has no parameter stages"):
        engine.query("n", stages=["a"])


def test_hostile_values_stay_values(store: Path) -> None:
    engine = DuckDBEngine(store)
    assert engine.query("n", persona="'; drop view events; --")["n"].tolist() == [0]
    assert engine.query("n")["n"].tolist() == [2]


def test_missing_tables_are_empty_and_typed(tmp_path: Path) -> None:
    frame = DuckDBEngine(tmp_path / "nothing").query("all")
    assert list(frame.columns) == list(EVENTS)
    assert frame["value"].dtype == "float64"
    assert frame.empty


def test_nothing_outside_the_store_is_read(store: Path) -> None:
    with pytest.raises(duckdb.PermissionException):
        DuckDBEngine(store).query("outside")


def test_limits_are_set(store: Path) -> None:
    engine = DuckDBEngine(store, Settings(memory="512MB", threads=1, disk="1GB"))
    said = "select current_setting('threads')::int, current_setting('max_temp_directory_size')"
    assert engine._connection.execute(said).fetchall() == [(1, "953.6 MiB")]


def test_parameters_are_found_outside_comments() -> None:
    assert query_parameters("select $a, '$' || $b_1::date -- $c") == {"a", "b_1"}

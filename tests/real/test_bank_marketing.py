"""Calls of a bank, a file that nobody here wrote: figures equal those of plain pandas."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cjkit.client import Client
from cjkit.measures import conversion, persona_sizes

Ask = Callable[[Client, str], pd.DataFrame]
Figures = dict[str, Any]


@pytest.fixture(scope="module")
def wanted(figures: Callable[[str], Figures]) -> Figures:
    return figures("bank_marketing")


@pytest.fixture(scope="module")
def client(
    real_set: Callable[[str], Path],
    client_of: Callable[..., Client],
    tmp_path_factory: pytest.TempPathFactory,
) -> Client:
    unzipped = tmp_path_factory.mktemp("bank")
    with zipfile.ZipFile(real_set("bank_marketing") / "bank-additional.zip") as archive:
        file = Path(archive.extract("bank-additional/bank-full.csv", unzipped))
    return client_of("bank_marketing", file)


@pytest.fixture(scope="module")
def called(client: Client, ask: Ask) -> pd.DataFrame:
    """Give a row a client: how and when called, the earlier campaign, the work, and the end."""
    return ask(
        client,
        """
        select any_value(channel) filter (where source = 'calls') as by_contact,
          lower(strftime(any_value(day) filter (where source = 'calls'), '%b')) as by_month,
          any_value(campaign).replace('earlier campaign: ', '') as by_poutcome,
          any_value(customer_group) as by_job,
          count(*) filter (where touchpoint = 'agreement') as subscribed
        from events group by customer
        """,
    )


@pytest.fixture(scope="module")
def calls(client: Client, ask: Ask) -> pd.DataFrame:
    """Give the calls and the seconds of the last one, by where they went, when and to whom."""
    return ask(
        client,
        """
        select channel as by_contact, lower(strftime(day, '%b')) as by_month,
          campaign.replace('earlier campaign: ', '') as by_poutcome,
          sum(value) filter (where metric = 'calls') as calls,
          sum(value) filter (where metric = 'seconds') as seconds
        from counts group by 1, 2, 3
        """,
    )


def test_every_row_is_accounted_for(
    client: Client, wanted: Figures, balance: Callable[[Client], pd.DataFrame]
) -> None:
    rows = balance(client)
    assert rows["read"].tolist() == [wanted["rows"]] * 5
    assert rows["accepted"].tolist() == [wanted["rows"]] * 5


@pytest.mark.parametrize("by", ["by_contact", "by_month", "by_poutcome", "by_job"])
def test_deposits(called: pd.DataFrame, client: Client, wanted: Figures, by: str) -> None:
    # `unknown` is a value in three of the four, and a group of its own.
    names = {group.id: group.name.lower() for group in client.map.customer_groups}
    grouped = called.replace({"by_job": names}).groupby(by)["subscribed"]
    found = pd.DataFrame(
        {
            "clients": grouped.size(),
            "subscribed": grouped.sum(),
            "rate": grouped.mean().round(6),
        }
    )
    told = pd.DataFrame(wanted[by]).T[found.columns].astype(found.dtypes)
    pd.testing.assert_frame_equal(
        found.sort_index(), told.sort_index(), check_names=False, check_index_type=False
    )


@pytest.mark.parametrize("by", ["by_contact", "by_month", "by_poutcome"])
def test_calls_and_seconds(calls: pd.DataFrame, wanted: Figures, by: str) -> None:
    found = calls.groupby(by)[["calls", "seconds"]].sum().to_dict("index")
    assert set(found) == set(wanted[by])
    for name, told in wanted[by].items():
        assert found[name]["calls"] == told["calls"], name
        assert round(found[name]["seconds"] / told["clients"], 6) == told["seconds"], name


def test_calls_a_deposit(calls: pd.DataFrame, called: pd.DataFrame, wanted: Figures) -> None:
    total, deposits = calls["calls"].sum(), called["subscribed"].sum()
    assert (total, deposits) == (wanted["calls"], wanted["subscribed"])
    assert round(total / deposits, 6) == wanted["calls_per_subscription"]


def test_conversion_from_the_measure(client: Client, wanted: Figures, ask: Ask) -> None:
    # Within a day: whoever was called on the last day of the data is still under way.
    (last,) = ask(
        client,
        """
        select count(*) filter (where source = 'calls') as clients,
          count(*) filter (where touchpoint = 'agreement') as deposits
        from events where day = (select max(day) from events)
        """,
    ).to_dict("records")
    row = conversion(client, within_days=1).frame.set_index(["stage", "persona"]).loc[("call", "")]
    assert row["under_way"] == last["clients"] > 0
    assert row["customers"] == wanted["rows"] - last["clients"]
    assert row["converted"] == wanted["subscribed"] - last["deposits"]


def test_minus_one_day_is_never(client: Client, wanted: Figures, ask: Ask) -> None:
    # pdays of -1: no earlier campaign. The event stands on the day of the call, not a day later.
    (row,) = ask(
        client,
        """
        select count(*) as never, count(*) filter (where e.day <> c.day) as elsewhere
        from events e join events c on c.customer = e.customer and c.source = 'calls'
        where e.touchpoint = 'first-approach'
        """,
    ).to_dict("records")
    assert row == {"never": wanted["never_contacted_before"], "elsewhere": 0}


def test_each_client_has_a_persona(client: Client, wanted: Figures) -> None:
    frame = persona_sizes(client).frame
    assert frame["persona"].notna().all()
    assert frame.loc[frame["persona"] != "", "customers"].sum() == wanted["rows"]

"""Bookings of two hotels, a file that nobody here wrote: figures equal those of plain pandas."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cjkit
from cjkit.client import Client
from cjkit.measures import persona_sizes

Ask = Callable[[Client, str], pd.DataFrame]
Figures = dict[str, Any]

FILE = "hotel_bookings.csv.gz"
SEGMENTS = {
    "online-agency": "Online TA",
    "offline-agency": "Offline TA/TO",
    "group-sales": "Groups",
    "direct": "Direct",
    "corporate": "Corporate",
    "complementary": "Complementary",
    "aviation": "Aviation",
    "unrecorded": "Undefined",
}
CUSTOMER_TYPES = {
    "transient": "Transient",
    "transient-party": "Transient-Party",
    "contract": "Contract",
    "group": "Group",
}


@pytest.fixture(scope="module")
def wanted(figures: Callable[[str], Figures]) -> Figures:
    return figures("hotel_bookings")


@pytest.fixture(scope="module")
def client(real_set: Callable[[str], Path], client_of: Callable[..., Client]) -> Client:
    return client_of("hotel_bookings", real_set("hotel_bookings") / FILE)


@pytest.fixture(scope="module")
def bookings(client: Client, ask: Ask) -> pd.DataFrame:
    """Give a row a booking: how, when and for when it was made, and whether it was cancelled."""
    return ask(
        client,
        """
        select any_value(channel) as by_channel, any_value(customer_group) as by_customer_type,
          any_value(split_part(event, ':', 1)) as by_hotel,
          any_value(touchpoint) filter (where source = 'bookings') as by_segment,
          any_value(day) filter (where source = 'bookings') as booked,
          any_value(day) filter (where source = 'arrivals') as arrival,
          strftime(any_value(day) filter (where source = 'arrivals'), '%Y-%m') as by_arrival_month,
          count(*) filter (where touchpoint in ('cancellation', 'no-show')) as canceled
        from events group by customer
        """,
    )


def test_every_row_is_accounted_for(
    client: Client, wanted: Figures, balance: Callable[[Client], pd.DataFrame]
) -> None:
    # Each of the six sources reads the one file. No row is a duplicate, though 31,994 are equal to
    # another; what is rejected is a party of nobody or an impossible price, never a booking.
    rows = balance(client)
    assert rows["read"].tolist() == [wanted["rows"]] * 6
    wrong = wanted["no_guests"] + wanted["adr_negative_or_above_1000"]
    assert rows["rejected"].to_dict() == dict.fromkeys(rows.index, 0) | {"parties": wrong}
    reasons = client.engine.query("rejected").groupby(["column", "reason"]).size().to_dict()
    assert reasons == {
        ("{adults}{children}{babies}", "outside_limits"): wanted["no_guests"],
        ("adr", "outside_limits"): wanted["adr_negative_or_above_1000"],
    }


@pytest.mark.parametrize(
    "by", ["by_hotel", "by_channel", "by_segment", "by_customer_type", "by_arrival_month"]
)
def test_cancellations_and_lead_times(bookings: pd.DataFrame, wanted: Figures, by: str) -> None:
    frame = bookings.replace({"by_segment": SEGMENTS, "by_customer_type": CUSTOMER_TYPES})
    frame = frame.assign(lead=(frame["arrival"] - frame["booked"]).dt.days)
    grouped = frame.groupby(by)
    found = pd.DataFrame(
        {
            "bookings": grouped.size(),
            "canceled": grouped["canceled"].sum(),
            "cancel_rate": grouped["canceled"].mean().round(6),
            "lead_time_median": grouped["lead"].median(),
        }
    )
    told = pd.DataFrame(wanted[by]).T[found.columns].astype(found.dtypes)
    pd.testing.assert_frame_equal(found.sort_index(), told.sort_index(), check_names=False)


def test_days_of_booking_and_arrival(bookings: pd.DataFrame, wanted: Figures) -> None:
    # The day of booking comes from three columns and a number of days, across changes of the clock.
    assert bookings["booked"].min() == pd.Timestamp(wanted["first_booked"])
    assert bookings["arrival"].min() == pd.Timestamp(wanted["arrival_from"])
    assert bookings["arrival"].max() == pd.Timestamp(wanted["arrival_to"])


def test_how_bookings_ended(client: Client, wanted: Figures, ask: Ask) -> None:
    ended = ask(
        client,
        "select touchpoint, count(*) as bookings from events where source = 'outcomes' group by 1",
    )
    names = {"cancellation": "Canceled", "no-show": "No-Show", "check-out": "Check-Out"}
    told = ended.set_index("touchpoint")["bookings"].rename(names).to_dict()
    assert told == wanted["status"]


def test_going_on_to_a_stay_is_not_to_be_cancelled(
    client: Client, wanted: Figures, ask: Ask
) -> None:
    stays = ask(
        client,
        "select channel, count(*) as stays from events"
        " where stage = 'stay' and converted group by 1",
    )
    by_channel = wanted["by_channel"].items()
    expected = {channel: one["bookings"] - one["canceled"] for channel, one in by_channel}
    assert stays.set_index("channel")["stays"].to_dict() == expected


def test_guests_the_waiting_list_and_agencies(client: Client, wanted: Figures, ask: Ask) -> None:
    sizes = persona_sizes(client).frame.set_index("persona")["customers"]
    assert sizes["regular"] == wanted["repeat_guests"]
    (row,) = ask(
        client,
        """
        select count(*) filter (where touchpoint = 'waiting-list') as waited,
          count(*) filter (where source = 'bookings' and campaign is null) as agent_missing
        from events
        """,
    ).to_dict("records")
    assert row == {name: wanted[name] for name in row}


def test_a_published_count_of_stays_with_guests(client: Client, wanted: Figures, ask: Ask) -> None:
    (found,) = ask(
        client,
        """
        select count(*) as stays from events
        where event = 'Resort Hotel: Check-Out' and source = 'outcomes' and "row" not in
          (select "row" from rejected where "column" like '{adults}%')
        """,
    )["stays"]
    assert found == wanted["mine_resort_not_canceled_with_guests"]


def test_who_calls_equal_rows_copies_loses_them(
    real_set: Callable[[str], Path], tmp_path: Path, wanted: Figures
) -> None:
    # The trap, sprung: all columns are mapped and equal rows are said to be duplicates.
    file = real_set("hotel_bookings") / FILE
    (tmp_path / FILE).symlink_to(file)
    columns = ", ".join(pd.read_csv(file, nrows=0).columns.drop(["adr", "reservation_status_date"]))
    own = ", ".join(f"{name}: {name}" for name in columns.split(", "))
    (tmp_path / "data.yaml").write_text(
        f"""
rejected_at_most: 0.5
sources:
  - id: bookings
    shape: counts
    files: {FILE}
    columns: {{day: reservation_status_date, price: adr, {own}}}
    counts: {{nights: stays_in_week_nights}}
    duplicates: same_row
    consent: {{not_applicable: Test}}
"""
    )
    (tmp_path / "journey.yaml").write_text(
        "title: T\ntouchpoints: [{id: t, name: T, match: [{source: bookings}]}]\n"
    )
    rows = cjkit.open_client(tmp_path).engine.query("rows")
    assert rows["rejected"].tolist() == [wanted["exact_duplicate_rows"]]

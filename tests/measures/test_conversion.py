"""Conversion by cohort, worked out by hand."""

import datetime as dt

import pytest

from cjkit import measures
from cjkit.client import Selection
from cjkit.errors import MeasureError
from cjkit.formats.journey_yaml import parse_journey

from .conftest import event
from .test_reach import rows

# Entries into "look" (data end on 30 June, so entries up to 1 May are followed for 60 days):
# 1 starter 1 Jan, offer 1 Mar: 59 days later                        -> converted
# 2 starter 1 Jan, offer 3 Mar: 61 days later                        -> too late
# 3 mover  1 Feb, straight to sign: any later stage counts           -> converted
# 4 nobody 1 Feb, never comes back                                   -> lost
# 5 starter 20 May                                                   -> under way
# 6 mover  30 June, the last day of the data                         -> under way
# Into "offer": 1 (signs on 1 June, too late: 92 days) and 2 (never).
EVENTS = [
    event(1, "2026-01-01", "visit", "starter"),
    event(1, "2026-03-01", "offer", "starter"),
    event(1, "2026-06-01", "sign", "starter"),
    event(2, "2026-01-01", "visit", "starter"),
    event(2, "2026-03-03", "offer", "starter"),
    event(3, "2026-02-01", "visit", "mover"),
    event(3, "2026-02-10", "sign", "mover"),
    event(4, "2026-02-01", "visit"),
    event(5, "2026-05-20", "visit", "starter"),
    event(6, "2026-06-30", "visit", "mover"),
]
SHOWN = ["persona", "stage", "next_stage", "customers", "converted", "under_way"]


def test_conversion_follows_customers_for_sixty_days(open_store) -> None:
    measure = measures.conversion(open_store(events=EVENTS))
    assert rows(measure.frame[SHOWN]) == [
        ("", "look", "offer", 4, 2, 2),
        ("starter", "look", "offer", 2, 1, 1),
        ("mover", "look", "offer", 1, 1, 1),
        (None, "look", "offer", 1, 0, 0),
        ("", "offer", "sign", 2, 0, 0),
        ("starter", "offer", "sign", 2, 0, 0),
    ]
    assert measure.n == 6
    assert measure.filters == {"within_days": 60}


def test_conversion_says_where_fewest_go_on(open_store) -> None:
    assert measures.conversion(open_store(events=EVENTS)).text("en") == (
        "The fewest go on from Offerte: 0% reached a later stage within 60 days (interval 0% to "
        "66%; n = 2 customers, entered 1 Jan 2026 to 30 Jun 2026)."
    )


def test_more_days_reach_further_and_leave_more_under_way(open_store) -> None:
    measure = measures.conversion(open_store(events=EVENTS), within_days=100)
    offers = measure.frame[(measure.frame["persona"] == "") & (measure.frame["stage"] == "offer")]
    assert rows(offers[SHOWN]) == [("", "offer", "sign", 2, 1, 0)]


def test_the_period_is_that_of_the_first_entry(open_store) -> None:
    february = Selection(None, dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    frame = measures.conversion(open_store(events=EVENTS, selection=february)).frame
    assert rows(frame[frame["persona"] == ""][SHOWN]) == [("", "look", "offer", 2, 1, 0)]


def test_a_stage_without_entry_rule_is_entered_by_any_event(open_store, three_stages) -> None:
    look, *later = three_stages.stages
    journey = three_stages.model_copy(
        update={"stages": (look.model_copy(update={"entry": ()}), *later)}
    )
    loose = [row | {"entered": row["event"] != "visit"} for row in EVENTS]
    counted = measures.conversion(open_store(journey, events=loose)).frame
    ruled = measures.conversion(open_store(events=EVENTS)).frame
    assert counted.equals(ruled)


def test_an_impossible_number_of_days_is_refused(open_store) -> None:
    with pytest.raises(MeasureError) as caught:
        measures.conversion(open_store(), within_days=0)
    assert str(caught.value) == (
        "CJ-401 Conversion within 0 days cannot be measured. Give a number of days of 1 or more."
    )


def test_months_add_up_to_the_whole(open_store) -> None:
    client = open_store(events=EVENTS)
    months, whole = measures.conversion_by_month(client).frame, measures.conversion(client).frame
    summed = months.groupby(["persona", "stage"], dropna=False)["customers"].sum()
    expected = whole.set_index(["persona", "stage"])["customers"]
    assert summed.sort_index().to_list() == expected.sort_index().to_list()
    assert list(months["month"].dt.strftime("%Y-%m").unique()) == ["2026-01", "2026-02", "2026-03"]


def cohort(first: int, month: int, size: int, going_on: int, persona: str | None = "starter"):
    """`size` customers enter in a month; the first `going_on` of them get an offer in it."""
    for customer in range(first, first + size):
        yield event(customer, f"2026-{month:02}-01", "visit", persona)
        if customer < first + going_on:
            yield event(customer, f"2026-{month:02}-20", "offer", persona)


LAST_DAY = event(9999, "2026-12-31", "visit")


def test_a_break_is_found_and_told(open_store) -> None:
    # March 10 of 50 (20%) against 60 of 100 (60%) in January and February. Pooled 70/150;
    # z = -0.4 / sqrt(0.46667 x 0.53333 x 0.03) = -4.629, p = 3.67e-6. The family: three months of
    # visits and two of offers (March has 10 only), so Holm multiplies by 5.
    events = [
        *cohort(0, 1, 50, 30),
        *cohort(100, 2, 50, 30),
        *cohort(200, 3, 50, 10),
        LAST_DAY,
    ]
    measure = measures.conversion_breaks(open_store(events=events))
    march = measure.frame.iloc[0]
    assert (f"{march['month']:%m}", march["customers"], march["rest_customers"]) == ("03", 50, 100)
    assert march["p"] == pytest.approx(1.84e-5, rel=0.01)
    assert bool(march["clear"])
    assert measure.sentences[0].text("en") == (
        "In March 2026 conversion from Zoeken stood out for De starter: 20% against 60% in other "
        "months, a difference of −40.0 percentage points (interval −52.6 to −23.7; n = 50 against "
        "100 customers, comparisons: 5, 1 Jan 2026 to 31 Dec 2026)."
    )


def test_no_break_is_said_so_with_the_numbers(open_store) -> None:
    # 19 of 38 against 16 of 31: no difference to speak of.
    events = [*cohort(0, 1, 38, 19), *cohort(100, 2, 31, 16), LAST_DAY]
    measure = measures.conversion_breaks(open_store(events=events))
    assert not measure.frame["clear"].any()
    assert measure.text("nl") == (
        "Geen duidelijk verschil tussen maanden. Het grootste, De starter in Zoeken in januari "
        "2026, is 50% tegen 52% (n = 38 tegen 31 klanten, vergelijkingen: 2, "
        "1 jan 2026 tot en met 31 dec 2026)."
    )


def test_fewer_than_twenty_on_a_side_are_not_compared(open_store) -> None:
    events = [*cohort(0, 1, 19, 0), *cohort(100, 2, 500, 500), LAST_DAY]
    measure = measures.conversion_breaks(open_store(events=events))
    assert measure.frame.empty
    assert measure.text("en") == (
        "No month can be compared: that takes 20 customers on each side "
        "(1 Jan 2026 to 31 Dec 2026)."
    )


def test_without_personas_everyone_is_compared(open_store) -> None:
    events = [*cohort(0, 1, 30, 30, None), *cohort(100, 2, 30, 0, None), LAST_DAY]
    measure = measures.conversion_breaks(open_store(events=events))
    assert list(measure.frame["persona"].unique()) == [""]


def test_all_under_way_is_not_lost(open_store) -> None:
    measure = measures.conversion(open_store(events=[event(1, "2026-01-01", "visit")]))
    assert rows(measure.frame[SHOWN]) == [
        ("", "look", "offer", 0, 0, 1),
        (None, "look", "offer", 0, 0, 1),
    ]
    assert measure.text("en") == (
        "The one customer who entered a stage is still under way: less than 60 days have passed "
        "(n = 1, 1 Jan 2026 to 1 Jan 2026)."
    )


def test_one_stage_has_nothing_to_go_on_to(open_store) -> None:
    journey = parse_journey("title: One\nstages: [{id: look, name: Look}]")
    assert measures.conversion(open_store(journey, events=EVENTS)).frame.empty

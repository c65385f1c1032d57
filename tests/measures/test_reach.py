"""Reach, persona sizes and placement, worked out by hand."""

import datetime as dt

from cjkit import measures
from cjkit.client import Selection

from .conftest import event

# Customer 1 (starter) visits twice and gets an offer; 2 (starter) visits; 3 has no persona.
EVENTS = [
    event(1, "2026-01-05", "visit", "starter"),
    event(1, "2026-01-06", "visit", "starter"),
    event(1, "2026-02-01", "offer", "starter"),
    event(2, "2026-01-07", "visit", "starter"),
    event(3, "2026-03-01", "visit"),
]


def rows(frame):
    plain = frame.astype(object).where(frame.notna(), None)
    return list(plain.itertuples(index=False, name=None))


def test_reach_counts_customers_once_a_cell(open_store) -> None:
    measure = measures.reach(open_store(events=EVENTS))
    assert rows(measure.frame) == [
        ("look", "site", "starter", 2, 3),
        ("look", "site", None, 1, 1),
        ("offer", "desk", "starter", 1, 1),
    ]
    assert (measure.n, measure.lineage, measure.map_version) == (3, ("web",), "3")
    assert measure.period == (dt.date(2026, 1, 5), dt.date(2026, 3, 1))


def test_totals_count_nobody_twice(open_store) -> None:
    assert rows(measures.reach_totals(open_store(events=EVENTS)).frame) == [
        ("all", "", 3, 5),
        ("stage", "look", 3, 4),
        ("stage", "offer", 1, 1),
        ("touchpoint", "site", 3, 4),
        ("touchpoint", "desk", 1, 1),
        ("persona", "starter", 2, 4),
        ("persona", None, 1, 1),
    ]


def test_reach_speaks_dutch_with_the_names_of_the_map(open_store) -> None:
    sentence = measures.reach(open_store(events=EVENTS)).text("nl")
    assert sentence == (
        "De meeste klanten werden in Zoeken bereikt via Website: 2 van De starter "
        "(n = 3 klanten, 5 jan 2026 tot en met 1 mrt 2026)."
    )


def test_reach_keeps_to_the_selection(open_store) -> None:
    chosen = Selection("starter", dt.date(2026, 1, 6), dt.date(2026, 1, 31))
    measure = measures.reach(open_store(events=EVENTS, selection=chosen))
    assert rows(measure.frame) == [("look", "site", "starter", 2, 2)]
    assert measure.filters == {"persona": "starter", "start": chosen.start, "end": chosen.end}
    assert measure.period == (chosen.start, chosen.end)
    assert measure.text("en") == (
        "De starter: The most customers were reached in Zoeken via Website: 2 of De starter "
        "(n = 2 customers, 6 Jan 2026 to 31 Jan 2026)."
    )


def test_placement_puts_each_customer_at_the_last_event(open_store) -> None:
    measure = measures.placement(open_store(events=EVENTS))
    assert rows(measure.frame) == [
        ("look", "site", "starter", 1),
        ("look", "site", None, 1),
        ("offer", "desk", "starter", 1),
    ]
    assert measure.text("en") == (
        "Most customers are now in Zoeken at Website: 1 of De starter, or 33% of all "
        "(n = 3 customers, 5 Jan 2026 to 1 Mar 2026)."
    )


def test_persona_sizes_have_shares_with_intervals(open_store) -> None:
    people = [{"customer": i, "persona": "starter" if i < 41 else None} for i in range(100)]
    measure = measures.persona_sizes(open_store(customers=people))
    starter, nobody = rows(measure.frame.round(3))
    assert starter == ("starter", 41, 0.41, 0.319, 0.508)  # Wilson, 41 of 100
    assert nobody[:3] == (None, 59, 0.59)
    assert measure.text("en") == (
        "The largest persona is De starter: 41% of all customers "
        "(interval 32% to 51%; n = 100 customers with consent, whatever the period)."
    )


def test_a_selected_persona_keeps_its_share_of_all(open_store) -> None:
    people = [{"customer": i, "persona": "starter" if i < 41 else None} for i in range(100)]
    measure = measures.persona_sizes(open_store(customers=people, selection=Selection("starter")))
    assert rows(measure.frame[["persona", "customers", "share"]]) == [("starter", 41, 0.41)]

"""Focus: parts and scores by hand, stability, what is unknown, and the to-do list."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjkit import labels, measures
from cjkit.client import Selection
from cjkit.formats.journey_yaml import parse_journey
from cjkit.measures.focus import EQUAL, _scored
from cjkit.measures.focus_parts import drawn_parts, measured_parts
from cjkit.measures.stability import STABLE, drawn_weights, top_shares
from cjkit.model.metrics import FocusWeights

from .conftest import THREE_STAGES, answer, event
from .test_reach import rows

PARTS = ["reach_part", "loss_part", "emotion_part", "gap_part", "value_part"]
GAPS = THREE_STAGES.replace("name: Zoeken,", "name: Zoeken, relevance: 80, presence: 50,").replace(
    "name: Offerte,", "name: Offerte, relevance: 40, presence: 60,"
)

# 40 starters visit the site on 1 January; data end on 30 June.
# 10 of them get an offer at the desk within 60 days, and pay 10 each; nobody else pays.
# The site: reach 40/40; loss 30/40; no answers; gap 0.3; value 100/100.
# The desk, stage offer: reach 10/40; nobody signs within 60 days: loss 10/10; answers 1 to 5 twice:
# emotion 0, so 0.5; presence is ahead of relevance: gap 0; value 100/100.
# The newsletter is on the map, but nobody came there: unknown.
EVENTS = [event(i, "2026-01-01", "visit", "starter") for i in range(40)]
EVENTS += [event(i, "2026-01-20", "offer", "starter", value=10.0) for i in range(10)]
EVENTS += [event(39, "2026-06-30", "visit", "starter")]
ANSWERS = [answer(i, 1 + i % 5, "starter") for i in range(10)]


@pytest.fixture
def gaps():
    return parse_journey(GAPS)


def of_starters(measure) -> pd.DataFrame:
    frame = measure.frame
    return frame[frame["persona"] == "starter"].set_index("touchpoint")


def test_the_parts_by_hand(open_store, gaps) -> None:
    frame = of_starters(measures.focus(open_store(gaps, events=EVENTS, answers=ANSWERS)))
    assert rows(frame[PARTS].loc[["site", "desk", "mail"]]) == [
        (1.0, 0.75, None, 0.3, 1.0),
        (0.25, 1.0, 0.5, 0.0, 1.0),
        (None, None, None, 0.3, None),
    ]
    assert frame["customers"].fillna(-1).to_dict() == {"site": 40, "desk": 10, "mail": -1}
    assert frame["known_parts"].to_dict() == {"site": 4, "desk": 5, "mail": 1}


def test_the_score_is_the_weighted_mean_and_the_unknown_counts_halfway(open_store, gaps) -> None:
    # Site (1 + 0.75 + 0.5 + 0.3 + 1) / 5 = 0.71; desk (0.25 + 1 + 0.5 + 0 + 1) / 5 = 0.55.
    frame = of_starters(measures.focus(open_store(gaps, events=EVENTS, answers=ANSWERS)))
    assert frame["score"].round(6).fillna(-1).to_dict() == {"site": 0.71, "desk": 0.55, "mail": -1}
    assert frame["rank"].fillna(-1).to_dict() == {"site": 1, "desk": 2, "mail": -1}


def test_weights_of_the_map_decide_and_a_weight_of_zero_leaves_out(open_store) -> None:
    # Loss weighs three times as much as emotion: desk (3 x 1 + 0.5) / 4, site (3 x 0.75 + 0.5) / 4.
    own = GAPS + "metrics: {focus: {weights: {reach: 0, loss: 3, emotion: 1, gap: 0, value: 0}}}\n"
    client = open_store(parse_journey(own), events=EVENTS, answers=ANSWERS)
    measure = measures.focus(client)
    frame = of_starters(measure)
    assert frame["score"].to_dict() == {"desk": 0.875, "site": 0.6875, "mail": pytest.approx(
        float("nan"), nan_ok=True)}  # fmt: skip
    assert measure.filters["weights"]["loss"] == 3


def test_a_part_that_is_known_nowhere_does_not_count(open_store) -> None:
    # No answers, no relevance and no value: reach and loss only. Site (1 + 0.75) / 2 = 0.875.
    unpaid = [row | {"value": None} for row in EVENTS]
    frame = of_starters(measures.focus(open_store(events=unpaid)))
    assert frame["score"].round(6).fillna(-1).to_dict() == {
        "site": 0.875,
        "desk": 0.625,
        "mail": -1,
    }
    assert frame["known_parts"].to_dict() == {"site": 2, "desk": 2, "mail": 0}


def test_parts_that_rest_on_few_are_unknown(open_store, gaps) -> None:
    # Nine followed, nine answers, nine who paid: too few for each.
    events = [event(i, "2026-01-01", "visit", "starter") for i in range(40)]
    events += [event(i, "2026-01-20", "offer", "starter", value=10.0) for i in range(9)]
    events += [event(i, "2026-06-20", "offer", "starter") for i in range(20, 31)]
    client = open_store(gaps, events=events, answers=ANSWERS[:9])
    desk = of_starters(measures.focus(client)).loc["desk"]
    assert (desk["customers"], desk["reach_part"], desk["known_parts"]) == (20, 0.5, 2)


def test_few_places_have_no_top_three_and_it_is_said(open_store, gaps) -> None:
    measure = measures.focus(open_store(gaps, events=EVENTS, answers=ANSWERS))
    assert measure.frame["top_three"].isna().all()
    assert measure.frame["stable"].isna().all()
    assert measure.sentences[0].text("en") == (
        "For De starter 2 places have data; a top three takes 6 (1 Jan 2026 to 30 Jun 2026)."
    )
    assert measure.text("nl") == (
        "Bij De starter hebben 2 plekken gegevens; voor een top drie zijn er 6 nodig (1 jan 2026 "
        "tot en met 30 jun 2026)."
    )


WIDE = """
title: Eight touchpoints
personas: [{id: starter, name: De starter}]
stages:
  - {id: look, name: Zoeken, entry: [{event: visit}]}
  - {id: offer, name: Offerte, entry: [{event: offer}]}
touchpoints:
""" + "".join(f"  - {{id: t{i}, name: Plek {i}, places: [{{stage: look}}]}}\n" for i in range(8))


def at_places(reached: list[int], lost: list[int], size: int = 400) -> list[dict]:
    """At touchpoint i the first `reached[i]` of `size` customers came; `lost[i]` did not go on."""
    events = []
    for place, (here, gone) in enumerate(zip(reached, lost, strict=True)):
        first = place * size
        for i in range(first, first + here):
            events.append(event(i, "2026-01-01", "visit", "starter", touchpoint=f"t{place}"))
            if i >= first + gone:
                events.append(event(i, "2026-01-09", "offer", "starter", touchpoint=None))
    return [*events, event(99_999, "2026-06-30", "visit", "starter", touchpoint=None)]


def test_what_stands_out_is_stable_and_what_hardly_differs_is_not(open_store) -> None:
    # Three of eight lose everyone and are reached twice as much: far from the others.
    events = at_places([200] * 3 + [100] * 5, [200] * 3 + [50] * 5)
    measure = measures.focus(open_store(parse_journey(WIDE), events=events))
    frame = measure.frame.set_index("touchpoint")
    assert frame["stable"].to_dict() == {f"t{i}": i < 3 for i in range(8)}
    assert measure.sentences[0].text("en") == (
        "For De starter, Plek 0 in Zoeken stays in the top three in 100% of 2,000 draws "
        "(score 0.59; n = 200 customers, 1 Jan 2026 to 30 Jun 2026)."
    )
    even = measures.focus(open_store(parse_journey(WIDE), events=at_places([100] * 8, [50] * 8)))
    assert not even.frame["stable"].any()
    assert (
        even.sentences[0].text("nl").startswith("Bij De starter blijft Plek 0 in Zoeken maar in 3")
    )
    assert "niet stabiel" in even.sentences[0].text("nl")


def test_two_runs_draw_the_same(open_store) -> None:
    events = at_places([100, 90, 80, 70, 60, 50, 40, 30], [50, 40, 45, 30, 35, 20, 25, 10])
    first, second = (
        measures.focus(open_store(parse_journey(WIDE), events=given)).frame
        for given in (events, events[::-1])
    )
    assert first.equals(second)


def test_everybody_twice_scores_the_same_and_stands_firmer(open_store) -> None:
    once = at_places([100, 90, 80, 70, 60, 50, 40, 30], [50, 40, 45, 30, 35, 20, 25, 10])
    twice = [*once, *(row | {"customer": row["customer"] + 200_000} for row in once)]
    few, many = (
        measures.focus(open_store(parse_journey(WIDE), events=e)).frame.set_index("touchpoint")
        for e in (once, twice)
    )
    pd.testing.assert_series_equal(few["score"], many["score"])
    assert many["top_three"]["t0"] >= few["top_three"]["t0"] - 0.02


def counts_of(cells: int, **same: float) -> pd.DataFrame:
    """`cells` cells that are all alike."""
    alike = {
        **{"customers": 50.0, "followed": 40.0, "lost": 20.0, "valued": 20.0, "value": 100.0},
        **{"squares": 500.0, "mean": -0.5, "error": 0.2, "gap": 0.3, "all_customers": 400.0},
        **{"all_value": 1000.0, "all_squares": 5000.0},
    }
    frame = pd.DataFrame([alike | same] * cells)
    return frame.assign(stage="look", touchpoint=[f"t{i}" for i in range(cells)], persona="p")


@settings(max_examples=25, deadline=None)
@given(
    cells=st.integers(1, 12),
    customers=st.integers(1, 400),
    lost=st.integers(0, 40),
    error=st.floats(0, 1),
    weights=st.lists(st.sampled_from([0.0, 0.5, 1.0, 9.0]), min_size=5, max_size=5).filter(any),
)
def test_of_equal_cells_none_looks_stable(cells, customers, lost, error, weights) -> None:
    counts = counts_of(cells, customers=customers, lost=lost, error=error)
    names = ("reach", "loss", "emotion", "gap", "value")
    scored = _scored(counts, FocusWeights(**dict(zip(names, weights, strict=True))))
    assert not scored["stable"].fillna(False).any()
    if cells >= 6:
        assert scored["top_three"].sum() == pytest.approx(3)
        assert scored["top_three"].max() < 3 / cells + 0.06


def test_noise_alone_seldom_looks_stable() -> None:
    # Ten places that are the same in truth: 60 customers each, half lost, counted 60 times. A place
    # in the top three of such a count is luck; in all at most 1 in 20 may look firm.
    rng = np.random.default_rng(7)
    stable = [
        _scored(
            counts_of(10).assign(
                customers=rng.binomial(400, 0.15, 10),
                followed=60.0,
                lost=rng.binomial(60, 0.5, 10),
                mean=rng.normal(-0.5, 0.2, 10),
            ),
            EQUAL,
        )["stable"].mean()
        for _ in range(60)
    ]
    assert np.mean(stable) < 0.05


@settings(max_examples=25, deadline=None)
@given(factor=st.sampled_from([0.5, 3.0, 100.0]), loss=st.floats(0, 9))
def test_only_the_ratio_of_weights_counts(factor, loss) -> None:
    counts = counts_of(3).assign(lost=[0.0, 20.0, 40.0], mean=[2.0, 0.0, -2.0])
    weights = {"reach": 1.0, "loss": loss, "emotion": 2.0, "gap": 0.0, "value": 1.0}
    heavier = {name: weight * factor for name, weight in weights.items()}
    first, second = (_scored(counts, FocusWeights(**w))["score"] for w in (weights, heavier))
    assert np.allclose(first, second)
    assert first.between(0, 1).all()


def test_draws_lie_around_what_was_measured() -> None:
    counts = counts_of(8)
    drawn = drawn_parts(counts, np.random.default_rng(1), 4000)
    assert drawn.shape == (4000, 8, 5)
    assert np.allclose(drawn.mean(axis=(0, 1)), measured_parts(counts)[0], atol=0.01)
    # Reach: sqrt(0.125 x 0.875 / 400) = 0.0165. Emotion: 0.2 / 4. The gap stands still.
    assert np.allclose(drawn.std(axis=0)[0][[0, 2, 3]], [0.0165, 0.05, 0], atol=0.002)


def test_what_is_unknown_is_drawn_from_the_whole_range() -> None:
    counts = counts_of(6).assign(mean=np.nan, error=np.nan)
    drawn = drawn_parts(counts, np.random.default_rng(1), 2000)[:, :, 2]
    assert drawn.min() < 0.01
    assert drawn.max() > 0.99


def test_drawn_weights_lie_around_the_given_ones() -> None:
    drawn = drawn_weights(np.array([2.0, 1.0, 0.0, 1.0]), np.random.default_rng(1), 20_000)
    assert np.allclose(drawn.mean(axis=0), [0.5, 0.25, 0, 0.25], atol=0.01)
    assert np.allclose(drawn.sum(axis=1), 1)
    assert (drawn[:, 2] == 0).all()


def test_the_highest_of_many_is_always_there() -> None:
    scores = np.tile(np.arange(8.0), (100, 1))
    shares = top_shares(scores, np.random.default_rng(1))
    assert shares.tolist() == [0, 0, 0, 0, 0, 1, 1, 1]
    assert STABLE == 0.8


def test_a_small_cell_is_hidden_with_its_score(open_store, gaps) -> None:
    events = [row for row in EVENTS if row["customer"] not in range(10) or row["event"] == "visit"]
    events += [event(i, "2026-01-20", "offer", "starter") for i in range(3)]
    shown = measures.published(measures.focus(open_store(gaps, events=events)), 10)
    desk = shown.frame.set_index(["touchpoint", "persona"]).loc[("desk", "starter")]
    assert desk["suppressed"]
    assert pd.isna(desk[["customers", "score", "rank", "reach_part"]]).all()
    assert desk["gap_part"] == 0


def test_a_share_does_not_tell_the_size_of_a_persona_that_is_hidden(open_store, gaps) -> None:
    # 40 starters and 3 movers make 43: with the 3 the 40 are hidden, and 20 of them at the desk as
    # a share of 0.5 would tell them.
    events = [event(i, "2026-01-01", "visit", "starter") for i in range(40)]
    events += [event(i, "2026-01-02", "offer", "starter") for i in range(20)]
    events += [event(100 + i, "2026-01-01", "visit", "mover") for i in range(3)]
    client = open_store(gaps, events=events)
    totals = measures.published(measures.reach_totals(client), 10).frame.set_index("id")
    assert totals.loc["starter", "suppressed"]
    shown = measures.published(measures.focus(client), 10).frame
    assert shown.loc[shown["persona"] == "starter", "reach_part"].isna().all()


def test_what_emotion_hides_focus_hides_too(open_store, gaps) -> None:
    # 40 starters and 3 movers answered at the desk: the movers' answers are too few to show, and
    # with the total the starters' would give them away.
    events = [event(i, "2026-01-01", "offer", "starter") for i in range(40)]
    events += [event(100 + i, "2026-01-01", "offer", "mover") for i in range(40)]
    answers = [answer(i, 1 + i % 5, "starter") for i in range(40)]
    answers += [answer(100 + i, 1 + i, "mover") for i in range(3)]
    client = open_store(gaps, events=events, answers=answers)
    felt = measures.published(measures.emotion(client), 10).frame
    hidden = felt[felt["suppressed"] & (felt["touchpoint"] == "desk")]["persona"].tolist()
    assert "starter" in hidden
    shown = measures.published(measures.focus(client), 10).frame
    desk = shown[(shown["touchpoint"] == "desk") & (shown["persona"] == "starter")]
    assert desk["suppressed"].all()


def test_a_period_without_data_says_so(open_store, gaps) -> None:
    never = Selection(None, dt.date(2020, 1, 1), dt.date(2020, 2, 1))
    measure = measures.focus(open_store(gaps, events=EVENTS, selection=never))
    assert measure.frame.empty
    assert measure.text("en") == "There are no data for this yet."


def test_negative_value_gives_no_share(open_store, gaps) -> None:
    returned = [row | {"value": -10.0} if row.get("value") else row for row in EVENTS]
    frame = of_starters(measures.focus(open_store(gaps, events=returned)))
    assert frame["value_part"].isna().all()


LISTED = (
    GAPS
    + """
improvements:
  improvements:
    - {id: desk, text: At the desk, stage: offer, touchpoint: desk, impact: 5}
    - {id: site, text: On the site, touchpoint: site, impact: 1}
    - {id: mail, text: In the newsletter, touchpoint: mail, impact: 5}
    - {id: look, text: In the first stage, stage: look, impact: 2}
    - {id: done, text: Done, touchpoint: site, status: done}
"""
)


def test_the_to_do_list_goes_by_focus_score(open_store) -> None:
    # The site scores 0.71 and stands for its stage too; the desk 0.55; the newsletter has no data.
    measure = measures.to_do(open_store(parse_journey(LISTED), events=EVENTS, answers=ANSWERS))
    assert measure.frame["improvement"].tolist() == ["look", "site", "desk", "mail", "done"]
    assert measure.frame["focus_score"].round(2).fillna(-1).tolist() == [0.71, 0.71, 0.55, -1, 0.71]
    assert measure.text("en") == "4 improvements are open. First: In the first stage"
    assert "then by the focus score of their place" in labels.text(measure.method, "en")


def test_what_the_team_put_in_focus_goes_before(open_store) -> None:
    chosen = LISTED + "metrics: {focus: {touchpoints: [mail]}}\n"
    measure = measures.to_do(open_store(parse_journey(chosen), events=EVENTS, answers=ANSWERS))
    assert measure.frame["improvement"].tolist() == ["mail", "look", "site", "desk", "done"]

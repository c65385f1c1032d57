"""Ratings, NPS and CSAT, worked out by hand."""

import pytest

from cjkit import measures

from .conftest import answer
from .test_reach import rows


def nps_answers(*scores: int, persona: str | None = "starter", first: int = 0):
    for place, score in enumerate(scores):
        yield answer(
            first + place,
            score,
            persona,
            instrument="nps",
            scale_low=0,
            scale_high=10,
            stage="sign",
        )


def test_nps_is_promoters_less_detractors(open_store) -> None:
    # starter: 9, 10, 8, 6 -> 2 promoters, 1 passive, 1 detractor: 25. Unknown: 0 -> -100. All: 0.
    answers = [*nps_answers(9, 10, 8, 6), *nps_answers(0, persona=None, first=9)]
    measure = measures.nps(open_store(answers=answers))
    shown = ["persona", "stage", "n", "promoters", "passives", "detractors", "nps"]
    assert rows(measure.frame[shown]) == [
        ("", "", 5, 2, 1, 2, 0.0),
        ("starter", "", 4, 2, 1, 1, 25.0),
        (None, "", 1, 0, 0, 1, -100.0),
        ("", "sign", 5, 2, 1, 2, 0.0),
        ("starter", "sign", 4, 2, 1, 1, 25.0),
        (None, "sign", 1, 0, 0, 1, -100.0),
    ]
    # n' = 8, p' = 2.75/8 = d', s' = 0: 1.96 sqrt(5.5/8/8) x 100 = 57.5.
    assert measure.frame.loc[0, ["low", "high"]].tolist() == pytest.approx(
        [-57.46, 57.46], abs=0.01
    )
    assert measure.text("nl") == (
        "De Net Promoter Score is 0,0 (interval −57,5 tot +57,5; n = 5 antwoorden, "
        "1 jun 2026 tot en met 1 jun 2026)."
    )


def test_another_scale_is_no_nps(open_store) -> None:
    answers = [answer(1, 5, instrument="nps")]
    assert measures.nps(open_store(answers=answers)).frame.empty


def test_csat_takes_the_top_two_of_five(open_store) -> None:
    # 5, 4 and 4 are satisfied, 3 is not: 75%. On 1 to 10, 7.75 or more: 8 is, 7 is not.
    five = [answer(i, score) for i, score in enumerate([5, 4, 4, 3])]
    ten = [answer(10 + i, s, scale_low=1, scale_high=10) for i, s in enumerate([8, 7])]
    measure = measures.csat(open_store(answers=[*five, *ten]))
    whole = measure.frame.iloc[0]
    assert (whole["n"], whole["satisfied"]) == (6, 4)
    assert measure.text("en").startswith("67% of the answers are satisfied (interval 30% to 90%;")


def test_csat_has_totals_that_add_up(open_store) -> None:
    answers = [
        answer(1, 5, "starter"),
        answer(2, 1, "mover", touchpoint="site"),
        answer(3, 4, None, stage="sign", touchpoint=None),
    ]
    frame = measures.csat(open_store(answers=answers)).frame.set_index(
        ["persona", "stage", "touchpoint"]
    )["n"]
    assert frame[("", "", "")] == 3
    assert (
        frame[("", "offer", "")] == frame[("starter", "offer", "")] + frame[("mover", "offer", "")]
    )
    assert frame[("", "offer", "desk")] == frame[("", "offer", "site")] == 1


def test_ratings_have_means_and_tails(open_store) -> None:
    # Ten answers: 1, 2, 3, 4, 5, twice. Mean 3, variance 20/9, t(9) = 2.262:
    # 3 -/+ 2.262 sqrt(20/90) = 3 -/+ 1.066. Top two steps 4 of 10, bottom two 4 of 10.
    answers = [answer(i, 1 + i % 5, "starter") for i in range(10)]
    measure = measures.ratings(open_store(answers=answers))
    everyone = measure.frame.iloc[0]
    figures = everyone[["mean", "low", "high", "top2", "bottom2"]].astype(float).tolist()
    assert figures == pytest.approx([3, 1.934, 4.066, 0.4, 0.4], abs=0.001)
    assert everyone[["weighted_mean", "effective_n"]].isna().all()
    assert measure.text("en") == (
        'The lowest rating is for "satisfied" in Offerte: 3 of 5 (interval 1.93 to 4.07; '
        "n = 10 answers, 1 Jun 2026 to 1 Jun 2026)."
    )


def test_weights_give_a_weighted_mean_and_an_effective_n(open_store) -> None:
    # (1 x 3 + 5 x 1) / 4 = 2; effective n (3 + 1)^2 / (9 + 1) = 1.6; n stays 2.
    answers = [answer(1, 1, weight=3.0), answer(2, 5, weight=1.0)]
    everyone = measures.ratings(open_store(answers=answers)).frame.iloc[0]
    assert (everyone["n"], everyone["mean"], everyone["weighted_mean"]) == (2, 3.0, 2.0)
    assert everyone["effective_n"] == pytest.approx(1.6)


def test_nine_answers_or_ten_the_same_have_no_interval(open_store) -> None:
    nine = [answer(i, 1 + i % 5, question="nine") for i in range(9)]
    same = [answer(i, 4, question="same") for i in range(10)]
    measure = measures.ratings(open_store(answers=[*nine, *same]))
    assert not measure.frame["enough"].any()
    assert measure.frame[["low", "high"]].isna().all(axis=None)
    assert measure.text("en") == (
        "There are too few answers to say anything with certainty "
        "(n = 19 answers, 1 Jun 2026 to 1 Jun 2026)."
    )


def test_anonymous_answers_are_each_a_respondent(open_store) -> None:
    answers = [answer(None, 5), answer(None, 4), answer(7, 3), answer(7, 2)]
    assert measures.csat(open_store(answers=answers)).frame.iloc[0]["customers"] == 3

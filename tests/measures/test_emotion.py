"""Emotion measured and assumed, worked out by hand."""

import pytest

from cjkit import measures
from cjkit.formats.journey_yaml import parse_journey

from .conftest import THREE_STAGES, answer
from .test_reach import rows

WITH_EMOTIONS = (
    THREE_STAGES
    + """
experiences:
  - {id: e1, persona: starter, stage: offer, touchpoint: desk, emotion: 2}
  - {id: e2, persona: starter, stage: offer, emotion: {value: 1, evidence: {grade: known}}}
  - {id: e3, persona: mover, stage: sign, emotion: 0, emotion_to_be: 1}
  - {id: e4, persona: mover, stage: look, emotion_to_be: 2}
"""
)


@pytest.fixture
def felt_map():
    return parse_journey(WITH_EMOTIONS)


def scores(first: int, *values: int, persona: str | None = "starter", **more):
    return [answer(first + i, score, persona, **more) for i, score in enumerate(values)]


TEN = (1, 1, 2, 2, 3, 3, 4, 4, 5, 5)  # as emotion: -2 -2 -1 -1 0 0 1 1 2 2


def test_emotion_has_a_mean_and_an_interval(open_store) -> None:
    # Mean 0, variance 20/9, t(9) = 2.262: -/+ 2.262 sqrt(20/90) = 1.066.
    measure = measures.emotion(open_store(answers=scores(0, *TEN)))
    assert rows(measure.frame[["level", "stage", "touchpoint", "persona", "n"]]) == [
        ("stage", "offer", "", "", 10),
        ("stage", "offer", "", "starter", 10),
        ("touchpoint", "offer", "desk", "", 10),
        ("touchpoint", "offer", "desk", "starter", 10),
    ]
    ends = measure.frame.loc[0, ["mean", "low", "high"]].astype(float).tolist()
    assert ends == pytest.approx([0, -1.066, 1.066], abs=0.001)
    assert measure.text("en") == (
        "Emotion in Offerte is 0.0 (interval −1.1 to +1.1; n = 10 answers, "
        "1 Jun 2026 to 1 Jun 2026)."
    )


def test_emotion_names_the_worst_and_the_best_stage(open_store) -> None:
    happy = scores(100, *([5] * 9), 4, stage="sign", touchpoint=None)
    measure = measures.emotion(open_store(answers=[*scores(0, *TEN), *happy]))
    assert [s.key for s in measure.sentences] == ["emotion_lowest", "emotion_highest"]
    assert measure.text("nl") == (
        "Klanten voelen zich het slechtst in Offerte: 0,0 (interval −1,1 tot +1,1; "
        "n = 10 antwoorden, 1 jun 2026 tot en met 1 jun 2026). "
        "Het best voelen zij zich in Tekenen: +1,9 (interval +1,7 tot +2,1; "
        "n = 10 antwoorden, 1 jun 2026 tot en met 1 jun 2026)."
    )


def test_too_few_or_all_the_same_have_no_interval(open_store) -> None:
    nine = scores(0, *TEN[:9])
    same = scores(50, *([3] * 30), stage="sign")
    frame = measures.emotion(open_store(answers=[*nine, *same])).frame
    assert not frame["enough"].any()
    assert frame[["low", "high"]].isna().all(axis=None)


def test_weights_count_and_n_does_not(open_store) -> None:
    # Score 5 (+2) weighs 3, score 1 (-2) weighs 1: (6 - 2) / 4 = 1; Kish 16/10.
    answers = [answer(1, 5, weight=3.0), answer(2, 1, weight=1.0)]
    first = measures.emotion(open_store(answers=answers)).frame.iloc[0]
    assert (first["n"], first["mean"]) == (2, 1.0)
    assert first["effective_n"] == pytest.approx(1.6)


def test_assumed_emotion_comes_from_the_map(open_store, felt_map) -> None:
    measure = measures.assumed_emotion(open_store(felt_map))
    assert rows(measure.frame) == [
        ("starter", "offer", "desk", 2.0, None, "guessed"),
        ("starter", "offer", None, 1.0, None, "known"),
        ("mover", "look", None, None, 2.0, "guessed"),
        ("mover", "sign", None, 0.0, 1.0, "guessed"),
    ]
    assert measure.text("en") == "The map has 4 emotions; 3 of them are guessed."


def test_a_contradicted_assumption_is_found(open_store, felt_map) -> None:
    # Assumed (2 + 1) / 2 = 1.5 against 0: t = -1.5 / sqrt(20/90) = -3.18, p = 0.011, alone.
    measure = measures.assumed_against_measured(open_store(felt_map, answers=scores(0, *TEN)))
    shown = measure.frame[["persona", "stage", "assumed", "n", "verdict"]]
    assert rows(shown) == [
        ("starter", "offer", 1.5, 10, "contradicted"),
        ("mover", "sign", 0.0, 0, "too_few"),
    ]
    assert measure.frame.loc[0, "p"] == pytest.approx(0.0111, abs=1e-4)
    assert measure.text("en") == (
        "The answers contradict the map for De starter in Offerte: assumed +1.5, measured 0.0 "
        "(interval −1.1 to +1.1; n = 10 answers, comparisons: 1, 1 Jun 2026 to 1 Jun 2026)."
    )


def test_a_clear_but_small_distance_agrees(open_store, felt_map) -> None:
    # 500 answers of +1 and 500 of +2 around +1.5 are clear to the second decimal: +1.56 is
    # no contradiction of +1.5.
    close = scores(0, *([4] * 440), *([5] * 560))
    measure = measures.assumed_against_measured(open_store(felt_map, answers=close))
    assert measure.frame.loc[0, "p"] < 0.001
    assert measure.frame.loc[0, "verdict"] == "agrees"
    assert measure.sentences[0].key == "nothing_contradicted"


def test_a_dip_is_found_and_told(open_store) -> None:
    low = scores(0, *([1] * 10), *([2] * 10), touchpoint="desk")
    high = scores(100, *([4] * 10), *([5] * 10), touchpoint="site", stage="look")
    measure = measures.emotion_dips(open_store(answers=[*low, *high]))
    assert rows(measure.frame[["touchpoint", "n", "mean", "rest_n", "rest_mean", "clear"]]) == [
        ("desk", 20, -1.5, 20, 1.5, True),
        ("site", 20, 1.5, 20, -1.5, False),
    ]
    assert measure.text("nl") == (
        "Klanten voelen zich duidelijk slechter bij Adviesgesprek: −1,5 (interval −1,7 tot −1,3) "
        "tegen +1,5 elders (n = 20 tegen 20 antwoorden, vergelijkingen: 2, "
        "1 jun 2026 tot en met 1 jun 2026)."
    )


def test_no_dip_is_said_so_with_the_numbers(open_store) -> None:
    answers = [*scores(0, *TEN), *scores(50, *TEN, 4, touchpoint="site")]
    measure = measures.emotion_dips(open_store(answers=answers))
    assert not measure.frame["clear"].any()
    assert measure.text("en").startswith(
        "No touchpoint scores clearly lower than the others. The lowest is Adviesgesprek: 0.0 "
        "against +0.1 elsewhere (n = 10 against 11 answers, comparisons: 2,"
    )


def test_too_few_answers_are_said_so(open_store) -> None:
    measure = measures.emotion_dips(open_store(answers=scores(0, 1, 5)))
    assert measure.sentences[0].key == "too_few_answers"

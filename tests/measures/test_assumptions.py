"""Assumptions: stage to stage within days, what would decide them, history, grades. By hand."""

import datetime as dt
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from cjkit import measures
from cjkit.client import Client, Selection
from cjkit.errors import CjkitError, MapError
from cjkit.formats.journey_yaml import parse_journey, read_journey
from cjkit.measures.deciding import mean_needs, score_needs, share_needs
from cjkit.measures.grading import proposed_grades
from cjkit.measures.history import history_file, read_history
from cjkit.measures.intervals import net_promoter

from .conftest import THREE_STAGES, answer, event
from .test_reach import rows

DAY = dt.date(2026, 7, 1)
WITHIN = (
    THREE_STAGES
    + """
assumptions:
  - {id: offer, text: A third gets an offer in 30 days, measured: conversion, threshold: 0.33,
     persona: starter, stage: look, to_stage: offer, within_days: 30}
  - {id: later, text: Two thirds go on, measured: conversion, threshold: 0.66, persona: starter,
     stage: look}
"""
)


def test_from_stage_to_stage_within_days(open_store) -> None:
    # Starters into "look" on 1 January; data end on 30 June.
    # 1 offer on 31 January: 30 days       -> counts for both
    # 2 offer on 1 February: 31 days       -> too late for "offer", counts for "later"
    # 3 straight to sign on 10 January     -> no offer; a later stage all the same
    # 4 nothing more, 5 no starter         -> neither
    visits = [event(i, "2026-01-01", "visit", "starter") for i in (1, 2, 3, 4)]
    events = [
        *visits,
        event(5, "2026-01-01", "visit", "mover"),
        event(5, "2026-01-02", "offer", "mover"),
        event(1, "2026-01-31", "offer", "starter"),
        event(2, "2026-02-01", "offer", "starter"),
        event(3, "2026-01-10", "sign", "starter"),
        event(9, "2026-06-30", "sign", "mover"),
    ]
    frame = measures.assumptions(open_store(parse_journey(WITHIN), events=events)).frame
    assert rows(frame[["assumption", "value", "n"]]) == [("offer", 0.25, 4), ("later", 0.75, 4)]


def test_days_of_its_own_say_who_is_still_under_way(open_store) -> None:
    # The last day is 30 June. Entered on 15 May: 46 days ago, so followed for 30 days, not for 60.
    events = [event(1, "2026-05-15", "visit", "starter"), event(2, "2026-06-30", "offer", "mover")]
    frame = measures.assumptions(open_store(parse_journey(WITHIN), events=events)).frame
    assert rows(frame[["assumption", "value", "n"]]) == [("offer", 0.0, 1), ("later", None, 0)]


OPEN = (
    THREE_STAGES
    + """
assumptions:
  - {id: share, text: Half go on, measured: conversion, threshold: 0.5, stage: look}
  - {id: exact, text: Four in ten go on, measured: conversion, threshold: 0.4, stage: look}
  - {id: mean, text: They are content, measured: emotion, threshold: 0.25}
  - {id: score, text: They recommend, measured: nps, threshold: 10}
  - {id: alike, text: They are content at the site, measured: emotion, threshold: 0,
     touchpoint: site}
"""
)


def test_an_open_assumption_tells_what_would_decide_it(open_store) -> None:
    # share: 4 of 10, 0.4 against 0.5: 1.96^2 x 0.25 / 0.01 = 96.04 -> 97. exact: never.
    # mean: 1 to 5 four times and five times 3: emotion 0 of 25, as far from 0.25 as that.
    # score: 5 promoters, 4 detractors, 1 passive of 10: 10 points, the threshold itself.
    events = [event(i, "2026-01-05", "visit") for i in range(10)]
    events += [event(i, "2026-01-20", "offer") for i in range(4)]
    events += [event(0, "2026-06-30", "sign")]
    answers = [answer(i, 1 + i % 5) for i in range(20)]
    scores = [10] * 5 + [0] * 4 + [8]
    answers += [
        answer(i, score, instrument="nps", scale_low=0, scale_high=10, emotion=None)
        for i, score in enumerate(scores)
    ]
    answers += [answer(i, 3, touchpoint="site") for i in range(5)]
    client = open_store(parse_journey(OPEN), events=events, answers=answers)
    measure = measures.assumptions(client)
    needed = measure.frame.set_index("assumption")["needed"]
    assert needed["share"] == 97
    assert needed[["exact", "score", "alike"]].isna().all()
    told = [sentence.text("en") for sentence in measure.sentences]
    assert told[0] == (
        '"Half go on" is still open: measured 40% (interval 17% to 69%), expected at least 50% '
        "(n = 10, 5 Jan 2026 to 30 Jun 2026). If the value stays as it is, n = 97 decides it."
    )
    assert told[1] == (
        '"Four in ten go on" is still open: measured 40% (interval 17% to 69%), which is the '
        "threshold itself; as long as it stays there no n decides it (n = 10, 5 Jan 2026 to "
        "30 Jun 2026)."
    )
    assert told[4] == (
        '"They are content at the site" is still open: measured 0.0, expected at least 0.0, but '
        "the answers are too few or too alike for an interval (n = 5, 5 Jan 2026 to 30 Jun 2026)."
    )


def test_a_mean_is_decided_by_answers_not_by_effective_size(open_store) -> None:
    # Emotion -2, -1, 0, 1, 2 four times over: mean 0, variance 40/19. With weights 1 and 3 by
    # turns Kish's size is (10 + 30)^2 / (10 + 90) = 16 of 20, so it takes 20/16 as many answers.
    alone = parse_journey(OPEN[: OPEN.index("  - {id: share")] + "  - {id: mean, text: M, "
                          "measured: emotion, threshold: 0.25}\n")  # fmt: skip
    plain = [answer(i, 1 + (i // 2) % 5) for i in range(20)]
    heavy = [row | {"weight": 1.0 + 2 * (i % 2)} for i, row in enumerate(plain)]
    needed = [
        measures.assumptions(open_store(alone, answers=answers)).frame["needed"][0]
        for answers in (plain, heavy)
    ]
    assert needed[0] == mean_needs(0, 40 / 19, 0.25)
    weighted = DescrStatsW([-2, -1, 0, 1, 2] * 4).var  # the same shares of each step
    assert needed[1] == math.ceil(mean_needs(0, 16 / 15 * weighted, 0.25) * 20 / 16)


@given(n=st.integers(10, 5000), hits=st.integers(0, 5000), percent=st.integers(1, 99))
def test_a_share_is_decided_from_that_n_on(n, hits, percent) -> None:
    assume(hits <= n)
    share, threshold = hits / n, percent / 100
    assume(abs(share - threshold) > 1e-3)
    needed = share_needs(share, threshold)

    def outside(size: float) -> bool:
        low, high = proportion_confint(share * size, size, method="wilson")
        return bool(threshold < low or threshold > high)

    assert outside(needed + 1)
    assert needed == 1 or not outside(needed - 1)


@given(mean=st.floats(-2, 2), variance=st.floats(0.01, 4))
def test_a_mean_is_decided_from_that_n_on(mean, variance) -> None:
    assume(abs(mean) > 0.02)
    needed = mean_needs(mean, variance, 0)

    def outside(size: float) -> bool:
        from scipy.stats import t

        low, high = t.interval(0.95, size - 1, loc=mean, scale=math.sqrt(variance / size))
        return bool(low > 0 or high < 0)

    assert outside(needed + 1)
    assert needed == 10 or not outside(needed - 1)


@given(up=st.integers(0, 100), down=st.integers(0, 100), threshold=st.integers(-90, 90))
def test_a_score_is_decided_at_that_n(up, down, threshold) -> None:
    assume(up + down <= 100 and abs(up - down - threshold) >= 3)
    needed = score_needs(up / 100, down / 100, threshold)
    low, high = net_promoter(up / 100 * needed, down / 100 * needed, needed)
    assert threshold <= low + 1e-9 or threshold >= high - 1e-9


# History


def of_visitors(count: int, offers: int) -> dict:
    """`count` visitors in January, of whom `offers` get an offer; data end on 30 June."""
    events = [event(i, "2026-01-05", "visit") for i in range(count)]
    events += [event(i, "2026-01-20", "offer") for i in range(offers)]
    lineage = [{"source": "web", "file": "a.csv", "sha256": f"{count}-{offers}", "bytes": 1}]
    return {"events": [*events, event(0, "2026-06-30", "sign")], "lineage": lineage}


HALF = (
    THREE_STAGES
    + """
assumptions:
  - {id: half, text: Half go on, measured: conversion, threshold: 0.5, stage: look}
"""
)


@pytest.fixture
def kept_once(open_store, tmp_path) -> tuple[Client, Client, Path]:
    """A run with 12 of 20 was kept; now there are 60 of 80."""
    journey = parse_journey(HALF)
    first = open_store(journey, **of_visitors(20, 12))
    output = tmp_path.parent / f"{tmp_path.name}-reports"
    measures.keep_assumptions(first, output, dt.date(2026, 4, 1))
    return first, open_store(journey, **of_visitors(80, 60)), output


def test_a_run_is_one_line(kept_once) -> None:
    client, _, output = kept_once
    path = history_file(client, output)
    assert path == output / client.name / "history" / "assumptions.jsonl"
    [line] = path.read_text("utf-8").splitlines()
    said = json.loads(line)
    assert (said["date"], said["map_version"], len(said["data"])) == ("2026-04-01", "3", 16)
    half = said["found"]["half"]
    assert half.pop("asked")
    assert half == {
        "n": 20,
        "value": 0.6,
        "low": pytest.approx(0.3866, abs=1e-4),
        "high": pytest.approx(0.7812, abs=1e-4),
        "verdict": "open",
    }


def test_since_last_time(kept_once) -> None:
    _, now, output = kept_once
    changes = measures.assumption_changes(now, output, DAY)
    shown = changes.frame[["assumption", "before", "before_n", "verdict", "n"]]
    assert rows(shown) == [("half", "open", 20, "confirmed", 80)]
    assert changes.text("en") == (
        'Since 1 Apr 2026 "Half go on" went from still open to confirmed (n = 20 then, 80 now).'
    )
    assert changes.text("nl") == (
        'Sinds 1 apr 2026 ging "Half go on" van nog open naar bevestigd (n = 20 toen, 80 nu).'
    )


def test_a_second_run_on_the_same_data_forgets_nothing(kept_once) -> None:
    _, now, output = kept_once
    measures.keep_assumptions(now, output, DAY)
    assert measures.assumption_changes(now, output, DAY).text("en").startswith("Since 1 Apr 2026 ")


def test_nothing_changed_and_nothing_before(kept_once, open_store) -> None:
    _, _, output = kept_once
    journey = parse_journey(HALF)
    same = open_store(journey, **of_visitors(22, 13))
    assert measures.assumption_changes(same, output, DAY).text("en") == (
        "Since 1 Apr 2026 the verdict on the one assumption compared has not changed."
    )
    assert measures.assumption_changes(same, output / "elsewhere", DAY).text("en") == (
        "There is no earlier run with other data or another map to compare with."
    )


def test_another_question_or_another_part_is_not_compared(kept_once, open_store) -> None:
    _, now, output = kept_once
    harder = open_store(parse_journey(HALF.replace("0.5", "0.7")), **of_visitors(80, 60))
    changes = measures.assumption_changes(harder, output, DAY)
    assert (changes.n, changes.frame["before"].isna().all()) == (0, True)
    reworded = open_store(parse_journey(HALF.replace("Half go", "One in two goes")),
                          **of_visitors(80, 60))  # fmt: skip
    assert measures.assumption_changes(reworded, output, DAY).n == 1
    part = replace(now, selection=Selection(start=dt.date(2026, 1, 1)))
    assert measures.assumption_changes(part, output, DAY).text("en").startswith("There is no ear")


@pytest.mark.parametrize("broken", [b'{"date": "2026-0', b"\xff\xfe", b"[]", b'{"date": 1}', b"7"])
def test_a_broken_last_line_costs_nothing_but_itself(kept_once, broken: bytes) -> None:
    first, now, output = kept_once
    path = history_file(first, output)
    path.write_bytes(path.read_bytes() + broken)
    measures.keep_assumptions(now, output, DAY)
    assert [run.date for run in read_history(now, output)] == ["2026-04-01", "2026-07-01"]
    assert path.read_bytes().endswith(b"}\n")


def test_two_runs_at_once_both_stay(kept_once) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from cjkit.measures import history

    first, _, output = kept_once
    path = history_file(first, output)
    line = path.read_bytes()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: history._append(path, line), range(40)))
    assert len(read_history(first, output)) == 41


def test_small_cells_stay_out_of_the_history(open_store, tmp_path) -> None:
    client = open_store(parse_journey(HALF), **of_visitors(9, 9))
    output = tmp_path.parent / f"{tmp_path.name}-small"
    path = measures.keep_assumptions(client, output, DAY)
    found = json.loads(path.read_text("utf-8"))["found"]["half"]
    assert (found["n"], found["value"], found["verdict"]) == (None, None, None)


def test_the_history_never_lies_in_the_client_folder(open_store, tmp_path) -> None:
    with pytest.raises(CjkitError) as caught:
        measures.keep_assumptions(open_store(), tmp_path / "out", DAY)
    assert str(caught.value) == (
        f"CJ-483 The output {tmp_path / 'out'} lies inside the folder of the client. Choose a "
        "folder outside it; results never go into the folder of a client."
    )


def test_a_file_in_the_way_of_the_history_is_told(open_store, tmp_path) -> None:
    output = tmp_path.parent / f"{tmp_path.name}-file"
    output.write_text("in the way", "utf-8")
    with pytest.raises(CjkitError) as caught:
        measures.keep_assumptions(open_store(parse_journey(HALF)), output, DAY)
    path = output / tmp_path.name / "history" / "assumptions.jsonl"
    assert str(caught.value) == (
        f"CJ-482 Cannot write {path}: Not a directory. Choose another folder, or make room and "
        "ask for the right to write here."
    )


def test_the_same_run_on_the_same_day_adds_nothing(kept_once, open_store) -> None:
    first, _, output = kept_once
    measures.keep_assumptions(first, output, dt.date(2026, 4, 1))
    assert len(read_history(first, output)) == 1
    measures.keep_assumptions(first, output, dt.date(2026, 4, 2))
    assert len(read_history(first, output)) == 2
    assert not measures.keep_assumptions(open_store(), output / "other", DAY).exists()


# Grades

GRADED = (
    THREE_STAGES
    + """
language: en
assumptions:
  - {id: sure, text: A fifth goes on, measured: conversion, threshold: 0.2, stage: look}
  - {id: leans, text: Half go on, measured: conversion, threshold: 0.45, stage: look}
  - {id: doubts, text: More go on, measured: conversion, threshold: 0.55, stage: look}
  - {id: wrong, text: Nearly all go on, measured: conversion, threshold: 0.9, stage: look}
  - {id: unseen, text: They love us, measured: nps, threshold: 0}
"""
)


@pytest.fixture
def acme(open_store, tmp_path, monkeypatch) -> Path:
    """A client's folder in which 20 of 40 visitors go on: 50 %, Wilson 35 to 65 %."""
    (tmp_path / "journey.yaml").write_text("# ours\n" + GRADED.lstrip(), "utf-8")
    stored = open_store(read_journey(tmp_path), **of_visitors(40, 20))
    monkeypatch.setattr(
        "cjkit.measures.grading.open_client",
        lambda folder: replace(stored, whole_map=read_journey(folder)),
    )
    return tmp_path


def test_a_person_grades_and_says_why(acme: Path) -> None:
    saved = measures.grade_assumption(acme, "sure", "known", "Three quarters in a row", DAY)
    assert (saved.map.version, saved.map.changes[-1].reason) == ("4", "Three quarters in a row")
    evidence = read_journey(acme).assumptions[0].evidence
    assert (evidence.grade, evidence.kind, evidence.source, evidence.n, evidence.date) == (
        "known",
        "customer_data",
        "web",
        40,
        DAY,
    )
    assert (acme / "journey.yaml").read_text("utf-8").startswith("# ours\n")


def test_an_open_assumption_can_be_indicated_on_the_expected_side(acme: Path) -> None:
    measures.grade_assumption(acme, "leans", "indicated", "It points that way", DAY)
    assert read_journey(acme).assumptions[1].grade == "indicated"


def test_grades_are_proposed_and_never_given(acme: Path, open_store) -> None:
    before = (acme / "journey.yaml").read_bytes()
    client = open_store(read_journey(acme), **of_visitors(40, 20))
    assert proposed_grades(client) == {"sure": "known", "leans": "indicated"}
    assert (acme / "journey.yaml").read_bytes() == before


REFUSED = {
    ("shure", "known", "R"): (
        'CJ-110 There is no assumption "shure". Did you mean "sure"? '
        "Known: sure, leans, doubts, wrong, unseen."
    ),
    ("sure", "guessed", "R"): (
        'CJ-485 "guessed" is no grade that data can give reason for. Choose indicated or known.'
    ),
    ("sure", "known", " "): (
        "CJ-489 A grade needs a reason. Say with --reason why; it goes into the change log of the "
        "map."
    ),
    ("wrong", "indicated", "R"): (
        'CJ-486 The data contradict "Nearly all go on" (n = 40), so it cannot be graded. Change '
        "the statement or its threshold in journey.yaml, and look again."
    ),
    ("leans", "known", "R"): (
        'CJ-487 The data do not carry this grade for "Half go on": it is still open (n = 40). Wait '
        "for more data, or grade it as indicated once the value lies on the expected side."
    ),
    ("doubts", "indicated", "R"): (
        'CJ-487 The data do not carry this grade for "More go on": it is still open (n = 40). Wait '
        "for more data, or grade it as indicated once the value lies on the expected side."
    ),
    ("unseen", "known", "R"): (
        'CJ-488 There are no data that can be shown for "They love us". Add data, or write the '
        "evidence you have into journey.yaml yourself."
    ),
}


@pytest.mark.parametrize("asked", REFUSED, ids=" ".join)
def test_a_grade_without_ground_is_refused(acme: Path, asked: tuple[str, str, str]) -> None:
    before = (acme / "journey.yaml").read_bytes()
    with pytest.raises(CjkitError) as caught:
        measures.grade_assumption(acme, *asked, DAY)
    assert str(caught.value) == REFUSED[asked]
    assert (acme / "journey.yaml").read_bytes() == before


def test_weights_that_are_all_zero_are_refused() -> None:
    weights = ", ".join(f"{name}: 0" for name in ("reach", "loss", "emotion", "gap", "value"))
    zero = f"title: A map\nmetrics:\n  focus:\n    weights: {{{weights}}}\n"
    with pytest.raises(MapError) as caught:
        parse_journey(zero)
    assert str(caught.value) == (
        "journey.yaml:4:5: CJ-128 All weights of the focus are zero, so nothing can be ranked. "
        'Give at least one part a weight above zero, or leave "weights" out.'
    )
    assert parse_journey(zero.replace("gap: 0", "gap: 2")).metrics.focus.weights.gap == 2

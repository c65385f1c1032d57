"""Small cells stay hidden, also from someone who subtracts."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cjkit import measures
from cjkit.measures.measure import Layout, Measure, Sentence
from cjkit.measures.suppression import adding_lines, hidden_rows, published

from .conftest import event

BY_PERSONA = Layout(
    name="nps",
    keys={"persona": "str", "stage": "str"},
    figures={"customers": "int64", "value": "float64"},
    stated={"target": "float64"},
    customers="customers",
    adds_over=("persona", "stage"),
    closed=True,
)
K = 10


def measure_with(frame: pd.DataFrame, layout: Layout = BY_PERSONA, said=()) -> Measure:
    n = int(frame["customers"].sum())
    return Measure(
        "nps", frame, n, (None, None), {}, "measures.method.nps", "measures.unit.points",
        tuple(said), (), "1", layout,
    )  # fmt: skip


def frame_of(*cells, layout: Layout = BY_PERSONA) -> pd.DataFrame:
    rows = [(persona, stage, n, 50.0, 1.0) for persona, stage, n in cells]
    columns = ["persona", "stage", "customers", "target", "value"]
    return layout.frame(pd.DataFrame(rows, columns=columns))


def test_a_small_cell_goes_and_takes_the_next_smallest_along() -> None:
    # 40 in all less 25 and 12 would give the 3 away; with 12 gone too, 15 are hidden together.
    frame = frame_of(("", "look", 40), ("a", "look", 25), ("b", "look", 12), ("c", "look", 3))
    shown = published(measure_with(frame), K)
    assert shown.frame["suppressed"].tolist() == [False, False, True, True]
    assert shown.frame["customers"].tolist()[:2] == [40, 25]
    assert shown.frame["customers"].isna().tolist() == [False, False, True, True]
    assert shown.frame["persona"].tolist() == ["", "a", "b", "c"]
    assert shown.frame["target"].tolist() == [50.0] * 4
    assert shown.suppressed == 2
    assert [s.text("en") for s in shown.sentences] == [
        "2 results are not shown: they rest on fewer than 10 customers or would give away such a "
        "small group."
    ]


def test_two_small_cells_need_a_third_when_their_sum_is_small() -> None:
    # 1 + 1 = 2 hidden together would tell that each is 1.
    frame = frame_of(("", "x", 42), ("a", "x", 40), ("b", "x", 1), ("c", "x", 1))
    assert hidden_rows(frame, BY_PERSONA, K).tolist() == [False, True, True, True]


def test_large_cells_stay_and_nothing_is_said() -> None:
    measure = measure_with(frame_of(("", "look", 40), ("a", "look", 25), ("b", "look", 15)))
    shown = published(measure, K)
    assert not shown.frame["suppressed"].any()
    assert (shown.suppressed, shown.sentences, shown.n) == (0, (), measure.n)


def test_a_total_goes_when_its_only_part_must() -> None:
    frame = frame_of(("", "look", 3), ("a", "look", 3))
    shown = published(measure_with(frame, said=[Sentence("no_data", row=1)]), K)
    assert shown.frame["suppressed"].all()
    assert shown.n == 0
    assert len(shown.sentences) == 1


def test_sentences_about_hidden_rows_go_and_others_stay() -> None:
    frame = frame_of(("", "look", 40), ("a", "look", 25), ("b", "look", 12), ("c", "look", 3))
    said = [Sentence("no_data", row=0), Sentence("no_data", row=3)]
    kept = published(measure_with(frame, said=said), K).sentences
    assert [(s.key, s.row) for s in kept] == [("no_data", 0), ("suppressed", None)]


def test_what_counts_no_person_is_shown() -> None:
    layout = Layout(name="to_do", keys={"id": "str"}, figures={"n": "int64"})
    frame = layout.frame(pd.DataFrame({"id": ["a"], "n": [1]}))
    assert (
        not published(measure_with(frame.assign(customers=1), layout), K).frame["suppressed"].any()
    )


def test_a_missing_count_of_customers_is_no_small_cell(open_store) -> None:
    counts = Layout(
        name="x", keys={"id": "str"}, figures={"customers": "float64"}, customers="customers"
    )
    frame = counts.frame(pd.DataFrame({"id": ["a"], "customers": [np.nan]}))
    assert hidden_rows(frame, counts, K).tolist() == [False]


GRIDS = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.lists(
        st.integers(0, 30), min_size=size[0] * size[1], max_size=size[0] * size[1]
    ).map(lambda n: np.array(n).reshape(size))
)


def with_margins(grid: np.ndarray) -> pd.DataFrame:
    """The cells of a grid with all their totals, as nps gives them; empty cells have no row."""
    cells = {
        (f"p{i}", f"s{j}"): int(grid[i, j])
        for i, j in product(range(grid.shape[0]), range(grid.shape[1]))
        if grid[i, j]
    }
    for (persona, stage), n in list(cells.items()):
        for margin in (("", stage), (persona, ""), ("", "")):
            cells[margin] = cells.get(margin, 0) + n
    return frame_of(*((*key, n) for key, n in cells.items()))


def subtract(frame: pd.DataFrame, layout: Layout, hidden: np.ndarray) -> set[int]:
    """What an attacker works out: as long as a line has one unknown, it is known."""
    unknown = set(np.flatnonzero(hidden).tolist())
    lines = [line for line in adding_lines(frame, layout) if line.total is not None]
    found: set[int] = set()
    while True:
        solved = {
            (unknown & set(line.rows)).pop() for line in lines if len(unknown & set(line.rows)) == 1
        }
        if not solved:
            return found
        unknown -= solved
        found |= solved


@settings(max_examples=200, deadline=None)
@given(GRIDS)
def test_nobody_gets_a_hidden_cell_back_by_subtraction(grid) -> None:
    frame = with_margins(grid)
    hidden = hidden_rows(frame, BY_PERSONA, K)
    small = frame["customers"].between(1, K - 1).to_numpy()
    assert hidden[small].all()
    assert subtract(frame, BY_PERSONA, hidden) == set()


def test_a_total_in_another_frame_is_taken_as_known() -> None:
    frame = frame_of(("a", "look", 25), ("b", "look", 12), ("c", "look", 3))
    opened = replace(BY_PERSONA, closed=False)
    assert hidden_rows(frame, BY_PERSONA, K).tolist() == [False, False, True]
    assert hidden_rows(frame, opened, K).tolist() == [False, True, True]


@settings(max_examples=100, deadline=None)
@given(GRIDS)
def test_nobody_solves_all_lines_together(grid) -> None:
    """Each hidden cell can be moved without any shown figure changing."""
    frame = with_margins(grid)
    hidden = hidden_rows(frame, BY_PERSONA, K)
    lines = [line for line in adding_lines(frame, BY_PERSONA) if line.total is not None]
    matrix = np.zeros((len(lines), len(frame)))
    for number, line in enumerate(lines):
        matrix[number, list(line.parts)] = 1
        matrix[number, line.total] = -1
    matrix = matrix[:, hidden]
    for column in range(matrix.shape[1]):
        unit = np.eye(matrix.shape[1])[column]
        rank = np.linalg.matrix_rank(matrix) if matrix.size else 0
        assert np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank + 1


@settings(max_examples=50, deadline=None)
@given(GRIDS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_choose_what_is_hidden(grid, random) -> None:
    frame = with_margins(grid)
    order = list(range(len(frame)))
    random.shuffle(order)
    straight = hidden_rows(frame, BY_PERSONA, K)
    shuffled = hidden_rows(frame.iloc[order].reset_index(drop=True), BY_PERSONA, K)
    assert shuffled.tolist() == straight[order].tolist()


def test_reach_and_its_totals_do_not_give_each_other_away(open_store) -> None:
    # At the desk 20 customers, all in "offer" but one who signed: 21 events at the desk less 20 in
    # "offer" would tell of the one. The desk goes with it, or the offer does.
    events = [event(i, "2026-01-01", "offer", "starter") for i in range(20)]
    events += [event(0, "2026-02-01", "sign", "starter")]
    client = open_store(events=events)
    cells = published(measures.reach(client), K).frame.set_index("stage")["suppressed"]
    totals = published(measures.reach_totals(client), K).frame.set_index("id")["suppressed"]
    assert cells.to_dict() == {"offer": True, "sign": True}
    assert totals["sign"]
    assert totals["offer"] or (totals["desk"] and totals["starter"] and totals[""])


def test_published_is_public() -> None:
    assert measures.published is published

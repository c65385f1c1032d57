"""The formulas beside those of scipy and statsmodels, and at their edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)
from statsmodels.stats.weightstats import DescrStatsW

from cjkit.measures import intervals

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SCORES = st.lists(st.integers(-2, 2), min_size=2, max_size=60)


def sample_of(values, weights=None):
    x = np.asarray(values, float)
    w = np.ones(len(x)) if weights is None else np.asarray(weights, float)
    return intervals.moments(w.sum(), (w**2).sum(), (w * x).sum(), (w * x * x).sum())


@given(COUNTS)
def test_wilson_is_that_of_statsmodels(counts) -> None:
    expected = proportion_confint(*counts, method="wilson")
    assert intervals.wilson(*counts) == pytest.approx(expected, abs=1e-12)


@given(COUNTS, COUNTS)
def test_newcombe_is_that_of_statsmodels(first, second) -> None:
    expected = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert intervals.newcombe(*first, *second) == pytest.approx(expected, abs=1e-12)


@given(COUNTS, COUNTS)
def test_two_shares_are_tested_as_statsmodels_and_fisher_do(first, second) -> None:
    pooled = (first[0] + second[0]) / (first[1] + second[1])
    p = intervals.shares_p(*first, *second)
    if pooled in (0, 1):
        assert p == 1
        return
    (a, n), (b, m) = first, second
    if min(pooled, 1 - pooled) * min(n, m) >= 5:
        assert p == pytest.approx(proportions_ztest([a, b], [n, m])[1], abs=1e-12)
    else:  # fewer than five expected in a cell: Fisher's exact test
        assert p == pytest.approx(stats.fisher_exact([[a, n - a], [b, m - b]])[1], abs=1e-12)


@given(SCORES)
def test_the_t_interval_is_that_of_scipy(values) -> None:
    low, high = intervals.mean_interval(sample_of(values))
    if len(set(values)) == 1:
        assert np.isnan([low, high]).all()
    else:
        expected = stats.ttest_1samp(values, 0.25)
        assert (low, high) == pytest.approx(tuple(expected.confidence_interval()), abs=1e-9)
        assert intervals.mean_p(sample_of(values), 0.25) == pytest.approx(expected.pvalue)


@given(SCORES, SCORES)
def test_welch_is_that_of_scipy(first, second) -> None:
    p = intervals.welch_p(sample_of(first), sample_of(second))
    if len(set(first)) == len(set(second)) == 1:
        assert np.isnan(p)
    else:
        expected = stats.ttest_ind(first, second, equal_var=False).pvalue
        assert p == pytest.approx(expected, abs=1e-9)


@settings(max_examples=10)  # statsmodels takes its time
@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_is_that_of_statsmodels(p) -> None:
    assert intervals.holm(p) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)


def test_holm_leaves_out_what_was_not_tested() -> None:
    # Two members: 0.01 x 2 and 0.04 x 1.
    assert intervals.holm([0.04, np.nan, 0.01]).tolist()[::2] == [0.04, 0.02]


@given(st.lists(st.tuples(st.integers(-2, 2), st.floats(0.1, 10)), min_size=2, max_size=40))
def test_weighted_mean_is_that_of_statsmodels(pairs) -> None:
    values, weights = zip(*pairs, strict=True)
    found = sample_of(values, weights)
    assert found.mean == pytest.approx(DescrStatsW(values, weights).mean, abs=1e-9)


def test_effective_size_follows_kish() -> None:
    # Weights 1, 1, 2: (1 + 1 + 2)^2 / (1 + 1 + 4) = 16/6.
    assert sample_of([0, 1, 2], [1, 1, 2]).size == pytest.approx(16 / 6)


def test_equal_weights_change_nothing() -> None:
    heavy, plain = sample_of([1, 2, 4], [7, 7, 7]), sample_of([1, 2, 4])
    assert np.allclose([*heavy], [*plain])


@given(st.integers(1, 300), st.data())
def test_net_promoter_keeps_within_its_scale(n, data) -> None:
    promoters = data.draw(st.integers(0, n))
    detractors = data.draw(st.integers(0, n - promoters))
    low, high = intervals.net_promoter(promoters, detractors, n)
    assert -100 <= low < high <= 100


def test_nothing_has_no_interval() -> None:
    empty = [*intervals.wilson(0, 0), *intervals.net_promoter(0, 0, 0)]
    assert np.isnan(empty).all()
    assert np.isnan(intervals.moments(0, 0, 0, 0).mean)


def test_ten_of_the_same_are_not_enough() -> None:
    sample = sample_of([1] * 10)
    assert not intervals.enough(sample, 10)
    assert np.isnan(intervals.mean_interval(sample).low)

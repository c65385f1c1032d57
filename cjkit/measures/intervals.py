"""Intervals and tests for shares, means and the Net Promoter Score, as thin functions on arrays.

Every interval is two-sided at 95 %. Where a sample says nothing about spread (too few values, no
variance, an empty group) the answer is NaN, never an interval without width.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri, stdtr, stdtrit

Values = npt.NDArray[np.float64]

LEVEL = 0.95
FEWEST = 10
"""The fewest values that a mean is given an interval for."""
_UPPER = (1 + LEVEL) / 2
_Z = float(ndtri(_UPPER))
_FEWEST_EXPECTED = 5


def normal_quantile() -> float:
    """Give z, beyond which a normal value falls in one of twenty cases, on either side.

    >>> round(normal_quantile(), 2)
    1.96
    """
    return _Z


class Bounds(NamedTuple):
    """The lower and upper ends of intervals, in the unit of the estimate."""

    low: Values
    high: Values


class Moments(NamedTuple):
    """What a weighted sample comes down to; arrays of equal length, one place a sample.

    `size` is Kish's effective size: the number of values when all weigh the same.
    """

    size: Values
    mean: Values
    variance: Values


def wilson(successes: Any, n: Any) -> Bounds:
    """Give Wilson's score interval of a share.

    With p = successes / n and z the normal quantile: the roots of
    (p - x)^2 = z^2 x (1 - x) / n, which is
    (p + z^2/2n -/+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n).

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22, 209-212.

    Parameters
    ----------
    successes, n : array-like of counts
        0 <= successes <= n; n = 0 gives NaN.

    Examples
    --------
    >>> [round(float(end), 3) for end in wilson(41, 100)]
    [0.319, 0.508]
    """
    n = _counted(n)
    share = np.asarray(successes, float) / n
    spread = _Z * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    middle = share + _Z**2 / (2 * n)
    shrink = 1 + _Z**2 / n
    low, high = (middle - spread) / shrink, (middle + spread) / shrink
    return Bounds(np.where(share == 0, 0.0 * n, low), np.where(share == 1, 1.0 + 0 * n, high))


def newcombe(successes: Any, n: Any, rest_successes: Any, rest_n: Any) -> Bounds:
    """Give Newcombe's hybrid score interval of the difference of two shares.

    With (l1, u1) and (l2, u2) Wilson's intervals of p1 and p2 and d = p1 - p2:
    d - sqrt((p1 - l1)^2 + (u2 - p2)^2) to d + sqrt((u1 - p1)^2 + (p2 - l2)^2).

    R. G. Newcombe (1998), Interval estimation for the difference between independent
    proportions: comparison of eleven methods, Statistics in Medicine 17, 873-890 (method 10).

    Examples
    --------
    >>> [round(float(end), 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    first, second = wilson(successes, n), wilson(rest_successes, rest_n)
    p1 = np.asarray(successes, float) / _counted(n)
    p2 = np.asarray(rest_successes, float) / _counted(rest_n)
    down = np.sqrt((p1 - first.low) ** 2 + (second.high - p2) ** 2)
    up = np.sqrt((first.high - p1) ** 2 + (p2 - second.low) ** 2)
    return Bounds(p1 - p2 - down, p1 - p2 + up)


def shares_p(successes: Any, n: Any, rest_successes: Any, rest_n: Any) -> Values:
    """Give the two-sided p of the test that two shares are the same.

    z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2)), p the share of both together; Pearson's
    chi-squared without correction (K. Pearson 1900, Philosophical Magazine 50, 157-175). Where
    fewer than five are expected in any cell its p is too small, and Fisher's exact test takes its
    place (R. A. Fisher 1922, Journal of the Royal Statistical Society 85, 87-94; the rule of five
    is W. G. Cochran's, 1954, Biometrics 10, 417-451). Two shares of all nothing or all everything
    do not differ: p = 1.

    Examples
    --------
    >>> round(float(shares_p(56, 70, 48, 80)), 4)
    0.008
    >>> round(float(shares_p(14, 21, 90, 100)), 4)
    0.0111
    """
    n, rest_n = _counted(n), _counted(rest_n)
    hits, rest_hits = np.asarray(successes, float), np.asarray(rest_successes, float)
    pooled = (hits + rest_hits) / (n + rest_n)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest_n))
    z = (hits / n - rest_hits / rest_n) / np.where(error == 0, np.inf, error)
    scored = np.asarray(2 * ndtr(-np.abs(z)))
    expected = np.minimum(pooled, 1 - pooled) * np.minimum(n, rest_n)
    table = [hits, n - hits, rest_hits, rest_n - rest_hits]
    return _exact_where(expected < _FEWEST_EXPECTED, scored, table)


def _exact_where(few: Any, p: Values, table: list[Any]) -> Values:
    """Put Fisher's p in the places with few expected; the table has hits and misses, twice."""
    if not np.any(few):
        return p
    from scipy.stats import fisher_exact  # noqa: PLC0415  (slow to import, seldom needed)

    places = zip(*(part.ravel() for part in np.broadcast_arrays(few, p, *table)), strict=True)
    chosen = [
        fisher_exact([[hits, misses], [rest_hits, rest_misses]])[1] if small else scored
        for small, scored, hits, misses, rest_hits, rest_misses in places
    ]
    return np.asarray(chosen).reshape(p.shape)


def net_promoter(promoters: Any, detractors: Any, n: Any) -> Bounds:
    """Give the adjusted Wald interval of the Net Promoter Score, in points from -100 to 100.

    Three answers are added, 3/4 promoter, 3/4 detractor and 1 1/2 passive: n' = n + 3,
    p' = (promoters + 3/4) / n', d' = (detractors + 3/4) / n', s' = p' - d', and
    s' -/+ z sqrt((p' + d' - s'^2) / n'), held within -1 and 1, times 100.

    B. Rocks (2016), Interval estimation for the "Net Promoter Score", The American
    Statistician 70, 365-372.

    Examples
    --------
    Worked out: n' = 103, p' = 50.75/103, d' = 20.75/103, s' = 30/103 = 0.2913.

    >>> [round(float(end), 1) for end in net_promoter(50, 20, 100)]
    [14.1, 44.2]
    """
    size = _counted(n) + 3
    up = (np.asarray(promoters, float) + 0.75) / size
    down = (np.asarray(detractors, float) + 0.75) / size
    error = _Z * np.sqrt((up + down - (up - down) ** 2) / size)
    low, high = np.maximum(up - down - error, -1), np.minimum(up - down + error, 1)
    return Bounds(100 * low, 100 * high)


def moments(weight: Any, squared_weight: Any, total: Any, squares: Any) -> Moments:
    """Turn weighted sums into effective size, mean and variance.

    With weights w of values x and W = sum w: size W^2 / sum w^2, mean sum(wx) / W, variance
    (sum(wx^2) - mean sum(wx)) / (W - sum(w^2) / W). Equal weights give the plain n, mean and
    sample variance.

    L. Kish (1965), Survey Sampling, Wiley, section 11.7 (effective size).

    Parameters
    ----------
    weight, squared_weight, total, squares : array-like
        Sums of w, w^2, wx and wx^2 of each sample.

    Examples
    --------
    The values 1, 2 and 3, each once:

    >>> [float(value) for value in moments(3, 3, 6, 14)]
    [3.0, 2.0, 1.0]
    """
    weight, sums = _counted(weight), np.asarray(total, float)
    squared_weight = np.asarray(squared_weight, float)
    mean = sums / weight
    freedom = weight - squared_weight / weight
    variance = (np.asarray(squares, float) - mean * sums) / np.where(freedom > 0, freedom, np.nan)
    return Moments(weight**2 / squared_weight, mean, np.where(variance > 1e-12, variance, 0.0))


def enough(sample: Moments, n: Any) -> npt.NDArray[np.bool_]:
    """Tell which samples say something about spread: ten values or more that are not all the same.

    >>> enough(moments([3, 10, 10], [3, 10, 10], [6, 20, 20], [14, 40, 44]), [3, 10, 10]).tolist()
    [False, False, True]
    """
    return np.asarray((np.asarray(n, float) >= FEWEST) & (sample.variance > 0) & (sample.size > 1))


def mean_interval(sample: Moments) -> Bounds:
    """Give Student's t interval of a mean: mean -/+ t sqrt(variance / size), size - 1 degrees.

    Student (1908), The probable error of a mean, Biometrika 6, 1-25. A sample without variance
    gives NaN.

    Examples
    --------
    >>> [round(float(end), 3) for end in mean_interval(moments(3, 3, 6, 14))]
    [-0.484, 4.484]
    """
    error = np.sqrt(_spread(sample.variance) / sample.size)
    reach = stdtrit(_freedom(sample.size), _UPPER) * error
    return Bounds(sample.mean - reach, sample.mean + reach)


def mean_p(sample: Moments, value: Any) -> Values:
    """Give the two-sided p of Student's t test of means against a fixed value.

    t = (mean - value) / sqrt(variance / size), with size - 1 degrees of freedom.

    Examples
    --------
    >>> round(float(mean_p(moments(3, 3, 6, 14), 0)), 4)
    0.0742
    """
    error = np.sqrt(_spread(sample.variance) / sample.size)
    t = (sample.mean - np.asarray(value, float)) / error
    return np.asarray(2 * stdtr(_freedom(sample.size), -np.abs(t)))


def welch_p(sample: Moments, rest: Moments) -> Values:
    """Give the two-sided p of Welch's t test that two means are the same.

    t = (m1 - m2) / sqrt(e1 + e2) with e = variance / size, and
    (e1 + e2)^2 / (e1^2 / (size1 - 1) + e2^2 / (size2 - 1)) degrees of freedom.

    B. L. Welch (1947), The generalization of "Student's" problem when several different
    population variances are involved, Biometrika 34, 28-35.
    """
    e1, e2 = sample.variance / sample.size, rest.variance / rest.size
    error = _spread(e1 + e2)
    below = e1**2 / _freedom(sample.size) + e2**2 / _freedom(rest.size)
    t = (sample.mean - rest.mean) / np.sqrt(error)
    return np.asarray(2 * stdtr(error**2 / below, -np.abs(t)))


def holm(p: Any) -> Values:
    """Adjust the p values of one family so that a false alarm anywhere in it stays below 5 %.

    In rising order p(1)..p(m): the running maximum of (m - i + 1) p(i), at most 1. NaN is no
    member of the family and stays NaN.

    S. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian
    Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p, float)
    order = np.argsort(p)[: np.count_nonzero(~np.isnan(p))]
    left = len(order) - np.arange(len(order))
    adjusted = np.full(p.shape, np.nan)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * left), 1)
    return adjusted


def _counted(n: Any) -> Values:
    n = np.asarray(n, float)
    return np.where(n > 0, n, np.nan)


def _spread(variance: Values) -> Values:
    return np.where(variance > 0, variance, np.nan)


def _freedom(size: Values) -> Values:
    return np.where(size > 1, size - 1, np.nan)

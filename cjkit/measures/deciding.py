"""How many it takes: the n at which the present figure would leave its threshold outside."""

import math
from collections.abc import Callable

from scipy.special import stdtrit

from cjkit.measures.intervals import FEWEST, LEVEL, normal_quantile

_MOST = 10**12
"""No study is larger; what takes more is never decided."""


def share_needs(share: float, threshold: float) -> float:
    """Give the n at which Wilson's interval of this share leaves the threshold outside.

    The interval is the set of x with (p - x)^2 <= z^2 x (1 - x) / n, so that the threshold t lies
    outside from n = z^2 t (1 - t) / (p - t)^2 on.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22, 209-212.

    Returns
    -------
    float
        A whole number; infinite where the share is the threshold itself.

    Examples
    --------
    z^2 = 3.8415; 3.8415 x 0.25 / 0.1^2 = 96.04.

    >>> share_needs(0.4, 0.5), share_needs(0.5, 0.5)
    (97.0, inf)
    """
    if share == threshold:
        return math.inf
    spread = normal_quantile() ** 2 * threshold * (1 - threshold)
    return _counted(spread / (share - threshold) ** 2)


def mean_needs(mean: float, variance: float, threshold: float) -> float:
    """Give the n at which Student's interval of this mean leaves the threshold outside.

    The smallest n with t^2 variance / n <= (mean - threshold)^2, t the quantile with n - 1
    degrees of freedom, and never fewer than the ten values an interval takes.

    Student (1908), The probable error of a mean, Biometrika 6, 1-25.

    Returns
    -------
    float
        A whole number; infinite where the mean is the threshold itself.

    Examples
    --------
    0.4124^2 = 0.17007. With n = 25, t = 2.0639 and t^2 / n = 0.17039; with n = 26, t = 2.0595 and
    0.16314.

    >>> mean_needs(0.4124, 1, 0), mean_needs(0.4, 1, 0.4)
    (26.0, inf)
    """
    apart = (mean - threshold) ** 2

    def decides(n: int) -> bool:
        return bool(stdtrit(n - 1, (1 + LEVEL) / 2) ** 2 * variance / n <= apart)

    return _smallest(decides, FEWEST) if apart else math.inf


def score_needs(promoters: float, detractors: float, threshold: float) -> float:
    """Give the n at which the interval of this Net Promoter Score leaves the threshold outside.

    Rocks' adjusted Wald interval (2016, The American Statistician 70, 365-372) at the present
    shares, from the smallest n on at which it does.

    Parameters
    ----------
    promoters, detractors : float
        Shares, from 0 to 1.
    threshold : float
        In points, from -100 to 100.

    Examples
    --------
    >>> score_needs(0.5, 0.2, 15), score_needs(0.5, 0.2, 30)
    (113.0, inf)
    """
    if math.isclose(100 * (promoters - detractors), threshold, abs_tol=1e-9):
        return math.inf
    at, z = threshold / 100, normal_quantile()

    def decides(n: int) -> bool:
        up, down = ((share * n + 0.75) / (n + 3) for share in (promoters, detractors))
        error = z * math.sqrt((up + down - (up - down) ** 2) / (n + 3))
        return abs(up - down - at) >= error

    return _smallest(decides, 1)


def _counted(n: float) -> float:
    return float(max(1, math.ceil(n - 1e-9))) if n < _MOST else math.inf


def _smallest(decides: Callable[[int], bool], least: int) -> float:
    """Find the first n from which on it holds; it holds for good once it does."""
    high = least
    while not decides(high):
        high *= 2
        if high > _MOST:
            return math.inf
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if decides(middle) else (middle, high)
    return float(max(high, least))

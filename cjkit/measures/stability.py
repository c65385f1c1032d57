"""How firmly a top three stands: how often each stays in it when data and weights vary."""

import numpy as np

from cjkit.measures.intervals import Values

TOP = 3
FEWEST_RANKED = 2 * TOP
"""With fewer to choose from, a place in the top three says nothing."""
STABLE = 0.8
"""Who is in the top three in this share of draws or more stands firm."""
FIRMNESS = 10.0
"""How close drawn weights stay to the given ones: of five equal weights of 0.20, two draws in
three lie between 0.14 and 0.26."""


def drawn_weights(weights: Values, rng: np.random.Generator, draws: int) -> Values:
    """Draw weights around the given ones: draws x weights; each draw adds up to 1.

    A Dirichlet distribution with the parameters 10 m w / sum(w), m the number of weights above
    zero. Its mean is w / sum(w); a weight of zero stays zero.

    Examples
    --------
    >>> drawn_weights(np.array([1.0, 0.0]), np.random.default_rng(1), 2).round(6).tolist()
    [[1.0, 0.0], [1.0, 0.0]]
    """
    given = weights > 0
    parameters = FIRMNESS * given.sum() * weights[given] / weights[given].sum()
    drawn = np.zeros((draws, len(weights)))
    drawn[:, given] = rng.dirichlet(parameters, draws)
    return drawn


def top_shares(scores: Values, rng: np.random.Generator) -> Values:
    """Give for each cell the share of draws in which it is among the three highest.

    Equal scores are put in a random order, anew in each draw: what is equal is never firm. With
    fewer than six cells everything is NaN.

    Parameters
    ----------
    scores : array
        Draws x cells.

    Examples
    --------
    Six equal cells share three places: each is there in half of the draws.

    >>> top_shares(np.ones((10_000, 6)), np.random.default_rng(1)).round(1).tolist()
    [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    """
    draws, cells = scores.shape
    if cells < FEWEST_RANKED:
        return np.full(cells, np.nan)
    order = np.lexsort((rng.random(scores.shape), -scores), axis=1)[:, :TOP]
    return np.asarray(np.bincount(order.ravel(), minlength=cells) / draws)

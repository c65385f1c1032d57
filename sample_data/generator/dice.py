"""Chance with a seed: the few kinds of draw that the sample data need."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
Weighted = Sequence[tuple[float, T]]


class Dice:
    """Draws from one stream.

    Every customer has its own, so that planting something changes only whom it touches.
    """

    def __init__(self, sequence: np.random.SeedSequence) -> None:
        self._rng = np.random.default_rng(sequence)

    def chance(self, probability: float) -> bool:
        """Say yes with this probability."""
        return bool(self._rng.random() < probability)

    def between(self, low: float, high: float) -> float:
        """Give a number between two others."""
        return low + (high - low) * float(self._rng.random())

    def whole(self, low: int, high: int) -> int:
        """Give a whole number, both ends included."""
        return int(self.between(low, high + 1))

    def pick(self, choices: "Weighted[T]") -> T:
        """Choose by weight."""
        rest = self.between(0, sum(weight for weight, _ in choices))
        for weight, choice in choices:
            rest -= weight
            if rest < 0:
                return choice
        return choices[-1][1]

    def one_of(self, choices: Sequence[T]) -> T:
        """Choose, all being equal."""
        return choices[self.whole(0, len(choices) - 1)]

    def times(self, rate: float) -> int:
        """Give how often something happens that happens `rate` times on average."""
        return int(rate) + self.chance(rate % 1)

    def spread(self, mean: float, width: float) -> float:
        """Give a number around a mean: normal, `width` is the standard deviation."""
        return float(self._rng.normal(mean, width))

    def wait(self, mean_days: float) -> dt.timedelta:
        """Give a waiting time of one to thirty days, mostly short."""
        return dt.timedelta(days=min(1 + float(self._rng.exponential(mean_days - 1)), 30))


def awake(moment: dt.datetime, dice: Dice) -> dt.datetime:
    """Move a moment to an hour at which people are up, which also keeps clear of clock changes."""
    minutes = dice.whole(7 * 60, 22 * 60)
    midnight = dt.datetime.combine(moment.date(), dt.time())
    return midnight + dt.timedelta(minutes=minutes)

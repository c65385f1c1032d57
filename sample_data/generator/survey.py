"""What customers say when they are asked: pulses in a stage, marks for a contact, a yearly NPS."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from generator.dice import Dice
from generator.journeys import Customer, Journeys, Visit, within
from generator.world import LOW, Plant, Words, World

USUAL = 0.4
"""How customers feel, -2 to +2, at a touchpoint where nothing is wrong."""


@dataclass(frozen=True)
class Answer:
    """One filled-in form."""

    customer: Customer
    at: dt.datetime
    label: str
    score: int
    weight: float
    text: str
    yearly: bool = False
    """Whether it is an NPS, 0 to 10; a CSAT, 1 to 5, otherwise."""

    @property
    def csat(self) -> int | str:
        """The CSAT as it stands in a file."""
        return "" if self.yearly else self.score

    @property
    def nps(self) -> int | str:
        """The NPS as it stands in a file."""
        return self.score if self.yearly else ""


def ask(
    world: World, plant: Plant, journeys: Journeys, sequence: np.random.SeedSequence
) -> list[Answer]:
    """Give all answers in order of time."""
    dice = Dice(sequence)
    answers = [
        *_pulses(world.words, plant, journeys, dice),
        *_marks(world, plant, journeys, dice),
        *_yearly(world.words, plant, journeys, dice),
    ]
    end = dt.datetime.combine(world.last_day, dt.time(23, 59))
    kept = [answer for answer in answers if answer.at <= end]
    return sorted(kept, key=lambda answer: (answer.at, answer.customer.number))


def _pulses(words: Words, plant: Plant, journeys: Journeys, dice: Dice) -> Iterator[Answer]:
    for visit in journeys.visits:
        if dice.chance(visit.stage.pulse):
            score = _score(_feeling(visit, plant), 1, 5, dice)
            manner = _manner(score >= 4, words, dice)
            yield Answer(visit.customer, within(visit, dice), words.pulse, score, *manner)


def _marks(world: World, plant: Plant, journeys: Journeys, dice: Dice) -> Iterator[Answer]:
    for touchpoint in world.touchpoints:
        met = [row for row in journeys.rows if row.contact.touchpoint == touchpoint]
        usual = LOW if touchpoint == plant.dip_touchpoint else USUAL
        label = world.words.labels[touchpoint]
        for row in met:
            if dice.chance(world.words.wanted / len(met)):
                score = _score(usual, 1, 5, dice)
                at = row.at + dt.timedelta(minutes=dice.whole(1, 8))
                manner = _manner(score >= 4, world.words, dice)
                yield Answer(row.customer, at, label, score, *manner)


def _yearly(words: Words, plant: Plant, journeys: Journeys, dice: Dice) -> Iterator[Answer]:
    for visit in _last_visits(journeys):
        if dice.chance(0.08):
            at = visit.until + dt.timedelta(days=dice.whole(5, 40))
            score = _score(_feeling(visit, plant), 0, 10, dice)
            manner = _manner(score >= 8, words, dice)
            yield Answer(visit.customer, at, words.yearly, score, *manner, yearly=True)


def _last_visits(journeys: Journeys) -> list[Visit]:
    return list({visit.customer.number: visit for visit in journeys.visits}.values())


def _feeling(visit: Visit, plant: Plant) -> float:
    stage, mood = visit.stage, visit.customer.persona.mood
    return mood + (LOW if stage.id == plant.disappointing_stage else stage.feeling)


def _score(feeling: float, low: int, high: int, dice: Dice) -> int:
    """Put a feeling of -2 to +2 on a scale, with people differing."""
    middle, step = (low + high) / 2, (high - low) / 4
    drawn = middle + step * dice.spread(feeling, 0.95)
    return min(max(round(drawn), low), high)


def _manner(glad: bool, words: Words, dice: Dice) -> tuple[float, str]:
    """Give the weight of a form and the remark on it, mostly none."""
    text = dice.one_of(words.glad if glad else words.sorry) if dice.chance(0.08) else ""
    return round(dice.between(0.7, 1.4), 2), text

"""Customers walk through the stages, and each contact leaves a row."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from generator.dice import Dice, Weighted, awake
from generator.world import BROKEN, Contact, Persona, Plant, Stage, World


@dataclass(frozen=True)
class Customer:
    """Somebody, with what the client knows of them."""

    number: int
    persona: Persona
    consent: str
    granted: bool
    attributes: dict[str, str]


@dataclass(frozen=True)
class Visit:
    """A customer enters a stage and stays there until the next visit, or a while."""

    customer: Customer
    stage: Stage
    at: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class Row:
    """One contact of one customer."""

    customer: Customer
    at: dt.datetime
    contact: Contact
    device: str
    value: float | None


@dataclass(frozen=True)
class Journeys:
    """All that happened."""

    customers: tuple[Customer, ...]
    visits: tuple[Visit, ...]
    rows: tuple[Row, ...]
    """In order of time."""

    def of(self, source: str) -> list[Row]:
        """Give the rows of one source."""
        return [row for row in self.rows if row.contact.source == source]


def simulate(world: World, plant: Plant, sequence: np.random.SeedSequence) -> Journeys:
    """Let all customers walk."""
    customers, visits, rows = [], [], []
    starts = _start_days(world)
    for number, own in enumerate(sequence.spawn(world.customers)):
        dice = Dice(own)
        customer = _customer(world, number, dice)
        journey = list(_visits(world, customer, _walk(world, plant, customer, starts, dice)))
        customers.append(customer)
        visits += journey
        rows += [row for visit in journey for row in _rows(world, visit, dice)]
    end = dt.datetime.combine(world.last_day, dt.time(23, 59))
    kept = sorted((row for row in rows if row.at <= end), key=lambda r: (r.at, r.customer.number))
    return Journeys(tuple(customers), tuple(visits), tuple(kept))


def _customer(world: World, number: int, dice: Dice) -> Customer:
    persona = dice.pick([(persona.share, persona) for persona in world.personas])
    consent = dice.pick(world.consent)
    attributes = world.attributes(dice, persona.id)
    return Customer(number, persona, consent, consent == world.consent[0][1], attributes)


def _start_days(world: World) -> "Weighted[dt.date]":
    length = (world.last_day - world.first_day).days
    days = [world.first_day + dt.timedelta(days=n) for n in range(length)]
    return [(world.busy_months.get(f"{day:%Y-%m}", 1.0), day) for day in days]


def _walk(
    world: World, plant: Plant, customer: Customer, starts: "Weighted[dt.date]", dice: Dice
) -> Iterator[tuple[Stage, dt.datetime]]:
    persona = customer.persona
    at = awake(dt.datetime.combine(dice.pick(starts), dt.time()), dice)
    order = [stage.id for stage in world.stages]
    for stage in world.stages[order.index(dice.pick(persona.starts)) :]:
        yield stage, at
        share = persona.converts.get(stage.id, 0.0)
        goes_on = dice.chance(share * BROKEN if plant.breaks(persona.id, stage.id, at) else share)
        if dice.chance(stage.back[0]):
            at = awake(at + dice.wait(6), dice)
            yield world.stage(stage.back[1]), at
        if not goes_on:
            return
        at = awake(at + dice.wait(8), dice)


def _visits(
    world: World, customer: Customer, walk: Iterator[tuple[Stage, dt.datetime]]
) -> Iterator[Visit]:
    end = dt.datetime.combine(world.last_day, dt.time(23, 0))
    steps = [(stage, at) for stage, at in walk if at < end]
    if not steps:
        return
    last = min(steps[-1][1] + dt.timedelta(days=12), end)
    for (stage, at), (_, until) in pairwise([*steps, (steps[-1][0], last)]):
        yield Visit(customer, stage, at, until)


def _rows(world: World, visit: Visit, dice: Dice) -> Iterator[Row]:
    yield from _contact(world, visit, dice.pick(visit.stage.entries), visit.at, dice)
    for rate, contact in visit.stage.contacts:
        for _ in range(dice.times(rate)):
            yield from _contact(world, visit, contact, within(visit, dice), dice)


def within(visit: Visit, dice: Dice) -> dt.datetime:
    """Give a moment of the visit, some time after it began; nobody is up before six."""
    moment = visit.at + (visit.until - visit.at) * dice.between(0.05, 0.9)
    moment = max(moment, visit.at + dt.timedelta(minutes=10))
    return moment.replace(hour=max(moment.hour, 6), second=0, microsecond=0)


def _contact(
    world: World, visit: Visit, contact: Contact, at: dt.datetime, dice: Dice
) -> Iterator[Row]:
    yield _row(world, visit, contact, at, dice)
    for chance, minutes, other in contact.around:
        if dice.chance(chance):
            shifted = at + dt.timedelta(minutes=minutes)
            yield _row(world, visit, other, shifted, dice)


def _row(world: World, visit: Visit, contact: Contact, at: dt.datetime, dice: Dice) -> Row:
    value = round(dice.between(*contact.value), 2) if contact.value else None
    month = f"{at:%Y-%m}"
    filled = replace(
        contact,
        url=contact.url.replace("{month}", month).replace("{year}", month[:4]),
        campaign=contact.campaign.replace("{month}", month).replace("{year}", month[:4]),
    )
    return Row(visit.customer, at, filled, dice.pick(world.devices), value)

"""A random client with few customers, as a linked store."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
from literal_store import write_store

from cjkit.client import Client
from cjkit.formats.journey_yaml import parse_journey

MAP = """
title: A few customers
personas: [{id: ann, name: Ann}, {id: bob, name: Bob}, {id: cas, name: Cas}]
stages:
  - {id: look, name: Look, entry: [{event: look}]}
  - {id: ask, name: Ask, entry: [{event: ask}]}
  - {id: buy, name: Buy, period: purchase, entry: [{event: buy}]}
touchpoints:
  - {id: site, name: Site, places: [{stage: look}, {stage: ask}]}
  - {id: mail, name: Mail, places: [{stage: look}, {stage: buy}]}
  - {id: shop, name: Shop, places: [{stage: ask}, {stage: buy}]}
experiences:
  - {id: a, persona: ann, stage: look, emotion: 1}
  - {id: b, persona: bob, stage: ask, emotion: -1}
  - {id: c, persona: cas, stage: buy, emotion: 0}
"""
PERSONAS = ("ann", "bob", "cas", None)
STAGES = ("look", "ask", "buy")
TOUCHPOINTS = ("site", "mail", "shop")
Row = dict[str, Any]


def small_client(folder: Path, seed: int) -> Client:
    """40 to 200 customers, most of one persona, with a few events and answers each."""
    dice = np.random.default_rng(seed)
    shares = dice.dirichlet([4, 2, 1, 0.5])
    people = [
        {"customer": n, "persona": PERSONAS[dice.choice(4, p=shares)]}
        for n in range(dice.integers(40, 201))
    ]
    active = people if dice.random() < 0.5 else [one for one in people if dice.random() < 0.9]
    events = [row for one in active for row in _walk(one, dice)]
    answers = [row for row in events if dice.random() < 0.4]
    store = folder / "store"
    store.mkdir()
    journey_map = parse_journey(MAP)
    rows = {"customers": people, "events": events}
    write_store(store, journey_map, rows | {"answers": [_answer(row, dice) for row in answers]})
    return Client(folder, journey_map, store=store)


def _walk(person: Row, dice: np.random.Generator) -> list[Row]:
    at = dt.datetime(2026, 1, 1, 12) + dt.timedelta(days=int(dice.integers(0, 150)))
    rows: list[Row] = []
    for stage in STAGES:
        for _ in range(dice.integers(1, 4)):
            at += dt.timedelta(days=int(dice.integers(1, 15)))
            touchpoint = TOUCHPOINTS[dice.choice(3, p=[0.7, 0.2, 0.1])]
            entered = not rows or rows[-1]["stage"] != stage
            rows.append(
                person
                | {"at": at, "day": at.date(), "event_id": f"{at:%j}", "source": "web"}
                | {"event": stage, "stage": stage, "touchpoint": touchpoint}
                | {"entered": entered, "converted": entered and bool(rows)}
            )
        if dice.random() < 0.4:
            break
    return rows


def _answer(event: Row, dice: np.random.Generator) -> Row:
    yearly = dice.random() < 0.2
    low, high = (0, 10) if yearly else (1, 5)
    score = int(dice.integers(low, high + 1))
    kept = {key: event[key] for key in ("customer", "persona", "at", "day", "stage")}
    return kept | {
        "source": "survey",
        "instrument": "nps" if yearly else "csat",
        "question": "recommend" if yearly else "satisfied",
        "touchpoint": None if yearly else event["touchpoint"],
        "raw_score": score,
        "scale_low": low,
        "scale_high": high,
        "emotion": 4 * (score - low) / (high - low) - 2,
    }

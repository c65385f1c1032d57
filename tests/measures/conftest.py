"""A tiny linked store of literal rows and a map of three stages."""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from literal_store import Row, write_store

from cjkit.client import Client, Selection
from cjkit.formats.journey_yaml import parse_journey
from cjkit.model.journey_map import JourneyMap

Rows = Iterable[Row]
EVERYTHING = Selection()

THREE_STAGES = """
title: Three stages
version: "3"
personas:
  - {id: starter, name: De starter}
  - {id: mover, name: De doorstromer}
stages:
  - {id: look, name: Zoeken, entry: [{event: visit}]}
  - {id: offer, name: Offerte, entry: [{event: offer}]}
  - {id: sign, name: Tekenen, period: purchase, entry: [{event: sign}]}
touchpoints:
  - {id: site, name: Website, places: [{stage: look}]}
  - {id: mail, name: Nieuwsbrief, places: [{stage: look}]}
  - {id: desk, name: Adviesgesprek, places: [{stage: offer}]}
"""


@pytest.fixture
def three_stages() -> JourneyMap:
    return parse_journey(THREE_STAGES)


@pytest.fixture
def open_store(tmp_path: Path, three_stages: JourneyMap) -> Callable[..., Client]:
    """Write rows as a linked store and open a client over it."""

    def open_with(
        journey: JourneyMap = three_stages,
        *,
        selection: Selection = EVERYTHING,
        language: str = "en",
        **tables: Rows,
    ) -> Client:
        store = tmp_path / f"store{len(list(tmp_path.iterdir()))}"
        store.mkdir()
        write_store(store, journey, tables)
        return Client(tmp_path, journey, language, selection, store=store)

    return open_with


_ENTERS = {"visit": "look", "offer": "offer", "sign": "sign"}
_AT = {"visit": "site", "offer": "desk", "sign": "desk"}


def event(customer: int, day: str, name: str, persona: str | None = None, **more: Any) -> Row:
    """One event at noon; visit, offer and sign enter their stages at their touchpoints."""
    at = dt.datetime.fromisoformat(day).replace(hour=12)
    return {
        "customer": customer,
        "at": at,
        "day": at.date(),
        "event_id": f"{customer}-{day}-{name}",
        "source": "web",
        "event": name,
        "touchpoint": _AT.get(name),
        "stage": _ENTERS.get(name),
        "entered": name in _ENTERS,
        "persona": persona,
        "converted": False,
    } | more


def answer(customer: int | None, score: float, persona: str | None = None, **more: Any) -> Row:
    """One answer on a scale of 1 to 5, in the stage offer at the desk, on 1 June 2026."""
    low, high = more.get("scale_low", 1), more.get("scale_high", 5)
    return {
        "customer": customer,
        "at": dt.datetime(2026, 6, 1, 12),
        "day": dt.date(2026, 6, 1),
        "source": "survey",
        "instrument": "csat",
        "question": "satisfied",
        "touchpoint": "desk",
        "stage": "offer",
        "persona": persona,
        "raw_score": score,
        "scale_low": low,
        "scale_high": high,
        "emotion": 4 * (score - low) / (high - low) - 2,
    } | more

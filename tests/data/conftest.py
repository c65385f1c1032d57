"""A client's folder made of literal text, and its linked store."""

from collections.abc import Callable
from pathlib import Path

import pytest

import cjkit
from cjkit.client import Client

JOURNEY = """
title: Three stages
organisation:
  name: Shop
  customer_groups: [{id: buyers, name: Kopers}]
personas:
  - {id: young, name: Young, customer_group: buyers, traits: [{age: {at_most: 35}}]}
  - {id: older, name: Older, traits: [{age: {at_least: 36}, town: [Gent, Breda]}]}
stages:
  - {id: look, name: Look, entry: [{event: visit}]}
  - {id: offer, name: Offer, entry: [{event: offer}]}
  - {id: sign, name: Sign, period: purchase, entry: [{event: sign}]}
touchpoints:
  - {id: ad, name: Ad, channel: search, match: [{utm_medium: [cpc, ppc]}], places: [{stage: look}]}
  - id: site
    name: Site
    match: [{host: shop.example}]
    places: [{stage: look}, {stage: offer}]
  - {id: desk, name: Desk, match: [{source: crm}], places: [{stage: offer}]}
"""

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CJKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a client's folder: journey.yaml, the sources of data.yaml, and files by name."""

    def write_client(
        sources: str, files: dict[str, str | bytes], *, journey: str = JOURNEY, head: str = ""
    ) -> Path:
        folder = tmp_path / "client"
        folder.mkdir(exist_ok=True)
        (folder / "journey.yaml").write_text(journey, "utf-8")
        (folder / "data.yaml").write_text(f"{head}\nsources:\n{sources}", "utf-8")
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return folder

    return write_client


@pytest.fixture
def linked(write: Write) -> Callable[..., Client]:
    """Write a client's folder and open it."""

    def link_client(sources: str, files: dict[str, str | bytes], **said: str) -> Client:
        return cjkit.open_client(write(sources, files, **said))

    return link_client


EVENTS = """
  - id: web
    shape: events
    files: web.csv
    columns: {customer: who, at: when, event: what}
    consent: {not_applicable: Test}
"""
"""A source of events whose tests vary one thing."""

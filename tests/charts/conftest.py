"""A small map, a client without data, and measures with literal frames."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from cjkit.client import Client
from cjkit.measures.measure import Measure
from cjkit.model.journey_map import JourneyMap

THREE_STAGES = {
    "title": "Kaart",
    "language": "nl",
    "version": "3",
    "personas": [{"id": "starter", "name": "Starter"}, {"id": "mover", "name": "Doorstromer"}],
    "stages": [
        {
            "id": "see",
            "name": "Zien",
            "relevance": 80,
            "presence": 30,
            "questions": ["Wat kost het?"],
        },
        {
            "id": "buy",
            "name": "Kopen",
            "period": "purchase",
            "relevance": 60,
            "presence": 60,
            "returns_to": ["see"],
        },
        {"id": "use", "name": "Gebruiken", "period": "post_purchase"},
    ],
    "touchpoints": [
        {
            "id": "site",
            "name": "Website",
            "channel": "web",
            "places": [{"stage": "see"}, {"stage": "buy"}],
        },
        {
            "id": "ads",
            "name": "Advertentie",
            "channel": "search",
            "ownership": "paid",
            "places": [{"stage": "see"}],
        },
    ],
    "metrics": {
        "sources": [{"id": "web", "name": "Webanalyse"}],
        "metrics": [
            {
                "id": "reached",
                "name": "Bereik",
                "family": "reach",
                "measured": "reach",
                "unit": "klanten",
                "target": {"value": 100},
            },
            {
                "id": "going-on",
                "name": "Conversie",
                "family": "sales",
                "measured": "conversion",
                "unit": "%",
                "target": {"value": 30},
            },
        ],
    },
}


@pytest.fixture
def three_stages():
    return JourneyMap.model_validate(THREE_STAGES)


@pytest.fixture
def open_map():
    """Give the client of a map, without data; `tables` stand in for those of the store."""

    def opened(journey_map, language="nl", **tables):
        client = Client(Path("acme"), journey_map, language)
        if tables:
            vars(client)["engine"] = _Tables(tables)
        return client

    return opened


class _Tables:
    def __init__(self, tables):
        self.tables = tables

    def query(self, name, **_parameters):
        return self.tables[name]


@pytest.fixture
def client(open_map, three_stages):
    return open_map(three_stages)


@pytest.fixture
def measured():
    """Give a measure with these rows, in the layout of the real one."""

    def make(layout, columns="", rows=(), n=0):
        frame = pd.DataFrame(list(rows), columns=columns.split()) if rows else None
        return Measure(
            name=layout.name,
            frame=layout.frame(frame),
            n=n,
            period=(dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
            filters={},
            method=f"measures.method.{layout.name}",
            unit=f"measures.unit.{layout.unit}",
            sentences=(),
            lineage=("web",),
            map_version="3",
            layout=layout,
        )

    return make


@pytest.fixture
def shape_of():
    """Give a specification without its rows: layers, encodings and theme stay."""

    def shape(figure):
        return {key: part for key, part in _without_rows(figure.spec).items() if key != "datasets"}

    return shape


def _without_rows(part):
    if isinstance(part, list):
        return [_without_rows(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {key: _without_rows(value) for key, value in part.items() if key != "data"}


@pytest.fixture
def json_snapshot(snapshot):
    return snapshot.use_extension(JSONSnapshotExtension)

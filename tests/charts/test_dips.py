import pytest

from cjkit.charts import dips
from cjkit.measures.emotion import (
    EMOTION_DIPS,
)

DIP_COLUMNS = "touchpoint n customers mean low high rest_n rest_mean difference p clear"


@pytest.fixture
def given(monkeypatch, measured):
    def give(name, layout, columns, *rows, n=100):
        measure = measured(layout, columns, rows, n)
        monkeypatch.setattr(dips, name, lambda _client: measure)

    return give


def test_a_dip_is_marked(client, given, shape_of, json_snapshot):
    rows = [
        ("site", 60, 60, -0.8, -1.0, -0.6, 200, 0.5, -1.3, 0.001, True),
        ("ads", 200, 200, 0.5, 0.4, 0.6, 60, -0.8, 1.3, 0.001, False),
    ]
    given("emotion_dips", EMOTION_DIPS, DIP_COLUMNS, *rows)
    figure = dips.emotion_touchpoint_figure(client)
    assert figure.title == "Dip bij Website: −0,8, tegen +0,5 elders, n = 60"
    assert figure.alt == (
        f"{figure.title}. Website: dip: −0,8, elders +0,5 (n = 60); Advertentie: +0,5 (n = 200)."
    )
    assert list(figure.table["dip"]) == [True, False]
    assert shape_of(figure) == json_snapshot


def test_touchpoints_alike_have_no_dip(client, given):
    rows = [
        ("site", 60, 60, 0.5, 0.3, 0.7, 60, 0.5, 0.0, 1.0, False),
        ("ads", 60, 60, 0.5, 0.3, 0.7, 60, 0.5, 0.0, 1.0, False),
    ]
    given("emotion_dips", EMOTION_DIPS, DIP_COLUMNS, *rows)
    title = dips.emotion_touchpoint_figure(client).title
    assert title.startswith("Geen contactmoment scoort duidelijk lager dan de rest")

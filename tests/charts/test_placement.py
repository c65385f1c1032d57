import pytest

from cjkit.charts import placement
from cjkit.measures.paths import PLACEMENT


@pytest.fixture
def given(monkeypatch, measured):
    def give(name, layout, columns, *rows, n=100):
        measure = measured(layout, columns, rows, n)
        monkeypatch.setattr(placement, name, lambda _client: measure)

    return give


def test_placement_adds_up_over_touchpoints(client, given, shape_of, json_snapshot):
    rows = [
        ("see", "site", "starter", 30),
        ("see", "ads", "starter", 15),
        ("buy", "site", "starter", 15),
        ("see", "site", None, 20),
    ]
    given("placement", PLACEMENT, "stage touchpoint persona customers", *rows, n=80)
    figure = placement.placement_figure(client)
    assert figure.title == "De meeste klanten zijn nu in Zien: 65 van 80, 81%"
    assert figure.alt == (
        f"{figure.title}. Starter, Zien: 45; Starter, Kopen: 15; Persona onbekend, Zien: 20."
    )
    assert list(figure.table["aandeel"]) == [0.75, 0.25, 1.0]
    assert shape_of(figure) == json_snapshot


def test_one_customer_is_not_placed(client, given):
    given("placement", PLACEMENT, "stage touchpoint persona customers", ("see", "site", None, 1))
    figure = placement.placement_figure(client)
    assert figure.chart is None
    assert figure.next_step.startswith("Elk cijfer berust op minder dan 10 klanten")

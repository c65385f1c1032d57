import pandas as pd
import pytest

from cjkit.charts import metrics
from cjkit.measures.trends import METRIC_STATUS

STATUS_COLUMNS = "metric target baseline value low high n customers reached"
FIRST, SECOND = pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-12")


@pytest.fixture
def given(monkeypatch, measured):
    def give(name, layout, columns, *rows, n=100):
        measure = measured(layout, columns, rows, n)
        monkeypatch.setattr(metrics, name, lambda _client: measure)

    return give


def test_status_names_the_targets_missed(client, given, shape_of, json_snapshot):
    rows = [
        ("reached", 100.0, None, 120.0, None, None, 120, 120.0, "reached"),
        ("going-on", 30.0, None, 20.0, 15.0, 26.0, 200, 200.0, "missed"),
    ]
    given("metric_status", METRIC_STATUS, STATUS_COLUMNS, *rows)
    figure = metrics.metric_status_figure(client)
    assert figure.title == "1 van de 2 streefwaarden gehaald; niet: Conversie"
    assert "Conversie: 20% · streefwaarde 30 · niet gehaald" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_status_without_a_target_decided_says_so(client, given):
    rows = [
        ("reached", None, None, 120.0, None, None, 120, 120.0, "no_target"),
        ("going-on", 30.0, None, None, None, None, 0, None, "no_data"),
    ]
    given("metric_status", METRIC_STATUS, STATUS_COLUMNS, *rows)
    figure = metrics.metric_status_figure(client)
    assert figure.title == "2 meetwaarden, en geen streefwaarde die de gegevens kunnen bevestigen"
    assert list(figure.table["gehaald?"]) == ["geen gegevens", "geen streefwaarde"]


def test_a_metric_below_zero_has_its_zero_inside_its_scale():
    # From -0.5 to +0.5: zero in the middle, the value at a tenth.
    row = {"value": -0.4, "low": -0.5, "high": -0.3, "target": 0.5}
    placed = metrics._on_scale(row)
    assert placed == pytest.approx(
        {"zero": 0.5, "bar": 0.1, "bar_low": 0.0, "bar_high": 0.2, "aim": 1.0}
    )

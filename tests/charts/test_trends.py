import pandas as pd
import pytest

from cjkit.charts import metrics, trends
from cjkit.measures.trends import METRIC_TRENDS
from cjkit.model.journey_map import JourneyMap

TREND_COLUMNS = "metric week target baseline value n low high customers"

FIRST, SECOND = pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-12")


@pytest.fixture
def given(monkeypatch, measured):
    def give(name, layout, columns, *rows, n=100):
        measure = measured(layout, columns, rows, n)
        monkeypatch.setattr(trends, name, lambda _client: measure)

    return give


def test_trends_count_the_targets_met_in_the_last_week(client, given, shape_of, json_snapshot):
    rows = [
        ("reached", FIRST, 100.0, 60.0, 90.0, 90, None, None, 90.0),
        ("reached", SECOND, 100.0, 60.0, 110.0, 110, None, None, 110.0),
        ("going-on", FIRST, 30.0, 20.0, 32.0, 50, 21.0, 45.0, 50.0),
    ]
    given("metric_trends", METRIC_TRENDS, TREND_COLUMNS, *rows)
    figure = trends.metric_trends_figure(client)
    # 100 customers are aimed at in the whole period: a week is not held against that.
    assert figure.title == "In de laatste gemeten week: 1 van 1 wekelijkse streefwaarde gehaald"
    assert list(figure.table["streefwaarde"].dropna()) == [30.0]
    assert figure.notes == [
        "De streefwaarde van een aantal geldt voor de hele periode en staat niet bij de weken."
    ]
    assert "Bereik: 90 klanten in de week van 5 jan 2026, 110 klanten" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_hidden_weeks_are_not_drawn(client, given):
    rows = [
        ("reached", FIRST, 100.0, None, 90.0, 90, None, None, 90.0),
        ("reached", SECOND, 100.0, None, 3.0, 3, None, None, 3.0),
        ("reached", pd.Timestamp("2026-01-19"), 100.0, None, 4.0, 4, None, None, 4.0),
        ("reached", pd.Timestamp("2026-01-26"), 100.0, None, 8.0, 8, None, None, 8.0),
    ]
    given("metric_trends", METRIC_TRENDS, TREND_COLUMNS, *rows)
    figure = trends.metric_trends_figure(client)
    assert list(figure.table["waarde"]) == [90.0]
    assert figure.notes[1] == "Niets te tonen voor: Conversie."
    assert figure.notes[2].startswith("3 cijfers berusten op minder dan 10 klanten")


def test_no_metrics_say_what_to_do(open_map):
    client = open_map(JourneyMap(title="x"), "en")
    for figure in (trends.metric_trends_figure(client), metrics.metric_status_figure(client)):
        assert figure.next_step.startswith('Add metrics under "metrics:" in journey.yaml')


def test_metrics_without_data_say_what_to_do(client, given):
    given("metric_trends", METRIC_TRENDS, TREND_COLUMNS)
    assert trends.metric_trends_figure(client).next_step.startswith("Noem uw bestanden")

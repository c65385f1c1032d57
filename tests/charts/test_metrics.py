import pandas as pd
import pytest

from cjkit.charts import data, metrics
from cjkit.measures.trends import METRIC_STATUS, METRIC_TRENDS
from cjkit.model.journey_map import JourneyMap

TREND_COLUMNS = "metric week target baseline value n low high customers"
STATUS_COLUMNS = "metric target baseline value low high n customers reached"
FIRST, SECOND = pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-12")


@pytest.fixture
def given(monkeypatch, measured):
    def give(name, layout, columns, *rows, n=100):
        measure = measured(layout, columns, rows, n)
        monkeypatch.setattr(metrics, name, lambda _client: measure)

    return give


def test_trends_count_the_targets_met_in_the_last_week(client, given, shape_of, json_snapshot):
    rows = [
        ("reached", FIRST, 100.0, 60.0, 90.0, 90, None, None, 90.0),
        ("reached", SECOND, 100.0, 60.0, 110.0, 110, None, None, 110.0),
        ("going-on", FIRST, 30.0, None, 28.0, 50, 18.0, 41.0, 50.0),
    ]
    given("metric_trends", METRIC_TRENDS, TREND_COLUMNS, *rows)
    figure = metrics.metric_trends_figure(client)
    assert figure.title == (
        "1 van de 2 meetwaarden met een streefwaarde haalden die in de laatste gemeten week"
    )
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
    figure = metrics.metric_trends_figure(client)
    assert list(figure.table["waarde"]) == [90.0]
    assert figure.notes[0] == "Niets te tonen voor: Conversie."
    assert figure.notes[1].startswith("3 cellen berusten op minder dan 10 klanten")


def test_no_metrics_say_what_to_do(open_map):
    client = open_map(JourneyMap(title="x"), "en")
    for figure in (metrics.metric_trends_figure(client), metrics.metric_status_figure(client)):
        assert figure.next_step.startswith('Add metrics under "metrics:" in journey.yaml')


def test_metrics_without_data_say_what_to_do(client, given):
    given("metric_trends", METRIC_TRENDS, TREND_COLUMNS)
    assert metrics.metric_trends_figure(client).next_step.startswith("Koppel data")


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
    assert figure.title == "2 meetwaarden, en geen streefwaarde die de data kunnen bevestigen"
    assert list(figure.table["gehaald?"]) == ["geen data", "geen streefwaarde"]


def test_a_metric_below_zero_has_its_zero_inside_its_scale():
    # From -0.5 to +0.5: zero in the middle, the value at a tenth.
    row = {"value": -0.4, "low": -0.5, "high": -0.3, "target": 0.5}
    placed = metrics._on_scale(row)
    assert placed == pytest.approx(
        {"zero": 0.5, "bar": 0.1, "bar_low": 0.0, "bar_high": 0.2, "aim": 1.0}
    )


ROWS = pd.DataFrame(
    [("web", "a.csv", 60, 50, 4, 5, 1), ("web", "b.csv", 40, 30, 0, 10, 0)],
    columns=["source", "file", "read", "accepted", "rejected", "without_consent", "unplaced"],
)


def test_rows_add_up_per_source(open_map, three_stages, shape_of, json_snapshot):
    figure = data.rows_figure(open_map(three_stages, rows=ROWS))
    assert figure.title == "80% van 100 gelezen rijen is geaccepteerd, en elke rij is verantwoord"
    assert figure.alt == (
        f"{figure.title}. Webanalyse: gelezen 100, geaccepteerd 80, niet geplaatst 1, "
        "zonder toestemming 15, afgekeurd 4."
    )
    assert list(figure.table["telt op"]) == ["ja"]
    assert shape_of(figure) == json_snapshot


def test_rows_that_do_not_add_up_are_the_title(open_map, three_stages):
    wrong = ROWS.assign(read=[61, 40])
    figure = data.rows_figure(open_map(three_stages, rows=wrong))
    assert figure.title == "In de verantwoording ontbreken rijen van: Webanalyse"


def test_lineage_shows_files_and_the_start_of_their_content(open_map, three_stages):
    files = pd.DataFrame(
        [("web", "a.csv", "0123456789abcdef" * 4, 1200, "webanalyse", "{}")],
        columns=["source", "file", "sha256", "bytes", "collected_by", "mapping"],
    )
    figure = data.lineage_figure(open_map(three_stages, "en", lineage=files))
    assert figure.title == "1 file of 1,200 bytes lies behind these figures"
    assert "0123456789ab<" in figure.body


def test_no_rows_and_no_files_say_what_to_do(client):
    for figure in (data.rows_figure(client), data.lineage_figure(client)):
        assert figure.next_step == 'Noem de bestanden in data.yaml en draai "cjkit link".'

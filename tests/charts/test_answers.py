import pandas as pd
import pytest

from cjkit.charts import answers
from cjkit.charts.names import Names
from cjkit.measures.surveys import CSAT, NPS

NPS_COLUMNS = "persona stage n customers promoters passives detractors nps low high"
CSAT_COLUMNS = "persona stage touchpoint n customers satisfied share low high"


@pytest.fixture
def given(monkeypatch, measured):
    def give(name, layout, columns, *rows, n=100):
        measure = measured(layout, columns, rows, n)
        monkeypatch.setattr(answers, name, lambda _client: measure)

    return give


def test_nps_stands_with_its_interval_and_n(client, given, shape_of, json_snapshot):
    # (50 - 20) of 100 answers: 30 points.
    rows = [
        ("", "", 100, 100, 50, 30, 20, 30.0, 14.0, 44.0),
        ("starter", "", 60, 60, 30, 20, 10, 33.3, 12.0, 50.0),
        ("", "see", 40, 40, 20, 10, 10, 25.0, -1.0, 47.0),
        ("starter", "see", 30, 30, 15, 10, 5, 33.3, 3.0, 56.0),
    ]
    given("nps", NPS, NPS_COLUMNS, *rows)
    figure = answers.nps_figure(client)
    assert figure.title == "NPS, Iedereen: +30 (tussen +14 en +44), n = 100"
    assert list(figure.table["naam"]) == ["Iedereen", "Starter", "Zien"]
    assert "Zien: NPS +25, −1 tot +47 (n = 40)" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_no_answers_say_what_to_do(client, given):
    given("nps", NPS, NPS_COLUMNS)
    given("csat", CSAT, CSAT_COLUMNS)
    for figure in (answers.nps_figure(client), answers.csat_figure(client)):
        assert figure.next_step.startswith("Koppel een enquête of beoordelingen")


def test_csat_names_where_it_is_lowest(client, given, shape_of, json_snapshot):
    rows = [
        ("", "", "", 100, 100, 70, 0.7, 0.6, 0.78),
        ("", "see", "", 50, 50, 40, 0.8, 0.67, 0.89),
        ("", "buy", "", 50, 50, 30, 0.6, 0.46, 0.72),
        ("", "", "site", 100, 100, 70, 0.7, 0.6, 0.78),
    ]
    given("csat", CSAT, CSAT_COLUMNS, *rows)
    figure = answers.csat_figure(client)
    assert figure.title == "70% van 100 antwoorden is tevreden; het minst bij Kopen: 60%, n = 50"
    assert shape_of(figure) == json_snapshot


def test_equal_satisfaction_singles_out_nothing(client, given):
    rows = [
        ("", "", "", 100, 100, 70, 0.7, 0.6, 0.78),
        ("", "see", "", 50, 50, 35, 0.7, 0.56, 0.81),
        ("", "buy", "", 50, 50, 35, 0.7, 0.56, 0.81),
    ]
    given("csat", CSAT, CSAT_COLUMNS, *rows)
    assert answers.csat_figure(client).title == "70% van 100 antwoorden is tevreden"


def test_rows_about_two_things_at_once_are_left_out(three_stages):
    frame = pd.DataFrame(
        [("", ""), ("starter", ""), ("", "see"), ("starter", "see"), ("", None)],
        columns=["persona", "stage"],
    )
    rows = answers.part_frame(frame, Names(three_stages, "nl"))
    assert list(zip(rows["part"], rows["name"], strict=True)) == [
        ("persona", "Iedereen"),
        ("persona", "Starter"),
        ("stage", "Zien"),
        ("stage", "Fase onbekend"),
    ]


def test_with_one_persona_chosen_everybody_is_that_persona(three_stages):
    frame = pd.DataFrame([("", ""), ("starter", ""), ("", "see")], columns=["persona", "stage"])
    rows = answers.part_frame(frame, Names(three_stages, "nl", chosen="starter"))
    assert list(rows["name"]) == ["Starter", "Zien"]

import pytest

from cjkit.charts import contradictions
from cjkit.measures.emotion import (
    ASSUMED_AGAINST_MEASURED,
)

AGAINST_COLUMNS = "persona stage assumed n customers mean low high p verdict"


@pytest.fixture
def given(monkeypatch, measured):
    def give(name, layout, columns, *rows, n=100):
        measure = measured(layout, columns, rows, n)
        monkeypatch.setattr(contradictions, name, lambda _client: measure)

    return give


def test_a_contradiction_is_the_title(client, given, shape_of, json_snapshot):
    rows = [
        ("starter", "see", 0.5, 50, 50, 0.6, 0.3, 0.9, 0.5, "agrees"),
        ("starter", "buy", 1.5, 40, 40, -0.6, -0.9, -0.3, 0.001, "contradicted"),
        ("starter", "use", 1.0, 6, 12, 0.2, None, None, None, "too_few"),
    ]
    given("assumed_against_measured", ASSUMED_AGAINST_MEASURED, AGAINST_COLUMNS, *rows)
    figure = contradictions.assumed_against_measured_figure(client)
    assert figure.title == (
        "Klanten spreken het team tegen: Starter bij Kopen gemeten −0,6, aangenomen +1,5, n = 40"
    )
    assert list(figure.table["oordeel"]) == ["klopt", "weerlegd", "te weinig antwoorden"]
    assert "Starter, Gebruiken: te weinig antwoorden (n = 6)" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_agreement_is_said_with_how_often_it_was_tested(client, given):
    row = ("starter", "see", 0.5, 50, 50, 0.6, 0.3, 0.9, 0.5, "agrees")
    given("assumed_against_measured", ASSUMED_AGAINST_MEASURED, AGAINST_COLUMNS, row)
    assert contradictions.assumed_against_measured_figure(client).title == (
        "Op de 1 plek met genoeg antwoorden spreken klanten het team niet tegen"
    )


def test_nothing_compared_is_open(client, given):
    row = ("starter", "see", 0.5, 0, 0, None, None, None, None, "too_few")
    given("assumed_against_measured", ASSUMED_AGAINST_MEASURED, AGAINST_COLUMNS, row)
    assert contradictions.assumed_against_measured_figure(client).title == (
        "Nergens zijn genoeg antwoorden om het gevoel van het team te toetsen"
    )

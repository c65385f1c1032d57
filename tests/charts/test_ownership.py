import pytest

from cjkit.charts import ownership
from cjkit.measures.reach import REACH_TOTALS

TOTALS_COLUMNS = "level id customers events"


@pytest.fixture
def totals(monkeypatch, measured):
    def given(*rows, n=100):
        measure = measured(REACH_TOTALS, TOTALS_COLUMNS, rows, n)
        monkeypatch.setattr(ownership, "reach_totals", lambda _client: measure)

    return given


def test_contacts_add_up_by_ownership(client, totals, shape_of, json_snapshot):
    totals(("touchpoint", "site", 40, 75), ("touchpoint", "ads", 80, 25))
    figure = ownership.ownership_figure(client)
    assert figure.title == "75% van 100 contacten loopt via eigen contactmomenten"
    assert list(figure.table["kanaal"]) == ["web", "search"]
    assert shape_of(figure) == json_snapshot


def test_no_contacts_say_what_to_do(client, totals):
    totals()
    assert ownership.ownership_figure(client).next_step.startswith("Noem uw bestanden")

import pytest

from cjkit.charts import reach
from cjkit.measures.reach import REACH_TOTALS
from cjkit.model.journey_map import JourneyMap

TOTALS_COLUMNS = "level id customers events"


@pytest.fixture
def totals(monkeypatch, measured):
    def given(*rows, n=100):
        measure = measured(REACH_TOTALS, TOTALS_COLUMNS, rows, n)
        monkeypatch.setattr(reach, "reach_totals", lambda _client: measure)

    return given


def test_two_hundred_touchpoints_are_said_to_be_too_many(open_map, totals, three_stages):
    named = [{"id": f"t{i}", "name": f"T {i}"} for i in range(200)]
    journey_map = JourneyMap.model_validate({"title": "x", "touchpoints": named})
    totals(*(("touchpoint", f"t{i}", 300 - i, 300) for i in range(200)), n=500)
    figure = reach.reach_figure(open_map(journey_map, "en"))
    assert figure.notes == [
        "The picture shows the 24 largest of 200; all of them are in the table."
    ]
    assert len(figure.table) == 200


def test_reach_names_the_touchpoint_that_reaches_most(client, totals, shape_of, json_snapshot):
    totals(
        ("all", "", 100, 300),
        ("stage", "see", 90, 200),
        ("touchpoint", "site", 40, 100),
        ("touchpoint", "ads", 80, 180),
        ("touchpoint", None, 12, 20),
    )
    figure = reach.reach_figure(client)
    assert figure.title == "Advertentie bereikt de meeste klanten: 80 van 100, 80%"
    assert figure.alt == (
        f"{figure.title}. Zien: 90; Advertentie: 80; Website: 40; Contactmoment onbekend: 12."
    )
    assert shape_of(figure) == json_snapshot


def test_equal_reach_singles_out_no_touchpoint(client, totals):
    totals(("touchpoint", "site", 40, 40), ("touchpoint", "ads", 40, 40), n=50)
    title = reach.reach_figure(client).title
    assert title == "Elk contactmoment bereikt evenveel klanten: 40 van 50, 80%"


def test_one_customer_is_not_shown(client, totals):
    totals(("touchpoint", "site", 1, 1), n=1)
    figure = reach.reach_figure(client)
    assert figure.chart is None
    assert figure.next_step.startswith("Elk cijfer berust op minder dan 10 klanten")


def test_a_name_of_three_hundred_letters_is_short_in_the_title_and_whole_in_the_table(
    open_map, totals
):
    name = "Zeer lange naam van een contactmoment " * 8
    one = {"id": "a", "name": name}
    journey_map = JourneyMap.model_validate({"title": "x", "touchpoints": [one]})
    totals(("touchpoint", "a", 40, 40), n=50)
    figure = reach.reach_figure(open_map(journey_map, "en"))
    assert figure.title == (
        "Zeer lange naam van een contactmoment Zeer lange naam van… "
        "reaches the most customers: 40 of 50, 80%"
    )
    assert list(figure.table["name"]) == [name.strip()]

import json

import pandas as pd
import pytest

from cjkit.charts import touchpoints
from cjkit.charts.names import Names
from cjkit.measures.reach import REACH, REACH_TOTALS
from cjkit.model.journey_map import JourneyMap

REACH_COLUMNS = "stage touchpoint persona customers events"
TOTALS_COLUMNS = "level id customers events"


@pytest.fixture
def reached(monkeypatch, measured):
    def given(*rows, n=100):
        measure = measured(REACH, REACH_COLUMNS, rows, n)
        monkeypatch.setattr(touchpoints, "reach", lambda _client: measure)

    return given


@pytest.fixture
def totals(monkeypatch, measured):
    def given(*rows, n=100):
        measure = measured(REACH_TOTALS, TOTALS_COLUMNS, rows, n)
        monkeypatch.setattr(touchpoints, "reach_totals", lambda _client: measure)

    return given


def test_the_grid_holds_planned_against_observed(client, reached, shape_of, json_snapshot):
    # Planned: site in see and buy, ads in see. Found: site in see (30 + 20), ads in buy.
    reached(
        ("see", "site", "starter", 30, 40),
        ("see", "site", "mover", 20, 25),
        ("buy", "ads", "starter", 15, 15),
    )
    figure = touchpoints.touchpoint_grid_figure(client)
    assert figure.title == (
        "De data vinden klanten op 1 van de 3 geplande plekken; "
        "het drukst is Website in Zien: 50 klanten"
    )
    assert list(figure.table["stand"]) == [
        "gepland en bereikt",
        "gepland, niemand gevonden",
        "gepland, niemand gevonden",
        "bereikt, niet in de kaart",
    ]
    assert "Advertentie, Kopen: 15" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_a_small_cell_of_the_grid_is_marked_and_not_counted(client, reached):
    reached(("see", "site", None, 40, 40), ("buy", "site", None, 3, 3))
    figure = touchpoints.touchpoint_grid_figure(client)
    assert list(figure.table["klanten"])[1] == "verborgen"
    assert "Website, Kopen: verborgen" in figure.alt


def test_a_plan_without_data_is_drawn_hollow(client, reached):
    reached()
    figure = touchpoints.touchpoint_grid_figure(client)
    assert figure.title == "De kaart plant 3 plekken; de data vinden er nog geen klanten"


def test_no_touchpoints_say_what_to_do(open_map, reached):
    reached()
    figure = touchpoints.touchpoint_grid_figure(open_map(JourneyMap(title="x"), "en"))
    assert figure.next_step.startswith('Add touchpoints with their "places:"')


def test_two_hundred_touchpoints_are_said_to_be_too_many(open_map, totals, three_stages):
    named = [{"id": f"t{i}", "name": f"T {i}"} for i in range(200)]
    journey_map = JourneyMap.model_validate({"title": "x", "touchpoints": named})
    totals(*(("touchpoint", f"t{i}", 300 - i, 300) for i in range(200)), n=500)
    figure = touchpoints.reach_figure(open_map(journey_map, "en"))
    assert figure.notes == [
        "The picture shows 24 of 200, those with the most; all of them are in the table."
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
    figure = touchpoints.reach_figure(client)
    assert figure.title == "Advertentie bereikt de meeste klanten: 80 van 100, 80%"
    assert figure.alt == (
        f"{figure.title}. Zien: 90; Advertentie: 80; Website: 40; Contactmoment onbekend: 12."
    )
    assert shape_of(figure) == json_snapshot


def test_equal_reach_singles_out_no_touchpoint(client, totals):
    totals(("touchpoint", "site", 40, 40), ("touchpoint", "ads", 40, 40), n=50)
    title = touchpoints.reach_figure(client).title
    assert title == "Elk contactmoment bereikt evenveel klanten: 40 van 50, 80%"


def test_one_customer_is_not_shown(client, totals):
    totals(("touchpoint", "site", 1, 1), n=1)
    figure = touchpoints.reach_figure(client)
    assert figure.chart is None
    assert figure.next_step.startswith("Elk cijfer berust op minder dan 10 klanten")


def test_a_name_of_three_hundred_letters_is_short_in_the_title_and_whole_in_the_table(
    open_map, totals
):
    name = "Zeer lange naam van een contactmoment " * 8
    one = {"id": "a", "name": name}
    journey_map = JourneyMap.model_validate({"title": "x", "touchpoints": [one]})
    totals(("touchpoint", "a", 40, 40), n=50)
    figure = touchpoints.reach_figure(open_map(journey_map, "en"))
    assert figure.title == (
        "Zeer lange naam van een contactmoment Zeer lange naam van… "
        "reaches most customers: 40 of 50, 80%"
    )
    assert list(figure.table["name"]) == [name.strip()]


def test_contacts_add_up_by_ownership(client, totals, shape_of, json_snapshot):
    totals(("touchpoint", "site", 40, 75), ("touchpoint", "ads", 80, 25))
    figure = touchpoints.ownership_figure(client)
    assert figure.title == "75% van 100 contacten loopt via eigen contactmomenten"
    assert list(figure.table["kanaal"]) == ["web", "search"]
    assert shape_of(figure) == json_snapshot


def test_no_contacts_say_what_to_do(client, totals):
    totals()
    assert touchpoints.ownership_figure(client).next_step.startswith("Koppel data")


UNPLACED = pd.DataFrame(
    [
        ("web", "no_touchpoint", None, json.dumps({"event": "view", "page": "/rente"}), 120),
        ("web", "no_stage", None, json.dumps({"event": "view"}), 40),
        ("web", "no_touchpoint", None, json.dumps({"page": "/klant/17"}), 2),
    ],
    columns=["source", "reason", "touchpoint", "fields", "rows"],
)
SOME_ROWS = pd.DataFrame({"source": ["web"]})


def test_unplaced_rows_come_with_a_rule_and_rare_kinds_stay_inside(open_map, three_stages):
    figure = touchpoints.unplaced_figure(open_map(three_stages, unplaced=UNPLACED, rows=SOME_ROWS))
    assert figure.title == "162 rijen van 3 soorten hebben geen plaats op de kaart"
    assert "match: [{&#34;page&#34;: &#34;/rente&#34;}]" in figure.body
    assert "entry: [{&#34;event&#34;: &#34;view&#34;}]" in figure.body
    assert "/klant/17" not in figure.html
    assert figure.notes[0].startswith("2 rijen zijn van soorten met minder dan 10 rijen")


def test_rows_that_all_have_a_place_are_good_news(open_map, three_stages):
    figure = touchpoints.unplaced_figure(
        open_map(three_stages, unplaced=UNPLACED.head(0), rows=SOME_ROWS)
    )
    assert figure.title == "Elke rij heeft een plaats op de kaart"


def test_no_rows_at_all_are_not_good_news(client):
    figure = touchpoints.unplaced_figure(client)
    assert figure.next_step == 'Noem de bestanden in data.yaml en draai "cjkit link".'


def test_a_rule_takes_the_fields_that_tell_most():
    campaign = {"utm_source": "bing", "utm_medium": "cpc", "page": "/", "event": "view"}
    said = touchpoints.rule_to_paste("no_touchpoint", campaign)
    assert said == 'match: [{"utm_source": "bing", "utm_medium": "cpc"}]'
    assert touchpoints.rule_to_paste("no_stage", {"event": "view", "page": None}) == (
        'entry: [{"event": "view"}]'
    )
    assert touchpoints.rule_to_paste("no_stage", {"event": ""}) == ""


def test_planned_cells_come_from_the_places(three_stages):
    planned = touchpoints.planned_cells(Names(three_stages, "nl"))
    assert planned == {("see", "site"), ("buy", "site"), ("see", "ads")}

import pytest

from cjkit.charts import grid
from cjkit.charts.names import Names
from cjkit.measures.reach import REACH
from cjkit.model.journey_map import JourneyMap

REACH_COLUMNS = "stage touchpoint persona customers events"


@pytest.fixture
def reached(monkeypatch, measured):
    def given(*rows, n=100):
        measure = measured(REACH, REACH_COLUMNS, rows, n)
        monkeypatch.setattr(grid, "reach", lambda _client: measure)

    return given


def test_the_grid_holds_planned_against_observed(client, reached, shape_of, json_snapshot):
    # Planned: site in see and buy, ads in see. Found: site in see (30 + 20), ads in buy.
    reached(
        ("see", "site", "starter", 30, 40),
        ("see", "site", "mover", 20, 25),
        ("buy", "ads", "starter", 15, 15),
    )
    figure = grid.touchpoint_grid_figure(client)
    assert figure.title == (
        "Op 1 van de 3 geplande plekken zijn klanten gezien; "
        "het drukst is Website in Zien: 50 klanten"
    )
    assert list(figure.table["status"]) == [
        "gepland en bereikt",
        "gepland, niemand gezien",
        "gepland, niemand gezien",
        "bereikt, niet in de kaart",
    ]
    assert "Advertentie, Kopen: 15" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_a_small_cell_of_the_grid_is_marked_and_not_counted(client, reached):
    reached(("see", "site", None, 40, 40), ("buy", "site", None, 3, 3))
    figure = grid.touchpoint_grid_figure(client)
    assert list(figure.table["klanten"])[1] == "verborgen"
    assert "Website, Kopen: verborgen" in figure.alt


def test_a_plan_without_data_is_drawn_hollow(client, reached):
    reached()
    figure = grid.touchpoint_grid_figure(client)
    assert figure.title == "Er zijn 3 plekken gepland; daar zijn nog geen klanten gezien"


def test_no_touchpoints_say_what_to_do(open_map, reached):
    reached()
    figure = grid.touchpoint_grid_figure(open_map(JourneyMap(title="x"), "en"))
    assert figure.next_step.startswith('Add touchpoints with their "places:"')


def test_planned_cells_come_from_the_places(three_stages):
    planned = grid.planned_cells(Names(three_stages, "nl"))
    assert planned == {("see", "site"), ("buy", "site"), ("see", "ads")}

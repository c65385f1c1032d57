import pytest

from cjkit.charts import ribbon
from cjkit.charts.names import Names
from cjkit.model.journey_map import JourneyMap


def test_the_ribbon_says_how_much_is_guessed(client, shape_of, json_snapshot):
    # see: relevance, presence, a question; buy: relevance, presence. Five, none with evidence.
    figure = ribbon.stage_ribbon_figure(client)
    assert figure.title == "Van de 5 uitspraken over de 3 fasen is 100% aangenomen"
    assert figure.alt == (
        f"{figure.title}. Zien: 100% aangenomen; Kopen: 100% aangenomen; Gebruiken: niets gezegd; "
        "van Kopen kunnen klanten teruggaan naar Zien."
    )
    assert shape_of(figure) == json_snapshot


def test_a_return_is_an_arc_from_its_stage_back(three_stages):
    arcs = ribbon.return_frame(Names(three_stages, "nl"))
    # It leaves left of the middle of the second stage and lands right of that of the first.
    assert (arcs["x"].iloc[0], arcs["x"].iloc[-1]) == (pytest.approx(1.42), pytest.approx(0.58))
    assert arcs["y"].max() == pytest.approx(0.5)  # one of the two steps of this journey


def test_a_journey_without_returns_has_no_arcs():
    journey_map = JourneyMap.model_validate({"title": "x", "stages": [{"id": "a", "name": "A"}]})
    assert ribbon.return_frame(Names(journey_map, "en")).empty


def test_a_map_without_stages_says_what_to_do(open_map):
    figure = ribbon.stage_ribbon_figure(open_map(JourneyMap(title="x"), "en"))
    assert figure.chart is None
    assert figure.next_step == (
        'Add stages under "stages:" in journey.yaml, or start from a set: "cjkit new".'
    )

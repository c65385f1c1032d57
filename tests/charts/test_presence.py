from cjkit.charts import presence
from cjkit.model.journey_map import JourneyMap


def test_presence_names_the_widest_gap(client, shape_of, json_snapshot):
    figure = presence.relevance_presence_figure(client)
    assert figure.title == (
        "Het merk ontbreekt het meest in de fase Zien: "
        "relevantie 80, aanwezigheid 30, een verschil van 50 punten"
    )
    assert figure.notes == ["Zonder beide scores: Gebruiken."]
    assert list(figure.table["verschil"]) == [50, 0]
    assert shape_of(figure) == json_snapshot


def test_presence_that_is_enough_everywhere_is_no_gap(open_map):
    stage = {"id": "a", "name": "A", "relevance": 40, "presence": 41}
    journey_map = JourneyMap.model_validate({"title": "x", "stages": [stage]})
    figure = presence.relevance_presence_figure(open_map(journey_map, "en"))
    assert figure.title == "The brand is present wherever it is relevant"
    assert figure.notes == []


def test_presence_without_scores_says_what_to_do(open_map):
    figure = presence.relevance_presence_figure(open_map(JourneyMap(title="x"), "en"))
    assert figure.next_step.startswith('Give stages a "relevance:" and a "presence:"')

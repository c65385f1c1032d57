import pandas as pd
import pytest

from cjkit.charts import stages
from cjkit.charts.names import Names
from cjkit.measures.conversion import CONVERSION, CONVERSION_BREAKS, CONVERSION_BY_MONTH
from cjkit.model.journey_map import JourneyMap

CONVERSION_COLUMNS = "persona stage next_stage customers converted under_way share low high"
MONTH_COLUMNS = "month persona stage customers converted share low high"
BREAK_COLUMNS = (
    "month persona stage customers converted share rest_customers rest_share difference low high "
    "p clear"
)
OCTOBER = pd.Timestamp("2025-10-01")


@pytest.fixture
def conversions(monkeypatch, measured):
    def given(*rows, n=100):
        measure = measured(CONVERSION, CONVERSION_COLUMNS, rows, n)
        monkeypatch.setattr(stages, "conversion", lambda _client, within_days: measure)

    return given


@pytest.fixture
def months(monkeypatch, measured):
    def given(rows, breaks=()):
        by_month = measured(CONVERSION_BY_MONTH, MONTH_COLUMNS, rows, 100)
        broken = measured(CONVERSION_BREAKS, BREAK_COLUMNS, breaks, 100)
        monkeypatch.setattr(stages, "conversion_by_month", lambda _client: by_month)
        monkeypatch.setattr(stages, "conversion_breaks", lambda _client: broken)

    return given


def test_the_ribbon_says_how_much_is_guessed(client, shape_of, json_snapshot):
    # see: relevance, presence, a question; buy: relevance, presence. Five, none with evidence.
    figure = stages.stage_ribbon_figure(client)
    assert figure.title == "Van de 5 dingen die de kaart over haar 3 fasen zegt, is 100% aangenomen"
    assert figure.alt == (
        f"{figure.title}. Zien: 100% aangenomen; Kopen: 100% aangenomen; Gebruiken: niets gezegd; "
        "van Kopen kunnen klanten teruggaan naar Zien."
    )
    assert shape_of(figure) == json_snapshot


def test_a_return_is_an_arc_from_its_stage_back(three_stages):
    arcs = stages.return_frame(Names(three_stages, "nl"))
    # It leaves left of the middle of the second stage and lands right of that of the first.
    assert (arcs["x"].iloc[0], arcs["x"].iloc[-1]) == (pytest.approx(1.42), pytest.approx(0.58))
    assert arcs["y"].max() == pytest.approx(0.5)  # one of the two steps of this journey


def test_a_journey_without_returns_has_no_arcs():
    journey_map = JourneyMap.model_validate({"title": "x", "stages": [{"id": "a", "name": "A"}]})
    assert stages.return_frame(Names(journey_map, "en")).empty


def test_a_map_without_stages_says_what_to_do(open_map):
    figure = stages.stage_ribbon_figure(open_map(JourneyMap(title="x"), "en"))
    assert figure.chart is None
    assert figure.next_step == (
        'Add stages under "stages:" in journey.yaml, or start from a set: "cjkit new".'
    )


def test_presence_names_the_widest_gap(client, shape_of, json_snapshot):
    figure = stages.relevance_presence_figure(client)
    assert figure.title == (
        "Bij Zien wordt het merk het meest gemist: "
        "relevantie 80, aanwezigheid 30, een verschil van 50 punten"
    )
    assert figure.notes == ["Zonder beide scores: Gebruiken."]
    assert list(figure.table["verschil"]) == [50, 0]
    assert shape_of(figure) == json_snapshot


def test_presence_that_is_enough_everywhere_is_no_gap(open_map):
    stage = {"id": "a", "name": "A", "relevance": 40, "presence": 41}
    journey_map = JourneyMap.model_validate({"title": "x", "stages": [stage]})
    figure = stages.relevance_presence_figure(open_map(journey_map, "en"))
    assert figure.title == "The brand is present wherever it is relevant"
    assert figure.notes == []


def test_presence_without_scores_says_what_to_do(open_map):
    figure = stages.relevance_presence_figure(open_map(JourneyMap(title="x"), "en"))
    assert figure.next_step.startswith('Give stages a "relevance:" and a "presence:"')


def test_conversion_names_the_weakest_stage(client, conversions, shape_of, json_snapshot):
    conversions(
        ("", "see", "buy", 100, 60, 0, 0.6, 0.5, 0.69),
        ("", "buy", "use", 60, 15, 0, 0.25, 0.16, 0.37),
        ("starter", "see", "buy", 60, 40, 0, 0.67, 0.54, 0.77),
        ("mover", "see", "buy", 40, 20, 0, 0.5, 0.35, 0.65),
    )
    figure = stages.conversion_figure(client)
    assert figure.title == (
        "Van Kopen gaat het kleinste deel verder: "
        "25% van 60 klanten bereikt binnen 60 dagen een latere fase"
    )
    assert figure.subtitle.endswith("· 1 jan 2026 tot en met 30 jun 2026 · n = 100")
    assert figure.source == "Webanalyse; kaart, versie 3"
    assert "Starter, Zien: 67% (n = 60)" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_a_persona_is_compared_with_everybody(client, conversions, measured):
    conversions(
        ("", "see", "buy", 100, 60, 0, 0.6, 0.5, 0.69),
        ("starter", "see", "buy", 60, 40, 0, 0.67, 0.54, 0.77),
    )
    rows = stages._conversion_rows(
        _published(client, stages.conversion(client, 60)), _names(client)
    )
    assert list(rows["share_of_all"].fillna(-1)) == [-1, 0.6]


def _names(client):
    return Names(client.whole_map, client.language)


def _published(client, measure):
    return stages.published(measure, client.small_cells)


def test_small_cells_of_conversion_are_marked(client, conversions):
    conversions(
        ("", "see", "buy", 40, 20, 0, 0.5, 0.35, 0.65),
        ("", "buy", "use", 4, 2, 0, 0.5, 0.15, 0.85),
    )
    figure = stages.conversion_figure(client)
    assert list(figure.table["aandeel"]) == [0.5, "verborgen"]
    assert figure.notes[-1].startswith("1 cel berust op minder dan 10 klanten")


def test_one_customer_shows_nothing(client, conversions):
    conversions(("", "see", "buy", 1, 1, 0, 1.0, 0.2, 1.0), n=1)
    figure = stages.conversion_figure(client)
    assert figure.chart is None
    assert figure.next_step == (
        "Elk cijfer berust op minder dan 10 klanten en is verborgen. "
        "Kies een langere periode, of alle persona's samen."
    )


def test_equal_shares_single_out_no_stage(client, conversions):
    conversions(
        ("", "see", "buy", 40, 20, 0, 0.5, 0.35, 0.65),
        ("", "buy", "use", 40, 20, 0, 0.5, 0.35, 0.65),
    )
    title = stages.conversion_figure(client).title
    assert title == "Van elke fase gaat 50% binnen 60 dagen naar een latere fase"


def test_a_clear_month_is_the_title_and_is_marked(client, months, shape_of, json_snapshot):
    rows = [
        (pd.Timestamp("2025-09-01"), "starter", "see", 40, 14, 0.35, 0.2, 0.5),
        (OCTOBER, "starter", "see", 38, 4, 0.11, 0.04, 0.24),
    ]
    clear = (OCTOBER, "starter", "see", 38, 4, 0.11, 600, 0.35, -0.24, -0.3, -0.1, 0.001, True)
    months(rows, [clear])
    figure = stages.conversion_month_figure(client)
    assert figure.title == (
        "Zien stokte in oktober 2025 voor Starter: "
        "11% van 38 ging verder, tegen 35% in de andere maanden"
    )
    marked = stages._month_rows(
        stages.conversion_by_month(client).frame,
        stages.conversion_breaks(client).frame,
        _names(client),
    )
    assert list(marked["break_label"]) == ["", "Starter 11%"]
    assert shape_of(figure) == json_snapshot


def test_a_month_above_the_others_stands_out_too(client, months):
    up = (OCTOBER, "starter", "see", 38, 30, 0.79, 600, 0.35, 0.44, 0.3, 0.5, 0.001, True)
    months([(OCTOBER, "starter", "see", 38, 30, 0.79, 0.6, 0.9)], [up])
    assert stages.conversion_month_figure(client).title.startswith(
        "Zien liep in oktober 2025 sterk"
    )


def test_months_alike_are_no_finding(client, months):
    months([(OCTOBER, "starter", "see", 38, 14, 0.36, 0.2, 0.5)])
    assert stages.conversion_month_figure(client).title == (
        "Geen maand wijkt duidelijk af van de andere"
    )


def test_no_months_say_what_to_do(client, months):
    months([])
    assert stages.conversion_month_figure(client).next_step.startswith("Koppel data in data.yaml")

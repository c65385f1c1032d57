import pytest

from cjkit.charts import conversion
from cjkit.charts.names import Names
from cjkit.measures.conversion import CONVERSION

CONVERSION_COLUMNS = "persona stage next_stage customers converted under_way share low high"


@pytest.fixture
def conversions(monkeypatch, measured):
    def given(*rows, n=100):
        measure = measured(CONVERSION, CONVERSION_COLUMNS, rows, n)
        monkeypatch.setattr(conversion, "conversion", lambda _client, within_days: measure)

    return given


def test_conversion_names_the_weakest_stage(client, conversions, shape_of, json_snapshot):
    conversions(
        ("", "see", "buy", 100, 60, 0, 0.6, 0.5, 0.69),
        ("", "buy", "use", 60, 15, 0, 0.25, 0.16, 0.37),
        ("starter", "see", "buy", 60, 40, 0, 0.67, 0.54, 0.77),
        ("mover", "see", "buy", 40, 20, 0, 0.5, 0.35, 0.65),
    )
    figure = conversion.conversion_figure(client)
    assert figure.title == (
        "Na de fase Kopen gaat het kleinste deel verder: "
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
    rows = conversion._conversion_rows(
        _published(client, conversion.conversion(client, 60)), _names(client)
    )
    assert list(rows["share_of_all"].fillna(-1)) == [-1, 0.6]


def _names(client):
    return Names(client.whole_map, client.language)


def _published(client, measure):
    return conversion.published(measure, client.small_cells)


def test_small_cells_of_conversion_are_marked(client, conversions):
    conversions(
        ("", "see", "buy", 40, 20, 0, 0.5, 0.35, 0.65),
        ("", "buy", "use", 4, 2, 0, 0.5, 0.15, 0.85),
    )
    figure = conversion.conversion_figure(client)
    assert list(figure.table["aandeel"]) == [0.5, "verborgen"]
    assert figure.notes[-1].startswith("1 cijfer berust op minder dan 10 klanten")


def test_one_customer_shows_nothing(client, conversions):
    conversions(("", "see", "buy", 1, 1, 0, 1.0, 0.2, 1.0), n=1)
    figure = conversion.conversion_figure(client)
    assert figure.chart is None
    assert figure.next_step == (
        "Elk cijfer berust op minder dan 10 klanten en is verborgen. "
        "Kies een langere periode, of alle persona’s samen."
    )


def test_equal_shares_single_out_no_stage(client, conversions):
    conversions(
        ("", "see", "buy", 40, 20, 0, 0.5, 0.35, 0.65),
        ("", "buy", "use", 40, 20, 0, 0.5, 0.35, 0.65),
    )
    title = conversion.conversion_figure(client).title
    assert title == "Uit elke fase gaat 50% binnen 60 dagen naar een latere fase"

import pytest

from cjkit.charts import theme
from cjkit.charts.evidence import evidence_figure, evidence_frame
from cjkit.measures.evidence import evidence_coverage
from cjkit.model.journey_map import JourneyMap


@pytest.fixture
def client(open_map):
    """Give a map of four statements: one known and one guessed about a stage, two of a persona."""
    known = {"text": "Rente is de eerste vraag", "evidence": {"grade": "known"}}
    journey_map = JourneyMap.model_validate(
        {
            "title": "Kaart",
            "personas": [{"id": "ann", "name": "Ann", "quotes": ["Snel graag", "Rust graag"]}],
            "stages": [{"id": "see", "name": "Zien", "questions": [known, "Wat kost het?"]}],
        }
    )
    return open_map(journey_map)


def test_the_title_says_how_much_is_guessed(client):
    # Three of the four statements have no evidence.
    figure = evidence_figure(client)
    assert figure.title == "75% van deze kaart is aangenomen"
    assert "Zien: aangenomen 50%" in figure.alt
    assert "Ann: aangenomen 100%" in figure.alt


def test_the_parts_of_a_bar_touch_and_fill_it(client):
    frame = evidence_frame(client, evidence_coverage(client).frame)
    stage = frame[frame["id"] == "see"]
    assert [tuple(row) for row in stage[["grade", "start", "end"]].itertuples(index=False)] == [
        ("known", 0.0, 0.5),
        ("indicated", 0.5, 0.5),
        ("guessed", 0.5, 1.0),
    ]


def test_a_grade_has_one_colour_everywhere(client):
    scales = [
        layer["encoding"]["color"]["scale"]["range"]
        for panel in evidence_figure(client).spec["vconcat"]
        for layer in panel["layer"]
        if layer["mark"]["type"] == "bar"
    ]
    assert scales == [list(theme.GRADE_COLOURS.values())] * 3


def test_a_map_that_says_nothing_gets_no_picture(open_map):
    figure = evidence_figure(open_map(JourneyMap(title="x"), "en"))
    assert figure.chart is None
    assert figure.title == "The map says nothing yet"
    assert figure.next_step.startswith("Write down what you believe about your customers")

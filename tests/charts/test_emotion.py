import pytest

from cjkit.charts import emotion
from cjkit.charts.names import Names
from cjkit.measures.emotion import (
    ASSUMED_EMOTION,
    EMOTION,
)

EMOTION_COLUMNS = "level stage touchpoint persona n customers mean low high effective_n enough"
EMOTIONS = [
    ("stage", "see", None, "starter", 50, 50, 0.5, 0.2, 0.8, 50.0, True),
    ("stage", "buy", None, "starter", 40, 40, -0.6, -0.9, -0.3, 40.0, True),
    ("stage", "use", None, "starter", 12, 12, 0.9, None, None, 12.0, False),
]
ASSUMED = [
    ("starter", "see", None, 1.0, 1.5, "guessed"),
    ("starter", "see", "site", 0.0, None, "guessed"),
    ("starter", "buy", None, 1.5, None, "guessed"),
]


@pytest.fixture
def given(monkeypatch, measured):
    def give(name, layout, columns, *rows, n=100):
        measure = measured(layout, columns, rows, n)
        monkeypatch.setattr(emotion, name, lambda _client: measure)

    return give


@pytest.fixture
def curves(given):
    def give(emotions, assumed):
        given("emotion", EMOTION, EMOTION_COLUMNS, *emotions)
        given(
            "assumed_emotion",
            ASSUMED_EMOTION,
            "persona stage touchpoint assumed to_be grade",
            *assumed,
        )

    return give


def test_the_curve_names_its_low_point_its_peak_and_its_end(
    client, curves, shape_of, json_snapshot
):
    curves(EMOTIONS, ASSUMED)
    figure = emotion.emotion_curve_figure(client)
    assert figure.title == "Het dieptepunt van Starter is Kopen: −0,6, n = 40"
    # The strongest of +0.5 and -0.6 is "buy"; the journey ends at "use", with too few answers.
    assert figure.notes == [
        "Starter: sterkste moment Kopen (−0,6, n = 40); het einde, Gebruiken, kan niet worden "
        "getoond."
    ]
    assert "Starter, Zien: aangenomen +0,5, gewenst +1,5, gemeten +0,5, n = 50" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_the_end_is_told_where_the_last_stage_is_measured(client, curves):
    curves(
        [*EMOTIONS[:2], ("stage", "use", None, "starter", 60, 60, 0.9, 0.7, 1.1, 60.0, True)], []
    )
    assert emotion.emotion_curve_figure(client).notes == [
        "Starter: sterkste moment Gebruiken (+0,9, n = 60), einde Gebruiken (+0,9, n = 60)."
    ]


def test_too_few_answers_are_a_gap_with_words(client, curves):
    curves(EMOTIONS, ASSUMED)
    frame = emotion.curve_frame(
        emotion.published(emotion.emotion(client), 10).frame,
        emotion.assumed_emotion(client).frame,
        Names(client.whole_map, "nl"),
    )
    assert list(frame["gap_label"]) == [[], [], ["te weinig", "antwoorden (n = 12)"]]
    assert frame["mean"].isna().tolist() == [False, False, True]


def test_a_curve_without_answers_is_the_team_s(client, curves):
    curves([], ASSUMED)
    figure = emotion.emotion_curve_figure(client)
    assert figure.title == (
        "Het team verwacht het dieptepunt van Starter bij Zien: +0,5; nog geen klant is gemeten"
    )


def test_everybody_has_a_curve_where_no_persona_is_known(client, curves):
    curves([("stage", "see", None, "", 50, 50, 0.5, 0.2, 0.8, 50.0, True)], [])
    figure = emotion.emotion_curve_figure(client)
    assert figure.title == "Nergens onder neutraal; het laagst is Iedereen bij Zien: +0,5, n = 50"


def test_no_emotion_says_what_to_do(client, curves):
    curves([], [])
    assert emotion.emotion_curve_figure(client).next_step.startswith(
        'Geef ervaringen een "emotion:" van -2 tot 2'
    )

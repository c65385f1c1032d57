import pandas as pd
import pytest

from cjkit.charts import experiences
from cjkit.charts.names import Names
from cjkit.measures.emotion import (
    ASSUMED_AGAINST_MEASURED,
    ASSUMED_EMOTION,
    EMOTION,
    EMOTION_DIPS,
)
from cjkit.measures.paths import PLACEMENT
from cjkit.measures.surveys import CSAT, NPS

EMOTION_COLUMNS = "level stage touchpoint persona n customers mean low high effective_n enough"
AGAINST_COLUMNS = "persona stage assumed n customers mean low high p verdict"
DIP_COLUMNS = "touchpoint n customers mean low high rest_n rest_mean difference p clear"
NPS_COLUMNS = "persona stage n customers promoters passives detractors nps low high"
CSAT_COLUMNS = "persona stage touchpoint n customers satisfied share low high"
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
        monkeypatch.setattr(experiences, name, lambda _client: measure)

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


def test_placement_adds_up_over_touchpoints(client, given, shape_of, json_snapshot):
    rows = [
        ("see", "site", "starter", 30),
        ("see", "ads", "starter", 15),
        ("buy", "site", "starter", 15),
        ("see", "site", None, 20),
    ]
    given("placement", PLACEMENT, "stage touchpoint persona customers", *rows, n=80)
    figure = experiences.placement_figure(client)
    assert figure.title == "De meeste klanten zijn nu in Zien: 65 van 80, 81%"
    assert figure.alt == (
        f"{figure.title}. Starter, Zien: 45; Starter, Kopen: 15; Persona onbekend, Zien: 20."
    )
    assert list(figure.table["aandeel"]) == [0.75, 0.25, 1.0]
    assert shape_of(figure) == json_snapshot


def test_one_customer_is_not_placed(client, given):
    given("placement", PLACEMENT, "stage touchpoint persona customers", ("see", "site", None, 1))
    figure = experiences.placement_figure(client)
    assert figure.chart is None
    assert figure.next_step.startswith("Elk cijfer berust op minder dan 10 klanten")


def test_the_curve_names_its_low_point_its_peak_and_its_end(
    client, curves, shape_of, json_snapshot
):
    curves(EMOTIONS, ASSUMED)
    figure = experiences.emotion_curve_figure(client)
    assert figure.title == "Dieptepunt van Starter is Kopen: −0,6, n = 40"
    # The strongest of +0.5 and -0.6 is the last; "use" has too few answers to be an end.
    assert figure.notes == [
        "Starter: sterkste moment Kopen (−0,6, n = 40), einde Kopen (−0,6, n = 40)."
    ]
    assert "Starter, Zien: aangenomen +0,5, gewenst +1,5, gemeten +0,5, n = 50" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_too_few_answers_are_a_gap_with_words(client, curves):
    curves(EMOTIONS, ASSUMED)
    frame = experiences.curve_frame(
        experiences.published(experiences.emotion(client), 10).frame,
        experiences.assumed_emotion(client).frame,
        Names(client.whole_map, "nl"),
    )
    assert list(frame["gap_label"]) == [[], [], ["te weinig", "antwoorden (n = 12)"]]
    assert frame["mean"].isna().tolist() == [False, False, True]


def test_a_curve_without_answers_is_the_team_s(client, curves):
    curves([], ASSUMED)
    figure = experiences.emotion_curve_figure(client)
    assert figure.title == (
        "Het team verwacht het dieptepunt van Starter bij Zien: +0,5; nog geen klant is gemeten"
    )


def test_everybody_has_a_curve_where_no_persona_is_known(client, curves):
    curves([("stage", "see", None, "", 50, 50, 0.5, 0.2, 0.8, 50.0, True)], [])
    figure = experiences.emotion_curve_figure(client)
    assert figure.title == "Nergens onder neutraal; het laagst is Iedereen bij Zien: +0,5, n = 50"


def test_no_emotion_says_what_to_do(client, curves):
    curves([], [])
    assert experiences.emotion_curve_figure(client).next_step.startswith(
        'Geef ervaringen een "emotion:" van -2 tot 2'
    )


def test_a_contradiction_is_the_title(client, given, shape_of, json_snapshot):
    rows = [
        ("starter", "see", 0.5, 50, 50, 0.6, 0.3, 0.9, 0.5, "agrees"),
        ("starter", "buy", 1.5, 40, 40, -0.6, -0.9, -0.3, 0.001, "contradicted"),
        ("starter", "use", 1.0, 6, 12, 0.2, None, None, None, "too_few"),
    ]
    given("assumed_against_measured", ASSUMED_AGAINST_MEASURED, AGAINST_COLUMNS, *rows)
    figure = experiences.assumed_against_measured_figure(client)
    assert figure.title == (
        "Klanten spreken het team tegen: Starter bij Kopen gemeten −0,6, aangenomen +1,5, n = 40"
    )
    assert list(figure.table["oordeel"]) == ["klopt", "weersproken", "te weinig antwoorden"]
    assert "Starter, Gebruiken: te weinig antwoorden (n = 6)" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_agreement_is_said_with_how_often_it_was_tested(client, given):
    row = ("starter", "see", 0.5, 50, 50, 0.6, 0.3, 0.9, 0.5, "agrees")
    given("assumed_against_measured", ASSUMED_AGAINST_MEASURED, AGAINST_COLUMNS, row)
    assert experiences.assumed_against_measured_figure(client).title == (
        "Op de 1 plek met genoeg antwoorden spreken klanten het team niet tegen"
    )


def test_nothing_compared_is_open(client, given):
    row = ("starter", "see", 0.5, 0, 0, None, None, None, None, "too_few")
    given("assumed_against_measured", ASSUMED_AGAINST_MEASURED, AGAINST_COLUMNS, row)
    assert experiences.assumed_against_measured_figure(client).title == (
        "Nergens zijn genoeg antwoorden om het gevoel van het team te toetsen"
    )


def test_a_dip_is_marked(client, given, shape_of, json_snapshot):
    rows = [
        ("site", 60, 60, -0.8, -1.0, -0.6, 200, 0.5, -1.3, 0.001, True),
        ("ads", 200, 200, 0.5, 0.4, 0.6, 60, -0.8, 1.3, 0.001, False),
    ]
    given("emotion_dips", EMOTION_DIPS, DIP_COLUMNS, *rows)
    figure = experiences.emotion_touchpoint_figure(client)
    assert figure.title == "Dip bij Website: −0,8, tegen +0,5 elders, n = 60"
    assert figure.alt == (
        f"{figure.title}. Website: dip: −0,8, elders +0,5 (n = 60); Advertentie: +0,5 (n = 200)."
    )
    assert list(figure.table["dip"]) == [True, False]
    assert shape_of(figure) == json_snapshot


def test_touchpoints_alike_have_no_dip(client, given):
    rows = [
        ("site", 60, 60, 0.5, 0.3, 0.7, 60, 0.5, 0.0, 1.0, False),
        ("ads", 60, 60, 0.5, 0.3, 0.7, 60, 0.5, 0.0, 1.0, False),
    ]
    given("emotion_dips", EMOTION_DIPS, DIP_COLUMNS, *rows)
    title = experiences.emotion_touchpoint_figure(client).title
    assert title.startswith("Geen contactmoment voelt duidelijk slechter dan de rest")


def test_nps_stands_with_its_interval_and_n(client, given, shape_of, json_snapshot):
    # (50 - 20) of 100 answers: 30 points.
    rows = [
        ("", "", 100, 100, 50, 30, 20, 30.0, 14.0, 44.0),
        ("starter", "", 60, 60, 30, 20, 10, 33.3, 12.0, 50.0),
        ("", "see", 40, 40, 20, 10, 10, 25.0, -1.0, 47.0),
        ("starter", "see", 30, 30, 15, 10, 5, 33.3, 3.0, 56.0),
    ]
    given("nps", NPS, NPS_COLUMNS, *rows)
    figure = experiences.nps_figure(client)
    assert figure.title == "NPS van Iedereen: +30 (tussen +14 en +44), n = 100"
    assert list(figure.table["naam"]) == ["Iedereen", "Starter", "Zien"]
    assert "Zien: NPS +25, −1 tot +47 (n = 40)" in figure.alt
    assert shape_of(figure) == json_snapshot


def test_no_answers_say_what_to_do(client, given):
    given("nps", NPS, NPS_COLUMNS)
    given("csat", CSAT, CSAT_COLUMNS)
    for figure in (experiences.nps_figure(client), experiences.csat_figure(client)):
        assert figure.next_step.startswith("Koppel een enquête of beoordelingen")


def test_csat_names_where_it_is_lowest(client, given, shape_of, json_snapshot):
    rows = [
        ("", "", "", 100, 100, 70, 0.7, 0.6, 0.78),
        ("", "see", "", 50, 50, 40, 0.8, 0.67, 0.89),
        ("", "buy", "", 50, 50, 30, 0.6, 0.46, 0.72),
        ("", "", "site", 100, 100, 70, 0.7, 0.6, 0.78),
    ]
    given("csat", CSAT, CSAT_COLUMNS, *rows)
    figure = experiences.csat_figure(client)
    assert figure.title == "70% van 100 antwoorden is tevreden; het minst bij Kopen: 60%, n = 50"
    assert shape_of(figure) == json_snapshot


def test_equal_satisfaction_singles_out_nothing(client, given):
    rows = [
        ("", "", "", 100, 100, 70, 0.7, 0.6, 0.78),
        ("", "see", "", 50, 50, 35, 0.7, 0.56, 0.81),
        ("", "buy", "", 50, 50, 35, 0.7, 0.56, 0.81),
    ]
    given("csat", CSAT, CSAT_COLUMNS, *rows)
    assert experiences.csat_figure(client).title == "70% van 100 antwoorden is tevreden"


def test_rows_about_two_things_at_once_are_left_out(three_stages):
    frame = pd.DataFrame(
        [("", ""), ("starter", ""), ("", "see"), ("starter", "see"), ("", None)],
        columns=["persona", "stage"],
    )
    rows = experiences.part_frame(frame, Names(three_stages, "nl"))
    assert list(zip(rows["part"], rows["name"], strict=True)) == [
        ("persona", "Iedereen"),
        ("persona", "Starter"),
        ("stage", "Zien"),
        ("stage", "Fase onbekend"),
    ]


def test_with_one_persona_chosen_everybody_is_that_persona(three_stages):
    frame = pd.DataFrame([("", ""), ("starter", ""), ("", "see")], columns=["persona", "stage"])
    rows = experiences.part_frame(frame, Names(three_stages, "nl", chosen="starter"))
    assert list(rows["name"]) == ["Starter", "Zien"]

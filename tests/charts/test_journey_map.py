import re

import pandas as pd
import pytest

from cjkit.canvas import journey_canvas
from cjkit.charts.canvas_curve import EMOTION_COLUMNS, canvas_curve_chart, emotion_points
from cjkit.charts.figure import specification
from cjkit.charts.journey_map import canvas_figure
from cjkit.formats.journey_yaml import parse_journey

THE_MAP = parse_journey("""
title: Fles <b>
personas: [{id: ann, name: Ann}, {id: bob, name: Bob}]
stages:
  - {id: look, name: Kijken, goal: Er een vinden}
  - {id: buy, name: Kopen, period: purchase, goal: {text: Klaar, evidence: {grade: known}}}
experiences:
  - {id: e1, persona: ann, stage: look, emotion: 1}
  - {id: e2, persona: ann, stage: buy, emotion: -1, emotion_to_be: 2}
metrics:
  metrics:
    - {id: m, name: Kosten, family: cost, measured: count, unit: euro, direction: lower, stage: buy,
       target: {value: 1500}}
""")
MEASURED = pd.DataFrame(
    [
        ("stage", "look", "", "", 99, 0.5, 0.1, 0.9, True),
        ("stage", "look", "", "ann", 40, -0.6, -0.9, -0.3, True),
        ("stage", "buy", "", "ann", 4, None, None, None, False),
        ("touchpoint", "look", "web", "ann", 40, 2.0, 1.9, 2.0, True),
    ],
    columns=EMOTION_COLUMNS,
)


def html(language="nl", measured=MEASURED, **asked):
    return canvas_figure(journey_canvas(THE_MAP, **asked), measured, language).html


def plain(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_two_heads_span_the_stages_before_and_from_the_purchase():
    heads = re.findall(r'<th scope="colgroup" colspan="(\d+)"[^>]*>(.*?)</th>', html())
    assert heads == [("1", "Koopreis"), ("1", "Klantreis")]


def test_the_table_scrolls_in_a_region_of_its_own():
    assert 'tabindex="0" role="region" aria-label="Klantreiskaart, schuift opzij"' in html()


def test_guesses_are_italic_with_a_mark_and_knowledge_is_plain():
    page = html(lanes=["goal"])
    guessed, known = re.findall(r'<p style="margin:0 0 \.45em;(.*?)</p>', page, re.S)
    assert guessed.startswith("font-style:italic")
    assert 'aria-label="aangenomen"' in guessed
    assert known.startswith('">Klaar')


def test_the_curve_lies_in_one_cell_under_all_columns():
    assert re.search(r'<td colspan="2"[^>]*><img src="data:image/svg', html())


def test_the_curve_is_told_in_words():
    said = re.search(r'alt="(.*?)"', html())[1]
    assert said == (
        "Emotiecurve. Ann, Kijken: aangenomen +1,0; Ann, Kijken: gemeten −0,6 (n = 40); "
        "Ann, Kopen: aangenomen −1,0"
    )


def test_points_hold_assumed_beside_measured_and_too_few_as_missing():
    points = emotion_points(journey_canvas(THE_MAP, personas=["ann"]), MEASURED)
    look, buy = points.to_dict("records")
    assert (look["assumed"], look["measured"], look["n"]) == (1.0, -0.6, 40)
    assert (buy["assumed"], buy["to_be"], buy["n"]) == (-1.0, 2.0, 4)
    assert pd.isna(buy["measured"])


def test_too_few_answers_are_said_instead_of_drawn():
    points = emotion_points(journey_canvas(THE_MAP, personas=["ann"]), MEASURED)
    chart = canvas_curve_chart(points, stages=["look", "buy"], buyer_stages=1, language="en")
    rows = [row for rows in specification(chart, "en")["datasets"].values() for row in rows]
    assert [row["said"] for row in rows if "said" in row] == ["−0.6  (n = 40)", "too few answers"]


def test_the_curve_has_no_padding_and_bands_as_wide_as_columns():
    points = emotion_points(journey_canvas(THE_MAP), None)
    spec = specification(canvas_curve_chart(points, stages=["look", "buy"], language="en"), "en")
    scales = re.findall(r"'paddingInner': 0, 'paddingOuter': 0", str(spec))
    assert spec["padding"] == 0
    assert len(scales) == 14  # seven layers for each of two personas


@pytest.mark.parametrize(
    ("language", "target"), [("nl", "doel ≤ 1.500 euro"), ("en", "target ≤ 1,500 euro")]
)
def test_a_target_is_written_in_the_language(language, target):
    assert target in plain(html(language))


def test_empty_lanes_are_named_and_not_drawn():
    assert "Nog leeg: Concurrenten." in html(lanes=["goal", "competitors"])


def test_the_title_of_the_client_is_escaped():
    # two goals and three emotions, of which one goal is known: 4 of 5 are guessed
    assert "Fles &lt;b&gt;: 2 fasen, 80% van wat er staat is aangenomen" in html(measured=None)


def test_without_emotions_the_map_is_still_drawn():
    assert "Er een vinden" in html(measured=None, personas=["bob"])


def test_answers_of_unknown_personas_stand_for_all_customers():
    everybody = MEASURED[MEASURED["persona"] == ""]
    assert "alle klanten, Kijken: gemeten +0,5 (n = 99)" in html(measured=everybody)
    assert "alle klanten" not in html(measured=MEASURED)

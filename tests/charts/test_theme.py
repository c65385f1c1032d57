import itertools

import altair as alt
import pandas as pd
import pytest
from coloraide import Color

from cjkit.charts import theme
from cjkit.model.evidence import Grade

GRAPHICS = (
    *theme.BUYER,
    *theme.CUSTOMER,
    *theme.PERSONAS,
    *theme.EMOTIONS.values(),
    theme.REACHED,
    theme.MISSED,
    theme.OPEN,
)
GROUNDS = (
    theme.PAPER,
    theme.SOFT,
    theme.BUYER_TINT,
    theme.CUSTOMER_TINT,
    *theme.EMOTION_TINTS.values(),
)
SIGHTS = (None, "protan", "deutan", "tritan")


def contrast(colour, ground=theme.PAPER):
    return Color(colour).contrast(ground, method="wcag21")


def difference(one, other, sight):
    seen = [Color(c).filter(sight) if sight else Color(c) for c in (one, other)]
    return seen[0].delta_e(seen[1], method="2000")


@pytest.mark.parametrize("colour", GRAPHICS)
def test_lines_and_marks_stand_out_from_paper(colour):
    assert contrast(colour) >= 3


@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_readable_on_every_ground(ground):
    assert contrast(theme.INK, ground) >= 4.5


@pytest.mark.parametrize("ground", [theme.PAPER, theme.SOFT, theme.BUYER_TINT, theme.CUSTOMER_TINT])
def test_small_text_is_readable_where_it_stands(ground):
    assert contrast(theme.MUTED, ground) >= 4.5


@pytest.mark.parametrize("grade", Grade)
def test_the_ground_of_a_grade_carries_its_words(grade):
    assert contrast(theme.GRADE_INKS[grade], theme.GRADE_COLOURS[grade]) >= 4.5


def test_the_grounds_of_grades_stand_out_from_each_other():
    grounds = itertools.pairwise(theme.GRADE_COLOURS.values())
    assert min(contrast(*pair) for pair in grounds) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
def test_neighbours_differ_for_every_eye(sight):
    pairs = [
        *itertools.product(theme.BUYER, theme.CUSTOMER),
        *itertools.combinations(theme.PERSONAS, 2),
        *itertools.pairwise(theme.EMOTIONS.values()),
    ]
    assert min(difference(*pair, sight) for pair in pairs) >= 13


@pytest.mark.parametrize("sight", SIGHTS)
def test_angry_and_grateful_differ_most(sight):
    assert difference(theme.EMOTIONS[-2], theme.EMOTIONS[2], sight) >= 30


def test_each_shade_of_many_stages_stands_out():
    colours = theme.stage_colours(["pre_purchase"] * 9 + ["purchase"] + ["post_purchase"] * 9)
    assert all(contrast(colour) >= 3 for colour in colours)
    assert len(set(colours)) == 19


def test_no_sight_tells_two_personas_apart_by_colour_alone():
    scales = theme.persona_scales(["a", "b", "c", "d", "e", "f"])
    assert len({str(dash) for dash in scales["strokeDash"].to_dict()["range"]}) == 6
    assert len(set(scales["shape"].to_dict()["range"])) == 6


def bars():
    return alt.Chart(pd.DataFrame({"v": [1]})).mark_bar().encode(x="v:Q")


def test_the_look_changes_no_other_chart():
    before, enabled = bars().to_dict(), alt.theme.active
    theme.themed(bars(), "nl")
    assert bars().to_dict() == before
    assert alt.theme.active == enabled


def test_a_chart_keeps_what_it_configures_itself():
    chart = theme.themed(bars().configure_axis(labelColor="#000000"), "nl")
    axis = chart.to_dict()["config"]["axis"]
    assert axis["labelColor"] == "#000000"
    assert axis["titleColor"] == theme.MUTED


def test_numbers_and_months_follow_the_language():
    dutch, english = theme.locale("nl"), theme.locale("en")
    assert (dutch["number"]["decimal"], dutch["number"]["thousands"]) == (",", ".")
    assert (english["number"]["decimal"], english["number"]["thousands"]) == (".", ",")
    assert dutch["time"]["days"][0] == "zondag"
    assert dutch["time"]["shortMonths"][2] == "mrt"
    assert english["number"]["currency"] == ["€", ""]


def test_type_ends_in_sans_serif():
    assert theme.FONT.endswith(", sans-serif")
    assert theme.CHART_FONT.endswith(", sans-serif")


def test_the_type_of_a_picture_is_as_wide_as_vl_convert_measures_it():
    # Arial, Liberation Sans and Helvetica share their widths; vl-convert measures in the second
    assert theme.config("nl")["font"].split(", ")[:3] == ["Arial", "Liberation Sans", "Helvetica"]

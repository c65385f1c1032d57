import re

import pytest

from cjkit.charts.parts import HEADER, sheet_figure
from cjkit.formats.journey_yaml import parse_journey
from cjkit.model.journey_map import JourneyMap

THE_MAP = parse_journey("""
title: Kaart
version: "3"
personas: [{id: ann, name: Ann}]
stages: [{id: look, name: Kijken}]
touchpoints: [{id: shop, name: Winkel}]
experiences:
  - {id: e1, persona: ann, stage: look, touchpoint: shop, emotion: 1}
  - {id: e2, persona: ann, stage: look}
metrics:
  sources: [{id: web, name: Webanalyse}]
  metrics:
    - {id: m, name: Bereik, family: reach, measured: reach, unit: klanten}
  focus: {stages: [look]}
improvements:
  insights: [{id: i1, text: Men zoekt lang}]
  improvements: [{id: v1, text: Korter zoeken}]
""")


def headings(figure):
    return re.findall(r"<summary[^>]*>(.*?)</summary>", figure.body)


def group_names(figure):
    return re.findall(r"<p [^>]*>(.*?)</p>", figure.body)


@pytest.fixture
def sheets(open_map):
    return lambda part: sheet_figure(open_map(THE_MAP), part)


def test_an_experience_is_named_by_its_place(sheets):
    assert headings(sheets("experiences")) == ["Ann · Kijken · Winkel", "Ann · Kijken"]


def test_records_are_named_as_the_map_names_them(sheets):
    assert headings(sheets("stages")) == ["Kijken"]


def test_each_metric_has_a_fold_of_its_own_under_its_kind(sheets):
    figure = sheets("metrics")
    assert headings(figure) == ["Focus", "Webanalyse", "Bereik"]
    assert group_names(figure) == ["Bronnen", "Meetwaarden"]


def test_the_chain_has_no_fold_for_links_that_are_not_there(sheets):
    figure = sheets("improvements")
    assert headings(figure) == ["Men zoekt lang", "Korter zoeken"]
    assert len(group_names(figure)) == 2


def test_the_header_tells_the_fields_above_the_parts(sheets):
    figure = sheets(HEADER)
    assert headings(figure) == ["Kaart"]
    assert "Webanalyse" not in figure.body


@pytest.mark.parametrize("part", ["organisation", "stages", "improvements"])
def test_an_empty_part_says_what_to_do(open_map, part):
    figure = sheet_figure(open_map(JourneyMap(title="x"), "en"), part)
    assert figure.next_step == f'Fill in "{part}:" in journey.yaml.'

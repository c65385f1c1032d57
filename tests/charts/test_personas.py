import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cjkit.charts import personas
from cjkit.charts.figure import specification
from cjkit.charts.personas import (
    persona_sheet_figure,
    persona_size_chart,
    persona_size_figure,
    persona_size_frame,
    portrait,
)
from cjkit.client import Client
from cjkit.formats.journey_yaml import parse_journey
from cjkit.measures.reach import PERSONA_SIZES, persona_sizes
from cjkit.model.personas import Picture

THE_MAP = parse_journey("""
title: Kaart
organisation: {name: X, customer_groups: [{id: kopers, name: Kopers}]}
personas:
  - id: ann
    name: Ann
    customer_group: kopers
    pictures: [{file: ann.svg, description: Een vrouw met een fles}]
    background: Ann zwemt
    demographics: {age: {text: 25 tot 34, evidence: {grade: known, n: 188}}}
    hobbies: [Zwemmen]
    quotes: [Ik wil <geen> gedoe]
    traits: [{activity: [runner, swimmer]}]
    canvas: {tasks: [{id: t, text: Drinken, weight: 5}]}
  - {id: bob, name: Bob}
""")
SIZES = pd.DataFrame(
    {
        "persona": ["ann", "bob", None],
        "customers": [600, 300, 100],
        "share": [0.6, 0.3, 0.1],
        "low": [0.57, 0.27, 0.08],
        "high": [0.63, 0.33, 0.12],
    }
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'


def client(folder=Path("klant"), language="nl"):
    return Client(folder, THE_MAP, language)


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " ").split())


@pytest.fixture
def sized(monkeypatch):
    def measured(of):
        return replace(persona_sizes(of), frame=PERSONA_SIZES.frame(SIZES), n=1000, sentences=())

    monkeypatch.setattr(personas, "persona_sizes", measured)


def test_a_sheet_shows_all_of_a_persona(tmp_path, sized):
    (tmp_path / "ann.svg").write_text(SVG)
    html = persona_sheet_figure(client(tmp_path)).html
    said = words(html)
    assert 'alt="Een vrouw met een fles"' in html
    assert "Kopers · 60% van de klanten met toestemming (n = 600)" in said
    assert "Ik wil &lt;geen&gt; gedoe ○" in said
    assert "Leeftijd 25 tot 34 ● n = 188" in said
    assert "Herkend in de data aan activity is runner of swimmer" in said
    assert "Drinken ○ Soort taak: functioneel · Gewicht (1–5): 5" in said


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (None, "Het portret ann.svg staat niet in de map van de klant."),
        (
            SVG.replace("<circle", "<script>1</script><circle"),
            "Het portret ann.svg bevat een script en wordt niet getoond; bewaar het zonder.",
        ),
        (
            SVG.replace("<circle", '<circle onload="x()"'),
            "Het portret ann.svg bevat een script en wordt niet getoond; bewaar het zonder.",
        ),
        (
            SVG + " " * 2_000_000,
            "Het portret ann.svg is groter dan 2 MB en wordt niet getoond; verklein het.",
        ),
    ],
)
def test_a_portrait_that_cannot_be_shown_is_told(tmp_path, content, note):
    if content is not None:
        (tmp_path / "ann.svg").write_text(content)
    assert note in words(persona_sheet_figure(client(tmp_path)).html)


@pytest.mark.parametrize(("file", "why"), [("../ann.svg", "missing"), ("ann.txt", "no_picture")])
def test_only_pictures_inside_the_folder_are_read(tmp_path, file, why):
    (tmp_path / "ann.svg").write_text(SVG)
    inside = tmp_path / "klant"
    inside.mkdir()
    (inside / "ann.txt").write_text("geheim")
    found = portrait(inside, Picture(file=file, description="x"), "nl")
    assert found.address == ""
    assert (
        found.note
        == {
            "missing": "Het portret ../ann.svg staat niet in de map van de klant.",
            "no_picture": "Het portret ann.txt is geen svg, png of jpg.",
        }[why]
    )


def test_sizes_have_names_and_words_in_the_language(sized):
    frame = persona_size_frame(client(language="en"), SIZES)
    assert list(frame["persona_name"]) == ["Ann", "Bob", "none of these personas"]
    figure = persona_size_figure(client(language="en"))
    assert figure.title == "Ann is the largest group: 60%"
    assert "Bob: 30%" in figure.alt


def test_the_chart_keeps_the_order_of_the_map():
    frame = persona_size_frame(client(), SIZES)
    spec = specification(persona_size_chart(frame, language="nl"), "nl")
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["Ann", "Bob", "geen van deze persona’s"]


def test_without_data_the_size_says_what_to_do_next():
    assert "data.yaml" in persona_size_figure(client()).next_step


def test_without_personas_the_sheet_says_what_to_do_next():
    empty = Client(Path("klant"), parse_journey("title: Leeg"), "en")
    assert "notebook 2" in persona_sheet_figure(empty).next_step

import re
from pathlib import Path

import pytest

from cjkit.charts.organisation import organisation_figure, value_fit_figure
from cjkit.client import Client
from cjkit.formats.journey_yaml import parse_journey

THE_MAP = parse_journey("""
title: Kaart
organisation:
  name: Havenbank <b>
  sector: Bank
  goals:
    - Groeien
    - {text: De wijk opknappen, kind: societal}
  core_values: [Eerlijk]
  offerings: [{id: lening, name: Lening, kind: product, description: Geld voor later}]
  customer_groups:
    - id: kopers
      name: Kopers
      value_propositions:
        - {text: Snel, since: 2024-01-01}
        - {text: Snel en zeker, since: 2025-06-01}
      asked_in_return: [{text: Rente, kind: money}]
personas:
  - id: starter
    name: Starter
    canvas:
      pains:
        - {id: wachten, text: Lang wachten, weight: 2}
        - {id: jargon, text: Jargon, weight: 5}
      gains: [{id: rust, text: Rust, weight: 4}]
      pain_relievers: [{text: Uitleg, relieves: [jargon], offering: lening}]
""")
LEEG = parse_journey("title: Leeg\npersonas: [{id: a, name: A}]")


def client(journey_map=THE_MAP, language="nl"):
    return Client(Path("klant"), journey_map, language)


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " ").split())


def test_the_title_counts_business_and_societal_goals():
    assert organisation_figure(client()).title == (
        "Doelen van Havenbank <b>: 1 zakelijk, 1 maatschappelijk"
    )


def test_the_board_shows_goals_values_offer_and_groups():
    said = words(organisation_figure(client()).html)
    assert "Zakelijke doelen Groeien ○" in said
    assert "Maatschappelijke doelen De wijk opknappen ○" in said
    assert "Producten en diensten Lening product · Geld voor later" in said
    assert "Snel en zeker ○ sinds 1 jun 2025 Eerder (1 jan 2024): Snel" in said
    assert "Rente ○ geld" in said


def test_what_is_not_filled_is_not_headed():
    assert "Imago" not in organisation_figure(client()).html


def test_text_of_the_client_is_escaped():
    assert "<b>" not in organisation_figure(client()).html


def test_the_fit_puts_the_heaviest_without_an_answer_first():
    figure = value_fit_figure(client())
    assert figure.title == "Op 1 van de 3 pijnpunten en voordelen heeft het aanbod een antwoord"
    assert figure.subtitle == "Het zwaarst zonder antwoord: Rust (Starter, gewicht 4)"
    order = [figure.html.index(text) for text in (">Rust<", ">Lang wachten<", ">Jargon<")]
    assert order == sorted(order)


def test_an_answer_names_the_offering():
    said = words(value_fit_figure(client(language="en")).html)
    assert "Uitleg ○ With the offering: Lening" in said
    assert said.count("no answer yet") == 2


@pytest.mark.parametrize("draw", [organisation_figure, value_fit_figure])
def test_an_empty_map_says_what_to_do_next(draw):
    assert "journey.yaml" in draw(client(LEEG)).next_step

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cjkit.charts import improvements
from cjkit.charts.improvements import (
    assumption_board_figure,
    chain_figure,
    findings_figure,
    to_do_figure,
)
from cjkit.checks import check_map
from cjkit.client import Client
from cjkit.formats.journey_yaml import parse_journey
from cjkit.measures.assumptions import assumptions

THE_MAP = parse_journey("""
title: Kaart
personas:
  - id: ann
    name: Ann
    canvas: {pains: [{id: lek, text: Het lekt}], gains: [{id: licht, text: Licht}]}
stages: [{id: kopen, name: Kopen, period: purchase}]
improvements:
  insights:
    - {id: i, text: Lekken schrikt af, pains: [lek], gains: [licht]}
    - {id: los, text: Los inzicht}
  opportunities: [{id: k, text: Droge tas, kind: trend, insights: [i]}]
  solutions: [{id: o, text: Dop, kind: product, opportunities: [k]}]
  improvements:
    - {id: klaar, text: Gedaan werk, status: done, impact: 5, effort: 1}
    - {id: dop, text: Dop verkopen, solutions: [o], stage: kopen, channel: winkel, impact: 4,
       effort: 2, due: 2026-12-01}
    - {id: flyer, text: Folder, impact: 2, effort: 1, owner: Winkel}
assumptions:
  - {id: a, text: De helft koopt, measured: conversion, threshold: 0.5, stage: kopen}
  - {id: b, text: Blij, measured: emotion, threshold: 1}
  - {id: c, text: Onbekend, measured: nps, expected: at_most, threshold: 10}
""")
EMPTY = parse_journey("title: Leeg")


def client(journey_map=THE_MAP, language="nl"):
    return Client(Path("klant"), journey_map, language)


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " ").split())


def test_the_to_do_list_begins_with_the_highest_impact_that_is_open():
    figure = to_do_figure(client())
    assert figure.title == "2 verbeteringen open; begin met: Dop verkopen"
    order = [figure.html.index(f">{text}<") for text in ("Dop verkopen", "Folder", "Gedaan werk")]
    assert order == sorted(order)


def test_a_line_of_the_list_says_where_who_and_when():
    said = words(to_do_figure(client()).html)
    assert (
        "Dop verkopen ○ Voert uit: Dop Kopen winkel ●●●●○ ●●○○○ ○ nog niemand ○ idee 1 dec 2026"
    ) in said
    assert 'aria-label="4/5"' in to_do_figure(client()).html


def test_the_chain_stands_in_one_row_and_loose_links_at_the_end():
    said = words(chain_figure(client()).html)
    assert "Droge tas ○ trend Lekken schrikt af ○ uit: Het lekt; Licht Dop ○ product" in said
    assert said.index("Los inzicht") > said.index("Dop verkopen")
    assert "kansen: 1" in chain_figure(client()).title


@pytest.fixture
def measured(monkeypatch):
    def found(of):
        measure = assumptions(of)
        frame = measure.frame.copy()
        columns = ["value", "low", "high", "n", "customers"]
        frame.loc[0, columns] = [0.2, 0.15, 0.26, 900, 900]
        frame.loc[0, "verdict"] = "contradicted"
        frame.loc[1, columns] = [1.5, 1.2, 1.8, 4, 4]
        frame.loc[1, "verdict"] = "confirmed"
        return replace(measure, frame=frame, n=2)

    monkeypatch.setattr(improvements, "assumptions", found)


def test_assumptions_show_what_was_expected_found_and_decided(measured):
    said = words(assumption_board_figure(client()).html)
    assert (
        "De helft koopt ○ Fase: Kopen conversieratio ten minste 50% "
        "20% (15% tot 26%, n = 900) ✕ weerlegd"
    ) in said
    assert "NPS ten hoogste +10,0 geen gegevens ○ nog open" in said


def test_a_verdict_on_few_customers_is_not_shown(measured):
    figure = assumption_board_figure(client(language="en"))
    said = words(figure.html)
    assert "too few customers to show" in said
    assert figure.title == "Assumptions: 0 confirmed, 1 contradicted, 2 still open"


def test_findings_say_what_is_wrong_and_what_to_do():
    found = check_map(THE_MAP, dt.date(2026, 11, 23))
    figure = findings_figure(client(language="en"), found)
    said = words(figure.html)
    assert figure.title == f"{len(found)} things to look at"
    assert all(finding.code in said for finding in found)


def test_no_findings_is_good_news():
    assert findings_figure(client(), ()).title == "Geen bevindingen: de kaart is in orde"


@pytest.mark.parametrize("draw", [to_do_figure, chain_figure, assumption_board_figure])
def test_an_empty_map_says_what_to_do_next(draw):
    assert "journey.yaml" in draw(client(EMPTY)).next_step

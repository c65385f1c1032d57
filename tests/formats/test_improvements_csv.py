"""The to-do list for task trackers: ids, ISO days, words in the language, no formulas."""

from cjkit.formats.csv_text import render_csv
from cjkit.formats.improvements_csv import render_improvements
from cjkit.formats.journey_yaml import parse_journey

MAP = """\
title: A map
language: nl
stages: [{id: offer, name: Offer}]
improvements:
  solutions: [{id: s1, text: One}, {id: s2, text: Two}]
  improvements:
    - id: call-back
      text: "=HYPERLINK(1)"
      evidence: {grade: known, source: survey, date: 2026-03-31, n: 212}
      solutions: [s1, s2]
      stage: offer
      owner: "-team"
      effort: 2
      status: in_progress
      due: 2026-12-01
"""


def lines(language: str | None = None) -> list[str]:
    return render_improvements(parse_journey(MAP), language).splitlines()


def test_one_improvement_is_one_line() -> None:
    assert lines("en") == [
        "Id,Text,Grade,Kind of evidence,Source,Date,Sample size,Carries out,Stage,Touchpoint,"
        "Channel,Owner,Effort (1–5),Impact (1–5),Status,Due",
        "call-back,'=HYPERLINK(1),known,,survey,2026-03-31,212,s1; s2,offer,,,'-team,2,,"
        "in progress,2026-12-01",
    ]


def test_the_language_of_the_map_is_that_of_the_columns() -> None:
    assert lines()[0].startswith("Id,Tekst,")
    assert lines()[1].endswith(",2,,bezig,2026-12-01")


def test_texts_that_begin_like_a_formula_are_made_safe() -> None:
    texts = ["=1", "+1", "-1", "@x", "|x", "%x", "\tx", "\rx", " =1", "a=1", "1-2", ""]
    assert render_csv(["t"], [[text] for text in texts]).replace('"', "") == (
        "t\n'=1\n'+1\n'-1\n'@x\n'|x\n'%x\n'\tx\n'\rx\n' =1\na=1\n1-2\n\n"
    )
    assert render_csv(["n"], [[-1], [None], [0.5]]) == 'n\n-1\n""\n0.5\n'


def test_scores_give_the_order_and_stand_in_a_last_column() -> None:
    journey = parse_journey(
        "title: A map\nimprovements: {improvements: [{id: a, text: A}, {id: b, text: B}]}"
    )
    heading, *listed = render_improvements(journey, "nl", {"b": 0.71, "a": None}).splitlines()
    assert heading.endswith(',"Focusscore (0–1), waarop open punten zijn gesorteerd"')
    assert [(line[0], line.rpartition(",")[2]) for line in listed] == [("b", "0.71"), ("a", "")]

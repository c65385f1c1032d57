"""How much of a map is guessed, counted by hand on six statements."""

from cjkit.formats.journey_yaml import parse_journey
from cjkit.measures import evidence_coverage

# Known: the goal. Indicated: the pain. Guessed: mindset, question, emotion, and the place of the
# touchpoint. 4 of 6 are guessed.
SIX = """
title: Six statements
personas:
  - id: fan
    name: Fan
    canvas: {pains: [{id: p, text: Queues, evidence: {grade: indicated}}]}
stages:
  - id: look
    name: Look
    goal: {text: Find it, evidence: {grade: known, source: till}}
    mindset: In a hurry
touchpoints: [{id: till, name: Till, places: [{stage: look}]}]
experiences:
  - {id: e, persona: fan, stage: look, questions: [Where?], emotion: 1}
"""


def test_every_statement_counts_once(open_store) -> None:
    measure = evidence_coverage(open_store(parse_journey(SIX)))
    every = measure.frame[measure.frame["level"] == "all"]
    assert measure.n == 6
    assert dict(zip(every["grade"], every["statements"], strict=True)) == {
        "known": 1,
        "indicated": 1,
        "guessed": 4,
    }


def test_an_experience_counts_for_its_stage_and_its_persona(open_store) -> None:
    frame = evidence_coverage(open_store(parse_journey(SIX))).frame
    counted = frame.groupby(["level", "id"], sort=False)["statements"].sum()
    # look: goal, mindset and the experience's two; fan: the pain and the experience's two
    assert counted["stage", "look"] == 4
    assert counted["persona", "fan"] == 3
    assert counted["part"].sum() == 6


def test_the_sentence_says_what_share_is_guessed(open_store) -> None:
    measure = evidence_coverage(open_store(parse_journey(SIX)))
    assert "67%" in measure.text("en")
    assert "67%" in measure.text("nl")


def test_a_map_that_says_nothing_has_no_share(open_store) -> None:
    measure = evidence_coverage(open_store(parse_journey("title: Empty")))
    assert (measure.n, len(measure.frame)) == (0, 0)
    assert measure.text("en") == "There are no data for this yet."

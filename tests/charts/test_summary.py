import re
from dataclasses import replace

import pandas as pd
import pytest

from cjkit.charts import summary
from cjkit.charts.summary import Line, lines_of, summary_figure
from cjkit.measures.assumptions import ASSUMPTIONS
from cjkit.measures.conversion import CONVERSION_BREAKS
from cjkit.measures.emotion import ASSUMED_AGAINST_MEASURED, EMOTION_DIPS
from cjkit.measures.measure import Sentence
from cjkit.model.journey_map import JourneyMap

AGAINST_COLUMNS = "persona stage assumed n customers mean low high p verdict"
ASSUMPTION_COLUMNS = "assumption measured expected threshold value n low high customers verdict"
BREAK_COLUMNS = (
    "month persona stage customers converted share rest_customers rest_share difference low high "
    "p clear"
)


def against(stage, p, row):
    values = {"stage": stage, "persona": "Starter", "assumed": 1.5, "mean": -0.5, "n": 40}
    cells = ("starter", stage, 1.5, 40, 40, -0.5, -0.8, -0.2, p, "contradicted")
    return cells, Sentence("contradicted", values, row)


@pytest.fixture
def contradicted(measured):
    def give(*chances):
        told = [against(f"stage {row}", p, row) for row, p in enumerate(chances)]
        rows, said = zip(*told, strict=True)
        measure = measured(ASSUMED_AGAINST_MEASURED, AGAINST_COLUMNS, rows)
        return replace(measure, sentences=said)

    return give


def test_the_clearest_findings_are_told_and_the_others_counted(client, contradicted):
    lines = lines_of("mistaken", contradicted(0.04, 0.001, 0.03, 0.002), client)
    assert [line.words.split(" (")[0] for line in lines] == ["stage 1", "stage 3", "stage 2"]
    assert [line.aside for line in lines] == [
        "n = 40 antwoorden",
        "n = 40 antwoorden",
        "n = 40 antwoorden; en nog 1",
    ]


def test_a_month_is_told_in_words(client, measured):
    row = (pd.Timestamp("2025-10-01"), "starter", "see", 38, 4, 0.11, 600, 0.35)
    measure = measured(CONVERSION_BREAKS, BREAK_COLUMNS, [(*row, -0.24, -0.3, -0.1, 0.001, True)])
    values = {"month": "2025-10", "stage": "Zien", "persona": "Starter", "n": 38}
    values |= {"share": 0.11, "rest_share": 0.35}
    said = replace(measure, sentences=(Sentence("break", values, 0),))
    (line,) = lines_of("stalls", said, client)
    assert line.words.startswith("Zien (Starter) in oktober 2025: ")
    assert line.aside == "n = 38 klanten"


def test_what_hidden_rows_would_say_is_not_told_beside_a_finding(client, contradicted):
    measure = contradicted(0.01)
    note = Sentence("suppressed", {"n": 2, "k": 10})
    both = replace(measure, sentences=(*measure.sentences, note))
    assert lines_of("mistaken", both, client) == lines_of("mistaken", measure, client)
    hidden = replace(measure, sentences=(note,))
    assert lines_of("mistaken", hidden, client) == [
        Line("Nog niet te zeggen: minder dan 10 klanten.")
    ]


def test_assumptions_are_counted_and_the_contradicted_ones_named(open_map, measured):
    texts = {"a": "Klanten zijn blij.", "b": "Wie kijkt, koopt.", "c": "Niemand belt."}
    stated = {"measured": "emotion", "expected": "at_least", "threshold": 1}
    journey_map = JourneyMap.model_validate(
        {
            "title": "x",
            "assumptions": [{"id": i, "text": words, **stated} for i, words in texts.items()],
        }
    )
    verdicts = {"a": "contradicted", "b": "confirmed", "c": None}
    rows = [
        (i, "emotion", "at_least", 1.0, 0.5, 40, 0.1, 0.9, 40.0, verdict)
        for i, verdict in verdicts.items()
    ]
    measure = measured(ASSUMPTIONS, ASSUMPTION_COLUMNS, rows)
    assert lines_of("assumptions", measure, open_map(journey_map)) == [
        Line("1 bevestigd, 1 weerlegd, 1 open"),
        Line("Weerlegd: “Klanten zijn blij”"),
    ]


def test_without_assumptions_nothing_is_counted(client, measured):
    assert lines_of("assumptions", measured(ASSUMPTIONS), client) == [
        Line("Op de kaart staan nog geen aannames om te toetsen.")
    ]


def test_a_measure_that_is_silent_has_no_data(client, measured):
    assert lines_of("hurts", measured(EMOTION_DIPS), client) == [
        Line("Hierover zijn nog geen gegevens.")
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_empty_client_gets_an_honest_line_for_each_question(open_map, language):
    figure = summary_figure(open_map(JourneyMap(title="x"), language))
    answers = re.findall(r"<dd[^>]*>(.+?)</dd>", figure.body)
    assert len(answers) == len(summary._QUESTIONS)
    assert figure.notes == []

import datetime as dt
import enum
import re
from pathlib import Path

import pytest

from cjkit import labels
from cjkit.charts.parts import sheet_figure
from cjkit.charts.sheet import (
    Sheet,
    breakable,
    enum_word,
    field_label,
    record_name,
    record_sheet,
    rule_words,
)
from cjkit.formats.journey_yaml import read_journey
from cjkit.model.evidence import Grade
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Pain, Persona
from cjkit.model.record import Record, filled_fields, walk_records
from cjkit.model.rules import Rule
from cjkit.model.stages import Stage

THE_MAP = JourneyMap.model_validate(
    {
        "title": "Kaart",
        "stages": [
            {"id": "dromen", "name": "Dromen over <huis>"},
            {
                "id": "zoeken",
                "name": "Zoeken",
                "returns_to": ["dromen"],
                "relevance": {"value": 70, "evidence": {"grade": "known", "n": 1200}},
                "questions": ["Kan ik dit betalen?"],
                "decision_factors": [{"text": "De rente", "deal_breaker": True}],
                "entry": [{"utm_medium": ["cpc", "ppc"], "page": {"contains": "/offer"}}],
            },
        ],
    }
)


def all_models(parent=Record):
    for child in parent.__subclasses__():
        if child.__module__.startswith("cjkit.model"):
            yield from () if child.__name__.startswith("_") else (child,)
            yield from all_models(child)


def all_enums():
    return [e for e in enum.StrEnum.__subclasses__() if e.__module__.startswith("cjkit.model")]


def unbroken(html):
    return str(html).replace("<wbr>", "").replace("\u00ad", "")


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00ad", "").split())


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_every_field_of_the_model_has_a_label(language):
    missing = []
    for model in all_models():
        for field in model.model_fields:
            try:
                field_label(model, field, language)
            except KeyError as error:
                missing.append(str(error))
    assert missing == []


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_every_class_and_every_choice_has_a_word(language):
    assert len(all_enums()) >= 18
    keys = [f"fields.value.{e.__name__}.{v.value}" for e in all_enums() for v in e]
    keys += [f"fields.class.{m.__name__}" for m in all_models()]
    assert [key for key in keys if not labels.has_text(key, language)] == []


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_grades_have_the_same_words_everywhere(language):
    for grade in Grade:
        assert enum_word(grade, language) == labels.text(f"model.grade.{grade.value}", language)


def test_a_sheet_says_all_that_is_filled():
    assert words(record_sheet(THE_MAP.stage("zoeken"), "nl", THE_MAP)) == (
        "Id zoeken Naam Zoeken Periode voor de aankoop "
        "Vragen Kan ik dit betalen? &nbsp; ○ "
        "Beslissingsfactoren De rente &nbsp; ○ Breekpunt: ja "
        "Relevantie van het merk 70 van 100 &nbsp; ● n = 1.200 "
        "Terug naar Dromen over &lt;huis&gt; "
        "Begint in de data bij utm_medium is cpc of ppc en page bevat /offer"
    )


def test_a_guess_is_italic_and_knowledge_is_plain():
    guessed, known = (
        record_sheet(Persona(id="p", name="P", background=said), "en", THE_MAP)
        for said in ({"text": "x"}, {"text": "x", "evidence": {"grade": "known"}})
    )
    assert "font-style:italic" in guessed
    assert "font-style:italic" not in known
    assert 'aria-label="guessed"' in guessed


def test_evidence_stands_as_small_text_and_on_hover():
    evidence = {
        "grade": "indicated",
        "kind": "survey",
        "source": "Onderzoek <2025>",
        "date": dt.date(2025, 3, 1),
        "n": 12,
    }
    pain = Pain(id="p", text="Duur", weight=5, stages=("dromen",), evidence=evidence)
    sheet = record_sheet(Persona(id="q", name="Q", pain_points=(pain,)), "nl", THE_MAP)
    line = "enquête, Onderzoek &lt;2025&gt;, 1 mrt 2025, n\u00a0=\u00a012"
    assert f"{line}</small>" in sheet
    assert f'title="{labels.text("model.grade.indicated", "nl")}: {line}"' in sheet


def test_rules_read_as_sentences():
    rule = Rule.model_validate({"leeftijd": {"at_least": 25, "at_most": 39}, "starter": True})
    assert rule_words(rule, "nl") == (
        "leeftijd is ten minste 25 en leeftijd is ten hoogste 39 en starter is ja"
    )


def test_a_reference_that_leads_nowhere_keeps_its_id():
    assert record_name(THE_MAP, "stage", "gone") == "gone"
    assert record_name(THE_MAP, "stage", "zoeken") == "Zoeken"


def test_a_field_without_words_is_an_error_for_the_maker():
    with pytest.raises(KeyError, match=r"fields\.field\.Stage\.nothing"):
        field_label(Stage, "nothing", "en")


def test_text_of_the_client_is_escaped_also_where_words_break():
    assert breakable("<script>alert('x')") == "&lt;<wbr>script&gt;<wbr>alert(&#39;<wbr>x&#39;)"
    assert breakable("kort & goed") == "kort &amp; goed"


SAMPLES = Path(__file__).parents[2] / "sample_data"


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_the_sheet_of_a_whole_map_leaves_nothing_out(language):
    journey_map = read_journey(SAMPLES / "sneakers")
    seen = unbroken(record_sheet(journey_map, language, journey_map))
    sheet = Sheet(language, journey_map)
    unseen = [
        (type(record).__name__, name)
        for _, record in walk_records(journey_map)
        for name, info, value in filled_fields(record)
        for item in (value if isinstance(value, tuple) else (value,))
        if not isinstance(item, Record)
        and name not in ("field", "operator", "values")
        and unbroken(sheet.value(item, info)) not in seen
    ]
    assert unseen == []


@pytest.mark.parametrize(
    ("word", "broken"),
    [
        ("overbruggingskrediet", "over-brug-gings-krediet"),  # kr begins a syllable, gskr does not
        ("beroepsvereniging", "beroeps-vereniging"),
        ("vergelijkingssites", "ver-gelij-kings-sites"),
        ("annuïteitenhypotheek", "annuïteiten-hypotheek"),  # th is one consonant
        ("Hypotheekwijzer.example", "Hypotheekwijzer.|example"),  # a mark is a place to break
    ],
)
def test_long_words_break_where_a_reader_would(word, broken):
    assert breakable(word).replace("\u00ad", "-").replace("<wbr>", "|") == broken


def test_an_experience_is_called_by_its_place_and_not_by_its_id(open_map, three_stages):
    place = {"id": "e1", "persona": "mover", "stage": "buy", "touchpoint": "site"}
    client = open_map(
        JourneyMap.model_validate(three_stages.model_dump() | {"experiences": [place]})
    )
    assert "Doorstromer · Kopen · Website" in sheet_figure(client, "experiences").html

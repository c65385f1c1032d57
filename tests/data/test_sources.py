"""data.yaml as people type it: every mistake has a place and a sentence, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest

import cjkit
from cjkit.data.sources import DataDescription, Shape, read_data
from cjkit.errors import DataError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.library.source_kinds import kind_shapes

Write = Callable[..., Path]

PEOPLE = """
  - id: people
    shape: customers
    files: people.csv
    columns: {customer: Klant}
    attributes: [age, town]
    consent: {column: ok, granted: [ja]}
"""


def problems(write: Write, sources: str, head: str = "") -> DataError:
    with pytest.raises(DataError) as caught:
        cjkit.open_client(write(sources, {}, head=head))
    return caught.value


def test_short_forms() -> None:
    data = DataDescription.model_validate(
        {
            "sources": [
                {
                    "id": "people",
                    "shape": "customers",
                    "files": "a.csv",
                    "date_format": "%d-%m-%Y",
                    "attributes": ["age"],
                    "consent": {"not_applicable": "Test"},
                }
            ]
        }
    )
    source = data.sources[0]
    assert (source.files, source.date_format) == (("a.csv",), ("%d-%m-%Y",))
    assert source.attributes == {"age": "age"}
    assert (data.of_shape(Shape.EVENTS), data.of_shape(Shape.CUSTOMERS)) == ((), (source,))


def test_a_tab_stays_a_tab(write: Write) -> None:
    folder = write(PEOPLE + '    separator: "\\t"\n', {})
    journey = cjkit.read_journey(folder)
    data = read_data(folder, journey)
    assert data is not None
    assert data.sources[0].separator == "\t"


def test_no_data_yaml_is_no_data(tmp_path: Path) -> None:
    assert read_data(tmp_path, parse_journey("title: T")) is None


ONE = """
  - id: web
    shape: events
    files: web.csv
    columns: {customer: who, at: when}
    consent: {not_applicable: Test}
"""


@pytest.mark.parametrize(
    ("sources", "head", "english", "dutch"),
    [
        (
            ONE.replace("shape", "shap"),
            "",
            'data.yaml:4:5: CJ-106 The key "shape" is missing. Add "shape:" with a value.',
            None,
        ),
        (
            ONE,
            "zone: Europe/Amsterdm",
            'data.yaml:1:1: CJ-301 There is no time zone "Europe/Amsterdm". '
            'Did you mean "Europe/Amsterdam"?',
            'data.yaml:1:1: CJ-301 De tijdzone "Europe/Amsterdm" is er niet. '
            'Bedoelt u "Europe/Amsterdam"?',
        ),
        (
            ONE + ONE,
            "",
            'data.yaml:10:5: CJ-302 The source "web" is there twice. '
            "Give one of them another id, or list the files of both under one source.",
            'data.yaml:10:5: CJ-302 De bron "web" staat er twee keer. '
            "Geef een van beide een andere id, of zet de bestanden van beide bij één bron.",
        ),
        (
            ONE.replace("not_applicable: Test", "column: ok"),
            "",
            'data.yaml:8:5: CJ-305 Consent of source "web" must be known in exactly one way. '
            "Give column with granted, or by, or not_applicable with the reason.",
            'data.yaml:8:5: CJ-305 Van bron "web" moet de toestemming op precies één manier '
            "bekend zijn. Geef column met granted, of by, of not_applicable met de reden.",
        ),
        (
            PEOPLE + ONE.replace("not_applicable: Test", "by: web"),
            "",
            'data.yaml:15:15: CJ-306 Consent cannot be asked of "web". '
            "Name a source of shape customers that has consent of its own: people.",
            'data.yaml:15:15: CJ-306 Toestemming is niet te vinden in "web". '
            "Noem een bron met shape customers en een eigen toestemming: people.",
        ),
        (
            ONE.replace(", at: when", ""),
            "",
            'data.yaml:7:5: CJ-308 Source "web" of shape events needs "at". '
            "Add it, with the name of the column in the file.",
            'data.yaml:7:5: CJ-308 Bron "web" met shape events heeft "at" nodig. '
            "Voeg dat toe, met de naam van de kolom in het bestand.",
        ),
        (
            ONE + "    attributes: [x]\n",
            "",
            'data.yaml:9:5: CJ-310 Source "web" has "attributes", which goes with shape customers '
            "only. Remove it or change the shape.",
            'data.yaml:9:5: CJ-310 Bron "web" heeft "attributes", maar dat hoort alleen bij shape '
            "customers. Haal het weg of verander de shape.",
        ),
        (
            ONE + "    encoding: utf-9\n",
            "",
            'data.yaml:9:5: CJ-311 There is no encoding "utf-9". '
            "Common ones are utf-8, cp1252 and utf-16.",
            'data.yaml:9:5: CJ-311 De codering "utf-9" is er niet. '
            "Gangbaar zijn utf-8, cp1252 en utf-16.",
        ),
        (
            ONE + "    date_format: '%H:%M'\n",
            "",
            'data.yaml:9:5: CJ-312 The format "%H:%M" does not give a full date. '
            'Use day, month and year, such as "%d-%m-%Y %H:%M".',
            'data.yaml:9:5: CJ-312 De vorm "%H:%M" geeft geen volledige datum. '
            'Gebruik dag, maand en jaar, zoals "%d-%m-%Y %H:%M".',
        ),
        (
            ONE + "    date_format: ['%d-%m-%Y', '%m-%d-%Y']\n",
            "",
            'data.yaml:9:31: CJ-313 The formats "%m-%d-%Y" and "%d-%m-%Y" read the same text as '
            "different days. Keep one of them, or make a source for each.",
            'data.yaml:9:31: CJ-313 De vormen "%m-%d-%Y" en "%d-%m-%Y" lezen dezelfde tekst als '
            "verschillende dagen. Houd er een over, of maak voor elk een bron.",
        ),
        (
            ONE.replace("web.csv", "../web.csv"),
            "",
            'data.yaml:6:5: CJ-314 "../web.csv" leaves the client\'s folder. '
            "Put the files in the folder, or link them there.",
            'data.yaml:6:5: CJ-314 "../web.csv" ligt buiten de map van de klant. '
            "Zet de bestanden in de map, of leg er een koppeling.",
        ),
        (
            ONE.replace("at: when", "at: when, Soort: x"),
            "",
            'data.yaml:7:40: CJ-309 "Soort" cannot be the name of a column here. Use small '
            "letters, digits and underscores, and none of source, file, row, touchpoint, stage, "
            "persona, customer_group; write Soort: as our_name: their column.",
            None,
        ),
    ],
)
def test_mistakes_have_a_place_and_a_sentence(
    write: Write, sources: str, head: str, english: str, dutch: str | None
) -> None:
    wrong = problems(write, sources, head)
    assert english in wrong.text("en").splitlines()
    assert dutch is None or dutch in wrong.text("nl").splitlines()


def test_rules_may_only_ask_for_columns_that_are_mapped(tmp_path: Path) -> None:
    rule = "match: [{outcom: sold, event: x, parameter.y: z}]"
    journey = parse_journey(f"title: T\ntouchpoints: [{{id: desk, name: Desk, {rule}}}]")
    mapped = ONE.replace("at: when", "at: when, outcome: o")
    (tmp_path / "data.yaml").write_text(f"sources:{mapped}")
    with pytest.raises(DataError) as caught:
        read_data(tmp_path, journey)
    assert caught.value.text("en") == (
        'data.yaml:1:1: CJ-303 A rule of touchpoint "desk" asks for "outcom", which no source has. '
        'Did you mean "outcome"? Else map the column in data.yaml.'
    )
    assert caught.value.text("nl") == (
        'data.yaml:1:1: CJ-303 Een regel van contactmoment "desk" vraagt naar "outcom", en dat '
        'heeft geen bron. Bedoelt u "outcome"? Noem anders de kolom in data.yaml.'
    )


def test_questions_ask_about_what_the_map_has(write: Write) -> None:
    survey = """
  - id: survey
    shape: answers
    files: survey.csv
    questions:
      - {column: a, instrument: csat, scale: [5, 1], touchpoint: dsk}
      - {column: b, instrument: nps, scale: [1, 10], stage: look, whole_journey: true}
    consent: {not_applicable: Anonymous}
"""
    assert problems(write, survey).text("en").splitlines() == [
        "data.yaml:8:39: CJ-315 The scale from 5 to 1 does not go up. "
        "Write the lowest answer first, such as [1, 5].",
        'data.yaml:8:54: CJ-110 There is no touchpoint "dsk". '
        'Did you mean "desk"? Known: ad, site, desk.',
        'data.yaml:9:38: CJ-316 NPS in column "b" is asked on a scale from 0 to 10. '
        "Write scale: [0, 10], or call the instrument rating.",
        'data.yaml:9:67: CJ-318 Question "b" asks about the whole journey, and about a touchpoint '
        "or stage. Keep one of them.",
    ]


def test_a_kind_gives_the_shape_where_that_is_left_out(write: Write) -> None:
    kind = ONE.replace("shape: events", "kind: web_events")
    folder = write(kind, {})
    data = read_data(folder, cjkit.read_journey(folder))
    assert data is not None
    assert (data.sources[0].kind, data.sources[0].shape) == ("web_events", Shape.EVENTS)
    both = write(ONE.replace("shape: events", "shape: events\n    kind: orders"), {})
    data = read_data(both, cjkit.read_journey(both))
    assert data is not None
    assert data.sources[0].shape is Shape.EVENTS


@pytest.mark.parametrize(
    ("kind", "english", "dutch"),
    [
        (
            "web_event",
            'data.yaml:5:5: CJ-380 The library has no kind of file "web_event". Did you mean '
            '"web_events"? Known: {known}.',
            'data.yaml:5:5: CJ-380 De bibliotheek heeft geen soort bestand "web_event". Bedoelt u '
            '"web_events"? Bekend: {known}.',
        ),
        (
            "zzz",
            'data.yaml:5:5: CJ-381 The library has no kind of file "zzz". Choose one of: {known}; '
            "or leave kind out and say the shape.",
            'data.yaml:5:5: CJ-381 De bibliotheek heeft geen soort bestand "zzz". Kies uit: {known}'
            "; of laat kind weg en noem de shape.",
        ),
    ],
)
def test_an_unknown_kind_names_the_nearest(
    write: Write, kind: str, english: str, dutch: str
) -> None:
    wrong = problems(write, ONE.replace("shape: events", f"kind: {kind}"))
    known = ", ".join(kind_shapes())
    assert wrong.text("en") == english.format(known=known)
    assert wrong.text("nl") == dutch.format(known=known)

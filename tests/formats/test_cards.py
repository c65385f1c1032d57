"""Notes of a workshop come onto the map, and none is lost."""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjkit.errors import CjkitError, MapError
from cjkit.formats.cards import read_cards, write_cards
from cjkit.formats.cards_file import _with_apostrophe, _without_apostrophe
from cjkit.formats.journey_yaml import parse_journey, read_journey, render_journey
from cjkit.model.journey_map import JourneyMap

ROOT = Path(__file__).parents[2]
BASE = parse_journey("""\
title: Shop
personas: [{id: ada, name: Ada}, {id: bob, name: Bob}]
stages: [{id: look, name: Look}, {id: buy, name: Buy}]
touchpoints: [{id: till, name: Till}]
""")
MAPPING = """\
rules:
  - {when: {column: [Looking, Orienting]}, stage: look}
  - {when: {column: Paying}, stage: buy, touchpoint: till}
  - {when: {row: ada}, persona: ada}
  - {when: {colour: red}, kind: pain}
  - {when: {colour: green}, kind: gain}
  - {when: {colour: purple}, kind: improvement}
  - {when: {colour: white}, kind: quote}
  - {when: {votes: {at_least: 10}}, kind: problem}
  - {when: {text: {matches: '[?]$'}}, kind: question}
  - {when: {colour: yellow}, kind: experience}
evidence: {kind: workshop, source: Workshop, date: 2026-03-31}
roles: [customer]
"""
HEAD = "text,column,row,colour,author,votes\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cards.yaml").write_text(MAPPING)
    return tmp_path


def read(folder: Path, text: str | bytes, base: JourneyMap | None = BASE) -> JourneyMap:
    return told(folder, text, base)[0]


def told(
    folder: Path, text: str | bytes, base: JourneyMap | None = BASE
) -> tuple[JourneyMap, list[str]]:
    path = folder / "wall.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    journey_map, findings = read_cards(path, base=base)
    return journey_map, [finding.text() for finding in findings]


def errors(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(MapError) as caught:
        told(folder, text)
    return str(caught.value).splitlines()


def test_notes_become_what_the_mapping_says(folder: Path) -> None:
    journey_map, findings = told(
        folder,
        HEAD
        + "Walks past the window,Looking,Ada,yellow,Max,2\n"
        + "Is it open?,Orienting,Ada,,Max,\n"
        + "Who are you?,Looking,,,,\n"
        + "Long queue,Paying,Ada,yellow,,12\n"
        + "Cash only,Paying,Ada,red,,3\n"
        + "A smile,,Ada,green,,\n"
        + "I almost left,Paying,Ada,white,Customer,\n"
        + "Open a second till,Paying,,purple,,\n",
    )
    assert findings == [
        "wall.csv: CJ-880 8 notes read: 8 placed, 0 without a place, 0 merged with one that says "
        'the same. Notes without a place wait under "unplaced" in the map.'
    ]
    look, buy = journey_map.experiences
    assert look.description
    assert (look.id, look.description.text) == (
        "ada-walks-past-the-window",
        "Walks past the window",
    )
    assert look.description.evidence.n == 2
    assert look.description.evidence.source == "Workshop"
    assert [q.text for q in look.questions] == ["Is it open?"]
    assert look.questions[0].evidence.n is None
    assert (buy.touchpoint, [p.text for p in buy.problems]) == ("till", ["Long queue"])
    assert (buy.quotes[0].text, buy.quotes[0].speaker) == ("I almost left", "Customer")
    assert [q.text for q in journey_map.stage("look").questions] == ["Who are you?"]
    (pain,) = journey_map.persona("ada").canvas.pains
    assert (pain.id, pain.text, pain.stages) == ("ada-cash-only", "Cash only", ("buy",))
    assert [gain.stages for gain in journey_map.persona("ada").canvas.gains] == [()]
    (todo,) = journey_map.improvements.improvements
    assert (todo.text, todo.stage, todo.touchpoint) == ("Open a second till", "buy", "till")
    assert journey_map.unplaced == ()
    assert parse_journey(render_journey(journey_map)) == journey_map


def test_what_has_no_place_waits_on_the_map(folder: Path) -> None:
    journey_map, findings = told(
        folder,
        HEAD
        + "Where is the toilet?,Hall,Ada,blue,Customer,4\n"
        + "Buys a coat,Looking,Zoë,yellow,Max,\n"
        + "Hm,Looking,Ada,teal,,\n",
    )
    assert [card.model_dump(exclude_none=True) for card in journey_map.unplaced] == [
        {
            "text": "Where is the toilet?",
            "column": "Hall",
            "row": "Ada",
            "colour": "blue",
            "author": "Customer",
            "votes": 4,
            "reason": "no_stage",
        },
        {
            "text": "Buys a coat",
            "column": "Looking",
            "row": "Zoë",
            "colour": "yellow",
            "reason": "no_persona",
        },
        {"text": "Hm", "column": "Looking", "row": "Ada", "colour": "teal", "reason": "no_kind"},
    ]
    assert findings[1] == (
        "wall.csv:2: CJ-887 1 note has no place (stage unclear): Hall / Ada / blue. Say in the "
        "mapping what this column, row or colour means, or leave the notes waiting."
    )
    assert parse_journey(render_journey(journey_map)) == journey_map


def test_notes_that_say_the_same_in_one_place_are_merged(folder: Path) -> None:
    journey_map, findings = told(
        folder,
        HEAD
        + "Too dear,Looking,Ada,red,,2\n"
        + "  TOO  dear! ,Orienting,Ada,red,,3\n"  # the same stage
        + "Too dear,Paying,Ada,red,,1\n",  # another stage: another note
    )
    pains = journey_map.persona("ada").canvas.pains
    assert [(p.text, p.stages, p.evidence.n) for p in pains] == [
        ("Too dear", ("look",), 5),
        ("Too dear", ("buy",), 1),
    ]
    assert "3 notes read: 2 placed, 0 without a place, 1 merged" in findings[0]
    assert findings[1:] == [
        'wall.csv:2: CJ-881 "Too dear" hangs there 2 times; it is kept once, with 5 votes. '
        "Nothing to do, unless the notes mean different things."
    ]


def test_notes_that_say_almost_the_same_are_told_not_merged(folder: Path) -> None:
    rows = "The window is too dark,Looking,Ada,red,,\nThe windows is too dark,Looking,Ada,red,,\n"
    journey_map, findings = told(
        folder, HEAD + rows + "The window is too bright,Paying,Ada,red,,\n"
    )
    assert len(journey_map.persona("ada").canvas.pains) == 3
    assert findings[1:] == [  # 2 * 22 equal letters of 22 + 23: 0.98
        'wall.csv:3: CJ-884 "The windows is too dark" says almost the same as "The window is too '
        'dark" (line 2). Keep the best of the two, if they mean the same.'
    ]


def test_reading_twice_adds_nothing(folder: Path) -> None:
    text = HEAD + "Walks past,Looking,Ada,yellow,,2\nWhere?,Hall,Ada,,,1\n"
    once = read(folder, text)
    again, findings = told(folder, text, once)
    assert again == once
    assert "2 notes read: 0 placed, 0 without a place, 2 merged" in findings[0]
    assert findings[1] == (
        'wall.csv:2: CJ-885 "Walks past" stands on the map already, in the same place. '
        "Nothing to do."
    )


def test_odd_rows_are_findings(folder: Path) -> None:
    _, findings = told(folder, HEAD + ",Looking,Ada,red,,\nDear,Looking,Ada,red,,many\n")
    assert findings[1:] == [
        "wall.csv:2: CJ-882 This row has no text and is left out. "
        "Fill in what the note says, if it says something.",
        'wall.csv:3: CJ-883 "many" is not a number of votes; the note is kept without votes. '
        "Write a number, such as 3.",
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_separators_and_encodings(folder: Path, separator: str, encoding: str) -> None:
    rows = [
        ["Kolom", "Notitie", "Rij", "Kleur"],
        ["Looking", "Prijs: € 5; vijf, één", "ADA", "red"],
    ]
    out = StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    journey_map = read(folder, out.getvalue().encode(encoding))
    assert journey_map.persona("ada").canvas.pains[0].text == "Prijs: € 5; vijf, één"


def test_excels_line_about_the_separator_is_no_note(folder: Path) -> None:
    journey_map = read(folder, "sep=|\r\ntext|column|row|colour\r\nDear|Looking|Ada|red\r\n")
    assert journey_map.persona("ada").canvas.pains[0].text == "Dear"


def test_headings_told_by_the_mapping_and_own_columns_in_rules(folder: Path) -> None:
    (folder / "cards.yaml").write_text(
        "columns: {text: What}\nrules: [{when: {mood_today: sad}, kind: pain, persona: bob}]\n"
    )
    journey_map = read(folder, "Text,What,Mood today\nx,Dear,sad\n")
    assert journey_map.persona("bob").canvas.pains[0].text == "Dear"


def test_without_a_mapping_names_and_usual_colours_count(tmp_path: Path) -> None:
    text = (
        HEAD + "Walks,Look,Ada,light_yellow,,\nHow?,Look,Ada,,,\nDear,Buy,Bob,Rood,,\nOh,Buy,,,,\n"
    )
    journey_map = read(tmp_path, text)
    assert [e.description.text for e in journey_map.experiences if e.description] == ["Walks"]
    assert [q.text for q in journey_map.experiences[0].questions] == ["How?"]
    assert [p.text for p in journey_map.persona("bob").canvas.pains] == ["Dear"]
    assert [card.reason for card in journey_map.unplaced] == ["no_persona"]


def test_without_a_map_the_wall_gives_stages_and_personas(tmp_path: Path) -> None:
    journey_map = read(tmp_path, HEAD + "Walks,Kijken,Ada,,,\nPays,Één,Bob,,,\n", None)
    assert [(s.id, s.name) for s in journey_map.stages] == [("kijken", "Kijken"), ("een", "Één")]
    assert [p.name for p in journey_map.personas] == ["Ada", "Bob"]
    assert parse_journey(render_journey(journey_map)) == journey_map


def test_without_a_map_the_mapping_gives_stages_and_personas(folder: Path) -> None:
    journey_map = read(folder, HEAD + "Walks,Looking,Ada,yellow,,\n", None)
    assert [(s.id, s.name) for s in journey_map.stages] == [("look", "Looking"), ("buy", "Paying")]
    assert [p.name for p in journey_map.personas] == ["ada"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "wall.csv: CJ-870 The file is empty. Export the notes again, with a row of headings."),
        (
            "Walks past,Looking\n",
            "wall.csv:1: CJ-871 No column is known to hold the text of the notes. The first row "
            "says: Walks past, Looking. Put a row of headings above the notes, or name the column "
            'in the mapping under "columns: {text: ...}".',
        ),
        (
            HEAD + f"{'x' * 20_001},Looking\n",
            "wall.csv:2: CJ-874 A cell of this note is longer than 20,000 characters. Look for a "
            "quote that is not closed, or shorten the note.",
        ),
        (
            HEAD + '"' + "x\n" * 100_000,
            "wall.csv:2: CJ-873 This is not valid CSV: field larger than field limit (131072). "
            "Look at this row for a quote that is not closed.",
        ),
        (
            b"PK\x03\x04\x00\x00",
            "wall.csv: CJ-855 This is not a text file. "
            "Save it as text (UTF-8) from the program that it comes from.",
        ),
    ],
    ids=["empty", "no-header", "long", "quote", "binary"],
)
def test_files_that_are_no_notes(folder: Path, text: str | bytes, said: str) -> None:
    assert errors(folder, text) == [said]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (
            "rules:\n  - {when: {kolumn: x}, stage: look}\n",
            'cards.yaml:2:13: CJ-876 The notes have no "kolumn". Rules can ask for: text, column, '
            "row, colour, author, votes, touchpoint.",
        ),
        (
            "rules:\n  - {when: {column: x}, stage: lok}\n",
            'cards.yaml:2:25: CJ-110 There is no stage "lok". Did you mean "look"? '
            "Known: look, buy.",
        ),
        (
            "rules:\n  - {when: {text: {matches: '['}}, kind: pain}\n",
            'cards.yaml:2:13: CJ-875 "[" is not a valid pattern: unterminated character set at '
            'position 0. Mend the pattern, or use "contains" or "starts_with".',
        ),
        (
            "columns: {text: Says}\n",
            'wall.csv:1: CJ-872 The mapping names the heading "Says", which this file does not '
            "have. The first row says: text, column, row, colour, author, votes. Change the "
            "heading in the mapping or in the file.",
        ),
        (
            "rules:\n  - {when: {column: x}, kind: pian}\n",
            'cards.yaml:2:25: CJ-108 "pian" is not possible for "kind". Did you mean "pain"? '
            "Possible are: experience, question, problem, pain, gain, content, quote, improvement.",
        ),
    ],
    ids=["field", "stage", "pattern", "heading", "kind"],
)
def test_mappings_that_cannot_be_meant(folder: Path, mapping: str, said: str) -> None:
    (folder / "cards.yaml").write_text(mapping)
    assert errors(folder, HEAD + "Dear,x,Ada,red,,\n") == [said]


def test_sixty_columns_are_read(folder: Path) -> None:
    more = ",".join(f"extra {i}" for i in range(60))
    journey_map = read(folder, f"{HEAD.strip()},{more}\nDear,Looking,Ada,red,,1,{',' * 59}\n")
    assert journey_map.persona("ada").canvas.pains[0].text == "Dear"


@pytest.mark.slow
def test_ten_megabytes_of_notes_are_read(folder: Path) -> None:
    said = "says something about this wall " * 16
    rows = (f"Note {i} {said},Looking,Ada,red,Max,1" for i in range(20_000))
    journey_map, _ = told(folder, HEAD + "\n".join(rows))
    assert len(journey_map.persona("ada").canvas.pains) == 20_000


def test_looking_for_likeness_ends_at_five_hundred_notes(folder: Path) -> None:
    rows = (f"{i * 7919:x} {i:x}{i:b},Looking,Ada,red,," for i in range(501))
    _, findings = told(folder, HEAD + "\n".join(rows))
    assert findings[-1] == (
        "wall.csv: CJ-886 Only the first 500 notes were searched for notes that say almost the "
        "same. Read the notes in parts to find the rest."
    )


# None is lost, and there and back.

words = st.text(max_size=12) | st.sampled_from(["Too dear", "too dear!", "=1+1", "@x", "'-y", "\t"])
rows = st.tuples(
    words,
    st.sampled_from(["Looking", "Paying", "Hall", ""]),
    st.sampled_from(["ada", "Zoë", ""]),
    st.sampled_from(["red", "yellow", "purple", "white", "teal", ""]),
    st.sampled_from(["Max", "customer", ""]),
    st.sampled_from(["", "0", "3", "12", "many"]),
)
once = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def sayings(journey_map: JourneyMap) -> Counter[tuple[str, ...]]:
    """Give text, stage, persona and colour of all that the map says, as notes have them."""
    cards = csv.reader(StringIO(write_cards(journey_map), newline=""))
    return Counter(tuple(card[:4]) for card in cards)


@given(st.lists(rows, max_size=12))
@once
def test_notes_read_are_placed_waiting_or_merged(
    folder: Path, notes: list[tuple[str, ...]]
) -> None:
    out = StringIO()
    csv.writer(out).writerows([HEAD.strip().split(","), *notes])
    path = folder / "wall.csv"
    path.write_bytes(out.getvalue().encode("utf-8", "replace"))
    try:
        journey_map, findings = read_cards(path, base=BASE)
    except MapError as wrong:
        assert "CJ-855" in str(wrong)  # noqa: PT017  (a NUL among the letters)
        return
    count = findings[0].values
    without_text = sum(finding.code == "CJ-882" for finding in findings)
    said_something = [note for note in notes if any(cell.strip() for cell in note)]
    assert count["read"] == len(said_something) - without_text
    assert count["read"] == count["placed"] + count["unplaced"] + count["merged"]
    assert len(journey_map.unplaced) == count["unplaced"]
    assert sum(sayings(journey_map).values()) - 1 == count["placed"] + count["unplaced"]
    assert {card.author for card in journey_map.unplaced} <= {None, "customer"}
    assert parse_journey(render_journey(journey_map)) == journey_map


@given(st.lists(rows, max_size=12))
@once
def test_map_to_notes_to_map_says_the_same(folder: Path, notes: list[tuple[str, ...]]) -> None:
    out = StringIO()
    csv.writer(out).writerows([HEAD.strip().split(","), *notes])
    path = folder / "wall.csv"
    path.write_bytes(out.getvalue().replace("\0", "0").encode("utf-8", "replace"))
    journey_map, _ = read_cards(path, base=BASE)
    again = folder / "again" / "wall.csv"
    again.parent.mkdir(exist_ok=True)
    again.write_bytes(write_cards(journey_map).encode())
    assert sayings(read_cards(again, base=BASE)[0]) == sayings(journey_map)
    assert read_cards(again, base=journey_map)[0] == journey_map


@given(st.text(max_size=10) | st.from_regex(r"'*[=+@\t-].{0,5}", fullmatch=True))
def test_formulas_are_made_safe_and_come_back(cell: str) -> None:
    safe = _with_apostrophe(cell)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert _without_apostrophe(safe) == cell


@given(st.binary(max_size=200))
@once
def test_bytes_end_in_a_map_or_a_cjkit_error(folder: Path, content: bytes) -> None:
    for head in (b"", HEAD.encode(), b"\xff\xfe"):
        (folder / "wall.csv").write_bytes(head + content)
        try:
            read_cards(folder / "wall.csv", base=BASE)
            read_cards(folder / "wall.csv")
        except CjkitError as wrong:
            assert wrong.text("nl")  # noqa: PT017


@given(st.text("{}[]:,-? \n'abcdefghijklmnopqrstuvwxyz", max_size=80))
@once
def test_any_mapping_ends_in_a_map_or_a_cjkit_error(folder: Path, text: str) -> None:
    (folder / "wall.csv").write_text(HEAD + "Dear,Looking,Ada,red,,1\n")
    (folder / "odd.yaml").write_text(f"rules:\n  - when: {text}\n    kind: pain\n")
    try:
        read_cards(folder / "wall.csv", folder / "odd.yaml", BASE)
    except CjkitError as wrong:
        assert str(wrong)  # noqa: PT017


# The walls of the sample clients.


@pytest.mark.parametrize(("client", "most"), [("hypotheek", 40), ("bottles", 31)])
def test_the_sample_walls_come_onto_their_maps(client: str, most: int) -> None:
    folder = ROOT / "sample_data" / client
    base = read_journey(folder)
    journey_map, findings = read_cards(folder / "cards/workshop.csv", base=base)
    count = findings[0].values
    assert count["read"] == most
    assert count["placed"] > most * 0.75
    assert count["merged"] > 3
    assert {"CJ-881", "CJ-884", "CJ-885", "CJ-887"} <= {finding.code for finding in findings}
    bare = base.model_copy(update={"unplaced": ()})
    fresh, _ = read_cards(folder / "cards/workshop.csv", base=bare)
    assert set(base.unplaced) <= set(fresh.unplaced)  # the map's own stand on this wall
    assert parse_journey(render_journey(journey_map)) == journey_map

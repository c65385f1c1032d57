"""Map to XLSX to map is the same map, and what a person got wrong is told by sheet!cell."""

import datetime as dt
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjkit.errors import MapError
from cjkit.formats.journey_yaml import parse_journey, read_journey
from cjkit.formats.workbook import grids
from cjkit.formats.workbook.reading import read_workbook
from cjkit.formats.workbook.writing import render_workbook
from cjkit.model.journey_map import JourneyMap

SAMPLES = Path(__file__).parents[2] / "sample_data"

SMALL = """\
title: A small shop
organisation: {name: Shop, brand: Cheap}
personas:
  - {id: ada, name: Ada, traits: [{age: {at_least: 25, at_most: 39}, job: [cook, "007", 7, true]}]}
stages:
  - id: search
    name: Search
    goal: {text: Find it, evidence: {grade: known, source: till, date: 2026-03-31, n: 212}}
    triggers: [{text: A leak, kind: event}]
    importance: 60
  - {id: buy, name: Buy, period: purchase, returns_to: [search]}
touchpoints: [{id: shop, name: Shop, places: [{stage: buy, personas: [ada]}]}]
experiences:
  - id: e1
    persona: ada
    stage: buy
    emotion: {value: -1.5, label: tired}
    content: [{text: A guide, topics: [price, "a; b"]}]
"""

Edit = Callable[[Any], None]


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a map as a workbook, edited as a person would."""

    def save(journey_map: JourneyMap, *edits: Edit, language: str = "en") -> Path:
        path = tmp_path / "map.xlsx"
        path.write_bytes(render_workbook(journey_map, language))
        if edits:
            book = openpyxl.load_workbook(path)
            for edit in edits:
                edit(book)
            book.save(path)
        return path

    return save


def typed(sheet: str, cell: str, value: object) -> Edit:
    return lambda book: book[sheet].__setitem__(cell, value)


def wrong(path: Path, language: str = "en") -> list[str]:
    with pytest.raises(MapError) as caught:
        read_workbook(path)
    return caught.value.text(language).splitlines()


@pytest.mark.parametrize("name", ["hypotheek", "bottles", "sneakers"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_sample_map_comes_back_the_same(name: str, language: str, saved) -> None:
    journey_map = read_journey(SAMPLES / name)
    assert read_workbook(saved(journey_map, language=language)) == journey_map


def test_equal_maps_give_equal_bytes() -> None:
    assert render_workbook(parse_journey(SMALL)) == render_workbook(parse_journey(SMALL))


def test_the_language_of_the_map_is_that_of_the_sheets() -> None:
    book = openpyxl.load_workbook(BytesIO(render_workbook(parse_journey("title: T\nlanguage: nl"))))
    assert book.sheetnames[0] == "Klantreiskaart"
    assert book.worksheets[0]["B1"].value == "Titel"


def test_the_smallest_map() -> None:
    journey_map = JourneyMap(title="T")
    path = BytesIO(render_workbook(journey_map))
    assert openpyxl.load_workbook(path).sheetnames[:2] == ["Journey map", "Changes"]


ODD = [
    "=1+1",
    "+31 6",
    "-1",
    "@SUM(A1)",
    "http://example.com",
    "a\nb\r\nc\td",
    "😀 👩‍👩‍👧",
    "שלום عليكم",
    "_x0041_ and _x005F_",
    "<r>bold</r>",
    "\x01\x0b\x1f\x7f\x85\u2028\ufeff\ufffe",
    "TRUE",
    "#N/A",
    "12",
    "0012",
    "x" * 20_000,
    "😀" * 16_000,
]


@pytest.mark.parametrize("text", ODD, ids=[repr(text[:12]) for text in ODD])
def test_text_stays_the_text_it_is(text: str, saved) -> None:
    journey_map = parse_journey(SMALL).model_copy(update={"title": text, "owner": text})
    content = {"text": text, "topics": [text[:5_000], "a", text[:5_000]]}
    experience = {"id": "e", "persona": "ada", "stage": "buy", "content": [content]}
    plain = journey_map.model_dump() | {"experiences": [experience]}
    journey_map = JourneyMap.model_validate(plain)
    assert read_workbook(saved(journey_map)) == journey_map


def test_no_cell_is_a_formula_or_a_link() -> None:
    texts = tuple(ODD[:5])
    title = parse_journey("title: T").model_copy(update={"owner": texts[0], "version": texts[4]})
    packed = zipfile.ZipFile(BytesIO(render_workbook(title)))
    assert [n for n in packed.namelist() if b"<f>" in packed.read(n)] == []
    assert [n for n in packed.namelist() if b"hyperlink" in packed.read(n)] == []


def test_a_text_that_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(MapError) as caught:
        render_workbook(JourneyMap(title="😀" * 20_000))
    assert str(caught.value) == (
        "Journey map!B2: CJ-824 The text does not fit in a cell: 40,000 characters, 32,767 at the "
        "most. Shorten the text, or convert the map to .json or .yaml."
    )


def test_what_a_person_fills_in_becomes_the_map(saved) -> None:
    path = saved(
        parse_journey(SMALL),
        typed("Stages", "A4", "use"),
        typed("Stages", "B4", 2026),
        typed("Stages", "C4", "na de aankoop"),
        typed("Stages", "D4", "70"),
        typed("Stages – in words", "A4", "use"),
        typed("Stages – in words", "B4", "Vragen"),
        typed("Stages – in words", "C4", "Does it last?"),
        typed("Stages – in words", "F4", "survey"),
        typed("Stages – in words", "G4", dt.datetime(2026, 3, 31)),
        typed("Stages – in words", "H4", 12.0),
    )
    stage = read_workbook(path).stage("use")
    assert (stage.name, stage.period.value, stage.importance.value) == (
        "2026",
        "post_purchase",
        70,
    )
    assert stage.questions[0].evidence.date == dt.date(2026, 3, 31)
    assert (stage.questions[0].evidence.source, stage.questions[0].evidence.n) == ("survey", 12)


def test_everything_wrong_is_told_at_once_by_sheet_and_cell(saved) -> None:
    path = saved(
        parse_journey(SMALL),
        typed("Journey map", "B2", None),
        typed("Stages", "A3", "search"),
        typed("Stages", "C2", "before the purchas"),
        typed("Stages", "D2", 500),
        typed("Stages", "B3", None),
        typed("Stages – in words", "A2", "serch"),
        typed("Stages – in words", "B2", "Gaol of the customer"),
        typed("Stages – in words", "H2", 2.5),
        typed("Stages – in words", "J3", "yes"),
        typed("Touchpoints", "A2", "The Shop"),
        typed("Experiences", "D2", "shopp"),
    )
    every_subject = (
        "Triggers, Goal of the customer, Mindset of the customer, What customers do, What the "
        "brand can do, Role of the brand, Influence of the brand, Questions, Barriers, Information "
        "sources, Whom they listen to, Competitors, Decision factors, Strategies, Tools"
    )
    assert [line.removeprefix("map.xlsx:") for line in wrong(path)] == [
        'Journey map!B2: CJ-813 "Title" is empty, but is needed here. Fill the cell in, or empty '
        "the whole row.",
        'Stages!C2: CJ-808 "before the purchas" is not possible for "Period". Did you mean '
        '"before the purchase"? Possible are: before the purchase, purchase, after the purchase.',
        'Stages!D2: CJ-811 "Importance of the stage" is 500, but must be ≤ 100. Change the value.',
        'Stages!A3: CJ-815 The id "search" of a stage stands here twice; first in Stages!A2. '
        "Give one of the two another id.",
        'Stages!B3: CJ-813 "Name" is empty, but is needed here. Fill the cell in, or empty the '
        "whole row.",
        'Stages – in words!A2: CJ-816 There is no stage "serch". Did you mean "search"? '
        "Known: search.",
        'Stages – in words!B2: CJ-808 "Gaol of the customer" is not possible for "About". Did you '
        f'mean "Goal of the customer"? Possible are: {every_subject}.',
        'Stages – in words!H2: CJ-810 "2.5" is not a whole number for "Sample size". Put a number '
        "without decimals there.",
        'Stages – in words!J3: CJ-818 "Decision factors: Deal-breaker" is not for "Goal of the '
        'customer". Empty this cell or choose something else to be about.',
        'Touchpoints!A2: CJ-814 "The Shop" is not a valid "Id". Use small letters, digits and '
        "single dashes or underscores, such as first-talk.",
        'Places in the journey!A2: CJ-816 There is no touchpoint "shop". Did you mean "The Shop"? '
        "Known: The Shop.",
        'Places in the journey!B2: CJ-817 There is no stage "buy". Add it on its own sheet, or '
        "use a known id: search.",
        'Experiences!C2: CJ-817 There is no stage "buy". Add it on its own sheet, or use a known '
        "id: search.",
        'Experiences!D2: CJ-816 There is no touchpoint "shopp". Did you mean "The Shop"? '
        "Known: The Shop.",
    ]


def test_the_same_in_dutch(saved) -> None:
    path = saved(parse_journey(SMALL), typed("Fasen", "D2", 500), language="nl")
    assert wrong(path, "nl") == [
        'map.xlsx:Fasen!D2: CJ-811 "Belang van de fase" is 500, maar moet ≤ 100 zijn. '
        "Verander de waarde."
    ]


def test_formulas_count_by_their_stored_result(saved) -> None:
    path = saved(parse_journey(SMALL), typed("Stages", "B2", '="Sea"&"rch"'))
    assert wrong(path) == [
        "map.xlsx:Stages!B2: CJ-804 Here is a formula of which no result is stored. Put the result "
        "in the cell as a plain value, or calculate the workbook in Excel or LibreOffice and save "
        "it."
    ]


def test_sheets_and_columns_that_nobody_knows(saved) -> None:
    path = saved(
        parse_journey(SMALL),
        lambda book: setattr(book["Personas"], "title", "Personass"),
        lambda book: book.create_sheet("_mine").__setitem__("A1", "notes"),
        lambda book: book.create_sheet("Empty"),
        typed("Stages", "B1", "Nam"),
        typed("Stages", "AB2", "lost"),
    )
    told = [line.removeprefix("map.xlsx:") for line in wrong(path)]
    assert told[0] == (
        'Personass: CJ-805 A map has no sheet "Personass". Give it a known name (Personas), delete '
        "it, or let its name begin with _ if it is your own."
    )
    assert told[1] == (
        'Personas – rules!A2: CJ-827 There is no persona "ada"; the map has none yet. Add it on '
        "its own sheet first, or empty this cell."
    )
    assert [line for line in told if line.startswith("Stages!")] == [
        'Stages!B1: CJ-806 This sheet has no column "Nam". Delete the column or give it a known '
        "name: Name.",
        'Stages!A2: CJ-813 "Name" is empty, but is needed here. Fill the cell in, or empty the '
        "whole row.",
        "Stages!AB2: CJ-826 This row holds something, but nothing stands above the column. Empty "
        "the cell, or put the heading back.",
        'Stages!A3: CJ-813 "Name" is empty, but is needed here. Fill the cell in, or empty the '
        "whole row.",
    ]


def test_what_can_be_said_once_and_where_there_is_one_row(saved) -> None:
    path = saved(
        parse_journey(SMALL),
        typed("Organisation", "A3", "Another"),
        typed("Stages – in words", "A4", "search"),
        typed("Stages – in words", "B4", "Goal of the customer"),
        typed("Stages – in words", "C4", "Leave"),
        typed("Stages – in words", "B5", "Questions"),
        typed("Stages – in words", "C5", "Whose?"),
        typed("Stages", "F1", "Name"),
    )
    assert [line.removeprefix("map.xlsx:") for line in wrong(path)] == [
        "Organisation!A3: CJ-823 This sheet has one row; a second one begins here. Remove one of "
        "the two.",
        'Stages!F1: CJ-822 The column "Name" stands here twice. Delete one of the two.',
        'Stages – in words!B4: CJ-819 "Goal of the customer" is possible once only; the first is '
        "in Stages – in words!B3. Merge the two or remove one.",
        'Stages – in words!A5: CJ-813 "Stage" is empty, but is needed here. Fill the cell in, or '
        "empty the whole row.",
    ]


def test_a_map_without_its_first_sheet_has_no_title(saved) -> None:
    path = saved(parse_journey(SMALL), lambda book: book.remove(book["Journey map"]))
    assert wrong(path) == [
        'map.xlsx:Journey map: CJ-813 "Title" is empty, but is needed here. Fill the cell in, or '
        "empty the whole row."
    ]


def test_a_workbook_of_before_a_sheet_existed_is_read(saved) -> None:
    journey_map = parse_journey(SMALL)
    path = saved(journey_map, lambda book: book.remove(book["Assumptions"]))
    assert read_workbook(path) == journey_map


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    assert wrong(path)[0].startswith("map.xlsx: CJ-101 Cannot read")
    path.write_bytes(b"PK not a zip")
    assert wrong(path)[0].startswith("map.xlsx: CJ-801 This cannot be read as a workbook: ")
    openpyxl.Workbook().save(path)
    assert wrong(path) == [
        "map.xlsx: CJ-807 None of the sheets belongs to a map. Begin with a workbook that cjkit "
        "made: cjkit convert journey.yaml map.xlsx."
    ]


def test_caps_on_size_rows_and_columns(saved, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(parse_journey(SMALL), typed("Stages", "ZZ2", "x"))
    assert wrong(path)[0] == (
        "map.xlsx:Stages: CJ-803 This sheet goes on beyond row 20,001 or column 200; nothing is "
        "read there. Split the map, or take out what does not belong here."
    )
    path = saved(parse_journey(SMALL), typed("Stages", "A30000", "x"))
    assert any(line.startswith("map.xlsx:Stages: CJ-803 ") for line in wrong(path))
    monkeypatch.setattr(grids, "MAX_UNPACKED", 10_000)
    assert wrong(path)[0].startswith("map.xlsx: CJ-802 Unpacked, the workbook is ")
    monkeypatch.setattr(grids, "MAX_BYTES", 1_000)
    assert wrong(path)[0].startswith("map.xlsx: CJ-119 The file is ")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cut=st.integers(0, 30_000), noise=st.binary(min_size=1, max_size=20))
def test_a_damaged_file_gives_cjkit_errors_only(cut: int, noise: bytes, tmp_path_factory) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    whole = render_workbook(parse_journey(SMALL))
    path.write_bytes(whole[:cut] + noise + whole[cut + len(noise) :])
    with suppress(MapError):
        read_workbook(path)


ODD_CELLS = [None, -1, 1.5, 1e300, True, "x", "=1+1", dt.time(1, 2), dt.timedelta(3), dt.date.max]
ODD_CELLS += [";;;", '"', '"a', "2026-13-01", "9" * 5_000, "_xD800_", "x" * 32_000]


@settings(max_examples=20, deadline=None)
@given(
    cells=st.lists(
        st.tuples(
            st.integers(0, 40), st.integers(1, 4), st.integers(1, 12), st.sampled_from(ODD_CELLS)
        ),
        max_size=30,
    )
)
def test_odd_cells_give_cjkit_errors_only(cells: list[Any], tmp_path_factory) -> None:
    book = openpyxl.load_workbook(BytesIO(render_workbook(parse_journey(SMALL))))
    for sheet, row, column, value in cells:
        book.worksheets[sheet % len(book.worksheets)].cell(row, column).value = value
    path = tmp_path_factory.getbasetemp() / "odd.xlsx"
    book.save(path)
    try:
        read_workbook(path)
    except MapError as told:
        told.text("nl")

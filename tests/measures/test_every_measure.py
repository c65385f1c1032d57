"""What holds for every measure: empty stores, one customer, order, copies, names, files."""

import csv
import json

import pytest

from cjkit import labels, measures
from cjkit.client import Selection
from cjkit.errors import MeasureError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.measures.tables import EVERY_MEASURE

from .conftest import THREE_STAGES, answer, event
from .test_emotion import WITH_EMOTIONS
from .test_trends import ASSUMED, COUNTS, METRICS, TO_DO

PARTS = (METRICS, ASSUMED, WITH_EMOTIONS)
WHOLE_MAP = THREE_STAGES + "".join(part.removeprefix(THREE_STAGES) for part in PARTS)
FROM_THE_MAP = {"assumed_emotion", "to_do", "evidence_coverage"}
EVENTS = [
    event(i, f"2026-0{1 + i % 3}-{1 + i % 28:02}", "visit", ("starter", "mover", None)[i % 3])
    for i in range(90)
]
EVENTS += [
    event(i, f"2026-0{1 + i % 3}-28", "offer", ("starter", "mover", None)[i % 3], value=10.0 + i)
    for i in range(0, 90, 2)
]
EVENTS += [event(0, "2026-12-31", "sign", "starter")]
ANSWERS = [
    answer(i, 1 + i % 5, ("starter", "mover", None)[i % 3], touchpoint=("desk", "site")[i % 2])
    for i in range(90)
]
ANSWERS += [
    answer(i, i % 11, "mover", instrument="nps", scale_low=0, scale_high=10)
    for i in range(1, 90, 3)
]
PEOPLE = [{"customer": i, "persona": ("starter", "mover", None)[i % 3]} for i in range(90)]
TABLES = {"events": EVENTS, "answers": ANSWERS, "counts": COUNTS, "customers": PEOPLE}

every = pytest.mark.parametrize("measure", EVERY_MEASURE, ids=lambda m: m.__name__)


@pytest.fixture(scope="module")
def whole_map():
    return parse_journey(WHOLE_MAP)


def same(one, other) -> bool:
    return one.frame.equals(other.frame) and one.text("nl") == other.text("nl")


@every
def test_an_empty_store_says_that_there_are_no_data(open_store, measure) -> None:
    given = measure(open_store())
    assert given.frame.empty or given.name in FROM_THE_MAP
    assert list(given.frame.columns) == list(given.layout.columns)
    assert given.n == 0 or given.name in FROM_THE_MAP
    assert all(sentence.text("nl") and sentence.text("en") for sentence in given.sentences)
    if given.name not in FROM_THE_MAP | {"assumed_against_measured"}:
        assert given.text("en") == "There are no data for this yet."


@every
def test_a_full_store_gives_sentences_and_the_declared_columns(
    open_store, whole_map, measure
) -> None:
    given = measure(open_store(whole_map, **TABLES))
    assert given.n > 0 or given.name == "to_do"
    assert list(given.frame.columns) == list(given.layout.columns)
    assert given.frame.dtypes.astype(str).to_dict() == dict(given.layout.columns)
    for language in labels.LANGUAGES:
        assert all("None" not in s.text(language) for s in given.sentences)
        assert labels.text(given.method, language)
        assert labels.text(given.unit, language)


@every
def test_one_customer_is_shown_exactly_and_published_hidden(open_store, whole_map, measure) -> None:
    client = open_store(
        whole_map,
        events=[event(1, "2026-01-01", "visit", "starter")],
        answers=[answer(1, 3, "starter")],
        customers=[{"customer": 1, "persona": "starter"}],
    )
    shown = measures.published(measure(client), 10)
    if shown.layout.customers:
        counted = shown.frame[shown.layout.customers]
        assert (counted.isna() | (counted == 0)).all()


@every
def test_a_persona_that_nobody_matches_is_no_trouble(open_store, whole_map, measure) -> None:
    tables = {name: [r | {"persona": "mover"} for r in rows] for name, rows in TABLES.items()}
    given = measure(open_store(whole_map, selection=Selection("starter"), **tables))
    assert given.n == 0 or given.name in FROM_THE_MAP | {"metric_trends", "metric_status"}


@every
def test_the_order_of_rows_changes_nothing(open_store, whole_map, measure) -> None:
    turned = {name: rows[::-1] for name, rows in TABLES.items()}
    straight = measure(open_store(whole_map, **TABLES))
    assert same(straight, measure(open_store(whole_map, **turned)))


@every
def test_a_new_name_for_a_touchpoint_changes_nothing_but_the_name(
    open_store, whole_map, measure
) -> None:
    renamed = parse_journey(WHOLE_MAP.replace("name: Website", "name: Homepage"))
    before, after = (measure(open_store(m, **TABLES)) for m in (whole_map, renamed))
    assert before.frame.equals(after.frame)
    assert before.text("en").replace("Website", "Homepage") == after.text("en")


@pytest.mark.parametrize("measure", [measures.conversion, measures.csat, measures.persona_sizes])
def test_everybody_twice_gives_the_same_shares(open_store, whole_map, measure) -> None:
    double = {
        name: [*rows, *(row | {"customer": row.get("customer", 0) + 1000} for row in rows)]
        for name, rows in TABLES.items()
        if name != "counts"
    }
    once, twice = (measure(open_store(whole_map, **t)).frame for t in (TABLES, double))
    assert once["share"].equals(twice["share"])
    assert (2 * once["customers"]).equals(twice["customers"])


@pytest.mark.parametrize("measure", [measures.conversion, measures.nps, measures.emotion])
def test_exact_cells_add_up_along_personas(open_store, whole_map, measure) -> None:
    frame = measure(open_store(whole_map, **TABLES)).frame
    keys = [key for key in frame.columns if key in ("level", "stage", "touchpoint")]
    parts = frame[frame["persona"] != ""].groupby(keys, dropna=False)["customers"].sum()
    wholes = frame[frame["persona"] == ""].groupby(keys, dropna=False)["customers"].sum()
    assert parts.equals(wholes)


def test_a_stage_without_events_has_no_cell(open_store, whole_map) -> None:
    client = open_store(whole_map, events=[event(1, "2026-01-01", "visit")])
    assert measures.reach(client).frame["stage"].tolist() == ["look"]
    assert measures.conversion(client).frame["stage"].unique().tolist() == ["look"]


def test_measures_are_written_published_and_described(open_store, whole_map, tmp_path) -> None:
    client = open_store(whole_map, language="nl", **TABLES)
    paths = measures.write_measures(client, tmp_path / "out")
    assert [path.name for path in paths] == [
        *(f"{measure.__name__}.csv" for measure in EVERY_MEASURE),
        "measures.json",
    ]
    about = json.loads(paths[-1].read_text("utf-8"))
    described = {measure["name"]: measure for measure in about["measures"]}
    reach = described["reach"]
    assert (reach["n"], reach["unit"], reach["period"]) == (
        90,
        "klanten",
        ["2026-01-01", "2026-12-31"],
    )
    for measure in about["measures"]:
        with (tmp_path / "out" / f"{measure['name']}.csv").open(encoding="utf-8") as file:
            assert list(measure["columns"]) == next(csv.reader(file))
    assert "suppressed" in reach["columns"]


def test_unsuppressed_files_say_so_in_their_names(open_store, tmp_path) -> None:
    client = open_store(events=[event(1, "2026-01-01", "visit", "starter")])
    paths = measures.write_measures(client, tmp_path / "out", unsuppressed=True)
    assert all(".unsuppressed." in path.name for path in paths)
    written = (tmp_path / "out" / "reach.unsuppressed.csv").read_text("utf-8")
    assert written.splitlines()[1] == "look,site,starter,1,1,False"


def test_files_tell_everyone_from_unknown(open_store, tmp_path) -> None:
    client = open_store(events=[event(1, "2026-01-01", "visit"), event(2, "2026-12-31", "visit")])
    measures.write_measures(client, tmp_path / "out", unsuppressed=True)
    lines = (tmp_path / "out" / "conversion.unsuppressed.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["*", "look", "offer", "1"],
        ["", "look", "offer", "1"],
    ]


def test_text_that_looks_like_a_formula_is_made_safe(open_store, tmp_path) -> None:
    journey = parse_journey(TO_DO.replace("Light,", '"=HYPERLINK(1)",'))
    measures.write_measures(open_store(journey), tmp_path / "out")
    assert "'=HYPERLINK(1)" in (tmp_path / "out" / "to_do.csv").read_text("utf-8")


def test_public_names_are_sorted_and_there() -> None:
    assert measures.__all__ == sorted(measures.__all__)
    assert all(hasattr(measures, name) for name in measures.__all__)


def test_a_step_writes_its_own_measures_and_keeps_what_others_described(
    open_store, whole_map, tmp_path
) -> None:
    client = open_store(whole_map, **TABLES)
    first = measures.write_measures(client, tmp_path / "out", step="personas")
    assert [path.name for path in first] == ["persona_sizes.csv", "measures.json"]
    measures.write_measures(client, tmp_path / "out", step="stages")
    about = json.loads((tmp_path / "out" / "measures.json").read_text("utf-8"))
    assert [entry["name"] for entry in about["measures"]] == [
        "persona_sizes",
        "conversion",
        "conversion_by_month",
        "conversion_breaks",
    ]


def test_without_a_folder_nothing_is_written(open_store) -> None:
    assert measures.write_measures(open_store(), "") == []


def test_an_unknown_step_is_refused(open_store) -> None:
    with pytest.raises(MeasureError) as caught:
        measures.write_measures(open_store(), "", step="stage")
    assert str(caught.value) == (
        'CJ-402 There is no step "stage". Choose one of the six: organisation, personas, stages, '
        "touchpoints, experiences, metrics; empty is all."
    )

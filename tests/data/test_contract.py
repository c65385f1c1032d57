"""Each reason for which a row is rejected: a row that breaks it, and one that does not."""

from collections.abc import Callable
from typing import Any

import pytest

from cjkit import labels
from cjkit.client import Client
from cjkit.data.contract import REASONS
from cjkit.errors import DataError

Linked = Callable[..., Client]
LENIENT = "rejected_at_most: 1"

EVENTS = """
  - id: web
    shape: events
    files: web*.csv
    columns: {customer: who, at: when, event: what, value: euro, event_id: id}
    consent: {not_applicable: Test}
"""
GOOD = "a,2026-01-01,visit,1,1\n"


def rejected(linked: Linked, sources: str, files: dict[str, Any]) -> list[list[Any]]:
    return rejected_rows(linked(sources, files, head=LENIENT))


def rejected_rows(client: Client, source: str = "") -> list[list[Any]]:
    frame = client.engine.query("rejected").fillna("-")
    chosen = frame[frame["source"].eq(source) | (source == "")]
    return chosen[["row", "column", "value", "reason"]].values.tolist()


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (",2026-01-02,visit,1,2", ["who", "-", "missing_value"]),
        ("a,,visit,1,2", ["when", "-", "missing_value"]),
        ("a,03-04-2026,visit,1,2", ["when", "03-04-2026", "ambiguous_date"]),
        ("a,2026-02-30,visit,1,2", ["when", "2026-02-30", "not_a_date"]),
        ("a,infinity,visit,1,2", ["when", "infinity", "not_a_date"]),
        ("a,1026-01-02,visit,1,2", ["when", "1026-01-02", "not_a_date"]),
        ("a,9026-01-02,visit,1,2", ["when", "9026-01-02", "future_date"]),
        ('a,2026-01-02,visit,"1,5",2', ["euro", "1,5", "decimal_comma"]),
        ("a,2026-01-02,visit,1e999,2", ["euro", "1e999", "not_a_number"]),
        ("a,2026-01-02,visit,nan,2", ["euro", "nan", "not_a_number"]),
        ("a,2026-01-02,visit,1,1", ["id", "-", "duplicate"]),
        ("a,2026-01-02,visit,1", ["-", "-", "broken_row"]),
        ("a,2026-01-02,visit,1,2,3", ["-", "-", "broken_row"]),
        ('a,2026-01-02,"vi"sit,1,2', ["-", "-", "broken_row"]),
    ],
)
def test_a_row_is_rejected_for_its_first_reason(linked: Linked, row: str, found: list[Any]) -> None:
    # After the wrong row come two sound ones: rows keep their number from the file.
    text = f"who,when,what,euro,id\n{GOOD}{row}\nb,2026-01-03,visit,-2,3\nc,x,visit,,4\n"
    kept = rejected(linked, EVENTS, {"web.csv": text})
    assert kept == [[3, *found], [5, "when", "x", "not_a_date"]]


@pytest.mark.parametrize(
    "moment", ["2026-01-02", "2026-1-2 10:00", "2026-01-02T10:00:00.5Z", "2026-01-02 10:00+0200"]
)
def test_sound_moments_are_accepted(linked: Linked, moment: str) -> None:
    text = f"who,when,what,euro,id\n{GOOD}a,{moment},visit,1.5,\nb,{moment},visit,,\n"
    assert rejected(linked, EVENTS, {"web.csv": text}) == []


BEFORE = """
  - id: stays
    shape: events
    files: stays.csv
    zone: Europe/Lisbon
    columns: {customer: who, at: arrival, event: what, days_before: days}
    empty: ["none"]
    consent: {not_applicable: Test}
"""


def test_days_before_a_date_are_local_days(linked: Linked) -> None:
    # In Lisbon summer time goes from 29 March to 25 October 2015: midnight there is 23:00 UTC.
    # 1 July - 181 days = 1 January, 1 December - 153 days = 1 July; an empty cell is no days.
    rows = "a,2015-07-01,visit,181\na,2015-12-01,visit,153\na,2015-12-01 08:30,visit,none\n"
    client = linked(BEFORE, {"stays.csv": "who,arrival,what,days\n" + rows})
    events = client.engine._connection.cursor().table("events").df()  # type: ignore[attr-defined]
    assert events["day"].astype(str).tolist() == ["2015-01-01", "2015-07-01", "2015-12-01"]
    assert events["at"].astype(str).tolist() == [
        "2015-01-01 00:00:00",
        "2015-06-30 23:00:00",
        "2015-12-01 08:30:00",
    ]


def test_a_day_in_data_yaml_dates_events_that_have_none(linked: Linked) -> None:
    source = EVENTS.replace("at: when, ", "") + "    day: 2026-03-01\n"
    client = linked(source, {"web.csv": f"who,when,what,euro,id\n{GOOD}"})
    events = client.engine._connection.cursor().table("events").df()  # type: ignore[attr-defined]
    assert events["day"].astype(str).tolist() == ["2026-03-01"]


@pytest.mark.parametrize(
    ("word", "moment", "at"),
    [
        ("epoch_s", "1767225600", "2026-01-01T00:00:00"),  # so many seconds after 1970
        ("epoch_ms", "1767225600500", "2026-01-01T00:00:00.500000"),
        ("epoch_us", "1767225600000001", "2026-01-01T00:00:00.000001"),
        ("excel", "46023.5", "2026-01-01T11:00:00"),  # noon in Amsterdam, on Excel's day 46,023
    ],
)
def test_moments_that_count_from_a_first_day(
    linked: Linked, word: str, moment: str, at: str
) -> None:
    source = EVENTS + f"    date_format: {word}\n"
    client = linked(source, {"web.csv": f"who,when,what,euro,id\na,{moment},visit,,\n"})
    events = client.engine._connection.cursor().table("events").df()  # type: ignore[attr-defined]
    assert [one.isoformat() for one in events["at"]] == [at]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ("-1", ["days", "-1", "negative"]),
        ("a week", ["days", "a week", "not_a_number"]),
        ("1,5", ["days", "1,5", "decimal_comma"]),
        ("4000000000", ["days", "4000000000", "not_a_number"]),
        ("2000000000", ["arrival", "2026-01-02", "not_a_date"]),
    ],
)
def test_days_before_a_date_that_cannot_be(linked: Linked, days: str, found: list[Any]) -> None:
    text = f'who,arrival,what,days\na,2026-01-02,visit,"{days}"\n'
    assert rejected(linked, BEFORE, {"stays.csv": text}) == [[2, *found]]


def test_rows_after_broken_ones_keep_their_number(linked: Linked) -> None:
    # Rows 2, 3, 5 and 6 are broken, two and two together; 4 and 8 have a wrong date.
    broken = "a,b\n"
    bad = "a,x,visit,1,\n"
    text = f"who,when,what,euro,id\n{broken}{broken}{bad}{broken}{broken}{GOOD}{bad}"
    found = rejected(linked, EVENTS, {"web.csv": text})
    assert [(row, reason) for row, _, _, reason in found] == [
        (2, "broken_row"),
        (3, "broken_row"),
        (4, "not_a_date"),
        (5, "broken_row"),
        (6, "broken_row"),
        (8, "not_a_date"),
    ]


def test_a_required_column_missing_in_one_file_rejects_its_rows(linked: Linked) -> None:
    files = {
        "web_1.csv": f"who,when,what,euro,id\n{GOOD}",
        "web_2.csv": "who,what,euro,id\na,visit,1,2\nb,visit,1,3\n",  # no moments
        "web_3.csv": "who,when,euro,id\na,2026-01-02,1,4\n",  # no events: not required
    }
    found = rejected(linked, EVENTS, files)
    assert found == [[2, "when", "-", "missing_column"], [3, "when", "-", "missing_column"]]


SURVEY = """
  - id: survey
    shape: answers
    files: survey.csv
    columns: {weight: w}
    questions:
      - {column: sat, instrument: csat, scale: [1, 5], not_answered: [9], touchpoint: desk}
    consent: {not_applicable: Anonymous}
"""


def test_answers_outside_their_scale_and_negative_weights(linked: Linked) -> None:
    text = "w,sat\n1,1\n1,5\n1,9\n1,\n1,6\n1,0.5\n-1,3\n1,five\n"
    assert rejected(linked, SURVEY, {"survey.csv": text}) == [
        [6, "sat", "6", "outside_scale"],
        [7, "sat", "0.5", "outside_scale"],
        [8, "w", "-1", "negative"],
        [9, "sat", "five", "not_a_number"],
    ]


def test_a_customer_is_there_once_whatever_the_case(linked: Linked) -> None:
    sources = """
  - id: people
    shape: customers
    files: people.csv
    columns: {customer: id}
    attributes: {age: x, town: x}
    consent: {not_applicable: Test}
"""
    found = rejected(linked, sources, {"people.csv": "id,x\nAnn@x,1\n ann@X ,2\nbob,3\n"})
    assert found == [[3, "id", "-", "duplicate"]]  # the id itself is not shown


def test_equal_rows_are_duplicates_only_where_asked(linked: Linked) -> None:
    plain = EVENTS.replace(", event_id: id", "")
    files = {"web.csv": f"who,when,what,euro,id\n{GOOD}{GOOD}"}
    assert rejected(linked, plain, files) == []
    found = rejected(linked, plain + "    duplicates: same_row\n", files)
    assert found == [[3, "-", "-", "duplicate"]]


def test_consent_comes_before_the_contract(linked: Linked) -> None:
    # The second row has no consent, so nobody looks at its date.
    sources = EVENTS.replace("not_applicable: Test", "column: ok, granted: ['yes', 1, true]")
    text = "who,when,what,euro,id,ok\na,x,v,1,1,YES\na,x,v,1,2,no\na,x,v,1,3,\na,x,v,1,4,true\n"
    client = linked(sources, {"web.csv": text}, head=LENIENT)
    assert client.engine.query("rejected")["row"].tolist() == [2, 5]
    assert client.engine.query("rows")["without_consent"].tolist() == [2]


PEOPLE = """
  - id: people
    shape: customers
    files: people.csv
    columns: {customer: id}
    attributes: {age: ok, town: ok}
    consent: {column: ok, granted: ["yes"]}
"""
OF_PEOPLE = """
  - id: web
    shape: events
    files: web*.csv
    columns: {customer: who, at: when, event: what}
    consent: {by: people}
"""


def test_nothing_is_kept_of_who_said_no(linked: Linked) -> None:
    # ann said yes; bob no, zoe is unknown: whatever is wrong with their rows, nobody looks.
    # Row 5 has no customer, so nobody's consent can be asked: it is rejected, its date not shown.
    # Row 6 cannot be split: it is rejected, without a value.
    files = {
        "people.csv": "id,ok\nann,yes\nbob,no\n",
        "web.csv": "who,when,what\nann,x1,visit\nbob,x2,visit\nzoe,x3,visit\n,x4,visit\nbob,x5\n",
    }
    client = linked(PEOPLE + OF_PEOPLE, files, head=LENIENT)
    assert rejected_rows(client, "web") == [
        [2, "when", "x1", "not_a_date"],
        [5, "who", "-", "missing_value"],
        [6, "-", "-", "broken_row"],
    ]
    rows = client.engine.query("rows").set_index("source").loc["web"]
    assert (rows["read"], rows["rejected"], rows["without_consent"]) == (5, 3, 2)


def test_a_month_without_the_customers_column_is_rejected_as_such(linked: Linked) -> None:
    # Consent cannot be asked of rows without a customer; saying that they said no would be untrue.
    files = {
        "people.csv": "id,ok\nann,yes\n",
        "web_1.csv": "who,when,what\nann,2026-01-01,visit\n",
        "web_2.csv": "when,what\n2026-02-01,visit\n",
    }
    client = linked(PEOPLE + OF_PEOPLE, files, head=LENIENT)
    assert rejected_rows(client, "web") == [[2, "who", "-", "missing_column"]]


def test_an_answer_without_its_customer_has_nobodys_consent(linked: Linked) -> None:
    survey = SURVEY.replace("not_applicable: Anonymous", "by: people")
    survey = survey.replace("weight: w", "weight: w, customer: who")
    files = {
        "people.csv": "id,ok\nann,yes\n",
        "survey.csv": "who,w,sat\nann,1,5\n,1,5\n",
    }
    client = linked(PEOPLE + survey, files, head=LENIENT)
    assert rejected_rows(client, "survey") == [[3, "who", "-", "missing_value"]]
    rows = client.engine.query("rows").set_index("source").loc["survey"]
    assert (rows["accepted"], rows["rejected"], rows["without_consent"]) == (1, 1, 0)


def test_rows_of_nobody_do_not_share_a_no(linked: Linked) -> None:
    # Two rows without an id: one says yes and is rejected for its id, the other says no.
    files = {"people.csv": "id,ok\nann,yes\n,yes\n,no\n"}
    client = linked(PEOPLE, files, head=LENIENT)
    assert rejected_rows(client, "people") == [[3, "id", "-", "missing_value"]]
    assert client.engine.query("rows")["without_consent"].tolist() == [1]


def test_too_many_rejected_rows_stop_the_run(linked: Linked) -> None:
    text = "who,when,what,euro,id\n" + GOOD + 'a,2026-01-02,visit,"1,5",2\n'
    with pytest.raises(DataError) as caught:
        linked(EVENTS, {"web.csv": text}).engine.query("rows")
    assert caught.value.text("en") == (
        'web.csv:3: CJ-331 Of 2 rows of source "web", 1 (50%) were rejected; at most 20% may be. '
        "Most often: a decimal comma where a point is expected (euro: 1,5). "
        'Set decimal: "," for this source in data.yaml. '
        "If the rows may be left out, raise rejected_at_most in data.yaml."
    )
    assert caught.value.text("nl") == (
        'web.csv:3: CJ-331 Van 2 rijen van bron "web" zijn er 1 (50%) afgekeurd; hoogstens 20% '
        "mag. Het vaakst: een decimale komma waar een punt hoort (euro: 1,5). "
        'Zet decimal: "," bij deze bron in data.yaml. '
        "Mogen die rijen weg, verhoog dan rejected_at_most in data.yaml."
    )


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    for reason in (*REASONS, "no_touchpoint", "no_stage"):
        for part in ("what", "repair"):
            assert labels.text(f"data.reason.{reason}.{part}", language)

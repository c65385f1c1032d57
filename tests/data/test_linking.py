"""Rows find their touchpoint and stage; answers worked out by hand beside the rows."""

from collections.abc import Callable

import pandas as pd
import pytest

from cjkit.client import Client

Linked = Callable[..., Client]

SOURCES = """
  - id: people
    shape: customers
    files: people.csv
    columns: {customer: id}
    attributes: {age: Leeftijd, town: Plaats}
    group: Groep
    persona: Soort
    consent: {column: ok, granted: [ja, 1]}
  - id: web
    shape: events
    files: web*.csv
    columns: {customer: who, at: when, event: what, url: url, value: euro}
    consent: {by: people}
  - id: crm
    shape: events
    files: crm.csv
    columns: {customer: who, at: when, event: what}
    consent: {by: people}
"""
PEOPLE = """id,ok,Leeftijd,Plaats,Groep,Soort
a,ja,35,Gent,,
b,JA,36,breda,kopers,young
c,nee,20,,,
d,,20,,,
e,1,,,KOPERS,Older
f,ja,70,,,
"""
WEB = """who,when,what,url,euro
A ,2026-01-01T10:00,page,https://shop.example/x,
a,2026-01-02T10:00,visit,https://shop.example/?UTM_medium=CPC,
a,2026-01-03T10:00,page,https://shop.example/y,2.5
a,2026-01-05T10:00,page,https://shop.example/y,
a,2026-01-06T23:30,sign,https://else.example/,10
a,2026-01-07T10:00,page,https://else.example/,
c,2026-01-02T10:00,visit,https://shop.example/,
d,2026-01-02T10:00,visit,https://shop.example/,
x,2026-01-02T10:00,visit,https://shop.example/,
"""
CRM = "who,when,what\na,2026-01-04T10:00,note\n"


@pytest.fixture
def client(linked: Linked) -> Client:
    return linked(SOURCES, {"people.csv": PEOPLE, "web.csv": WEB, "crm.csv": CRM})


def test_touchpoint_and_stage_of_each_event(client: Client) -> None:
    # 1 Jan: site has two places and nothing was entered: unplaced.     7 Jan: no rule: unplaced.
    # 2 Jan: the ad comes first in the map; the visit enters look.      3 Jan: still in look.
    # 4 Jan: the desk stands in offer only, but moves nobody.           5 Jan: so still in look.
    # 6 Jan: sign has no touchpoint, an entry is enough; it is later than all before: converted.
    found = _events(client)[["day", "touchpoint", "stage", "entered", "converted"]]
    assert found.values.tolist() == [
        [2, "ad", "look", True, False],
        [3, "site", "look", False, False],
        [4, "desk", "offer", False, False],
        [5, "site", "look", False, False],
        [6, None, "sign", True, True],
    ]


def test_values_channels_and_local_days(client: Client) -> None:
    # 23:30 on 6 January in Amsterdam is 22:30 UTC; the local day stays the 6th.
    last = _table(client, "events").iloc[-1]
    assert str(last["at"]) == "2026-01-06 22:30:00"
    assert (str(last["day"].date()), last["value"]) == ("2026-01-06", 10)
    channels = _table(client, "events")["channel"].fillna("-")
    assert channels.tolist()[:2] == ["search", "-"]


def test_personas_and_groups(client: Client) -> None:
    # a: 35 is young, with its group. b: 36 in Breda is older (traits go before what is declared),
    # its group is declared. e: no traits met, declared by name. f: nothing fits.
    people = _table(client, "customers")[["persona", "customer_group"]].fillna("-")
    assert sorted(people.values.tolist()) == [
        ["-", "-"],
        ["older", "buyers"],
        ["older", "buyers"],
        ["young", "buyers"],
    ]


def test_every_row_is_accounted_for(client: Client) -> None:
    rows = client.engine.query("rows").set_index("source").drop(columns="file")
    assert rows.loc["people"].tolist() == [6, 4, 0, 2, 0]  # c said no, d said nothing
    assert rows.loc["web"].tolist() == [9, 4, 0, 3, 2]  # c, d, and x whom nobody knows
    assert rows.loc["crm"].tolist() == [1, 1, 0, 0, 0]


def test_unplaced_rows_show_what_they_look_like(client: Client) -> None:
    found = client.engine.query("unplaced").fillna("-").values.tolist()
    assert found == [
        ["web", "no_stage", "site", '{"event":"page","page":"/x","host":"shop.example"}', 1],
        ["web", "no_touchpoint", "-", '{"event":"page","page":"/","host":"else.example"}', 1],
    ]


def test_no_id_of_a_customer_is_in_the_store(client: Client) -> None:
    columns = {name for table in ("events", "customers") for name in _table(client, table)}
    assert {"id", "pseudonym"} & columns == set()
    assert sorted(_table(client, "customers")["customer"]) == [0, 1, 2, 3]


ANSWERS = """
  - id: survey
    shape: answers
    files: survey.csv
    columns: {at: when, label: moment, weight: w, text: said}
    questions:
      - {column: sat, instrument: csat, scale: [1, 5], not_answered: [6, n.v.t.], touchpoint: desk}
      - {column: nps, instrument: nps, scale: [0, 10], stage: sign, name: recommend}
      - {column: all, instrument: rating, scale: [1, 3], whole_journey: true}
      - {column: other, instrument: rating, scale: [1, 3]}
    consent: {not_applicable: Anonymous}
"""
ANSWER_ROWS = """when,moment,w,said,sat,nps,all,other
2026-01-01,,1.5,Fine,5,9,,
2026-01-02,,,,6,,3,
2026-01-03,,,,N.V.T.,,,2
,,,,,,,
"""


def test_answers_go_where_their_question_says(linked: Linked) -> None:
    client = linked(ANSWERS, {"survey.csv": ANSWER_ROWS})
    found = _table(client, "answers")
    # Row 1 has two answers, row 2 one about the whole; row 3 has no place; row 4 no answer at all.
    columns = ["customer", "question", "touchpoint", "stage", "raw_score", "emotion"]
    assert found[columns].fillna("-").values.tolist() == [
        [0, "sat", "desk", "offer", 5, 2],  # the top of 1 to 5 is +2
        [0, "recommend", "-", "sign", 9, 1.6],  # 4 * 9 / 10 - 2
        [1, "all", "-", "-", 3, 2],
    ]
    assert found["weight"].fillna(0).tolist() == [1.5, 1.5, 0]
    assert found["text_id"].fillna("-").tolist() == ["survey:000:000000002"] * 2 + ["-"]
    rows = client.engine.query("rows").drop(columns=["source", "file"])
    assert rows.values.tolist() == [[4, 3, 0, 0, 1]]


def test_answers_follow_the_customers_events(linked: Linked) -> None:
    # The answer of 4 January comes after the entry of the 2nd; that of the 1st before it.
    survey = """
  - id: survey
    shape: answers
    files: survey.csv
    columns: {customer: who, at: when}
    questions: [{column: sat, instrument: csat, scale: [1, 5]}]
    consent: {by: people}
"""
    answers = "who,when,sat\na,2026-01-04,4\na,2026-01-01,2\nc,2026-01-04,1\n"
    files = {"people.csv": PEOPLE, "web.csv": WEB, "crm.csv": CRM, "survey.csv": answers}
    client = linked(SOURCES + survey, files)
    found = _table(client, "answers")
    assert found[["raw_score", "stage", "persona"]].values.tolist() == [[4, "look", "young"]]
    rows = client.engine.query("rows").set_index("source")
    assert rows.loc["survey"].tolist()[1:] == [3, 1, 0, 1, 1]


def test_counts_need_a_touchpoint(linked: Linked) -> None:
    sources = """
  - id: ads
    shape: counts
    files: ads.csv
    separator: ";"
    decimal: ","
    date_format: "%d-%m-%Y"
    columns: {day: Dag, utm_medium: Soort}
    counts: {clicks: Kliks, cost: Kosten}
    consent: {not_applicable: No persons}
"""
    rows = "Dag;Soort;Kliks;Kosten\n31-03-2026;cpc;3;1.234,50\n01-04-2026;radio;1;2\n"
    client = linked(sources, {"ads.csv": rows})
    found = _table(client, "counts")
    assert found["day"].dt.date.astype(str).tolist() == ["2026-03-31"] * 2
    columns = ["touchpoint", "stage", "channel", "metric", "value"]
    assert found[columns].values.tolist() == [
        ["ad", "look", "search", "clicks", 3],
        ["ad", "look", "search", "cost", 1234.5],
    ]
    assert client.engine.query("unplaced")["rows"].tolist() == [1]


def test_counts_keep_channel_and_campaign_of_their_row(linked: Linked) -> None:
    sources = """
  - id: ads
    shape: counts
    files: ads.csv
    columns: {day: day, utm_medium: kind, channel: where, campaign: name}
    counts: {clicks: clicks}
    consent: {not_applicable: No persons}
"""
    rows = "day,kind,where,name,clicks\n2026-03-31,cpc,Radio,Spring,3\n2026-04-01,cpc,,,1\n"
    found = _table(linked(sources, {"ads.csv": rows}), "counts").fillna("-")
    assert found[["channel", "campaign"]].values.tolist() == [["Radio", "Spring"], ["search", "-"]]


def test_lineage_names_file_hash_and_mapping(client: Client) -> None:
    crm = client.engine.query("lineage").set_index("source").loc["crm"]
    assert (crm["file"], crm["bytes"], len(crm["sha256"])) == ("crm.csv", len(CRM), 64)
    assert '"customer":"who"' in crm["mapping"]


def test_hostile_text_stays_text(linked: Linked) -> None:
    bad = "'; drop table people; --"
    sources = SOURCES.split("  - id: web", maxsplit=1)[0]
    files = {"people.csv": f'id,ok,Leeftijd,Plaats,Groep,Soort\n"{bad}",ja,"$a {{id}}",x,,\n'}
    assert len(_table(linked(sources, files), "customers")) == 1


def _events(client: Client) -> pd.DataFrame:
    frame = _table(client, "events")
    return frame.assign(day=frame["day"].dt.day).astype(object).where(frame.notna(), None)


def _table(client: Client, table: str) -> pd.DataFrame:
    connection = client.engine._connection  # type: ignore[attr-defined]
    return connection.cursor().table(table).df()

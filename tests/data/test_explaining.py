"""A row is explained as it was linked; the answers are worked out by hand beside the rows."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import cjkit
from cjkit.client import Client, explain_row
from cjkit.data.explained import Explained
from cjkit.errors import DataError

Linked = Callable[..., Client]
SAMPLES = Path(__file__).parents[2] / "sample_data"

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
    columns: {customer: who, at: when, event: what, url: url, value: euro, event_id: nr}
    consent: {by: people}
  - id: crm
    shape: events
    files: crm.csv
    columns: {customer: who, at: when, event: what}
    consent: {by: people}
  - id: survey
    shape: answers
    files: survey.csv
    columns: {customer: who, at: when, text: said}
    questions:
      - {column: sat, instrument: csat, scale: [1, 5], touchpoint: desk}
      - {column: other, instrument: rating, scale: [1, 3]}
      - {column: all, instrument: rating, scale: [1, 3], whole_journey: true}
    consent: {by: people}
"""
FILES = {
    "people.csv": """id,ok,Leeftijd,Plaats,Groep,Soort
anna1,ja,35,Gent,,
b,JA,36,breda,kopers,young
c,nee,20,,,
e,1,,,KOPERS,Older
f,ja,70,,,
""",
    "web.csv": """who,when,what,url,euro,nr
ANNA1 ,2026-01-01T10:00,page,https://shop.example/x,,1
anna1,2026-01-02T10:00,visit,https://shop.example/?UTM_medium=CPC,,2
anna1,2026-01-03T10:00,page,https://shop.example/of/anna1,2.5,3
anna1,2026-01-05T10:00,page,https://shop.example/y,,4
anna1,2026-01-06T23:30,sign,https://else.example/,10,5
anna1,2026-01-07T10:00,page,https://else.example/,,6
c,2026-01-02T10:00,visit,https://shop.example/secret,,7
e,2026-01-02T10:00,visit,https://shop.example/,,8
e,2026-01-02T10:00,visit,https://shop.example/,,8
e,yesterday,visit,https://shop.example/,,9
f,2026-01-02T10:00,visit,https://shop.example/,,10
b,2026-01-02T10:00,offer,https://shop.example/?utm_medium=ppc,,11
""",
    "crm.csv": "who,when,what\nanna1,2026-01-04T10:00,note\n,2026-01-04T10:00,note\n",
    "survey.csv": """who,when,said,sat,other,all
anna1,2026-01-04,My name is Anna,4,2,3
f,2026-01-01,,,2,
f,2026-01-01,,,,
""",
}
HEAD = "rejected_at_most: 1"


@pytest.fixture
def client(linked: Linked) -> Client:
    return linked(SOURCES, FILES, head=HEAD)


def placed(found: Explained) -> tuple[str, str | None, str | None, str | None]:
    return found.fate, found.touchpoint, found.stage, found.persona


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (2, ("unplaced", "site", None, "young")),  # two places, nothing entered yet
        (3, ("accepted", "ad", "look", "young")),  # ad goes before site; the visit enters look
        (4, ("accepted", "site", "look", "young")),  # the stage entered last
        (6, ("accepted", None, "sign", "young")),  # an entry alone places it
        (7, ("unplaced", None, None, "young")),
        (9, ("accepted", "site", "look", "older")),  # declared by name
        (12, ("accepted", "site", "look", None)),
        (13, ("accepted", "ad", "offer", "older")),  # the entry goes before the place
    ],
)
def test_each_row_has_the_place_worked_out_by_hand(
    client: Client, row: int, expected: tuple[str, ...]
) -> None:
    assert placed(explain_row(client, f"web.csv:{row}")) == expected


def test_the_words_tell_which_rules_were_met(client: Client) -> None:
    assert explain_row(client, "web:web.csv:3").text("en").splitlines() == [
        "web.csv, row 3 (source web): accepted",
        "What was read:",
        '  at (column "when"): 2026-01-02T10:00',
        '  event (column "what"): visit',
        '  url (column "url"): there, not shown',
        '  event_id (column "nr"): there, not shown',
        "  read as 2026-01-02 10:00:00 (Europe/Amsterdam)",
        "  the id of the customer is there; it is not shown",
        "  what rules see: event visit, page /, host shop.example, utm_medium CPC",
        "Consent: yes, source people has it of this customer.",
        "Checks: the row is sound.",
        "Touchpoint: Ad (ad), by rule 1: utm_medium is cpc or ppc.",
        "  also meets Site (site), which comes later in the map: host is shop.example",
        "Stage: Look (look), by entry rule 1: event is visit.",
        "Persona: Young (young), by trait rule 1: age is at most 35.",
        "Customer group: Kopers (buyers), that of the persona.",
        "Channel: search, that of the touchpoint.",
    ]


def test_where_a_stage_came_from_is_told(client: Client) -> None:
    lines = explain_row(client, "web.csv:4").text("nl").splitlines()
    assert (
        "Fase: Look (look), waar de klant het laatst in kwam: op 2 jan 2026, door web.csv, rij 3."
        in lines
    )
    desk = explain_row(client, "crm.csv:2").text("nl")
    assert "Fase: Offer (offer), de enige plaats van contactmoment Desk." in desk


def test_a_row_without_a_place_tells_what_came_near(client: Client) -> None:
    lines = explain_row(client, "web.csv:7").text("en").splitlines()
    assert "Touchpoint: none, since no rule is met." in lines
    assert (
        "  near: Site (site), rule 1: host is shop.example."
        " Not met: host is shop.example (here: else.example)" in lines
    )
    assert (
        "  near: Ad (ad), rule 1: utm_medium is cpc or ppc."
        " Not met: utm_medium is cpc or ppc (here: nothing)" in lines
    )


def test_a_row_without_consent_shows_nothing_of_itself(client: Client) -> None:
    assert explain_row(client, "web.csv:8").text("en").splitlines() == [
        "web.csv, row 8 (source web): without consent",
        "Consent: no, source people has none of this customer for this row."
        " What else stands in the row was not used.",
    ]
    assert explain_row(client, "people.csv:4").text("nl").splitlines() == [
        "people.csv, rij 4 (bron people): zonder toestemming",
        'Toestemming: nee, kolom "ok" zegt geen ja, in deze rij of in een andere rij van deze'
        " klant. Wat er verder in de rij staat, is niet gebruikt.",
    ]


def test_no_explanation_holds_the_id_of_a_customer(client: Client) -> None:
    # Row 4 has the id in its address, so in the page that rules see.
    for row in ("web.csv:4", "people.csv:2", "crm.csv:2", "survey.csv:2"):
        assert "anna" not in explain_row(client, row).text("en").lower()


def test_a_rejected_row_tells_the_first_check_it_broke(client: Client) -> None:
    assert explain_row(client, "web.csv:11").text("en").splitlines()[-1] == (
        'Checks: column "when" has "yesterday": this is not a date in the format of the source.'
        " Set date_format in data.yaml, or repair the value."
    )
    copy = explain_row(client, "web.csv:10").text("nl").splitlines()
    assert copy[-2:] == [
        'Controles: kolom "nr": de rij staat er twee keer. U hoeft niets te doen: de eerste telt.',
        "  de rij die telt, is web.csv, rij 9",
    ]
    nobody = explain_row(client, "crm.csv:3")
    assert (nobody.fate, len(nobody.lines)) == ("rejected", 1)  # whose it is, is unknown


def test_answers_have_a_place_each(client: Client) -> None:
    lines = explain_row(client, "survey.csv:2").text("en").splitlines()
    assert "My name" not in "".join(lines)
    start = lines.index(
        'The answer to "all" is about the whole journey, so it has no place of its own.'
    )
    assert lines[start + 1 : start + 9] == [
        'The answer to "other":',
        "Touchpoint: none, since no rule is met.",
        "  near: Ad (ad), rule 1: utm_medium is cpc or ppc."
        " Not met: utm_medium is cpc or ppc (here: nothing)",
        "  near: Site (site), rule 1: host is shop.example."
        " Not met: host is shop.example (here: nothing)",
        "  near: Desk (desk), rule 1: source is crm. Not met: source is crm (here: survey)",
        "Stage: Look (look), which the customer entered last: on 2 Jan 2026, by web.csv, row 3.",
        'The answer to "sat":',
        "Touchpoint: Desk (desk), which the question asks about.",
    ]
    assert explain_row(client, "survey.csv:3").fate == "unplaced"
    assert explain_row(client, "survey.csv:4").fate == "accepted"  # nothing was answered


def test_rows_after_a_broken_one_keep_their_numbers(linked: Linked) -> None:
    files = FILES | {"web.csv": 'who,when,what,url,euro,nr\nf,"x"y,z\nf,2026-01-02,visit,,,1\n'}
    client = linked(SOURCES, files, head=HEAD)
    assert explain_row(client, "web.csv:2").text("en").splitlines() == [
        "web.csv, row 2 (source web): rejected",
        "Checks: the row cannot be split into the columns of the header."
        " Look for a stray quotation mark or separator on that row.",
    ]
    assert placed(explain_row(client, "web.csv:3")) == ("accepted", None, "look", None)


def test_what_is_no_row_is_refused(client: Client) -> None:
    def said(row: str, language: str = "en") -> str:
        with pytest.raises(DataError) as raised:
            explain_row(client, row)
        return raised.value.text(language)

    assert said("web.csv") == (
        'CJ-345 "web.csv" does not name a row.'
        " Write file:row or source:file:row, such as data/web.csv:12."
    )
    assert said("wbe.csv:2", "nl") == (
        'CJ-346 Geen bron leest een bestand "wbe.csv". Bedoelt u "web.csv"?'
    )
    assert said("orders.xlsx:2") == (
        'CJ-347 No source reads a file "orders.xlsx".'
        " Choose one of: people.csv, web.csv, crm.csv, survey.csv."
    )
    assert said("web.csv:1", "nl") == (
        "web.csv: CJ-348 Het bestand heeft geen rij 1. De rijen gaan van 2 tot en met 13,"
        " zoals een rekenblad ze nummert; lege regels van een CSV tellen niet mee."
    )


def test_a_file_of_two_sources_needs_its_source(linked: Linked) -> None:
    crm = SOURCES[SOURCES.index("  - id: crm") : SOURCES.index("  - id: survey")]
    twice = SOURCES + crm.replace("id: crm", "id: desk")
    client = linked(twice, FILES, head=HEAD)
    with pytest.raises(DataError) as raised:
        explain_row(client, "crm.csv:2")
    assert raised.value.text("en") == (
        'CJ-349 Several sources read the file "crm.csv": crm, desk.'
        " Put the source before it, such as crm:crm.csv:2."
    )
    assert explain_row(client, "desk:crm.csv:2").source == "desk"


def test_every_row_of_a_small_client_agrees_with_the_store(client: Client) -> None:
    events = stored(client)
    fates = []
    for file, last in (("web.csv", 13), ("crm.csv", 3)):
        for row in range(2, last + 1):
            found = explain_row(client, f"{file}:{row}")
            fates.append((found.source, found.fate))
            assert (found.fate == "accepted") == ((found.source, row) in events.index)
            if found.fate == "accepted":
                assert told(found) == tuple(events.loc[(found.source, row)])
    rows = client.engine.query("rows").set_index("source")
    for source in ("web", "crm"):
        for fate in ("accepted", "rejected", "without_consent", "unplaced"):
            assert fates.count((source, fate)) == rows.loc[source, fate]


@pytest.mark.slow
def test_a_sample_of_rows_of_a_sample_client_agrees_with_the_store() -> None:
    sample = cjkit.open_client(SAMPLES / "hypotheek")
    frame = stored(sample).reset_index()
    files = sample.engine.query("lineage")
    names = {
        (source, number): name
        for source, group in files.groupby("source")
        for number, name in enumerate(group["file"])
    }
    for row in frame.sample(8, random_state=4).to_dict("records"):
        name = names[row["source"], row["file"]]
        found = explain_row(sample, f"{row['source']}:{name}:{row['row']}")
        assert told(found) == tuple(row[column] for column in COLUMNS)


COLUMNS = ["touchpoint", "stage", "persona", "customer_group", "channel"]


def told(found: Explained) -> tuple[str | None, ...]:
    return tuple(getattr(found, column) for column in COLUMNS)


def stored(client: Client) -> pd.DataFrame:
    connection = client.engine._connection  # type: ignore[attr-defined]
    frame = connection.cursor().table("events").df().astype(object)
    frame = frame.where(frame.notna(), None).set_index(["source", "row"])
    return frame[COLUMNS if client.folder.name == "client" else [*COLUMNS, "file"]]

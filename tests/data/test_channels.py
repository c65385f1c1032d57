"""Channels by rules: both sets of the library, a file of one's own, and rules that are refused."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import cjkit
from cjkit.data.channels import RULE_FIELDS, SETS, library_rules
from cjkit.data.sources import FIELDS, TRACKING, DataDescription, Source
from cjkit.data.sql import run_sql
from cjkit.data.tracking import field_sql
from cjkit.errors import DataError

Link = Callable[..., cjkit.Client]
WEB = """
  - id: web
    shape: events
    files: web.csv
    columns: {customer: who, at: when, event: what, url: url, referrer: from}
    consent: {not_applicable: Test}
"""
SOURCE = Source.model_validate(
    {
        "id": "web",
        "shape": "events",
        "files": "w.csv",
        "columns": {"customer": "c", "at": "t", "url": "u", "referrer": "r"},
        "consent": {"not_applicable": "Test"},
    }
)


@pytest.fixture(scope="module")
def channels() -> dict[str, Callable[[str, str | None], str | None]]:
    """Give set -> channel of a query and a referrer."""
    connection = duckdb.connect()
    run_sql(connection, "link_macros")

    def asker(name: str) -> Callable[[str, str | None], str | None]:
        data = DataDescription(channels=library_rules(name))
        sql = field_sql("channel", SOURCE, data)

        def ask(query: str, referrer: str | None = None) -> str | None:
            rows = "(select $u as url, $r::varchar as referrer)"
            said = {"u": f"https://www.shop.example/{query}", "r": referrer}
            return connection.execute(f"select {sql} from {rows}", said).fetchall()[0][0]

        return ask

    return {name: asker(name) for name in SETS}


GOOGLE, META, TUBE = "https://www.google.nl/", "https://l.facebook.com/l.php", "https://youtu.be/x"


@pytest.mark.parametrize(
    ("query", "referrer", "ga4", "simple"),
    [
        ("", None, "Direct", "Direct"),
        ("", "https://shop.example/a", None, None),  # from a page of its own
        ("?utm_source=(direct)&utm_medium=(none)", None, "Direct", "Direct"),
        ("?utm_campaign=Cross-Network&utm_source=x", None, "Cross-network", "Not classified"),
        ("?utm_source=bol&utm_medium=cpc", None, "Paid Shopping", "Shopping advertisements"),
        # shop as the beginning of a word in the campaign; but not workshop
        ("?utm_campaign=shop_mei&utm_medium=cpc", None, "Paid Shopping", "Other advertisements"),
        ("?utm_campaign=eshop&utm_medium=cpc", None, "Paid Shopping", "Other advertisements"),
        ("?utm_campaign=workshop&utm_medium=cpc", None, "Paid Other", "Other advertisements"),
        ("?utm_source=Google&utm_medium=CPC", None, "Paid Search", "Search advertisements"),
        ("?gclid=1", GOOGLE, "Paid Search", "Search advertisements"),
        ("?utm_source=fb&utm_medium=paid_social", None, "Paid Social", "Social advertisements"),
        ("?utm_source=youtube&utm_medium=cpv", None, "Paid Video", "Video advertisements"),
        ("?utm_source=youtube&utm_medium=cpc", None, "Paid Video", "Video advertisements"),
        # .*cp.* fits cpm too: paid on a search site, display elsewhere
        ("?utm_source=google&utm_medium=cpm", None, "Paid Search", "Display"),
        ("?utm_source=nu.nl&utm_medium=cpm", None, "Display", "Display"),
        ("?utm_source=nu.nl&utm_medium=cpc", None, "Paid Other", "Other advertisements"),
        ("?dclid=1", "https://www.nu.nl/", "Display", "Display"),
        ("", "https://www.marktplaats.nl/", "Organic Shopping", "Shopping sites"),
        ("", META, "Organic Social", "Social media"),
        ("?utm_medium=social", None, "Organic Social", "Social media"),
        ("?fbclid=1", META, "Organic Social", "Social media"),
        ("", TUBE, "Organic Video", "Video"),
        ("", GOOGLE, "Organic Search", "Search engines"),
        ("?utm_source=x&utm_medium=organic", None, "Organic Search", "Search engines"),
        ("?utm_source=mei&utm_medium=E-mail", None, "Email", "E-mail"),
        ("", "https://mail.google.com/", "Referral", "E-mail"),
        ("?utm_medium=affiliate", None, "Affiliates", "Affiliates and comparison sites"),
        ("", "https://www.nu.nl/x", "Referral", "Other sites"),
        ("", "https://chatgpt.com/", "Referral", "AI assistants"),
        ("?utm_source=chatgpt.com", None, "Unassigned", "AI assistants"),
        ("?utm_medium=audio", None, "Audio", "Not classified"),
        ("?utm_medium=sms", None, "SMS", "Text, WhatsApp and push messages"),
        (
            "?utm_medium=webpush",
            None,
            "Mobile Push Notifications",
            "Text, WhatsApp and push messages",
        ),
        ("?utm_medium=influencer", None, "Unassigned", "Influencers"),
        ("?utm_medium=flyer", None, "Unassigned", "Print and QR codes"),
    ],
)
def test_both_sets(
    channels: dict[str, Callable[[str, str | None], str | None]],
    query: str,
    referrer: str | None,
    ga4: str | None,
    simple: str | None,
) -> None:
    found = (channels["ga4"](query, referrer), channels["simple"](query, referrer))
    assert found == (ga4, simple)


def test_ga4_has_eighteen_channels_and_one_for_the_rest() -> None:
    rules = library_rules("ga4")
    assert len({rule.channel for rule in rules.rules}) == len(rules.rules) == 18
    assert rules.otherwise == "Unassigned"


def test_the_plain_set_has_its_names_in_both_languages() -> None:
    dutch, english = library_rules("simple", "nl"), library_rules("simple", "en")
    assert [rule.when for rule in dutch.rules] == [rule.when for rule in english.rules]
    assert dutch.rules[2].channel == "E-mail"
    assert (dutch.otherwise, english.otherwise) == ("Niet ingedeeld", "Not classified")


def test_rules_know_all_tracking_fields_and_only_fields() -> None:
    assert {*TRACKING} <= {*RULE_FIELDS} <= {*FIELDS}


def test_a_source_that_does_not_tell_where_rows_came_from_has_no_channel() -> None:
    data = DataDescription(channels=library_rules("ga4"))
    plain = SOURCE.model_copy(update={"columns": {"customer": "c", "at": "t", "page": "p"}})
    assert field_sql("channel", plain, data) == "null::varchar"
    # without a referrer nothing can be direct
    url = SOURCE.model_copy(update={"columns": {"customer": "c", "at": "t", "url": "u"}})
    connection = duckdb.connect()
    run_sql(connection, "link_macros")
    sql = f"select {field_sql('channel', url, data)} from (select 'https://s.example/' as url)"
    assert connection.execute(sql).fetchall() == [(None,)]


FILES: dict[str, str | bytes] = {
    "web.csv": (
        "who,when,what,url,from\n"
        "1,2026-01-01,visit,https://shop.example/?utm_source=fb&utm_medium=cpc,\n"
        "2,2026-01-02,visit,https://shop.example/?ref=buurt,\n"
        "3,2026-01-03,visit,https://shop.example/?utm_medium=cpc&utm_source=zoeker.nl,\n"
    )
}
OWN = """
id: ours
version: 1.0
rules:
  - channel: Buren
    when: {utm_source: (none), page: /}
  - channel: {nl: Zoeken, en: Search}
    when: [{site_category: search}]
"""


def test_rules_of_ones_own_and_sites_and_spellings(linked: Link) -> None:
    head = (
        "channels: rules/ours.yaml\nreferrers: [{search: {Zoeker: [zoeker.nl]}}]\n"
        "spellings: {utm_source: {Facebook: [fb]}}"
    )
    files = FILES | {"rules/ours.yaml": OWN.replace("1.0", "'1'")}
    client = linked(WEB, files, head=head)
    assert client.engine.query("utm_values").values.tolist() == [
        ["utm_medium", "cpc", 2],
        ["utm_source", "Facebook", 1],
        ["utm_source", "zoeker.nl", 1],
    ]
    assert channels_of(client) == ["search", "Buren", "Search"]  # the first: its touchpoint's


def channels_of(client: cjkit.Client) -> list[str | None]:
    client.engine.query("rows")
    [store] = Path(client.folder.parent / "cache" / "stores").iterdir()
    with duckdb.connect() as connection:
        asked = f"select channel from '{store}/events.parquet' order by \"row\""
        return [row[0] for row in connection.execute(asked).fetchall()]


def test_without_a_choice_nothing_changes(linked: Link) -> None:
    assert channels_of(linked(WEB, FILES)) == ["search", None, "search"]


@pytest.mark.parametrize(
    ("head", "own", "said"),
    [
        (
            "channels: ga5",
            "",
            'data.yaml:1:1: CJ-350 There is no set of channel rules "ga5". Did you mean "ga4"? '
            "The library has ga4, simple.",
        ),
        (
            "channels: kanalenlijst",
            "",
            'data.yaml:1:1: CJ-351 There is no set of channel rules "kanalenlijst". Write ga4, '
            "simple, or the path of a YAML file with rules in the client's folder.",
        ),
        (
            "channels: ../ours.yaml",
            "",
            'data.yaml:1:1: CJ-314 "../ours.yaml" leaves the client\'s folder. Put the files in '
            "the folder, or link them there.",
        ),
        (
            "channels: own.yaml",
            "id: a\nversion: b\nrules:\n  - {channel: X, when: {utm_sorce: y}}\n",
            'own.yaml:4:5: CJ-352 A rule of channel "X" asks for "utm_sorce", which channel rules '
            'do not know. Did you mean "utm_source"? They know ' + ", ".join(RULE_FIELDS) + ".",
        ),
        (
            "channels: own.yaml",
            "id: a\nversion: b\nrules:\n  - {channel: X, when: {zzz: y}}\n",
            'own.yaml:4:5: CJ-353 A rule of channel "X" asks for "zzz", which channel rules do '
            "not know. Use one of " + ", ".join(RULE_FIELDS) + ".",
        ),
        (
            "channels: own.yaml",
            "id: a\nversion: b\nrules:\n  - {channel: X, when: {page: {matches: '('}}}\n",
            'own.yaml:4:5: CJ-354 A rule of channel "X" has "(", which is not a pattern that can '
            "be matched. Correct the regular expression, or use contains.",
        ),
    ],
)
def test_what_cannot_be_used_is_told(
    write: Callable[..., Path], head: str, own: str, said: str
) -> None:
    folder = write(WEB, FILES | {"own.yaml": own}, head=head)
    with pytest.raises(DataError) as told:
        cjkit.open_client(folder)
    assert str(told.value) == said
    assert told.value.text("nl") != said


def test_a_file_without_rules_is_told_with_its_line(write: Callable[..., Path]) -> None:
    folder = write(
        WEB, FILES | {"own.yaml": "id: a\nversion: b\nrules: []\n"}, head="channels: own.yaml"
    )
    with pytest.raises(DataError, match=r"^own\.yaml:3:1: CJ-118 "):
        cjkit.open_client(folder)


def test_a_customer_from_an_address_is_the_customer_of_a_column(linked: Link) -> None:
    sources = WEB.replace("columns:", "customer_parameter: cid\n    columns:")
    rows = [
        "A1,2026-01-01,visit,https://shop.example/,",
        ",2026-01-02,visit,https://shop.example/?cid=+a1+,",  # the same, normalised
        ",2026-01-03,visit,https://shop.example/?cid=b,",
        ",2026-01-04,visit,https://shop.example/,",  # nobody: rejected
    ]
    lines = "\n".join(["who,when,what,url,from", *rows]) + "\n"
    client = linked(sources, {"web.csv": lines}, head="rejected_at_most: 0.5")
    events = client.engine.query("reach").query("level == 'all'")
    assert events[["customers", "events"]].values.tolist() == [[2, 3]]
    assert client.engine.query("rejected")["reason"].tolist() == ["missing_value"]


def test_a_customer_needs_no_column_where_an_address_names_them(linked: Link) -> None:
    sources = WEB.replace("customer: who, ", "").replace(
        "columns:", "customer_parameter: cid\n    columns:"
    )
    row = "2026-01-03,visit,https://shop.example/?cid=b,\n"
    client = linked(sources, {"web.csv": "when,what,url,from\n" + row})
    assert client.engine.query("rows")["accepted"].tolist() == [1]

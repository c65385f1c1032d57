"""A look at files gives a data.yaml that cjkit reads, with every doubt named."""

import datetime as dt
import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cjkit.data.proposal import propose_data, write_proposal
from cjkit.data.proposal.gathering import pattern
from cjkit.data.sources import read_data
from cjkit.errors import DataError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.formats.yaml_text import parse_yaml

JOURNEY = parse_journey("title: T")
Propose = Callable[..., "Proposed"]

PEOPLE = "klantnummer;leeftijd;naam;e-mail;postcode;toestemming_analyse\n" + "".join(
    f"{n};{20 + n};Jan {n};j{n}@x.example;100{n}AB;{'ja' if n % 3 else 'nee'}\n" for n in range(40)
)


class Proposed:
    """A proposal with its text read back."""

    def __init__(self, folder: Path, language: str = "en", files: list[Path] | None = None) -> None:
        self.folder = folder
        self.proposal = propose_data(files or [folder], folder, language)
        self.text = self.proposal.text
        read = parse_yaml(self.text, "data.yaml", DataError).data
        self.sources: dict[str, dict[str, Any]] = {each["id"]: each for each in read["sources"]}

    @property
    def only(self) -> dict[str, Any]:
        (source,) = self.sources.values()
        return source

    @property
    def words(self) -> str:
        """The comments, each on one line however it was wrapped."""
        return re.sub(r"\s*\n\s*# (?!unsure|onzeker)", " ", self.text)

    def problems(self) -> list[str]:
        """What cjkit's own reader says."""
        (self.folder / "data.yaml").write_text(self.text, "utf-8")
        try:
            read_data(self.folder, JOURNEY)
        except DataError as wrong:
            return [problem.code for problem in wrong.problems]
        return []


@pytest.fixture
def propose(tmp_path: Path) -> Propose:
    def write_and_propose(files: dict[str, str | bytes], language: str = "en") -> Proposed:
        folder = tmp_path / "client"
        for name, text in files.items():
            path = folder / "data" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return Proposed(folder, language)

    return write_and_propose


def table(header: str, row: Callable[[int], str], n: int = 40) -> str:
    return "\n".join([header, *(row(i) for i in range(n))]) + "\n"


def day(n: int) -> dt.date:
    return dt.date(2026, 4, 1) + dt.timedelta(n)


def test_customers_give_attributes_consent_and_no_names(propose: Propose) -> None:
    found = propose({"klanten.csv": PEOPLE})
    assert found.only == {
        "id": "customers",
        "kind": "customers",
        "files": "data/klanten.csv",
        "separator": ";",
        "columns": {"customer": "klantnummer"},
        "attributes": ["leeftijd"],
        "consent": {"column": "toestemming_analyse", "granted": ["ja"]},
    }
    assert (
        "not used, since they may name a person and no rule needs them: naam, e-mail, postcode."
        in (found.words)
    )
    assert found.problems() == []


def test_other_sources_ask_consent_of_the_customers_they_share_ids_with(propose: Propose) -> None:
    orders = table(
        "bestelnummer;klantnummer;besteldatum;totaal", lambda n: f"{n};{n};{day(n)};9,50"
    )
    strangers = orders.replace("bestelnummer", "ticketnummer").replace(";klantnummer", ";aanvrager")
    strangers = re.sub(r"(?m)^(\d+);(\d+);", r"\1;z\2;", strangers)
    found = propose({"klanten.csv": PEOPLE, "orders.csv": orders, "tickets.csv": strangers})
    assert found.sources["orders"]["consent"] == {"by": "customers"}
    assert found.sources["orders"]["decimal"] == ","
    assert found.sources["service"]["consent"] == {}
    assert (
        'unsure: the values of "aanvrager" are not those of the customer file, so its consent does '
        "not reach these rows." in found.words
    )
    assert found.problems() == ["CJ-305"]


def test_without_known_consent_the_reader_stops_until_a_person_decides(propose: Propose) -> None:
    found = propose(
        {
            "web.csv": table(
                "visitor_id,timestamp,event,page_url",
                lambda n: f"v{n},{day(n)},view,https://x.example/{n}",
            )
        }
    )
    assert found.only["consent"] == {}
    assert found.problems() == ["CJ-305"]
    decided = found.text.replace("consent: {}\n", 'consent: {not_applicable: "Test"}\n')
    assert decided.count("Test") == 1
    (found.folder / "data.yaml").write_text(decided, "utf-8")
    assert read_data(found.folder, JOURNEY) is not None


@pytest.mark.parametrize(
    ("header", "values", "said"),
    [
        ("Accepts Marketing", ("yes", "no"), "looks like consent for mailings (no, yes), which is"),
        ("consent", ("A", "B"), "may be about consent, but which of its values means yes is not"),
    ],
)
def test_doubtful_consent_is_never_taken_for_a_yes(
    propose: Propose, header: str, values: tuple[str, str], said: str
) -> None:
    people = table(f"customer_id,age,{header}", lambda n: f"{n},{30 + n},{values[n % 2]}")
    found = propose({"people.csv": people})
    assert found.only["consent"] == {}
    assert f'unsure: "{header}" {said}' in found.words
    assert f"# consent: {{column: {header}, granted: " in found.text
    assert found.problems() == ["CJ-305"]


def test_day_and_month_are_proven_by_the_first_value_that_only_one_order_reads(
    propose: Propose,
) -> None:
    # From 1 April: 13-04-2026 is the first day that is no month, in row 14 (the header is row 1).
    found = propose({"web.csv": table("bezoeker;tijdstip;gebeurtenis;pagina_url",
                                      lambda n: f"v{n};{day(n):%d-%m-%Y};x;/a")})  # fmt: skip
    assert found.only["date_format"] == "%d-%m-%Y"
    assert (
        'dates like 01-04-2026 in "tijdstip" are read day first, because 13-04-2026 stands in row '
        "14 of web.csv." in found.words
    )


def test_month_first_is_proven_too(propose: Propose) -> None:
    found = propose(
        {
            "web.csv": table(
                "visitor_id,timestamp,event,page_url",
                lambda n: f"v{n},{day(n):%m/%d/%Y} 01:30 PM,x,/a",
            )
        }
    )
    assert found.only["date_format"] == "%m/%d/%Y %I:%M %p"
    assert "are read month first, because 04/13/2026 01:30 PM stands in row 14" in found.words


def test_dates_that_prove_nothing_are_unsure(propose: Propose) -> None:
    rows = table("visitor_id,timestamp,event,page_url", lambda n: f"v{n},0{1 + n % 9}-04-2026,x,/a")
    found = propose({"web.csv": rows})
    assert found.only["date_format"] == "%d-%m-%Y"
    assert (
        'unsure: dates like 01-04-2026 in "timestamp" may be day first or month first; no value '
        "proves it, and day first was chosen." in found.words
    )


@pytest.mark.parametrize(
    ("written", "form"),
    [
        (lambda n: f"{day(n)}T10:00:00Z", None),
        (lambda n: f"{day(n)} 10:00", None),
        (lambda n: f"{day(n):%Y%m%d}", "%Y%m%d"),
        (lambda n: f"{day(n):%Y/%m/%d} 10:00:00", "%Y/%m/%d %H:%M:%S"),
        (lambda n: f"{day(n):%d.%m.%y}", "%d.%m.%y"),
        (lambda n: f"{day(n):%d %b %Y}", "%d %b %Y"),
        (lambda n: str(1775000000 + 86400 * n), "epoch_s"),
        (lambda n: str(1775000000000 + n), "epoch_ms"),
        (lambda n: str(46000 + n), "excel"),
    ],
)
def test_ways_to_write_dates(
    propose: Propose, written: Callable[[int], str], form: str | None
) -> None:
    rows = table("visitor_id;timestamp;event;page_url", lambda n: f"v{n};{written(n)};x;/a")
    assert propose({"web.csv": rows}).only.get("date_format") == form


def test_a_value_that_is_no_date_is_named(propose: Propose) -> None:
    rows = table("bezoeker;tijdstip;gebeurtenis;pagina_url",
                 lambda n: f"v{n};{'volgt' if n == 7 else f'{day(n):%d-%m-%Y}'};x;/a")  # fmt: skip
    assert (
        'unsure: one value of "tijdstip" is not a date of this form: "volgt".'
        in propose({"web.csv": rows}).words
    )


@pytest.mark.parametrize(
    ("amount", "decimal", "said"),
    [
        ("12,50", ",", ""),
        ("1.234,50", ",", ""),
        ("12.50", None, ""),
        ("12", None, ""),
        ("1.234", None, 'unsure: "totaal" holds numbers such as 1.234: a point before decimals'),
    ],
)
def test_the_decimal_sign(propose: Propose, amount: str, decimal: str | None, said: str) -> None:
    found = propose({"o.csv": table("bestelnummer;klantnummer;besteldatum;totaal",
                                    lambda n: f"{n};{n};{day(n)};{amount}")})  # fmt: skip
    assert found.only["columns"]["value"] == "totaal"
    assert found.only.get("decimal") == decimal
    assert said in found.words


PLAIN = "klantnummer;tijdstip;gebeurtenis;pagina_url;stad\n" + "".join(
    f"{n};{day(n)};bekeken;/a;Curaçao\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode(), None),
        (b"\xef\xbb\xbf" + PLAIN.encode(), None),
        (PLAIN.encode("cp1252"), "cp1252"),
        (PLAIN.encode("utf-16"), "utf-16"),
        (PLAIN.encode("utf-16-le"), "utf-16-le"),
        (gzip.compress(PLAIN.encode("cp1252")), "cp1252"),
    ],
)
def test_encodings(propose: Propose, content: bytes, encoding: str | None) -> None:
    name = "web.csv.gz" if content[:2] == b"\x1f\x8b" else "web.csv"
    found = propose({name: content})
    assert found.only.get("encoding") == encoding
    assert found.only["columns"]["stad" if "stad" in found.only["columns"] else "customer"]
    assert found.only["columns"]["customer"] == "klantnummer"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(propose: Propose, separator: str) -> None:
    found = propose({"web.csv": PLAIN.replace(";", separator)})
    assert found.only["columns"]["url"] == "pagina_url"
    assert found.only.get("separator", ",") == separator


def test_monthly_files_are_one_source_and_what_a_month_lacks_is_named(propose: Propose) -> None:
    header, row = "visitor_id,timestamp,event,page_url,device", "v{},2026-0{}-01,x,/a,phone"
    months = {
        f"web_2026-0{m}.csv": table(header, lambda n, m=m: row.format(n, m)) for m in (1, 2, 3)
    }
    months["web_2026-02.csv"] = (
        months["web_2026-02.csv"].replace(",device", "").replace(",phone", "")
    )
    found = propose(
        {
            **months,
            "orders_2026.csv": table(
                "order_id,customer_id,order_date,total", lambda n: f"{n},{n},{day(n)},1"
            ),
        }
    )
    assert found.sources["web"]["files"] == "data/web_*.csv"
    assert found.sources["orders"]["files"] == "data/orders_2026.csv"
    assert 'unsure: column "device" is missing in web_2026-02.csv.' in found.words


def test_a_pattern_never_takes_in_another_file(propose: Propose) -> None:
    rows = table("visitor_id,timestamp,event,page_url", lambda n: f"v{n},{day(n)},x,/a")
    other = table("order_id,customer_id,order_date,total", lambda n: f"{n},{n},{day(n)},1")
    found = propose({"web_2026-01.csv": rows, "web_2026-02.csv": rows, "web_orders.csv": other})
    assert found.sources["web"]["files"] == ["data/web_2026-01.csv", "data/web_2026-02.csv"]


def test_patterns_of_names() -> None:
    names = ["web_2026-01.csv", "events_20260131.parquet", "2014.csv", "q1.csv", "crm.xlsx"]
    assert [pattern(n) for n in names] == [
        "web_*.csv", "events_*.parquet", "*.csv", "q*.csv", "crm.xlsx",
    ]  # fmt: skip


def test_a_survey_with_scales_and_codes(propose: Propose) -> None:
    # satisfied: 1 to 5 and 99; recommend: 0 to 10; four ratings that look alike, with 6 beside.
    def row(n: int) -> str:
        ratings = ",".join(str(1 + (n + k) % 6) for k in range(4))
        return f"r{n},{day(n)},{99 if n % 10 == 0 else 1 + n % 5},{n % 11},{ratings},{18 + n}"

    found = propose(
        {
            "s.csv": table(
                "respondent_id,end date,satisfied,recommend,Q7ART,Q7FOOD,Q7SIGN,Q7SHOP,age", row, 66
            )
        }
    )
    rating = {"instrument": "rating", "scale": [1, 5], "not_answered": [6]}
    assert found.only["kind"] == "survey_answers"
    assert found.only["questions"] == [
        {"column": "satisfied", "instrument": "csat", "scale": [1, 5], "not_answered": [99]},
        {"column": "recommend", "instrument": "nps", "scale": [0, 10]},
        *({"column": name, **rating} for name in ("Q7ART", "Q7FOOD", "Q7SIGN", "Q7SHOP")),
    ]
    assert (
        "unsure: values beside the scale are taken as no answer (6, 99) in satisfied, Q7ART, "
        "Q7FOOD, Q7SIGN, Q7SHOP. Is that what they mean?" in found.words
    )
    assert found.problems() == ["CJ-305"]


def test_counts_a_day_leave_rates_out_and_need_no_consent(propose: Propose) -> None:
    found = propose(
        {
            "ads.csv": table(
                "Day,Campaign,Impr.,Clicks,Cost,CTR,Zebra",
                lambda n: f"{day(n)},spring,{n + 1},{n},2.50,1.5,{n}",
            )
        }
    )
    assert found.only["counts"] == {"impressions": "Impr.", "clicks": "Clicks", "cost": "Cost"}
    assert found.only["columns"] == {"day": "Day", "campaign": "Campaign"}
    assert found.only["consent"] == {
        "not_applicable": "Counts a day; no person can be found in them."
    }
    assert "cannot be added up over days: CTR." in found.words
    assert "add them under counts with a name of your own: Zebra." in found.words
    assert found.problems() == []


def ga4(path: Path) -> None:
    """Write two events as GA4 exports them, nested."""
    how = "(format json)" if path.suffix == ".jsonl" else "(format parquet)"
    duckdb.connect().execute(f"""
        copy (select '20260105' as event_date, 1767610800000000 + n as event_timestamp,
          'page_view' as event_name,
          [{{'key': 'page_location', 'value': {{'string_value': 'https://x.example/' || n,
             'int_value': null::bigint}}}},
           {{'key': 'ga_session_id', 'value': {{'string_value': null, 'int_value': n}}}}]
            as event_params,
          'u' || n as user_pseudo_id,
          {{'analytics_storage': case when n % 2 = 0 then 'Yes' else 'No' end}} as privacy_info,
          {{'category': 'mobile'}} as device
        from range(40) as t(n)) to '{path}' {how}""")


@pytest.mark.parametrize("name", ["ga4.parquet", "ga4.jsonl"])
def test_a_ga4_export_is_mapped_by_its_paths(tmp_path: Path, name: str) -> None:
    (tmp_path / "client/data").mkdir(parents=True)
    ga4(tmp_path / "client/data" / name)
    found = Proposed(tmp_path / "client")
    assert found.only == {
        "id": "web",
        "kind": "ga4_export",
        "files": f"data/{name}",
        "date_format": "epoch_us",
        "columns": {
            "customer": "user_pseudo_id",
            "at": "event_timestamp",
            "event": "event_name",
            "url": "event_params.page_location",
            "device": "device.category",
        },
        "consent": {"column": "privacy_info.analytics_storage", "granted": ["Yes"]},
    }
    # Readers before the word epoch_us say CJ-312; nothing else may be wrong.
    assert set(found.problems()) <= {"CJ-312"}


def test_a_workbook_gives_a_source_for_each_sheet_with_rows(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Leads"
    book.active.append(["Regel", "Klantnummer", "Datum", "Leadstatus", "Bedrag"])
    orders, empty = book.create_sheet("Orders"), book.create_sheet("Notes")
    empty.append(["Only a header"])
    orders.append(["Bestelnummer", "Klantnummer", "Besteldatum", "Totaal"])
    for n in range(30):
        book.active.append([f"R{n}", n, dt.datetime(2026, 1, 1 + n, 9), "nieuw", 10.5 + n])
        orders.append([n, n, dt.datetime(2026, 2, 1) + dt.timedelta(n), 3.5])
    (tmp_path / "client/data").mkdir(parents=True)
    book.save(tmp_path / "client/data/crm.xlsx")
    found = Proposed(tmp_path / "client")
    assert {each["sheet"] for each in found.sources.values()} == {"Leads", "Orders"}
    assert [each.get("date_format") for each in found.sources.values()] == [None, None]
    assert found.sources["sales"]["columns"] == {
        "customer": "Klantnummer", "at": "Datum", "event": "Leadstatus", "event_id": "Regel",
        "value": "Bedrag",
    }  # fmt: skip
    assert set(found.problems()) == {"CJ-305"}


def test_rows_above_the_header_are_skipped_and_said(propose: Propose) -> None:
    # Two rows above the header, so that the first day is in row 4 and 13 April in row 16.
    rows = table("Day,Campaign,Impr.,Clicks", lambda n: f"{day(n):%d-%m-%Y},spring,{n},1")
    found = propose({"ads.csv": 'Report\n"January 1, 2026"\n' + rows})
    assert found.only["header_row"] == 3
    assert "unsure: the names of the columns stand in row 3; the rows above it are skipped." in (
        found.words
    )
    assert "because 13-04-2026 stands in row 16 of ads.csv." in found.words
    assert found.problems() == []


def test_an_order_export_of_a_shop(propose: Propose) -> None:
    # As Shopify writes it: times with a zone, a name for the id, addresses, consent for mailings.
    rows = table(
        "Name,Email,Financial Status,Paid at,Accepts Marketing,Total,Billing Name,"
        "Billing Zip,Payment Method",
        lambda n: f"#{n},a{n}@x.example,paid,{day(n)} 10:00:00 +0200,no,1.5,Jan,12AB,card",
    )
    found = propose({"export.csv": rows})  # fmt: skip
    assert found.only["kind"] == "orders"
    assert found.only["date_format"] == "%Y-%m-%d %H:%M:%S %z"
    assert found.only["columns"] == {
        "customer": "Email", "at": "Paid at", "event": "Financial Status", "event_id": "Name",
        "value": "Total",
    }  # fmt: skip
    assert (
        'unsure: column "Email" holds e-mail addresses and stands for the customer.' in found.words
    )
    assert found.problems() == ["CJ-305"]


def test_consents_are_recognised_with_what_means_yes(propose: Propose) -> None:
    rows = table("customer_id,purpose,consent_status,granted_at,withdrawn_at",
                 lambda n: f"c{n},analytics,{'given' if n % 2 else 'no'},{day(n)},"
                 f"{'' if n % 5 else day(n)}")  # fmt: skip
    people = table("age,town,first name,customer_id", lambda n: f"{n},{n % 3},Jo,c{n}")
    found = propose({"consents.csv": rows, "people.csv": people})
    asked = found.sources["consents"]
    assert asked["columns"]["decision"] == "consent_status"
    assert asked["columns"]["withdrawn"] == "withdrawn_at"
    assert asked["consent"] == {"granted": ["given"]}
    assert found.sources["customers"]["consent"] == {}
    assert "# consent: {by: customers}" in found.text


def test_a_title_above_the_header_of_a_sheet_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Leads of January"], [], ["Regel", "Klantnummer", "Datum"], [1, 2, "2026-01-01"]):
        book.active.append(row)
    book.save(tmp_path / "crm.xlsx")
    with pytest.raises(DataError) as caught:
        propose_data([tmp_path / "crm.xlsx"], tmp_path / "client")
    assert caught.value.text("en") == (
        "crm.xlsx:Sheet: CJ-384 The header stands in row 3, not in row 1. Remove the rows above "
        "it, or export without a title."
    )


def test_an_id_on_several_rows_is_no_event_id(propose: Propose) -> None:
    rows = table("Order number,Customer ID,Order date,Lineitem name,Total",
                 lambda n: f"{n // 2},{n},{day(n)},p{n},3")  # fmt: skip
    found = propose({"orders.csv": rows})
    assert "event_id" not in found.only["columns"]
    assert (
        'unsure: "Order number" looks like an id, but it stands on several rows (20 repeats), so '
        "it is not used as event_id." in found.words
    )


def test_equal_rows_are_counted(propose: Propose) -> None:
    rows = table("visitor_id,timestamp,event,page_url", lambda n: f"v{n // 2},{day(n // 2)},x,/a")
    assert "unsure: 20 rows are equal to an earlier row in all columns." in (
        propose({"web.csv": rows}).words
    )


def test_a_row_without_customer_or_moment_is_said(propose: Propose) -> None:
    found = propose(
        {"x.csv": table("Month,Colour,Weekend", lambda n: f"Feb,{'ab'[n % 2]},{n % 2}")}
    )
    assert found.only["columns"]["customer"] == "{row}"
    assert "at" not in found.only["columns"]
    assert 'add at: "2026-{Month}-01" with that year' in found.words
    assert sorted(found.problems()) == ["CJ-305", "CJ-308"]


def test_a_moment_in_parts_gives_a_template(propose: Propose) -> None:
    rows = table("customer_id,arrival_year,arrival_month,arrival_day_of_month,status",
                 lambda n: f"{n // 2},2026,July,{1 + n % 28},{'ab'[n % 2]}")  # fmt: skip
    assert (
        'add at: "{arrival_year}-{arrival_month}-{arrival_day_of_month}" with its date_format.'
        in propose({"x.csv": rows}).words
    )


def test_a_column_that_is_there_twice_is_not_used(propose: Propose) -> None:
    rows = table("visitor_id,timestamp,event,page_url,page_url", lambda n: f"v{n},{day(n)},x,/a,/b")
    found = propose({"web.csv": rows})
    assert "url" not in found.only["columns"]
    assert (
        "unsure: these columns are there twice, so none of them is used: page_url." in found.words
    )


def test_a_kind_with_a_near_rival_says_so(propose: Propose) -> None:
    rows = table("order number,paid at,ticket id,priority,customer_id",
                 lambda n: f"{n},{day(n)},t{n},high,{n}")  # fmt: skip
    assert re.search(r"unsure: kind \w+ was chosen; \w+ fits nearly as well.",
                     propose({"x.csv": rows}).words)  # fmt: skip


def test_comments_are_in_the_language_and_client_text_stays_a_comment(propose: Propose) -> None:
    rows = table('klantnummer,datum,aan,"sta\x07d\nconsent: {}"', lambda n: f"{n},{day(n)},x,{n}")
    found = propose({"x.csv": rows}, language="nl")
    assert "# onzeker: geen soort bestand past bij deze kolommen" in found.text
    assert "sta?d consent: {}" in found.words
    assert list(found.only) == ["id", "shape", "files", "columns", "consent"]


NONSENSE: list[tuple[str, bytes, str]] = [
    ("a.csv", b"",
     "a.csv: CJ-322 The file is empty. Export it again, or take it out of the folder."),
    ("a.csv", b" \n \n",
     "a.csv: CJ-322 The file is empty. Export it again, or take it out of the folder."),
    ("a.csv", b"klant;datum;bedrag\n",
     "a.csv: CJ-383 The file has a header and no rows. Export it again for a period that has "
     "data."),
    ("a.csv", bytes(range(256)) * 20,
     "a.csv: CJ-382 This is not a table but a binary file. Export the data as CSV, XLSX, Parquet "
     "or JSON lines."),
    ("a.csv", b"%PDF-1.7\n1 0 obj",
     "a.csv: CJ-382 This is not a table but a PDF. Export the data as CSV, XLSX, Parquet or JSON "
     "lines."),
    ("a.json", b'[{"a": 1}]',
     "a.json: CJ-382 This is not a table but a JSON list. Export the data as CSV, XLSX, Parquet or "
     "JSON lines."),
    ("a.xlsx", b"PK\x03\x04 and then nothing",
     "a.xlsx: CJ-328 This is not a workbook (XLSX). Save it again as .xlsx, or set format: csv."),
    ("a.csv", b"1,2026-01-01,5\n2,2026-01-02,6\n",
     'a.csv: CJ-387 Row 1 holds values such as "1", not the names of columns. Put a row with the '
     "names of the columns above them."),
    ("a.csv", ",".join(f"c{n}" for n in range(2001)).encode() + b"\n1,2\n",
     "a.csv: CJ-333 The file has more than 2,000 columns. Check the separator, or export fewer "
     "columns."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "sentence"), NONSENSE)
def test_nonsense_is_one_clear_message(
    propose: Propose, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(DataError) as caught:
        propose({name: content})
    assert caught.value.text("en") == sentence


def test_what_is_wrong_with_several_files_comes_at_once(propose: Propose) -> None:
    with pytest.raises(DataError) as caught:
        propose({"a.csv": b"", "b.csv": b"%PDF-1.7", "c.csv": PEOPLE})
    assert [problem.code for problem in caught.value.problems] == ["CJ-322", "CJ-382"]


def test_a_cell_of_a_million_characters_and_two_thousand_columns(propose: Propose) -> None:
    long = "klantnummer;datum;toelichting\n1;2026-01-01;" + "x" * 1_000_000 + "\n2;2026-01-02;b\n"
    wide = table("customer_id,created_at," + ",".join(f"c{n}" for n in range(1998)),
                 lambda n: f"{n},{day(n)}," + ",".join(["1"] * 1998), 3)  # fmt: skip
    found = propose({"long.csv": long, "wide.csv": wide})
    assert len(found.text) < 5_000
    assert found.sources["long"]["columns"]["customer"] == "klantnummer"


def test_paths_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "none").mkdir()
    with pytest.raises(DataError) as caught:
        propose_data([tmp_path / "oders.csv", tmp_path / "zzz", tmp_path / "none"], tmp_path / "c")
    assert caught.value.text("en").splitlines() == [
        f"CJ-385 There is no file {tmp_path}/oders.csv. Did you mean {tmp_path}/orders.csv?",
        f"CJ-389 There is no file {tmp_path}/zzz. Give the path from this folder.",
        f"{tmp_path}/none: CJ-386 The folder holds no files of data. Point to files that end in "
        ".csv, .tsv, .txt, .xlsx, .parquet, .jsonl or one of these with .gz.",
    ]


def test_a_file_of_another_content_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "klanten.csv").write_text(PEOPLE, "utf-8")
    folder = tmp_path / "client"
    (folder / "data").mkdir(parents=True)
    (folder / "data/klanten.csv").write_text("mine", "utf-8")
    proposal = propose_data([tmp_path / "klanten.csv"], folder)
    with pytest.raises(DataError, match="CJ-390 A file of this name is there already, with other"):
        write_proposal(folder, proposal, JOURNEY)
    assert (folder / "data/klanten.csv").read_text("utf-8") == "mine"
    assert not (folder / "data.yaml").exists()


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from(",;\t"),
)
def test_any_text_gives_a_proposal_or_a_sentence(
    tmp_path: Path, rows: list[list[str]], separator: str
) -> None:
    folder = tmp_path / "client"
    folder.mkdir(exist_ok=True)
    (folder / "x.csv").write_text("\n".join(separator.join(row) for row in rows), "utf-8")
    try:
        codes = Proposed(folder, files=[folder / "x.csv"]).problems()
    except DataError as wrong:
        codes = [problem.code for problem in wrong.problems if problem.text("nl")]
        assert set(codes) <= {"CJ-322", "CJ-332", "CJ-382", "CJ-383", "CJ-387"}
        return
    assert set(codes) <= {"CJ-305", "CJ-308"}

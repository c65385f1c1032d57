"""Kinds of files: each is known by a typical header row of its tool, and by no other's."""

import pytest

from cjkit.data.proposal.recognising import recognise
from cjkit.library.shelves import source_kinds
from cjkit.library.source_kinds import file_kind, file_kinds, kind_shapes, plain_header

# A header row as the tool of that name writes it.
HEADERS = {
    "web_events": [
        ["visitor_id", "timestamp", "event_name", "page_url", "referrer", "utm_source"],
        ["bezoeker", "tijdstip", "gebeurtenis", "pagina_url", "verwijzer", "apparaat"],
    ],
    "sessions": [
        ["idVisit", "visitorId", "firstActionTimestamp", "visitDuration", "referrerType"],
        ["sessie_id", "bezoeker_id", "begin sessie", "sessieduur", "kanaal", "bouncepercentage"],
    ],
    "ga4_export": [
        ["event_date", "event_timestamp", "event_name", "event_params.page_location",
         "user_pseudo_id", "privacy_info.analytics_storage", "device.category", "stream_id"],
    ],
    "email_campaign": [
        ["Email Address", "Campaign Title", "Subject Line", "Send Time", "Opens", "Action"],
        ["ontvanger", "mailing", "onderwerpregel", "actie", "verzonden op"],
    ],
    "ad_counts": [
        ["Day", "Campaign", "Campaign ID", "Ad group", "Impr.", "Clicks", "Cost", "Avg. CPC"],
        ["Reporting starts", "Campaign name", "Ad set name", "Impressions", "Amount spent (EUR)"],
        ["Dag", "Campagne", "Advertentiegroep", "Vertoningen", "Klikken", "Kosten", "Gem. CPC"],
    ],
    "search_queries": [
        ["Date", "Top queries", "Clicks", "Impressions", "CTR", "Position"],
        ["Datum", "Populairste zoekopdrachten", "Klikken", "Vertoningen", "CTR", "Positie"],
    ],
    "social_counts": [
        ["Date", "Account name", "Post ID", "Permalink", "Impressions", "Likes", "Comments"],
        ["Datum", "Bericht", "Weergaven", "Vind-ik-leuks", "Reacties", "Nieuwe volgers"],
    ],
    "crm_leads": [
        ["Record ID", "Lead Status", "Lifecycle Stage", "Create Date", "Original Source"],
        ["Klantnummer", "Leadstatus", "Leadbron", "Aangemaakt op", "Activiteit"],
    ],
    "crm_deals": [
        ["Deal ID", "Deal Name", "Deal Stage", "Close Date", "Pipeline", "Amount"],
        ["Id", "AccountId", "StageName", "CloseDate", "Probability", "Amount", "LeadSource"],
        ["Offertenummer", "Klantnummer", "Offertedatum", "Dealfase", "Bedrag"],
    ],
    "orders": [
        ["Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Total",
         "Lineitem name", "Payment Method"],
        ["order_id", "order_number", "order_date", "status", "order_total", "billing_email"],
        ["Bestelnummer", "Klantnummer", "Besteldatum", "Totaal", "Betaalmethode"],
    ],
    "support_tickets": [
        ["Ticket ID", "Requester ID", "Created at", "Status", "Priority", "Via", "Solved at"],
        ["Ticketnummer", "Aanvrager", "Aangemaakt op", "Status", "Prioriteit"],
    ],
    "survey_answers": [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "How likely are you?"],
        ["Respondent", "Invuldatum", "Tevredenheid", "Aanbevelen", "Toelichting"],
    ],
    "reviews": [
        ["Review Id", "Review Created (UTC)", "Review Stars", "Review Title", "Review Content"],
        ["Datum", "Aantal sterren", "Beoordelingstekst", "Vestiging", "Recensent"],
    ],
    "loyalty_programme": [
        ["member_id", "created_at", "transaction type", "points change", "reward", "tier"],
        ["Lidnummer", "Datum", "Soort", "Spaarpunten", "Beloning"],
    ],
    "customers": [
        ["Customer ID", "First Name", "City", "Accepts Email Marketing", "Total Orders"],
        ["Klantnummer", "Leeftijd", "Geslacht", "Woonplaats", "Toestemming"],
    ],
    "consents": [
        ["customer_id", "purpose", "consent_status", "granted_at", "withdrawn_at"],
        ["Klantnummer", "Doeleinde", "Verleend op", "Ingetrokken op"],
    ],
}  # fmt: skip
ROWS = [(kind, tuple(row)) for kind, rows in HEADERS.items() for row in rows]


@pytest.mark.parametrize(("kind", "header"), ROWS)
def test_a_kind_is_known_by_its_headers_alone(kind: str, header: tuple[str, ...]) -> None:
    found = recognise(header)
    assert found.kind is not None
    assert (found.kind.id, found.rival) == (kind, None)


def test_every_kind_has_a_typical_header() -> None:
    assert list(HEADERS) == list(kind_shapes())


@pytest.mark.parametrize(
    "header",
    [
        ["a", "b", "c"],
        ["id", "date", "value"],
        ["name", "status", "type"],
        ["klant", "datum", "bedrag"],
        ["temperature", "humidity", "sensor"],
    ],
)
def test_common_words_tell_no_kind(header: list[str]) -> None:
    assert recognise(header).kind is None


def test_a_hint_in_the_name_decides_where_headers_are_plain() -> None:
    header = ["id", "klant", "wanneer", "wat", "campagne"]
    assert recognise(header, ["email.csv"]).kind == file_kind("email_campaign", "en")


def test_two_kinds_that_fit_alike_are_both_named() -> None:
    # Two telling headers of each: order number and paid at; ticket id and priority.
    found = recognise(["order number", "paid at", "ticket id", "priority", "customer_id"])
    assert found.kind is not None
    assert found.rival is not None
    assert {found.kind.id, found.rival.id} == {"orders", "support_tickets"}


def test_every_kind_belongs_to_a_source_of_the_library_of_its_shape() -> None:
    shapes = {source.id: source.shape for source in source_kinds("en")}
    for kind in file_kinds("en"):
        assert shapes[kind.source] == ("customers" if kind.shape == "consents" else kind.shape)


def test_words_are_told_in_both_languages_and_headers_are_the_same() -> None:
    for dutch, english in zip(file_kinds("nl"), file_kinds("en"), strict=True):
        assert dutch.name != english.name or dutch.id == "sessions"
        assert dutch.row != english.row
        assert dutch.headers == english.headers


def test_every_kind_finds_its_row_in_time() -> None:
    for kind in file_kinds("en"):
        moment = {"counts": "day", "customers": "customer"}.get(kind.shape, "at")
        assert moment in kind.headers, kind.id
        assert kind.counts or kind.shape != "counts", kind.id


def test_headers_are_compared_without_their_dress() -> None:
    assert plain_header(" Amount spent (EUR) ") == plain_header("amount_spent")
    assert plain_header("Geëxporteerd") == plain_header("geexporteerd")
    assert plain_header("(not set)") == "notset"

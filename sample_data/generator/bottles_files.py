"""Tarn's files: commas, ISO dates, orders instead of a CRM, and what went wrong in them."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from generator.ads import AdDay, Campaign, ad_days
from generator.bottles import SITE, WORDS, WORLD
from generator.dice import Dice
from generator.files import CsvHabit, write_csv
from generator.journeys import Customer, Journeys, Row, simulate
from generator.lines import Line, altered, delayed, in_months, repeated
from generator.survey import Answer, ask
from generator.world import Plant

HABIT = CsvHabit()
FROM_EXCEL = CsvHabit(encoding="utf-8-sig", line_end="\r\n")
LONDON = ZoneInfo("Europe/London")
WITHOUT_TIME = "2026-03"
"""The month whose mailing export lacks the column that says when."""


def write(folder: Path, seed: int, plant: Plant) -> tuple[Journeys, dict[str, int]]:
    """Write all files and give what happened, with the number of each flaw."""
    walks, asked, spoiled, bought = np.random.SeedSequence(seed).spawn(4)
    journeys = simulate(WORLD, plant, walks)
    answers = ask(WORLD, plant, journeys, asked)
    dice = Dice(spoiled)
    write_csv(folder / "customers.csv", map(_customer, journeys.customers), FROM_EXCEL)
    flaws = {
        **_write_web(folder, journeys.of("web"), dice),
        **_write_email(folder, journeys.of("email"), dice),
        **_write_orders(folder, journeys.of("orders"), dice),
        **_write_survey(folder, answers, dice),
        **_write_ads(folder, Dice(bought)),
    }
    return journeys, flaws


def _number(customer: Customer) -> str:
    return f"T{customer.number + 1:05}"


def _customer(customer: Customer) -> dict[str, object]:
    known = customer.attributes
    return {"customer_id": _number(customer), **known, "analytics_consent": customer.consent}


def _line(row: Row, cells: Mapping[str, object]) -> Line:
    return Line(f"{row.at:%Y-%m}", row.customer.granted, cells)


def _write_web(folder: Path, rows: list[Row], dice: Dice) -> dict[str, int]:
    lines = [_line(row, _visit(number, row)) for number, row in enumerate(rows)]
    bad = ({"timestamp": "2025-02-30T10:15:00"}, {"timestamp": "n/a"})
    coupon = f"{SITE}/deals?utm_source=couponbook&utm_medium=print&utm_campaign=coupon-week"
    unknown = {"event": "page_view", "page_url": coupon, "referrer": ""}
    reader = {
        "event": "story_read",
        "page_url": f"{SITE}/stories/river",
        "referrer": "https://www.google.example/",
    }
    flaws = {
        "web_duplicate": repeated(lines, 75, dice),
        "web_unparsable_date": altered(lines, "hit_id", bad * 5, dice),
        "web_unknown_campaign": altered(lines, "hit_id", [unknown] * 110, dice),
        "web_unknown_customer": altered(
            lines, "hit_id", [{**reader, "visitor": f"X{n:05}"} for n in range(30)], dice
        ),
        "web_without_consent": altered(lines, "hit_id", [{"consent": ""}] * 25, dice),
    }
    on_time = delayed(lines, 40, dice)
    extra = [line for lines_ in flaws.values() for line in lines_]
    for month, cells in in_months([*on_time, *extra]).items():
        write_csv(folder / "web" / f"web_{month}.csv", cells, HABIT)
    return {name: len(found) for name, found in flaws.items()} | {"web_late": 40}


def _visit(number: int, row: Row) -> dict[str, object]:
    return {
        "hit_id": f"h{number:06}",
        "visitor": _number(row.customer),
        "timestamp": f"{row.at:%Y-%m-%dT%H:%M:%S}",
        "event": row.contact.event,
        "page_url": row.contact.url,
        "referrer": row.contact.referrer,
        "device": row.device,
        "consent": "yes" if row.customer.granted else "no",
    }


def _write_email(folder: Path, rows: list[Row], dice: Dice) -> dict[str, int]:
    lines = [_line(row, _mailing(number, row)) for number, row in enumerate(rows)]
    unknown = altered(lines, "message_id", [{"campaign": "partner-offer"}] * 40, dice)
    for month, cells in in_months([*lines, *unknown]).items():
        left_out = ("sent_at",) if month == WITHOUT_TIME else ()
        write_csv(folder / "email" / f"email_{month}.csv", cells, HABIT, left_out)
    return {
        "email_unknown_campaign": sum(line.month != WITHOUT_TIME for line in unknown),
        "email_missing_column": sum(
            line.granted and line.month == WITHOUT_TIME for line in [*lines, *unknown]
        ),
    }


def _mailing(number: int, row: Row) -> dict[str, object]:
    return {
        "message_id": f"m{number:05}",
        "contact": _number(row.customer),
        "sent_at": f"{row.at.replace(tzinfo=LONDON).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "action": row.contact.event,
        "campaign": row.contact.campaign,
    }


def _write_orders(folder: Path, rows: list[Row], dice: Dice) -> dict[str, int]:
    lines = [_line(row, _order(number, row)) for number, row in enumerate(rows)]
    flaws = {
        "orders_unknown_event": altered(lines, "line", [{"status": "test_order"}] * 20, dice),
        "orders_duplicate": repeated(lines, 30, dice),
        "orders_unparsable_amount": altered(lines, "line", [{"amount": "twelve"}] * 4, dice),
    }
    extra = [line for lines_ in flaws.values() for line in lines_]
    write_csv(folder / "orders.csv", [line.cells for line in [*lines, *extra]], HABIT)
    return {name: len(found) for name, found in flaws.items()}


def _order(number: int, row: Row) -> dict[str, object]:
    return {
        "line": f"o{number:05}",
        "customer_ref": _number(row.customer),
        "changed_at": f"{row.at:%Y-%m-%d %H:%M}",
        "status": row.contact.event,
        "sales_channel": row.contact.channel,
        "kind": row.contact.note,
        "amount": "" if row.value is None else f"{row.value:.2f}",
    }


def _write_survey(folder: Path, answers: list[Answer], dice: Dice) -> dict[str, int]:
    lines = [Line("", answer.customer.granted, _form(answer)) for answer in answers]
    off_scale = [{"satisfied": "0", "recommend": ""}] * 6
    off_scale += [{"satisfied": "", "recommend": "100", "moment": WORDS.yearly}] * 3
    silent = [{"satisfied": "99", "recommend": "", "comment": ""}] * 50
    flaws = {
        "survey_out_of_scale": altered(lines, "", off_scale, dice),
        "survey_not_answered": altered(lines, "", silent, dice),
    }
    extra = [line for lines_ in flaws.values() for line in lines_]
    write_csv(folder / "survey.csv", [line.cells for line in [*lines, *extra]], HABIT)
    return {name: len(found) for name, found in flaws.items()}


def _form(answer: Answer) -> dict[str, object]:
    return {
        "customer_id": _number(answer.customer),
        "answered_at": f"{answer.at:%Y-%m-%dT%H:%M:%S}",
        "moment": answer.label,
        "satisfied": answer.csat,
        "recommend": answer.nps,
        "comment": answer.text,
    }


CAMPAIGNS = (
    Campaign("search-brand", "Search", 260, 0.10, 0.30),
    Campaign("search-bottle", "Search", 1_150, 0.032, 0.55),
    Campaign("less-plastic", "Social", 4_100, 0.011, 0.38),
    Campaign("easy-grip", "Social", 2_300, 0.014, 0.41),
    Campaign("podcast-test", "Audio", 700, 0.006, 0.90, month="2026-02"),
)


def _write_ads(folder: Path, dice: Dice) -> dict[str, int]:
    days = list(ad_days(WORLD, CAMPAIGNS, dice))
    write_csv(folder / "ads.csv", map(_ad, days), HABIT)
    return {"ads_unknown_campaign": sum(ad.channel == "Audio" for ad in days)}


def _ad(ad: AdDay) -> dict[str, object]:
    return {
        "date": ad.day.isoformat(),
        "campaign": ad.campaign,
        "channel": ad.channel,
        "impressions": ad.impressions,
        "clicks": ad.clicks,
        "spend": f"{ad.cost:.2f}",
    }

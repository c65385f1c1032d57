"""Havenbank's files: six systems with Dutch habits, and what went wrong in them."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from generator.ads import AdDay, Campaign, ad_days
from generator.dice import Dice
from generator.files import CsvHabit, comma, write_csv, write_sheet
from generator.hypotheek import SITE, WORDS, WORLD
from generator.journeys import Customer, Journeys, Row, simulate
from generator.lines import Line, altered, delayed, in_months, repeated
from generator.survey import Answer, ask
from generator.world import Plant

HABIT = CsvHabit(";", "cp1252", "\r\n")
WIDE_HABIT = CsvHabit(";", "utf-8", "\r\n")
"""For the two files with names and remarks that cp1252 cannot hold."""


def write(folder: Path, seed: int, plant: Plant) -> tuple[Journeys, dict[str, int]]:
    """Write all files and give what happened, with the number of each flaw."""
    walks, asked, spoiled, bought = np.random.SeedSequence(seed).spawn(4)
    journeys = simulate(WORLD, plant, walks)
    answers = ask(WORLD, plant, journeys, asked)
    dice = Dice(spoiled)
    write_csv(folder / "customers.csv", [_customer(c) for c in journeys.customers], WIDE_HABIT)
    flaws = {
        **_write_web(folder, journeys.of("web"), dice),
        **_write_email(folder, journeys.of("email"), dice),
        **_write_crm(folder, journeys.of("crm"), dice),
        **_write_survey(folder, answers, dice),
        **_write_ads(folder, Dice(bought)),
    }
    return journeys, flaws


def _number(customer: Customer) -> str:
    return str(100_000 + customer.number)


def _customer(customer: Customer) -> dict[str, object]:
    known = customer.attributes
    return {"klantnummer": _number(customer), **known, "toestemming_analyse": customer.consent}


def _moment(at: dt.datetime) -> str:
    return f"{at:%d-%m-%Y %H:%M}"


def _line(row: Row, cells: Mapping[str, object]) -> Line:
    return Line(f"{row.at:%Y-%m}", row.customer.granted, cells)


def _write_web(folder: Path, rows: list[Row], dice: Dice) -> dict[str, int]:
    lines = [_line(row, _visit(number, row)) for number, row in enumerate(rows)]
    bad = ({"tijdstip": "31-02-2025 10:15"}, {"tijdstip": "onbekend"})
    radio = f"{SITE}/actie/voorjaar?utm_source=radio&utm_medium=audio&utm_campaign=voorjaarsactie"
    unknown = {"gebeurtenis": "paginaweergave", "landing_url": radio, "verwijzer": "", "waarde": ""}
    flaws = {
        "web_duplicate": repeated(lines, 120, dice),
        "web_unparsable_date": altered(lines, "id", bad * 5, dice),
        "web_missing_date": altered(lines, "id", [{"tijdstip": ""}] * 5, dice),
        "web_future_date": altered(lines, "id", [{"tijdstip": "03-05-2062 11:20"}] * 3, dice),
        "web_unknown_campaign": altered(lines, "id", [unknown] * 160, dice),
        "web_unknown_customer": altered(
            lines, "id", [{"bezoeker": f"9{n:05}"} for n in range(45)], dice
        ),
    }
    on_time = delayed(lines, 60, dice)
    extra = [line for lines_ in flaws.values() for line in lines_]
    for month, cells in in_months([*on_time, *extra]).items():
        left_out = ("apparaat",) if month == "2025-07" else ()
        write_csv(folder / "web" / f"web_{month}.csv", cells, HABIT, left_out)
    return {name: len(found) for name, found in flaws.items()} | {"web_late": 60}


def _visit(number: int, row: Row) -> dict[str, object]:
    return {
        "id": f"W{number:06}",
        "bezoeker": _number(row.customer),
        "tijdstip": _moment(row.at),
        "gebeurtenis": row.contact.event,
        "landing_url": row.contact.url,
        "verwijzer": row.contact.referrer,
        "apparaat": row.device,
        "waarde": comma(row.value),
    }


def _write_email(folder: Path, rows: list[Row], dice: Dice) -> dict[str, int]:
    lines = [_line(row, _mailing(number, row)) for number, row in enumerate(rows)]
    unknown = altered(lines, "mail_id", [{"campagne": "spaaractie-2025"}] * 70, dice)
    write_csv(folder / "email.csv", [line.cells for line in [*lines, *unknown]], HABIT)
    return {"email_unknown_campaign": len(unknown)}


def _mailing(number: int, row: Row) -> dict[str, object]:
    return {
        "mail_id": f"M{number:06}",
        "klantnummer": _number(row.customer),
        "moment": _moment(row.at),
        "actie": row.contact.event,
        "campagne": row.contact.campaign,
    }


def _write_crm(folder: Path, rows: list[Row], dice: Dice) -> dict[str, int]:
    lines = [_line(row, _lead(number, row)) for number, row in enumerate(rows)]
    note = {"Activiteit": "interne notitie", "Resultaat": None, "Bedrag": None}
    notes = altered(lines, "Regel", [note] * 90, dice)
    write_sheet(folder / "crm.xlsx", "Leads", [line.cells for line in [*lines, *notes]])
    return {"crm_unknown_activity": len(notes)}


def _lead(number: int, row: Row) -> dict[str, object]:
    return {
        "Regel": f"R{number:05}",
        "Klantnummer": int(_number(row.customer)),
        "Datum": row.at,
        "Activiteit": row.contact.event,
        "Resultaat": row.contact.note,
        "Bedrag": row.value,
    }


def _write_survey(folder: Path, answers: list[Answer], dice: Dice) -> dict[str, int]:
    lines = [Line("", answer.customer.granted, _form(answer)) for answer in answers]
    off_scale = [{"tevreden": "9", "aanbevelen": ""}] * 12
    off_scale += [{"tevreden": "", "aanbevelen": "14", "contactmoment": WORDS.yearly}] * 5
    silent = [{"tevreden": "6", "aanbevelen": "", "toelichting": ""}] * 80
    flaws = {
        "survey_out_of_scale": altered(lines, "", off_scale, dice),
        "survey_not_answered": altered(lines, "", silent, dice),
    }
    extra = [line for lines_ in flaws.values() for line in lines_]
    write_csv(folder / "survey.csv", [line.cells for line in [*lines, *extra]], WIDE_HABIT)
    return {name: len(found) for name, found in flaws.items()}


def _form(answer: Answer) -> dict[str, object]:
    return {
        "klantnummer": _number(answer.customer),
        "datum": _moment(answer.at),
        "contactmoment": answer.label,
        "tevreden": answer.csat,
        "aanbevelen": answer.nps,
        "gewicht": comma(answer.weight),
        "toelichting": answer.text,
    }


CAMPAIGNS = (
    Campaign("zoeken-merk", "Zoeken", 420, 0.085, 0.42),
    Campaign("zoeken-starters", "Zoeken", 900, 0.041, 1.35),
    Campaign("zoeken-rente", "Zoeken", 610, 0.035, 1.80),
    Campaign("droomhuis-{year}", "Social", 5_200, 0.009, 0.61),
    Campaign("display-zomer", "Display", 3_000, 0.003, 0.30, month="2025-08"),
)


def _write_ads(folder: Path, dice: Dice) -> dict[str, int]:
    days = list(ad_days(WORLD, CAMPAIGNS, dice))
    write_csv(folder / "ads.csv", map(_ad, days), HABIT)
    return {"ads_unknown_campaign": sum(ad.channel == "Display" for ad in days)}


def _ad(ad: AdDay) -> dict[str, object]:
    return {
        "Datum": f"{ad.day:%d-%m-%Y}",
        "Campagne": ad.campaign,
        "Kanaal": ad.channel,
        "Vertoningen": ad.impressions,
        "Klikken": ad.clicks,
        "Kosten": comma(ad.cost),
    }

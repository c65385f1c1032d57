"""Loopje's files: small and tidy, as a teacher would want them."""

import datetime as dt
from pathlib import Path

import numpy as np

from generator.ads import AdDay, Campaign, ad_days
from generator.dice import Dice
from generator.files import CsvHabit, comma, write_csv
from generator.journeys import Customer, Journeys, Row, simulate
from generator.lines import Line, altered
from generator.sneakers import SITE, WORLD
from generator.survey import Answer, ask
from generator.world import Plant

HABIT = CsvHabit(";")


def write(folder: Path, seed: int, plant: Plant) -> tuple[Journeys, dict[str, int]]:
    """Write all files and give what happened, with the number of each flaw."""
    walks, asked, spoiled, bought = np.random.SeedSequence(seed).spawn(4)
    journeys = simulate(WORLD, plant, walks)
    answers = ask(WORLD, plant, journeys, asked)
    dice = Dice(spoiled)
    write_csv(folder / "customers.csv", map(_customer, journeys.customers), HABIT)
    write_csv(folder / "ads.csv", map(_ad, ad_days(WORLD, CAMPAIGNS, Dice(bought))), HABIT)
    write_csv(folder / "survey.csv", map(_form, answers), HABIT)
    flaws = {
        **_write_web(folder, journeys.of("web"), dice),
        **_write_email(folder, journeys.of("email"), dice),
    }
    return journeys, flaws


def _number(customer: Customer) -> str:
    return f"L{customer.number + 1:04}"


def _moment(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _customer(customer: Customer) -> dict[str, object]:
    return {"klant": _number(customer), **customer.attributes, "toestemming": customer.consent}


def _write_web(folder: Path, rows: list[Row], dice: Dice) -> dict[str, int]:
    lines = [Line("", row.customer.granted, _visit(number, row)) for number, row in enumerate(rows)]
    quiz = {"wat": "bekeken", "adres": f"{SITE}/quiz", "vandaan": "", "bedrag": ""}
    unknown = altered(lines, "id", [quiz] * 15, dice)
    write_csv(folder / "web.csv", [line.cells for line in [*lines, *unknown]], HABIT)
    return {"web_unknown_page": len(unknown)}


def _visit(number: int, row: Row) -> dict[str, object]:
    return {
        "id": f"w{number:05}",
        "klant": _number(row.customer),
        "wanneer": _moment(row.at),
        "wat": row.contact.event,
        "adres": row.contact.url,
        "vandaan": row.contact.referrer,
        "apparaat": row.device,
        "bedrag": comma(row.value),
    }


def _write_email(folder: Path, rows: list[Row], dice: Dice) -> dict[str, int]:
    lines = [
        Line("", row.customer.granted, _mailing(number, row)) for number, row in enumerate(rows)
    ]
    unknown = altered(lines, "id", [{"campagne": "bedankje-test"}] * 10, dice)
    write_csv(folder / "email.csv", [line.cells for line in [*lines, *unknown]], HABIT)
    return {"email_unknown_campaign": len(unknown)}


def _mailing(number: int, row: Row) -> dict[str, object]:
    return {
        "id": f"m{number:05}",
        "klant": _number(row.customer),
        "wanneer": _moment(row.at),
        "wat": row.contact.event,
        "campagne": row.contact.campaign,
    }


def _form(answer: Answer) -> dict[str, object]:
    return {
        "klant": _number(answer.customer),
        "wanneer": _moment(answer.at),
        "waarover": answer.label,
        "cijfer": answer.csat,
        "aanraden": answer.nps,
        "opmerking": answer.text,
    }


CAMPAIGNS = (
    Campaign("lente-drop", "Social", 1_400, 0.013, 0.40),
    Campaign("sale", "Social", 800, 0.016, 0.35),
)


def _ad(ad: AdDay) -> dict[str, object]:
    return {
        "dag": ad.day.isoformat(),
        "campagne": ad.campaign,
        "kanaal": ad.channel,
        "vertoningen": ad.impressions,
        "klikken": ad.clicks,
        "kosten": comma(ad.cost),
    }

"""Loopje, a sneaker shop: its customers, what they meet and how they feel."""

import datetime as dt

from generator.dice import Dice
from generator.world import Contact, Persona, Plant, Stage, Words, World

SITE = "https://www.loopje.example"


def _shop(touchpoint: str, path: str, event: str, **more: object) -> Contact:
    return Contact(touchpoint, "web", event, SITE + path, f"{SITE}/", **more)


def _mail(event: str, *around: tuple[float, int, Contact]) -> Contact:
    return Contact("mail", "email", event, campaign="mail-{month}", around=around)


WINDOW = Contact("etalage", "web", "bekeken", f"{SITE}/qr/etalage?utm_source=etalage&utm_medium=qr")
DROP = Contact(
    "social",
    "web",
    "bekeken",
    f"{SITE}/nieuw?utm_source=instagram&utm_medium=paid_social&utm_campaign=lente-drop",
    "https://www.instagram.example/",
)
SEEN = Contact("social", "web", "bekeken", f"{SITE}/schoenen/court", "https://www.tiktok.example/")
MAILED = Contact(
    "mail",
    "web",
    "bekeken",
    f"{SITE}/schoenen/trail?utm_source=mail&utm_medium=email&utm_campaign=mail-{{month}}",
)
MAILING = _mail(
    "verzonden", (0.5, 45, _mail("geopend")), (0.15, 46, _mail("geklikt")), (0.14, 47, MAILED)
)
PRICE = (39.0, 189.0)
BASKET = ((0.9, -6, _shop("webshop", "/mandje", "in_mandje")),)

STAGES = (
    Stage(
        "zien",
        entries=(
            (0.35, WINDOW),
            (0.35, DROP),
            (0.18, _shop("webshop", "/sale", "bekeken")),
            (0.12, _shop("webshop", "/nieuw", "bekeken")),
        ),
        contacts=((0.5, _shop("webshop", "/schoenen/court", "bekeken")), (0.15, SEEN)),
        feeling=0.6,
        pulse=0.3,
    ),
    Stage(
        "kopen",
        entries=(
            (0.6, _shop("webshop", "/bedankt", "besteld", value=PRICE, around=BASKET)),
            (0.4, Contact("winkel", "web", "kassabon", f"{SITE}/winkel/kassa", value=PRICE)),
        ),
        contacts=((0.15, _shop("klantenservice", "/hulp", "vraag_gesteld")), (0.4, MAILING)),
        feeling=0.5,
        pulse=0.4,
    ),
    Stage(
        "dragen",
        entries=((1.0, _shop("webshop", "/garantie", "garantie_geregistreerd")),),
        contacts=((0.25, _shop("klantenservice", "/hulp", "vraag_gesteld")), (0.5, MAILING)),
        feeling=0.4,
        pulse=0.6,
    ),
    Stage(
        "doorvertellen",
        entries=(
            (0.5, _shop("webshop", "/vrienden", "vriend_uitgenodigd")),
            (0.5, _shop("webshop", "/reviews", "review_geplaatst")),
        ),
        contacts=((0.3, SEEN), (0.4, MAILING)),
        feeling=0.6,
        pulse=0.6,
        back=(0.12, "kopen"),
    ),
)

PERSONAS = (
    Persona(
        "koopjesjager",
        0.58,
        ((1.0, "zien"),),
        {"zien": 0.55, "kopen": 0.60, "dragen": 0.45},
    ),
    Persona(
        "sneakerfan",
        0.38,
        ((1.0, "zien"),),
        {"zien": 0.62, "kopen": 0.66, "dragen": 0.55},
        mood=0.1,
    ),
    Persona("", 0.04, ((1.0, "zien"),), {"zien": 0.5, "kopen": 0.5, "dragen": 0.4}),
)


def _attributes(dice: Dice, persona: str) -> dict[str, str]:
    motives = {"koopjesjager": ("korting",), "sneakerfan": ("nieuw", "merk")}
    return {
        "leeftijd": str(dice.whole(16, 58)),
        "motief": dice.one_of(motives.get(persona, ("onbekend",))),
    }


WORDS = Words(
    labels={
        "etalage": "Etalage",
        "social": "Social",
        "webshop": "Webshop",
        "winkel": "Winkel",
        "mail": "Mail",
        "klantenservice": "Klantenservice",
    },
    pulse="Peiling",
    yearly="Jaarmeting",
    glad=("Zitten als gegoten", "Snel in huis, mooie doos"),
    sorry=("Maat 43 was weer op", "Zool laat los na twee weken"),
    wanted=90,
)

WORLD = World(
    client="sneakers",
    customers=800,
    first_day=dt.date(2026, 1, 1),
    last_day=dt.date(2026, 6, 30),
    personas=PERSONAS,
    stages=STAGES,
    devices=((0.8, "telefoon"), (0.2, "computer")),
    attributes=_attributes,
    consent=((0.92, "ja"), (0.06, "nee"), (0.02, "")),
    words=WORDS,
    plant=Plant(),
    seed=20260303,
)

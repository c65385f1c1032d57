"""Havenbank, mortgages in the Netherlands: its customers, what they meet and how they feel."""

import datetime as dt

from generator.dice import Dice
from generator.world import Contact, Persona, Plant, Stage, Words, World

SITE = "https://www.havenbank.example"
PORTAL = "https://mijn.havenbank.example"
APP = "https://app.havenbank.example"


def _page(touchpoint: str, path: str, event: str = "paginaweergave", **more: object) -> Contact:
    return Contact(touchpoint, "web", event, SITE + path, f"{SITE}/", **more)


def _organic(path: str, event: str = "paginaweergave", **more: object) -> Contact:
    found = "https://www.google.example/"
    return Contact("zoekmachine", "web", event, SITE + path, found, **more)


def _bing(path: str) -> Contact:
    return Contact("zoekmachine", "web", "paginaweergave", SITE + path, "https://www.bing.example/")


def _advert(
    path: str, event: str, campaign: str, source: str = "google", **more: object
) -> Contact:
    url = f"{SITE}{path}?utm_source={source}&utm_medium=cpc&utm_campaign={campaign}"
    return Contact("zoekadvertentie", "web", event, url, **more)


def _social(path: str, source: str, host: str) -> Contact:
    tags = f"utm_source={source}&utm_medium=paid_social&utm_campaign=droomhuis-{{year}}"
    return Contact("social", "web", "paginaweergave", f"{SITE}{path}?{tags}", f"https://{host}/")


def _mail(
    touchpoint: str, event: str, campaign: str, *around: tuple[float, int, Contact]
) -> Contact:
    return Contact(touchpoint, "email", event, campaign=campaign, around=around)


def _crm(touchpoint: str, event: str, note: str = "doorgegaan", **more: object) -> Contact:
    return Contact(touchpoint, "crm", event, note=note, **more)


DREAMING = _social("/wonen/inspiratie", "instagram", "l.instagram.example")
LINKED = Contact(
    "social",
    "web",
    "paginaweergave",
    f"{SITE}/hypotheken/ondernemers",
    "https://www.linkedin.example/",
)
CALCULATED = (150_000.0, 520_000.0)
NEWSLETTER_CLICK = Contact(
    "nieuwsbrief",
    "web",
    "paginaweergave",
    f"{SITE}/nieuwsbrief/{{month}}?utm_source=nieuwsbrief&utm_medium=email"
    "&utm_campaign=nieuwsbrief-{month}",
)
NEWSLETTER = _mail(
    "nieuwsbrief",
    "verzonden",
    "nieuwsbrief-{month}",
    (0.42, 95, _mail("nieuwsbrief", "geopend", "nieuwsbrief-{month}")),
    (0.09, 96, _mail("nieuwsbrief", "geklikt", "nieuwsbrief-{month}")),
    (0.08, 97, NEWSLETTER_CLICK),
    (0.01, 99, _mail("nieuwsbrief", "afgemeld", "nieuwsbrief-{month}")),
)
OFFER_SEEN = Contact("offerteportaal", "web", "offerte_bekeken", f"{PORTAL}/offerte")
UPLOADED = Contact("offerteportaal", "web", "document_geupload", f"{PORTAL}/offerte/documenten")
PHONE = _crm("telefoon", "telefoongesprek", "bedenktijd")
WELCOME = _mail(
    "welkomstmail",
    "geklikt",
    "welkomstmail",
    (1.0, -1_440, _mail("welkomstmail", "verzonden", "welkomstmail")),
    (1.0, -4, _mail("welkomstmail", "geopend", "welkomstmail")),
)
OVERVIEW = _mail(
    "jaaroverzichtmail",
    "geklikt",
    "jaaroverzicht-{year}",
    (1.0, -1_440, _mail("jaaroverzichtmail", "verzonden", "jaaroverzicht-{year}")),
    (1.0, -3, _mail("jaaroverzichtmail", "geopend", "jaaroverzicht-{year}")),
)
LOGGED_IN = Contact("app", "web", "ingelogd", f"{APP}/overzicht")
REVIEWED = Contact(
    "beoordelingssite",
    "web",
    "paginaweergave",
    f"{SITE}/ervaringen?via=klantenoordeel",
    "https://www.klantenoordeel.example/havenbank",
)

STAGES = (
    Stage(
        "dromen",
        entries=(
            (0.30, _organic("/wonen/inspiratie")),
            (0.10, _bing("/wonen/verbouwen")),
            (0.25, DREAMING),
            (0.10, _social("/wonen/inspiratie", "facebook", "l.facebook.example")),
            (0.10, _advert("/wonen/inspiratie", "paginaweergave", "zoeken-merk")),
            (0.15, _page("blog", "/blog/droomhuis")),
        ),
        contacts=(
            (0.2, _page("website", "/hypotheken/starters")),
            (0.2, _page("blog", "/blog/energielabel")),
            (0.15, Contact("website", "web", "paginaweergave", f"{SITE}/")),
        ),
        feeling=0.9,
        pulse=0.10,
    ),
    Stage(
        "eisen",
        entries=(
            (
                0.55,
                _page(
                    "rekenhulp",
                    "/rekenen/maximale-hypotheek",
                    "berekening_gemaakt",
                    value=CALCULATED,
                ),
            ),
            (0.15, _organic("/rekenen/maandlasten", "berekening_gemaakt", value=CALCULATED)),
            (
                0.20,
                _advert(
                    "/rekenen/maximale-hypotheek",
                    "berekening_gemaakt",
                    "zoeken-starters",
                    value=CALCULATED,
                ),
            ),
            (
                0.10,
                _advert(
                    "/rekenen/maandlasten",
                    "berekening_gemaakt",
                    "zoeken-rente",
                    "bing",
                    value=CALCULATED,
                ),
            ),
        ),
        contacts=(
            (0.25, _page("rekenhulp", "/rekenen/maandlasten")),
            (0.2, _page("blog", "/blog/rente-uitgelegd")),
            (0.15, _organic("/hypotheken/doorstromers")),
            (0.3, NEWSLETTER),
        ),
        feeling=0.35,
        pulse=0.12,
        back=(0.04, "dromen"),
    ),
    Stage(
        "zoeken",
        entries=(
            (
                0.45,
                _page(
                    "website",
                    "/woningen/waarde",
                    "woningwaarde_opgevraagd",
                    value=(180_000.0, 610_000.0),
                ),
            ),
            (0.35, _page("website", "/woningen/zoeken", "zoekopdracht_bewaard")),
            (0.20, _page("webinar", "/webinar/bieden", "webinar_aangemeld")),
        ),
        contacts=(
            (0.3, REVIEWED),
            (0.2, _organic("/blog/energielabel")),
            (0.15, LINKED),
            (0.2, _page("rekenhulp", "/rekenen/maandlasten")),
            (0.3, NEWSLETTER),
        ),
        feeling=0.1,
        pulse=0.2,
        back=(0.10, "eisen"),
    ),
    Stage(
        "gesprek",
        entries=(
            (0.55, _crm("telefoon", "afspraak gemaakt")),
            (0.45, _crm("adviesgesprek", "adviesgesprek", "bedenktijd")),
        ),
        contacts=(
            (0.5, _page("website", "/afspraak", "afspraak_aangevraagd")),
            (0.3, PHONE),
            (0.5, _crm("adviesgesprek", "adviesgesprek")),
        ),
        feeling=0.75,
        pulse=0.3,
        back=(0.06, "zoeken"),
    ),
    Stage(
        "offerte",
        entries=(
            (
                1.0,
                _crm(
                    "offerteportaal",
                    "offerte uitgebracht",
                    "bedenktijd",
                    value=(150_000.0, 480_000.0),
                ),
            ),
        ),
        contacts=((1.0, OFFER_SEEN), (0.5, UPLOADED), (0.5, PHONE)),
        feeling=0.4,
        pulse=0.45,
        back=(0.08, "gesprek"),
    ),
    Stage(
        "tekenen",
        entries=((1.0, _crm("offerteportaal", "offerte getekend", value=(150_000.0, 480_000.0))),),
        contacts=((0.9, _crm("notaris", "akte gepasseerd")), (0.3, UPLOADED)),
        feeling=1.6,
        pulse=0.8,
    ),
    Stage(
        "eerste-jaar",
        entries=((0.55, Contact("app", "web", "app_geactiveerd", f"{APP}/start")), (0.45, WELCOME)),
        contacts=((0.6, LOGGED_IN), (0.2, PHONE), (0.4, NEWSLETTER)),
        feeling=0.6,
        pulse=0.55,
    ),
    Stage(
        "jaaroverzicht",
        entries=(
            (0.6, OVERVIEW),
            (0.4, Contact("app", "web", "jaaroverzicht_bekeken", f"{APP}/jaaroverzicht")),
        ),
        contacts=((0.6, LOGGED_IN), (0.3, REVIEWED), (0.4, NEWSLETTER)),
        feeling=0.4,
        pulse=0.6,
    ),
)


def _converts(*shares: float) -> dict[str, float]:
    return dict(zip([stage.id for stage in STAGES], shares, strict=False))


PERSONAS = (
    Persona(
        "starter",
        0.45,
        ((0.72, "dromen"), (0.28, "eisen")),
        _converts(0.78, 0.57, 0.70, 0.74, 0.76, 0.88, 0.62),
    ),
    Persona(
        "doorstromer",
        0.33,
        ((0.80, "dromen"), (0.10, "eisen"), (0.10, "zoeken")),
        _converts(0.80, 0.62, 0.74, 0.76, 0.80, 0.90, 0.66),
        mood=0.1,
    ),
    Persona(
        "zelfstandige",
        0.19,
        ((0.80, "dromen"), (0.20, "eisen")),
        _converts(0.78, 0.58, 0.74, 0.70, 0.74, 0.88, 0.62),
        mood=-0.1,
    ),
    Persona("", 0.03, ((1.0, "dromen"),), _converts(0.6, 0.4, 0.5, 0.5)),
)

TOWNS = ("Zwolle", "Den Helder", "Súdwest-Fryslân", "Goes", "’s-Hertogenbosch", "Meppel")


def _attributes(dice: Dice, persona: str) -> dict[str, str]:
    ages = {"starter": (22, 38), "doorstromer": (31, 62), "zelfstandige": (27, 58)}
    incomes = {"zelfstandige": ("zzp", "zzp", "onderneming"), "": ("pensioen", "")}
    first = {"starter": "ja", "doorstromer": "nee"}.get(persona) or dice.one_of(("ja", "nee"))
    agent = not persona and dice.chance(0.5)
    return {
        "leeftijd": str(dice.whole(*ages.get(persona, (40, 75)))),
        "eerste_woning": first,
        "inkomen": dice.one_of(incomes.get(persona, ("loondienst",))),
        "woonplaats": dice.one_of(TOWNS),
        "klantgroep": "tussenpersonen" if agent else "huizenkopers",
    }


WORDS = Words(
    labels={
        "zoekmachine": "Zoekmachine",
        "zoekadvertentie": "Zoekadvertentie",
        "social": "Social media",
        "blog": "Blog",
        "rekenhulp": "Rekenhulp",
        "website": "Website",
        "nieuwsbrief": "Nieuwsbrief",
        "webinar": "Webinar",
        "telefoon": "Telefoon",
        "adviesgesprek": "Adviesgesprek",
        "offerteportaal": "Offerteportaal",
        "notaris": "Notaris",
        "welkomstmail": "Welkomstmail",
        "app": "App",
        "jaaroverzichtmail": "Jaaroverzicht",
        "beoordelingssite": "Beoordelingssite",
    },
    pulse="Peiling",
    yearly="Jaarmeting",
    glad=(
        "Fijn geholpen, dank u wel!",
        "Duidelijk en snel 👍",
        "Eindelijk iemand die luistert; top",
        'Mijn adviseur zei: "dat regelen we" en dat klopte.',
    ),
    sorry=(
        "Steeds opnieuw dezelfde papieren opsturen.",
        'Wat betekent "bereidstellingsprovisie"?',
        "Ik weet niet waar ik aan toe ben 😕",
        "Te veel kleine letters;\nte weinig uitleg.",
        "=1+1",
        "<script>alert('hallo')</script>",
        "@SOM(A1:A9) is geen antwoord",
    ),
    wanted=190,
)

WORLD = World(
    client="hypotheek",
    customers=6_000,
    first_day=dt.date(2025, 1, 1),
    last_day=dt.date(2026, 6, 30),
    personas=PERSONAS,
    stages=STAGES,
    devices=((0.58, "telefoon"), (0.10, "tablet"), (0.32, "computer")),
    attributes=_attributes,
    consent=((0.90, "ja"), (0.06, "nee"), (0.04, "")),
    words=WORDS,
    plant=Plant(
        break_month="2025-10",
        break_persona="starter",
        break_stage="eisen",
        dip_touchpoint="offerteportaal",
        disappointing_stage="tekenen",
    ),
    seed=20250101,
)

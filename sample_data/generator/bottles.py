"""Tarn, refillable bottles from Britain: its customers, what they meet and how they feel."""

import datetime as dt

from generator.dice import Dice
from generator.world import Contact, Persona, Plant, Stage, Words, World

SITE = "https://www.tarn.example"
APP = "https://app.tarn.example"


def _page(touchpoint: str, path: str, event: str = "page_view", **more: object) -> Contact:
    return Contact(touchpoint, "web", event, SITE + path, f"{SITE}/", **more)


def _found(path: str, event: str, host: str = "www.google.example") -> Contact:
    return Contact("search", "web", event, SITE + path, f"https://{host}/")


def _tagged(touchpoint: str, path: str, event: str, tags: str) -> Contact:
    source, medium, campaign = tags.split()
    tags = f"utm_source={source}&utm_medium={medium}&utm_campaign={campaign}"
    return Contact(touchpoint, "web", event, f"{SITE}{path}?{tags}")


def _order(
    touchpoint: str, kind: str, channel: str, *around: tuple[float, int, Contact]
) -> Contact:
    return Contact(
        touchpoint,
        "orders",
        "paid",
        value=(18.0, 64.0),
        note=kind,
        channel=channel,
        around=around,
    )


def _parcel(event: str, kind: str) -> Contact:
    return Contact("delivery", "orders", event, note=kind, channel="online")


def _mail(event: str, *around: tuple[float, int, Contact]) -> Contact:
    return Contact("newsletter", "email", event, campaign="newsletter-{month}", around=around)


NEWSLETTER = _mail(
    "sent",
    (0.45, 130, _mail("opened")),
    (0.12, 131, _mail("clicked")),
    (
        0.11,
        132,
        _tagged(
            "newsletter", "/newsletter/{month}", "page_view", "newsletter email newsletter-{month}"
        ),
    ),
    (0.01, 140, _mail("unsubscribed")),
)
CHECKING_OUT = (
    (0.5, -9, _page("checkout", "/cart", "cart_viewed")),
    (0.6, -4, _page("checkout", "/checkout", "checkout_started")),
)


def _sent_home(kind: str) -> tuple[tuple[float, int, Contact], ...]:
    return ((1.0, 1_440, _parcel("shipped", kind)), (0.97, 2_880, _parcel("delivered", kind)))


REVIEWED = _page("reviews", "/reviews", "review_read")
RETURNED = Contact("support", "orders", "returned", note="first", channel="online")

STAGES = (
    Stage(
        "awareness",
        entries=(
            (0.22, _found("/stories/river", "story_read")),
            (0.06, _found("/stories/marathon", "story_read", "www.duckduckgo.example")),
            (
                0.24,
                _tagged(
                    "social-post",
                    "/stories/river",
                    "story_read",
                    "instagram paid_social less-plastic",
                ),
            ),
            (
                0.16,
                _tagged(
                    "social-post",
                    "/stories/one-hand-lid",
                    "story_read",
                    "instagram paid_social easy-grip",
                ),
            ),
            (
                0.09,
                _tagged(
                    "influencer",
                    "/stories/marathon",
                    "story_read",
                    "runnersdesk influencer spring-run",
                ),
            ),
            (
                0.09,
                _tagged(
                    "influencer", "/stories/river", "story_read", "trailmum influencer spring-run"
                ),
            ),
            (0.14, _page("blog", "/stories/one-hand-lid", "story_read")),
        ),
        contacts=((0.25, _page("blog", "/blog/plastic")), (0.15, _page("blog", "/blog/hydration"))),
        feeling=0.75,
        pulse=0.12,
    ),
    Stage(
        "consideration",
        entries=(
            (0.35, _page("product-page", "/products/steel-500", "product_compared")),
            (0.25, _page("product-page", "/products/easy-grip", "size_guide_opened")),
            (0.18, _found("/products/steel-500", "product_compared")),
            (
                0.22,
                _tagged(
                    "paid-search",
                    "/products/easy-grip",
                    "product_compared",
                    "google cpc search-bottle",
                ),
            ),
        ),
        contacts=(
            (0.4, REVIEWED),
            (0.3, _page("product-page", "/products/kids", "product_view")),
            (
                0.12,
                _tagged(
                    "paid-search", "/products/steel-500", "product_view", "google cpc search-brand"
                ),
            ),
            (0.4, NEWSLETTER),
        ),
        feeling=0.4,
        pulse=0.2,
        back=(0.06, "awareness"),
    ),
    Stage(
        "decision",
        entries=(
            (0.78, _order("checkout", "first", "online", *CHECKING_OUT, *_sent_home("first"))),
            (0.22, _order("shop", "first", "store")),
        ),
        contacts=((0.10, _page("support", "/help/returns", "help_opened")), (0.05, RETURNED)),
        feeling=0.45,
        pulse=0.35,
        back=(0.05, "consideration"),
    ),
    Stage(
        "retention",
        entries=((1.0, Contact("refill-app", "web", "app_activated", f"{APP}/start")),),
        contacts=(
            (0.9, Contact("refill-app", "web", "refill_logged", f"{APP}/refill")),
            (0.3, _page("support", "/help/leaks", "help_opened")),
            (0.5, NEWSLETTER),
        ),
        feeling=1.0,
        pulse=0.6,
    ),
    Stage(
        "loyalty",
        entries=(
            (0.45, _order("checkout", "repeat", "online", *CHECKING_OUT, *_sent_home("repeat"))),
            (0.15, _order("shop", "repeat", "store")),
            (0.40, _page("referral", "/friends", "referral_shared")),
        ),
        contacts=(
            (0.6, Contact("refill-app", "web", "refill_logged", f"{APP}/refill")),
            (0.3, REVIEWED),
            (0.4, NEWSLETTER),
        ),
        feeling=0.75,
        pulse=0.6,
        back=(0.10, "consideration"),
    ),
)


def _converts(*shares: float) -> dict[str, float]:
    return dict(zip([stage.id for stage in STAGES], shares, strict=False))


PERSONAS = (
    Persona(
        "athlete",
        0.29,
        ((0.75, "awareness"), (0.25, "consideration")),
        _converts(0.76, 0.60, 0.68, 0.60),
        mood=0.05,
    ),
    Persona(
        "sustainable-millennial",
        0.29,
        ((0.85, "awareness"), (0.15, "consideration")),
        _converts(0.80, 0.57, 0.74, 0.66),
    ),
    Persona(
        "limited-mobility",
        0.39,
        ((0.65, "awareness"), (0.35, "consideration")),
        _converts(0.84, 0.57, 0.66, 0.62),
        mood=-0.05,
    ),
    Persona("", 0.03, ((1.0, "awareness"),), _converts(0.6, 0.5, 0.5, 0.4)),
)


def _attributes(dice: Dice, persona: str) -> dict[str, str]:
    ages = {
        "athlete": (18, 55),
        "sustainable-millennial": (27, 44),
        "limited-mobility": (48, 84),
    }
    sports = ("runner", "cyclist", "swimmer") if persona == "athlete" else ("walker", "none")
    green = {"sustainable-millennial": True, "": False}.get(persona, dice.chance(0.3))
    return {
        "age": str(dice.whole(*ages.get(persona, (20, 70)))),
        "activity": dice.one_of(sports),
        "eco_member": "yes" if green else "no",
        "grip_aid": "yes" if persona == "limited-mobility" else "no",
        "segment": "buyers" if persona or dice.chance(0.3) else "clubs",
    }


WORDS = Words(
    labels={
        "search": "Search",
        "paid-search": "Search ad",
        "social-post": "Social post",
        "influencer": "Influencer",
        "blog": "Blog",
        "product-page": "Product page",
        "reviews": "Reviews",
        "newsletter": "Newsletter",
        "shop": "Shop",
        "checkout": "Checkout",
        "delivery": "Delivery",
        "support": "Support",
        "refill-app": "Refill app",
        "referral": "Friend",
    },
    pulse="Pulse",
    yearly="Yearly",
    glad=(
        "Keeps tea hot all day, love it",
        "Finally a lid I can open with one hand 🙌",
        'My daughter calls it "the unbreakable one"',
    ),
    sorry=(
        "Arrived late, box dented",
        "The app forgot my refills, again",
        "Lid leaks, and the leaflet doesn't say why",
        '=HYPERLINK("x","free bottle")',
        "<img src=x onerror=alert(1)>",
    ),
    wanted=170,
)

WORLD = World(
    client="bottles",
    customers=3_900,
    first_day=dt.date(2025, 1, 1),
    last_day=dt.date(2026, 6, 30),
    personas=PERSONAS,
    stages=STAGES,
    devices=((0.64, "phone"), (0.08, "tablet"), (0.28, "desktop")),
    attributes=_attributes,
    consent=((0.90, "granted"), (0.07, "denied"), (0.03, "")),
    words=WORDS,
    plant=Plant(
        break_month="2025-11",
        break_persona="limited-mobility",
        break_stage="consideration",
        dip_touchpoint="delivery",
        disappointing_stage="retention",
    ),
    seed=20250202,
    busy_months={"2025-11": 1.6, "2025-12": 1.3},
)

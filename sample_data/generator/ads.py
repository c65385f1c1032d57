"""Counts a day from the places where a client advertises."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.dice import Dice
from generator.world import World


@dataclass(frozen=True)
class Campaign:
    """A campaign and what it usually does in a day."""

    name: str
    """Its name; {year} is filled in."""
    channel: str
    impressions: float
    click_share: float
    """Clicks per impression."""
    click_cost: float
    """In euro."""
    month: str = ""
    """The only month in which it ran, as 2025-08; always when empty."""


@dataclass(frozen=True)
class AdDay:
    """What a campaign did on a day."""

    day: dt.date
    campaign: str
    channel: str
    impressions: int
    clicks: int
    cost: float


def ad_days(world: World, campaigns: Sequence[Campaign], dice: Dice) -> Iterator[AdDay]:
    """Give all days of all campaigns, day by day."""
    for number in range((world.last_day - world.first_day).days + 1):
        day = world.first_day + dt.timedelta(days=number)
        for campaign in campaigns:
            if campaign.month in ("", f"{day:%Y-%m}"):
                yield _ad_day(day, campaign, dice)


def _ad_day(day: dt.date, campaign: Campaign, dice: Dice) -> AdDay:
    impressions = round(campaign.impressions * dice.between(0.7, 1.3))
    clicks = round(impressions * campaign.click_share * dice.between(0.7, 1.3))
    cost = round(clicks * campaign.click_cost * dice.between(0.9, 1.1), 2)
    name = campaign.name.replace("{year}", str(day.year))
    return AdDay(day, name, campaign.channel, impressions, clicks, cost)

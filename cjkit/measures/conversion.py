"""Who goes on: the share of a stage's customers that reaches a later stage in time."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjkit.errors import MeasureError
from cjkit.labels import Month, Percent, Signed
from cjkit.measures.asking import ask, in_map_order, measure_of, named, stage_parameters
from cjkit.measures.intervals import holm, newcombe, shares_p, wilson
from cjkit.measures.measure import (
    Layout,
    Measure,
    Sentence,
    Whole,
    cell,
    highest,
    lowest,
    places_of,
)

if TYPE_CHECKING:
    from cjkit.client import Client

WITHIN_DAYS = 60
FEWEST_A_SIDE = 20
"""The fewest customers on each side of a comparison of months."""
ALPHA = 0.05

_SHARES = {"share": "float64", "low": "float64", "high": "float64"}
CONVERSION = Layout(
    name="conversion",
    keys={"persona": "str", "stage": "str"},
    stated={"next_stage": "str"},
    figures={"customers": "int64", "converted": "int64", "under_way": "int64", **_SHARES},
    customers="customers",
    adds_over=("persona",),
    closed=True,
    unit="share",
)
CONVERSION_BY_MONTH = Layout(
    name="conversion_by_month",
    keys={"month": "datetime64[us]", "persona": "str", "stage": "str"},
    figures={"customers": "int64", "converted": "int64", **_SHARES},
    customers="customers",
    adds_over=("month", "persona"),
    unit="share",
)
CONVERSION_BREAKS = Layout(
    name="conversion_breaks",
    keys={"month": "datetime64[us]", "persona": "str", "stage": "str"},
    figures={
        "customers": "int64",
        "converted": "int64",
        "share": "float64",
        "rest_customers": "int64",
        "rest_share": "float64",
        "difference": "float64",
        "low": "float64",
        "high": "float64",
        "p": "float64",
        "clear": "bool",
    },
    customers="customers",
    adds_over=("month", "persona"),
    unit="share",
)

_ENTRIES = Layout(
    name="entries",
    keys={"part": "str", "month": "str", "persona": "str", "stage": "str"},
    figures={"customers": "int64"},
    customers="customers",
    adds_over=("month", "persona"),
    closed=True,
)
"""The cells that the three measures share: entries followed to their end and under way."""


def conversion(client: "Client", within_days: int = WITHIN_DAYS) -> Measure:
    """Give the share of each stage's customers that reached any later stage within the days.

    A customer counts once a stage, at the first entry ever into it, if that lies in the period. An
    entry is an event that an entry rule put in the stage; where the map has no entry rule for a
    stage, any event in it. Customers who entered less than `within_days` before the last day of
    the data are under way: counted as `under_way`, left out of `customers`. The last stage has no
    later one and no row.

    Parameters
    ----------
    client : Client
    within_days : int
        Days within which the later stage must be entered.

    Returns
    -------
    Measure
        Columns persona ("" = everyone, missing = unknown), stage, next_stage (the one after it
        on the map), customers, converted, under_way, share, low, high (Wilson, 95 %). n is the
        number of entries that were followed to their end.
    """
    cohorts = _cohorts(client, within_days)
    summed = cohorts.groupby(["persona", "stage"], dropna=False, sort=False)
    rows = _with_shares(summed[["customers", "converted", "under_way"]].sum().reset_index())
    following = _next_stages(client)
    rows["next_stage"] = rows["stage"].map(following)
    frame = in_map_order(client, CONVERSION.frame(rows), ["stage", "persona"])
    n = int(frame.loc[frame["persona"] == "", "customers"].sum())
    return measure_of(
        client,
        CONVERSION,
        frame,
        n=n,
        sentences=_weakest(client, frame, within_days),
        filters={"within_days": within_days},
        whole=_among_entries(cohorts, frame.assign(month=""), also={"part": "under_way"}),
    )


def conversion_by_month(client: "Client", within_days: int = WITHIN_DAYS) -> Measure:
    """Give conversion by the month of entry; months that are wholly under way have no row.

    Returns
    -------
    Measure
        Columns month (its first day), persona ("" = everyone), stage, customers, converted,
        share, low, high.
    """
    cohorts = _cohorts(client, within_days)
    frame = _by_month(client, cohorts)
    everyone = frame[frame["persona"] == ""]
    n = int(everyone["customers"].sum())
    values = {"n": n, "months": int(everyone["month"].nunique()), "days": within_days}
    return measure_of(
        client,
        CONVERSION_BY_MONTH,
        frame,
        n=n,
        sentences=[Sentence("conversion_by_month", values)] if n else [],
        filters={"within_days": within_days},
        whole=_among_entries(cohorts, frame),
    )


def conversion_breaks(client: "Client", within_days: int = WITHIN_DAYS) -> Measure:
    """Find months in which a persona went on from a stage clearly more or less than otherwise.

    Each month is compared with all other months of the same persona and stage together, where
    both sides have at least 20 customers. The family that Holm's method covers is every such
    comparison; known personas only, or everyone where no customer has a persona.

    Returns
    -------
    Measure
        Columns month, persona, stage, customers, converted, share, rest_customers, rest_share,
        difference (share - rest_share), low, high (Newcombe, 95 %, of one comparison), p (score
        test, adjusted by Holm), clear (p < 0.05). n is the number of entries in the family.
    """
    cohorts = _cohorts(client, within_days)
    family = _family(_by_month(client, cohorts))
    rows = _against_rest(family).sort_values("p", kind="stable")
    frame = CONVERSION_BREAKS.frame(rows)
    n = int(family["customers"].sum())
    return measure_of(
        client,
        CONVERSION_BREAKS,
        frame,
        n=n,
        sentences=_breaks(client, frame) if n else [],
        filters={"within_days": within_days},
        whole=_among_entries(cohorts, frame, also={"month": ""}),
    )


def _cohorts(client: "Client", within_days: int) -> pd.DataFrame:
    if within_days < 1:
        raise MeasureError.of("CJ-401", value=within_days)
    return ask(client, "conversion", within_days=within_days, **stage_parameters(client))


def _by_month(client: "Client", cohorts: pd.DataFrame) -> pd.DataFrame:
    rows = _with_shares(cohorts[cohorts["customers"] > 0])
    return in_map_order(client, CONVERSION_BY_MONTH.frame(rows), ["stage", "persona", "month"])


def _among_entries(
    cohorts: pd.DataFrame, shown: pd.DataFrame, also: Mapping[str, str] | None = None
) -> Whole:
    """Find rows among all cells of entries; `also` changes the keys to the cells they tell too.

    A row beside the rest of its months tells their sum, and one of conversion who is under way.
    """
    keys = ["persona", "stage"]
    totals = cohorts.groupby(keys, dropna=False, sort=False)[["customers", "under_way"]].sum()
    followed = pd.concat([_monthly(cohorts), totals.reset_index().assign(month="")])
    waiting = totals.reset_index().assign(month="", customers=lambda rows: rows["under_way"])
    parts = [followed.assign(part="followed"), waiting.assign(part="under_way")]
    rows = pd.concat(parts, ignore_index=True)
    asked = _monthly(shown).assign(part="followed")
    whole = places_of(asked, rows, _ENTRIES)
    if also is None:
        return whole
    return replace(whole, also=places_of(asked.assign(**also), rows, _ENTRIES).rows)


def _monthly(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(month=rows["month"].astype("str"))


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    low, high = wilson(rows["converted"], rows["customers"])
    share = rows["converted"] / rows["customers"].where(rows["customers"] > 0)
    return rows.assign(share=share, low=low, high=high)


def _next_stages(client: "Client") -> dict[str, str]:
    stages = [stage.id for stage in client.whole_map.stages]
    return dict(pairwise(stages))


def _family(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame[frame["persona"].notna() & (frame["persona"] != "")]
    return frame[frame["persona"] == ""] if known.empty else known


def _against_rest(months: pd.DataFrame) -> pd.DataFrame:
    whole = months.groupby(["persona", "stage"])[["customers", "converted"]].transform("sum")
    rest = whole - months[["customers", "converted"]]
    rows = months.assign(rest_customers=rest["customers"], rest_converted=rest["converted"])
    smaller = rows[["customers", "rest_customers"]].min(axis=1)
    rows = rows[smaller >= FEWEST_A_SIDE]
    sides = [rows[c] for c in ("converted", "customers", "rest_converted", "rest_customers")]
    low, high = newcombe(*sides)
    p = holm(shares_p(*sides))
    rest_share = rows["rest_converted"] / rows["rest_customers"]
    difference = rows["share"] - rest_share
    return rows.assign(
        rest_share=rest_share, difference=difference, low=low, high=high, p=p, clear=p < ALPHA
    )


def _weakest(client: "Client", frame: pd.DataFrame, within_days: int) -> list[Sentence]:
    shown = frame[(frame["persona"] == "") & frame["share"].notna()]
    if shown.empty:
        waiting = int(frame.loc[frame["persona"] == "", "under_way"].sum())
        return [Sentence("all_under_way", {"n": waiting, "days": within_days})] if waiting else []
    row = lowest(shown["share"])
    low = cell(shown, row)
    values = {
        "stage": named(client, "stage", low["stage"]),
        "share": Percent(low["share"]),
        "low": Percent(low["low"]),
        "high": Percent(low["high"]),
        "n": int(low["customers"]),
        "days": within_days,
    }
    return [Sentence("conversion", values, row)]


def _breaks(client: "Client", frame: pd.DataFrame) -> list[Sentence]:
    if frame.empty:
        return [Sentence("too_few_to_compare", {"fewest": FEWEST_A_SIDE})]
    clear = np.flatnonzero(frame["clear"])
    if not len(clear):
        row = highest(frame["difference"].abs())
        return [Sentence("no_break", _break_values(client, frame, row), row)]
    return [Sentence("break", _break_values(client, frame, int(row)), int(row)) for row in clear]


def _break_values(client: "Client", frame: pd.DataFrame, row: int) -> dict[str, Any]:
    found = cell(frame, row)
    return {
        "month": Month(found["month"].year, found["month"].month, 1),
        "persona": named(client, "persona", found["persona"]),
        "stage": named(client, "stage", found["stage"]),
        "share": Percent(found["share"]),
        "rest_share": Percent(found["rest_share"]),
        "difference": Signed(100 * found["difference"]),
        "low": Signed(100 * found["low"]),
        "high": Signed(100 * found["high"]),
        "n": int(found["customers"]),
        "rest_n": int(found["rest_customers"]),
        "family": len(frame),
    }

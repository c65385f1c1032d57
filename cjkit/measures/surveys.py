"""What customers answer: ratings a question, the Net Promoter Score, and who is satisfied."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjkit.labels import Percent, Signed
from cjkit.measures.answers import among_answers
from cjkit.measures.asking import ask, in_map_order, measure_of, named
from cjkit.measures.intervals import (
    Bounds,
    Moments,
    enough,
    mean_interval,
    moments,
    net_promoter,
    wilson,
)
from cjkit.measures.measure import Layout, Measure, Sentence, cell, lowest

if TYPE_CHECKING:
    from cjkit.client import Client

RATINGS = Layout(
    name="ratings",
    keys={
        "question": "str",
        "instrument": "str",
        "touchpoint": "str",
        "stage": "str",
        "persona": "str",
    },
    stated={"scale_low": "float64", "scale_high": "float64"},
    figures={
        "n": "int64",
        "customers": "int64",
        "mean": "float64",
        "low": "float64",
        "high": "float64",
        "weighted_mean": "float64",
        "weighted_low": "float64",
        "weighted_high": "float64",
        "effective_n": "float64",
        "top2": "float64",
        "bottom2": "float64",
        "enough": "bool",
    },
    customers="customers",
    adds_over=("persona",),
    closed=True,
    unit="score",
)
NPS = Layout(
    name="nps",
    keys={"persona": "str", "stage": "str"},
    figures={
        "n": "int64",
        "customers": "int64",
        "promoters": "int64",
        "passives": "int64",
        "detractors": "int64",
        "nps": "float64",
        "low": "float64",
        "high": "float64",
    },
    customers="customers",
    adds_over=("persona", "stage"),
    closed=True,
    unit="points",
)
CSAT = Layout(
    name="csat",
    keys={"persona": "str", "stage": "str", "touchpoint": "str"},
    figures={
        "n": "int64",
        "customers": "int64",
        "satisfied": "int64",
        "share": "float64",
        "low": "float64",
        "high": "float64",
    },
    customers="customers",
    adds_over=("persona", "stage", "touchpoint"),
    closed=True,
    unit="share",
)


def ratings(client: "Client") -> Measure:
    """Give the mean score of each question where it was asked, in its own scale.

    Returns
    -------
    Measure
        Columns question, instrument, touchpoint, stage, persona ("" = all together), scale_low,
        scale_high, n (answers), customers, mean, low, high (Student's t, 95 %, unweighted), then
        weighted_mean, weighted_low, weighted_high and effective_n (Kish; missing where no answer
        has a weight), top2 and bottom2 (shares of the top and bottom two steps), enough.
        Fewer than ten answers, or ten the same, have no interval.
    """
    rows = ask(client, "ratings")
    plain = moments(rows["n"], rows["n"], rows["total"], rows["squares"])
    bounds = certain(plain, rows["n"])
    shown = rows.assign(
        mean=plain.mean,
        low=bounds.low,
        high=bounds.high,
        enough=enough(plain, rows["n"]),
        top2=rows["top2"] / rows["n"],
        bottom2=rows["bottom2"] / rows["n"],
        **_weighted(rows),
    )
    order = ["question", "stage", "touchpoint", "persona"]
    frame = in_map_order(client, RATINGS.frame(shown), order)
    n = int(frame.loc[frame["persona"] == "", "n"].sum())
    said = _lowest_rating(client, frame)
    whole = among_answers(client, frame)
    return measure_of(client, RATINGS, frame, n=n, sentences=said, shapes=("answers",), whole=whole)


def nps(client: "Client") -> Measure:
    """Give the Net Promoter Score, promoters less detractors, from -100 to 100.

    Answers on the scale 0 to 10 only; each counts once, without weights.

    Returns
    -------
    Measure
        Columns persona and stage ("" = all together, missing = unknown), n (answers), customers,
        promoters (9, 10), passives (7, 8), detractors (0 to 6), nps, low, high (adjusted Wald,
        95 %; around the adjusted score).
    """
    rows = ask(client, "nps")
    low, high = net_promoter(rows["promoters"], rows["detractors"], rows["n"])
    score = 100 * (rows["promoters"] - rows["detractors"]) / rows["n"]
    frame = in_map_order(
        client, NPS.frame(rows.assign(nps=score, low=low, high=high)), ["stage", "persona"]
    )
    n, said = _headline(frame, ["persona", "stage"], "nps", _score_values)
    whole = among_answers(client, frame, instrument="nps")
    return measure_of(client, NPS, frame, n=n, sentences=said, shapes=("answers",), whole=whole)


def csat(client: "Client") -> Measure:
    """Give the share of satisfied answers: the top two steps of a five-step scale.

    On another scale, a score at three quarters of it or above. Each answer counts once, without
    weights.

    Returns
    -------
    Measure
        Columns persona, stage and touchpoint ("" = all together, missing = unknown), n (answers),
        customers, satisfied, share, low, high (Wilson, 95 %).
    """
    rows = ask(client, "csat")
    low, high = wilson(rows["satisfied"], rows["n"])
    shown = rows.assign(share=rows["satisfied"] / rows["n"], low=low, high=high)
    frame = in_map_order(client, CSAT.frame(shown), ["stage", "touchpoint", "persona"])
    n, said = _headline(frame, ["persona", "stage", "touchpoint"], "csat", _share_values)
    whole = among_answers(client, frame, instrument="csat")
    return measure_of(client, CSAT, frame, n=n, sentences=said, shapes=("answers",), whole=whole)


def certain(sample: Moments, n: Any) -> Bounds:
    """Give the t intervals of means, missing where there is not enough to go by."""
    bounds, sure = mean_interval(sample), enough(sample, n)
    return Bounds(np.where(sure, bounds.low, np.nan), np.where(sure, bounds.high, np.nan))


def _weighted(rows: pd.DataFrame) -> dict[str, Any]:
    sums = ("weight", "squared_weight", "weighted_total", "weighted_squares")
    sample = moments(*(rows[name].where(rows["weights"] > 0) for name in sums))
    bounds = certain(sample, rows["n"])
    return {
        "weighted_mean": sample.mean,
        "weighted_low": bounds.low,
        "weighted_high": bounds.high,
        "effective_n": sample.size,
    }


def _lowest_rating(client: "Client", frame: pd.DataFrame) -> list[Sentence]:
    everyone = frame[frame["persona"] == ""]
    if everyone.empty:
        return []
    if not everyone["enough"].any():
        return [Sentence("too_few_answers", {"n": int(everyone["n"].sum())})]
    sure = everyone[everyone["enough"]]
    part = (sure["mean"] - sure["scale_low"]) / (sure["scale_high"] - sure["scale_low"])
    row = lowest(part)
    found = cell(sure, row)
    values = {"question": found["question"], "stage": named(client, "stage", found["stage"])}
    numbers = {name: float(found[name]) for name in ("mean", "low", "high", "scale_high")}
    return [Sentence("ratings", {**values, **numbers, "n": int(found["n"])}, row)]


def _headline(
    frame: pd.DataFrame, keys: list[str], key: str, values: Any
) -> tuple[int, list[Sentence]]:
    whole = np.flatnonzero((frame[keys] == "").all(axis=1))
    if not len(whole):
        return 0, []
    row = int(whole[0])
    found = cell(frame, row)
    return int(found["n"]), [Sentence(key, {**values(found), "n": int(found["n"])}, row)]


def _score_values(row: Any) -> dict[str, Any]:
    return {name: Signed(row[name]) for name in ("nps", "low", "high")}


def _share_values(row: Any) -> dict[str, Any]:
    return {name: Percent(row[name]) for name in ("share", "low", "high")}

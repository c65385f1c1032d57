"""The five parts of the focus score, each from 0 to 1, and how they vary from draw to draw.

- reach: customers who came to the cell / customers of the persona; binomial.
- loss: customers of the cell who did not enter a later stage in time / those followed; binomial.
- emotion: (2 - mean emotion) / 4, so that angry is 1 and grateful 0; normal, with the error of the
  mean.
- gap: how far presence lags behind relevance / 100, from the map; it does not vary.
- value: what the customers of the cell brought in the period / what the whole persona brought;
  normal, with the variance that a Poisson bootstrap of customers gives a total.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cjkit.measures.asking import ask, stage_parameters
from cjkit.measures.conversion import WITHIN_DAYS
from cjkit.measures.intervals import FEWEST, Values, enough, moments

if TYPE_CHECKING:
    from cjkit.client import Client

PARTS = ("reach", "loss", "emotion", "gap", "value")
CELL = ["stage", "touchpoint", "persona"]


def cell_counts(client: "Client") -> pd.DataFrame:
    """Give what is counted of each cell on the map or in the data, for every persona with data.

    Returns
    -------
    DataFrame
        Columns stage, touchpoint, persona (missing = unknown), customers, followed, lost, valued,
        value, squares (of value), mean (emotion), error (of it), gap; and of the whole persona
        all_customers, all_value, all_squares. Missing where nothing is known, or where it rests
        on fewer customers or answers than an interval or a small cell asks for.
    """
    rows = ask(client, "focus", within_days=WITHIN_DAYS, **stage_parameters(client))
    wholes = rows[rows["level"] == "persona"]
    seen = rows[rows["level"] == "cell"].drop(columns="level")
    counts = _places(client, seen, wholes["persona"]).merge(seen, how="left", on=CELL)
    counts = counts.merge(_felt(client), how="left", on=CELL).merge(_whole(wholes), on="persona")
    counts["gap"] = counts["stage"].map(_gaps(client)).astype("float64")
    fewest = max(FEWEST, client.small_cells)
    counts.loc[counts["followed"] < fewest, ["followed", "lost"]] = np.nan
    few = (counts["valued"] > 0) & (counts["valued"] < fewest)
    counts.loc[few, ["value", "squares"]] = np.nan
    return counts


def measured_parts(counts: pd.DataFrame) -> Values:
    """Give the parts as they are measured: a row a cell, a column a part; NaN is unknown."""
    seen = counts["customers"] > 0
    parts = [
        counts["customers"] / counts["all_customers"],
        counts["lost"] / counts["followed"],
        (2 - counts["mean"]) / 4,
        counts["gap"],
        _share(counts["value"].fillna(0).where(_valued(counts)), counts["all_value"]),
    ]
    columns = [part.where(seen) if at in (0, 1, 4) else part for at, part in enumerate(parts)]
    return np.column_stack([column.to_numpy(float) for column in columns]).clip(0, 1)


def drawn_parts(counts: pd.DataFrame, rng: np.random.Generator, draws: int) -> Values:
    """Draw the parts anew: draws x cells x parts; what is unknown is anything from 0 to 1.

    Shares are drawn around (x + 1/2) / (n + 1), so that "all of ten" is not taken for certain.
    """
    size = (draws, len(counts))
    worth, wholes = counts[["value", "squares"]].fillna(0), counts[["all_value", "all_squares"]]
    rest = wholes.fillna(0).to_numpy(float) - worth.to_numpy(float)
    here, there = _total(rng, size, worth.to_numpy(float)), _total(rng, size, rest)
    parts = [
        _shares(rng, size, counts["customers"], counts["all_customers"]),
        _shares(rng, size, counts["lost"], counts["followed"]),
        (2 - _normal(rng, size, counts["mean"], counts["error"])) / 4,
        np.broadcast_to(counts["gap"].to_numpy(float), size),
        here / np.where(here + there > 0, here + there, np.nan),
    ]
    unknown = np.isnan(measured_parts(counts))
    drawn = np.stack(parts, axis=2).clip(0, 1)
    return np.where(unknown, rng.random(drawn.shape), np.nan_to_num(drawn))


def _places(client: "Client", seen: pd.DataFrame, personas: "pd.Series[str]") -> pd.DataFrame:
    """Give every cell that the map plans or that has data, in the order of the map."""
    planned = [
        (place.stage, touchpoint.id, persona)
        for touchpoint in client.map.touchpoints
        for place in touchpoint.places
        for persona in personas
        if not place.personas or persona in place.personas
    ]
    cells = pd.DataFrame(planned, columns=CELL).astype("str")
    return pd.concat([cells, seen[CELL].astype("str")]).drop_duplicates(ignore_index=True)


def _gaps(client: "Client") -> dict[str, float]:
    return {
        stage.id: max(stage.relevance.value - stage.presence.value, 0) / 100
        for stage in client.whole_map.stages
        if stage.relevance and stage.presence
    }


def _felt(client: "Client") -> pd.DataFrame:
    rows = ask(client, "emotion")
    rows = rows[(rows["level"] == "touchpoint") & rows["persona"].ne("")]
    sums = ("weight", "squared_weight", "total", "squares")
    sample = moments(*(rows[name] for name in sums))
    sure = enough(sample, rows["n"]) & (rows["customers"] >= client.small_cells)
    felt = rows.assign(mean=sample.mean, error=np.sqrt(sample.variance / sample.size))
    return felt.loc[sure, [*CELL, "mean", "error"]].astype(dict.fromkeys(CELL, "str"))


def _whole(wholes: pd.DataFrame) -> pd.DataFrame:
    names = {name: f"all_{name}" for name in ("customers", "value", "squares")}
    return wholes[["persona", *names]].rename(columns=names)


def _valued(counts: pd.DataFrame) -> "pd.Series[bool]":
    """Tell where value is known: somebody of the persona brought some, and enough did here."""
    return (counts["valued"] == 0) | counts["value"].notna()


def _share(part: "pd.Series[float]", whole: "pd.Series[float]") -> "pd.Series[float]":
    return part / whole.where(whole > 0)


def _shares(
    rng: np.random.Generator,
    size: tuple[int, int],
    hits: "pd.Series[float]",
    n: "pd.Series[float]",
) -> Values:
    counted, of = hits.fillna(0).to_numpy(float), n.fillna(0).to_numpy(float)
    drawn = rng.binomial(of.astype(np.int64), (counted + 0.5) / (of + 1), size)
    return np.asarray(drawn / np.where(of > 0, of, np.nan))


def _normal(
    rng: np.random.Generator,
    size: tuple[int, int],
    mean: "pd.Series[float]",
    error: "pd.Series[float]",
) -> Values:
    return np.asarray(rng.normal(mean.to_numpy(float), error.fillna(0).to_numpy(float), size))


def _total(rng: np.random.Generator, size: tuple[int, int], sums: Values) -> Values:
    """Draw totals; `sums` has the total of each cell and the sum of its squares."""
    error = np.sqrt(sums[:, 1].clip(0))
    return np.asarray(rng.normal(sums[:, 0], error, size)).clip(0)

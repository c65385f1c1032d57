"""Where to begin: a score for each cell of the journey, and how firmly its place stands."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjkit.labels import Percent
from cjkit.measures.answers import among_answers
from cjkit.measures.asking import in_map_order, measure_of, named
from cjkit.measures.conversion import WITHIN_DAYS
from cjkit.measures.focus_parts import PARTS, cell_counts, drawn_parts, measured_parts
from cjkit.measures.intervals import Values
from cjkit.measures.measure import Layout, Measure, Sentence, Whole, cell
from cjkit.measures.reach import among_present
from cjkit.measures.stability import FEWEST_RANKED, STABLE, TOP, drawn_weights, top_shares
from cjkit.model.metrics import FocusWeights

if TYPE_CHECKING:
    from cjkit.client import Client

FOCUS = Layout(
    name="focus",
    keys={"stage": "str", "touchpoint": "str", "persona": "str"},
    stated={"gap_part": "float64"},
    figures={
        "customers": "Int64",
        "reach_part": "float64",
        "loss_part": "float64",
        "emotion_part": "float64",
        "value_part": "float64",
        "known_parts": "Int64",
        "score": "float64",
        "rank": "Int64",
        "top_three": "float64",
        "stable": "boolean",
    },
    customers="customers",
    unit="focus",
)
DRAWS = 2000
EQUAL = FocusWeights(reach=1, loss=1, emotion=1, gap=1, value=1)
"""The weights where the map gives none: equal ones do about as well as fitted ones (R. M. Dawes
1979, The robust beauty of improper linear models, American Psychologist 34, 571-582)."""


def focus(client: "Client") -> Measure:
    """Score each cell of stage, touchpoint and persona by how much there is to win.

    The score is the weighted mean of five parts from 0 to 1 (see `focus_parts`): reach, loss,
    emotion, gap between relevance and presence, value. The weights are the map's
    `metrics.focus.weights`, else equal. A part that is known for no cell of a persona does not
    count for it; one that is unknown for a cell counts halfway. A cell without data has no score.

    How firmly a cell stands in the top three of its persona is told by 2,000 draws of the counts
    behind the parts and of weights around the given ones; what is unknown is drawn between 0 and
    1. The draws are the same in every run.

    Returns
    -------
    Measure
        Columns stage, touchpoint, persona (missing = unknown), gap_part, customers, reach_part,
        loss_part, emotion_part, value_part, known_parts (of five), score, rank (within the
        persona), top_three (share of draws), stable (0.8 or more; missing with fewer than six
        cells). n is the number of customers.
    """
    weights = weights_of(client)
    counts = in_map_order(client, cell_counts(client), ["persona", "stage", "touchpoint"])
    groups = [rows for _, rows in counts.groupby("persona", dropna=False, sort=False)]
    scored = [_scored(rows.reset_index(drop=True), weights) for rows in groups]
    frame = FOCUS.frame(pd.concat(scored, ignore_index=True) if scored else None)
    n = sum(int(rows["all_customers"].iloc[0]) for rows in groups)
    return measure_of(
        client,
        FOCUS,
        frame,
        n=n,
        sentences=_told(client, frame),
        shapes=("events", "answers"),
        filters={"within_days": WITHIN_DAYS, "draws": DRAWS, "weights": weights.model_dump()},
        whole=_told_of(client, frame),
    )


def _told_of(client: "Client", frame: pd.DataFrame) -> Whole:
    """Find what the rows tell of: who came, how large a persona is, and who answered.

    Customers / reach_part would give the size of a persona away.
    """
    personas = among_present(client, frame.assign(stage="", touchpoint=""))
    answers = among_answers(client, frame)
    return replace(among_present(client, frame), beside=(personas, answers))


def weights_of(client: "Client") -> FocusWeights:
    """Give the weights of the map, else equal ones."""
    chosen = client.whole_map.metrics.focus
    return (chosen.weights if chosen else None) or EQUAL


def _scored(counts: pd.DataFrame, weights: FocusWeights) -> pd.DataFrame:
    """Score the cells of one persona."""
    parts = measured_parts(counts)
    counted = _counted_weights(parts, weights)
    unseen = np.isnan(np.delete(parts, PARTS.index("gap"), axis=1)).all(axis=1)
    sure = ~unseen & (counted.sum() > 0)
    score, top = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    if sure.any():
        score[sure] = np.where(np.isnan(parts), 0.5, parts)[sure] @ counted / counted.sum()
        top[sure] = _top(counts[sure].reset_index(drop=True), counted)
    columns = {f"{name}_part": parts[:, at] for at, name in enumerate(PARTS)}
    rows = counts.assign(**columns, score=score, top_three=top)
    rows["known_parts"] = (~np.isnan(parts)).sum(axis=1)
    rows["rank"] = rows["score"].rank(ascending=False, method="min")
    rows["stable"] = (rows["top_three"] >= STABLE).astype("boolean").mask(np.isnan(top))
    return rows.sort_values("rank", kind="stable")


def _counted_weights(parts: Values, weights: FocusWeights) -> Values:
    known = ~np.isnan(parts).all(axis=0)
    return np.array([getattr(weights, name) for name in PARTS]) * known


def _top(counts: pd.DataFrame, weights: Values) -> Values:
    rng = np.random.default_rng(_SEED)
    parts = drawn_parts(counts, rng, DRAWS)
    drawn = drawn_weights(weights, rng, DRAWS)
    return top_shares(np.einsum("dcp,dp->dc", parts, drawn), rng)


_SEED = 20260301


def _told(client: "Client", frame: pd.DataFrame) -> list[Sentence]:
    known = frame[frame["persona"].notna()]
    shown = frame if known.empty else known
    groups = shown.groupby("persona", dropna=False, sort=False)
    return [said for _, rows in groups for said in _about(client, rows)]


def _about(client: "Client", rows: pd.DataFrame) -> list[Sentence]:
    ranked = rows[rows["rank"].notna()]
    persona = named(client, "persona", rows["persona"].iloc[0])
    if len(ranked) < FEWEST_RANKED:
        values = {"persona": persona, "n": len(ranked), "fewest": FEWEST_RANKED}
        return [Sentence("focus_few", values)]
    return [_place(client, ranked, int(str(row)), persona) for row in ranked.index[:TOP]]


def _place(client: "Client", rows: pd.DataFrame, row: int, persona: str) -> Sentence:
    found: dict[str, Any] = cell(rows, row)
    values = {
        "persona": persona,
        "stage": named(client, "stage", found["stage"]),
        "touchpoint": named(client, "touchpoint", found["touchpoint"]),
        "share": Percent(found["top_three"]),
        "score": float(found["score"]),
        "n": 0 if pd.isna(found["customers"]) else int(found["customers"]),
        "draws": DRAWS,
    }
    return Sentence("focus_stable" if found["stable"] else "focus_unstable", values, row)

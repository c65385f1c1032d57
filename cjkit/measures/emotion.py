"""How customers feel, from -2 to +2: as measured, as the team assumes, and where the two part."""

from statistics import fmean
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjkit.labels import Signed
from cjkit.measures.answers import among_answers
from cjkit.measures.asking import ask, in_map_order, measure_of, named
from cjkit.measures.intervals import Moments, enough, holm, mean_p, moments, welch_p
from cjkit.measures.measure import Layout, Measure, Sentence, cell, highest, lowest
from cjkit.measures.surveys import certain

if TYPE_CHECKING:
    from cjkit.client import Client

ALPHA = 0.05
MATTERS = 0.5
"""A smaller distance between assumed and measured emotion is no contradiction."""

_MEAN = {"n": "int64", "customers": "int64", "mean": "float64", "low": "float64", "high": "float64"}
EMOTION = Layout(
    name="emotion",
    keys={"stage": "str", "touchpoint": "str", "persona": "str"},
    stated={"level": "str"},
    figures={**_MEAN, "effective_n": "float64", "enough": "bool"},
    customers="customers",
    adds_over=("stage", "touchpoint", "persona"),
    closed=True,
    unit="emotion",
)
ASSUMED_EMOTION = Layout(
    name="assumed_emotion",
    keys={"persona": "str", "stage": "str", "touchpoint": "str"},
    figures={"assumed": "float64", "to_be": "float64", "grade": "str"},
    unit="emotion",
)
ASSUMED_AGAINST_MEASURED = Layout(
    name="assumed_against_measured",
    keys={"persona": "str", "stage": "str"},
    stated={"assumed": "float64"},
    figures={**_MEAN, "p": "float64", "verdict": "str"},
    customers="customers",
    unit="emotion",
)
EMOTION_DIPS = Layout(
    name="emotion_dips",
    keys={"touchpoint": "str"},
    figures={
        **_MEAN,
        "rest_n": "int64",
        "rest_mean": "float64",
        "difference": "float64",
        "p": "float64",
        "clear": "bool",
    },
    customers="customers",
    unit="emotion",
)


def emotion(client: "Client") -> Measure:
    """Give the mean measured emotion by stage, and by touchpoint within a stage.

    Answers with weights count by them; n stays the number of answers, and the interval rests on
    Kish's effective size.

    Returns
    -------
    Measure
        Columns stage, touchpoint ("" at level stage), persona ("" = all together, missing =
        unknown), level (stage or touchpoint), n, customers, mean, low, high (Student's t, 95 %),
        effective_n, enough. Fewer than ten answers, or ten the same, have no interval.
    """
    rows = in_map_order(client, _felt(client), ["level", *EMOTION.keys])
    wanted = rows["level"].isin(["stage", "touchpoint"]) & rows[_PLACE].notna().all(axis=1)
    frame = EMOTION.frame(rows[wanted])
    n = _everything(rows)
    said = _ends(client, frame) if n else []
    whole = among_answers(client, frame)
    return measure_of(client, EMOTION, frame, n=n, sentences=said, shapes=("answers",), whole=whole)


def assumed_emotion(client: "Client") -> Measure:
    """Give the emotions that the team put on the map, now and to be, with their grade.

    Returns
    -------
    Measure
        Columns persona, stage, touchpoint (missing where the map names none), assumed, to_be,
        grade (known, indicated or guessed; of the emotion now, else of the one to be). n is the
        number of rows; no customer data stand behind it.
    """
    felt = [e for e in client.map.experiences if e.emotion or e.emotion_to_be]
    rows = [
        {
            "persona": e.persona,
            "stage": e.stage,
            "touchpoint": e.touchpoint,
            "assumed": e.emotion.value if e.emotion else None,
            "to_be": e.emotion_to_be.value if e.emotion_to_be else None,
            "grade": (e.emotion or e.emotion_to_be).grade.value,  # type: ignore[union-attr]
        }
        for e in felt
    ]
    frame = ASSUMED_EMOTION.frame(pd.DataFrame(rows) if rows else None)
    frame = in_map_order(client, frame, ["persona", "stage", "touchpoint"])
    guessed = int((frame["grade"] == "guessed").sum())
    values = {"n": len(frame), "guessed": guessed}
    said = [Sentence("assumed_emotion", values)] if rows else [Sentence("nothing_assumed")]
    return measure_of(client, ASSUMED_EMOTION, frame, n=len(frame), sentences=said, shapes=())


def assumed_against_measured(client: "Client") -> Measure:
    """Hold the team's emotion of each persona and stage against what customers answered.

    Assumed is the mean of the map's experiences there. Contradicted: Student's t test of the
    measured mean against it, adjusted by Holm over all persona-stage pairs with enough answers,
    gives p < 0.05, and the two lie 0.5 or more apart.

    Returns
    -------
    Measure
        Columns persona, stage, assumed, n, customers, mean, low, high, p (adjusted), verdict
        (agrees, contradicted or too_few). n counts the answers compared.
    """
    rows = _assumed_by_stage(client).merge(_by_persona(_felt(client)), how="left")
    sample = _sample(rows)
    sure = enough(sample, rows["n"])
    p = holm(np.where(sure, mean_p(sample, rows["assumed"]), np.nan))
    apart = np.abs(sample.mean - rows["assumed"]) >= MATTERS
    verdict = np.where(sure, np.where((p < ALPHA) & apart, "contradicted", "agrees"), "too_few")
    shown = rows.assign(p=p, verdict=verdict)
    shown[["n", "customers"]] = shown[["n", "customers"]].fillna(0)
    shown = in_map_order(client, shown, ["persona", "stage"])
    frame = ASSUMED_AGAINST_MEASURED.frame(shown)
    said = _contradictions(client, frame)
    n = int(frame["n"].sum())
    return measure_of(
        client,
        ASSUMED_AGAINST_MEASURED,
        frame,
        n=n,
        sentences=said,
        shapes=("answers",),
        whole=among_answers(client, frame),
    )


def emotion_dips(client: "Client") -> Measure:
    """Find touchpoints where customers feel clearly worse than at all others together.

    Welch's t test of each touchpoint against the rest, adjusted by Holm over all touchpoints with
    enough answers on both sides.

    Returns
    -------
    Measure
        Columns touchpoint, n, customers, mean, low, high, rest_n, rest_mean, difference
        (mean - rest_mean), p (adjusted), clear (p < 0.05 and below the rest); lowest first.
    """
    rows = _felt(client)
    found = rows[(rows["level"] == "anywhere") & rows["touchpoint"].notna()]
    compared = _against_rest(found).sort_values(["difference", "touchpoint"], kind="stable")
    frame = EMOTION_DIPS.frame(compared)
    n = int(frame["n"].sum())
    said = _dips(client, frame)
    whole = among_answers(client, frame)
    return measure_of(
        client, EMOTION_DIPS, frame, n=n, sentences=said, shapes=("answers",), whole=whole
    )


_PLACE = ["stage", "touchpoint"]
_SUMS = ("weight", "squared_weight", "total", "squares")


def _sample(rows: pd.DataFrame) -> Moments:
    return moments(*(rows[name] for name in _SUMS))


def _with_means(rows: pd.DataFrame) -> pd.DataFrame:
    sample = _sample(rows)
    low, high = certain(sample, rows["n"])
    return rows.assign(
        mean=sample.mean,
        low=low,
        high=high,
        effective_n=sample.size,
        enough=enough(sample, rows["n"]),
    )


def _felt(client: "Client") -> pd.DataFrame:
    """Give every cell and margin with its mean; a margin has "" for what it takes together."""
    rows = _with_means(ask(client, "emotion"))
    summed = {"stage": ["anywhere", "all"], "touchpoint": ["stage", "all"]}
    for key, levels in summed.items():
        rows[key] = rows[key].astype("str").mask(rows["level"].isin(levels), "")
    return rows


def _everything(rows: pd.DataFrame) -> int:
    whole = rows[(rows["level"] == "all") & (rows["persona"] == "")]
    return int(whole["n"].sum())


def _assumed_by_stage(client: "Client") -> pd.DataFrame:
    values: dict[tuple[str, str], list[float]] = {}
    for experience in client.map.experiences:
        if experience.emotion:
            place = (experience.persona, experience.stage)
            values.setdefault(place, []).append(experience.emotion.value)
    rows = [(*place, fmean(felt)) for place, felt in values.items()]
    return pd.DataFrame(rows, columns=["persona", "stage", "assumed"]).astype(
        {"persona": "str", "stage": "str", "assumed": "float64"}
    )


def _by_persona(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows["persona"].notna() & (rows["persona"] != "")
    columns = ["persona", "stage", *_MEAN, *_SUMS]
    return rows.loc[(rows["level"] == "stage") & known, columns].astype(
        {"persona": "str", "stage": "str"}
    )


def _against_rest(rows: pd.DataFrame) -> pd.DataFrame:
    rest = rows[["n", *_SUMS]].sum() - rows[["n", *_SUMS]]
    sample, others = _sample(rows), _sample(rest)
    compared = enough(sample, rows["n"]) & enough(others, rest["n"])
    p = holm(np.where(compared, welch_p(sample, others), np.nan))
    difference = sample.mean - others.mean
    return rows.assign(
        rest_n=rest["n"],
        rest_mean=others.mean,
        difference=difference,
        p=p,
        clear=(p < ALPHA) & (difference < 0),
    )


def _mean_values(row: Any) -> dict[str, Any]:
    ends = {name: Signed(row[name]) for name in ("mean", "low", "high")}
    return {**ends, "n": int(row["n"])}


def _ends(client: "Client", frame: pd.DataFrame) -> list[Sentence]:
    stages = frame[(frame["level"] == "stage") & (frame["persona"] == "")]
    sure = stages[stages["enough"]]
    if sure.empty:
        return [Sentence("too_few_answers", {"n": int(stages["n"].sum())})]
    ends = {"emotion_lowest": lowest(sure["mean"]), "emotion_highest": highest(sure["mean"])}
    if len(sure) == 1:
        ends = {"emotion_only": lowest(sure["mean"])}
    return [_about_stage(client, frame, key, row) for key, row in ends.items()]


def _about_stage(client: "Client", frame: pd.DataFrame, key: str, row: int) -> Sentence:
    stage = named(client, "stage", frame.loc[row, "stage"])
    return Sentence(key, {"stage": stage, **_mean_values(cell(frame, row))}, row)


def _contradictions(client: "Client", frame: pd.DataFrame) -> list[Sentence]:
    if frame.empty:
        return [Sentence("nothing_assumed")]
    compared = int((frame["verdict"] != "too_few").sum())
    if not compared:
        return [Sentence("nothing_compared", {"n": int(frame["n"].sum())})]
    rows = np.flatnonzero(frame["verdict"] == "contradicted")
    if not len(rows):
        answers = int(frame.loc[frame["verdict"] == "agrees", "n"].sum())
        return [Sentence("nothing_contradicted", {"n": answers, "family": compared})]
    return [_contradiction(client, frame, int(row), compared) for row in rows]


def _contradiction(client: "Client", frame: pd.DataFrame, row: int, family: int) -> Sentence:
    found = cell(frame, row)
    values = {
        "persona": named(client, "persona", found["persona"]),
        "stage": named(client, "stage", found["stage"]),
        "assumed": Signed(found["assumed"]),
        "family": family,
        **_mean_values(found),
    }
    return Sentence("contradicted", values, row)


def _dips(client: "Client", frame: pd.DataFrame) -> list[Sentence]:
    if frame.empty:
        return []
    family = int(frame["p"].notna().sum())
    if not family:
        return [Sentence("too_few_answers", {"n": int(frame["n"].sum())})]
    rows = np.flatnonzero(frame["clear"])
    key = "dip" if len(rows) else "no_dip"
    chosen = rows if len(rows) else np.flatnonzero(frame["p"].notna())[:1]
    return [_dip(client, frame, key, int(row), family) for row in chosen]


def _dip(client: "Client", frame: pd.DataFrame, key: str, row: int, family: int) -> Sentence:
    found = cell(frame, row)
    values = {
        "touchpoint": named(client, "touchpoint", found["touchpoint"]),
        "rest_mean": Signed(found["rest_mean"]),
        "rest_n": int(found["rest_n"]),
        "family": family,
        **_mean_values(found),
    }
    return Sentence(key, values, row)

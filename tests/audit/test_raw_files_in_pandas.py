"""Every figure of the sample clients once more, from the raw files, without cjkit's own code."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

import cjkit
from cjkit import measures
from cjkit.client import Client
from cjkit.data.cells import read_cells
from cjkit.data.engine import DuckDBEngine

from .by_hand import ByHand

SAMPLES = Path(__file__).parents[2] / "sample_data"
CLIENTS = ("hypotheek", "bottles")
ALL = "all together"
UNKNOWN = "unknown"

pytestmark = pytest.mark.slow
Both = tuple[Client, ByHand]


@pytest.fixture(scope="module", params=CLIENTS)
def both(request, tmp_path_factory) -> Both:
    """A sample client, opened by cjkit and read by hand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CJKIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        client = cjkit.open_client(SAMPLES / request.param)
        client.engine.query("rows")
        return client, ByHand(SAMPLES / request.param)


def given(frame: pd.DataFrame, keys: list[str], figures: list[str]) -> pd.DataFrame:
    """What cjkit gives, in a form that can be compared."""
    named = frame.copy()
    for key in keys:
        if not pd.api.types.is_datetime64_any_dtype(named[key]):
            text = named[key].astype(object)
            named[key] = text.where(text.notna(), UNKNOWN).replace({"": ALL})
    return named.set_index(keys)[figures].astype(float).sort_index()


def by_margins(
    frame: pd.DataFrame, keys: list[str], margins: list[list[str]], take: Callable[..., Any]
) -> pd.DataFrame:
    """Figures by hand: of each group of keys, and of the margins in which a key is left out."""
    known = frame.copy()
    known[keys] = known[keys].astype(object).where(known[keys].notna(), UNKNOWN)
    rows = []
    for kept in margins:
        for values, part in known.groupby(kept) if kept else [((), known)]:
            place = dict.fromkeys(keys, ALL) | dict(zip(kept, values, strict=True))
            rows.append(place | take(part))
    return pd.DataFrame(rows).set_index(keys).astype(float).sort_index()


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        found, expected[found.columns], check_dtype=False, check_index_type=False, rtol=1e-9
    )


def test_what_became_of_the_rows_of_each_source(both: Both) -> None:
    client, hand = both
    found = client.engine.query("rows").groupby("source").sum(numeric_only=True)
    same(found, hand.rows().rename_axis("source").sort_index())


def test_each_event_is_linked_to_the_same_touchpoint_stage_and_persona(both: Both) -> None:
    client, hand = both
    found = _table(client, "events").set_index(["source", "file", "row"]).sort_index()
    expected = hand.events.set_index(["source", "file", "row"]).sort_index()
    assert list(found.index) == list(expected.index)
    for column in ("touchpoint", "stage", "persona", "event", "entered", "converted", "day"):
        ours, theirs = found[column].astype(object), expected[column].astype(object)
        differ = (ours.fillna("") != theirs.fillna("")).to_numpy()
        assert not differ.any(), (column, ours[differ].head(), theirs[differ].head())
    assert found["at"].tolist() == [at.replace(tzinfo=None) for at in expected["at"]]
    np.testing.assert_allclose(found["value"], expected["value"].astype(float))
    pairs = set(zip(found["customer"], expected["customer"], strict=True))
    assert len(pairs) == found["customer"].nunique() == expected["customer"].nunique()


def _table(client: Client, name: str) -> pd.DataFrame:
    assert isinstance(client.engine, DuckDBEngine)
    with duckdb.connect() as connection:
        connection.read_parquet(str(client.engine.store / "codes.parquet")).create_view("codes")
        names = read_cells(connection).columns() if name == "events" else {}
        also = "".join(f", {sql} as {column}" for column, sql in names.items())
        path = client.engine.store / f"{name}.parquet"
        table = connection.sql(f"select *{also} from '{path}'").df()
    return table.assign(day=table["day"].dt.date)


def test_persona_sizes(both: Both) -> None:
    client, hand = both
    sizes = pd.Series({one: persona or UNKNOWN for one, persona in hand.persona.items()})
    counted = sizes.value_counts()
    low, high = proportion_confint(counted, counted.sum(), method="wilson")
    expected = pd.DataFrame(
        {"customers": counted, "share": counted / counted.sum(), "low": low, "high": high}
    )
    found = given(measures.persona_sizes(client).frame, ["persona"], list(expected.columns))
    same(found, expected.rename_axis("persona").astype(float).sort_index())


def _reached(part: pd.DataFrame) -> dict[str, int]:
    return {"customers": part["customer"].nunique(), "events": len(part)}


def test_reach_of_each_cell(both: Both) -> None:
    client, hand = both
    keys = ["stage", "touchpoint", "persona"]
    found = given(measures.reach(client).frame, keys, ["customers", "events"])
    same(found, by_margins(hand.events, keys, [keys], _reached))


def test_reach_in_all(both: Both) -> None:
    client, hand = both
    found = given(measures.reach_totals(client).frame, ["level", "id"], ["customers", "events"])
    keys = ["stage", "touchpoint", "persona"]
    rows = by_margins(hand.events, keys, [[], *([key] for key in keys)], _reached).reset_index()
    named = [next((key for key in keys if row[key] != ALL), "all") for _, row in rows.iterrows()]
    rows["level"] = named
    rows["id"] = [row.get(row["level"], ALL) for _, row in rows.iterrows()]
    same(found, rows.set_index(["level", "id"]).sort_index())


def test_placement(both: Both) -> None:
    client, hand = both
    keys = ["stage", "touchpoint", "persona"]
    last = hand.events.sort_values("at", kind="stable").drop_duplicates("customer", keep="last")
    found = given(measures.placement(client).frame, keys, ["customers"])
    same(found, by_margins(last, keys, [keys], lambda part: {"customers": len(part)}))


def _converted(part: pd.DataFrame) -> dict[str, float]:
    done = part[~part["under_way"]]
    n, hits = len(done), int(done["converted"].sum())
    low, high = proportion_confint(hits, n, method="wilson") if n else (np.nan, np.nan)
    counts = {"customers": n, "converted": hits, "under_way": len(part) - n}
    return counts | {"share": hits / n if n else np.nan, "low": low, "high": high}


def test_conversion(both: Both) -> None:
    client, hand = both
    keys = ["persona", "stage"]
    expected = by_margins(hand.cohorts(), keys, [["stage"], keys], _converted)
    same(given(measures.conversion(client).frame, keys, list(expected.columns)), expected)


def test_conversion_by_month(both: Both) -> None:
    client, hand = both
    keys = ["month", "persona", "stage"]
    cohorts = hand.cohorts()
    cohorts["month"] = pd.to_datetime([day.replace(day=1) for day in cohorts["day"]])
    done = cohorts[~cohorts["under_way"]]
    expected = by_margins(done, keys, [["month", "stage"], keys], _converted)
    found = measures.conversion_by_month(client).frame
    figures = ["customers", "converted", "share", "low", "high"]
    expected.index = expected.index.set_levels(pd.to_datetime(expected.index.levels[0]), level=0)
    same(given(found, keys, figures), expected)


def _satisfied(part: pd.DataFrame) -> dict[str, float]:
    n, hits = len(part), int((part["raw_score"] >= 4).sum())
    low, high = proportion_confint(hits, n, method="wilson")
    found = {"n": n, "customers": part["customer"].nunique(), "satisfied": hits}
    return found | {"share": hits / n, "low": low, "high": high}


def test_csat(both: Both) -> None:
    client, hand = both
    keys = ["persona", "stage", "touchpoint"]
    margins = [[], ["persona"], ["stage"], ["persona", "stage"], ["stage", "touchpoint"], keys]
    asked = hand.answers[hand.answers["instrument"] == "csat"]
    expected = by_margins(asked, keys, margins, _satisfied)
    same(given(measures.csat(client).frame, keys, list(expected.columns)), expected)


def _recommend(part: pd.DataFrame) -> dict[str, float]:
    score = part["raw_score"]
    counts = {"promoters": (score >= 9).sum(), "detractors": (score <= 6).sum()}
    passives = len(part) - sum(counts.values())
    points = 100 * (counts["promoters"] - counts["detractors"]) / len(part)
    n = {"n": len(part), "customers": part["customer"].nunique()}
    return n | counts | {"passives": passives, "nps": points}


def test_nps(both: Both) -> None:
    client, hand = both
    keys = ["persona", "stage"]
    asked = hand.answers[hand.answers["instrument"] == "nps"]
    expected = by_margins(asked, keys, [[], ["persona"], ["stage"], keys], _recommend)
    same(given(measures.nps(client).frame, keys, list(expected.columns)), expected)


def _felt(part: pd.DataFrame) -> dict[str, float]:
    weights = part["weight"].astype(float).fillna(1)
    mean = np.average(part["emotion"], weights=weights)
    size = weights.sum() ** 2 / (weights**2).sum()
    found = {"n": len(part), "customers": part["customer"].nunique(), "mean": mean}
    return found | {
        "effective_n": size,
        "enough": len(part) >= 10 and part["emotion"].nunique() > 1,
    }


def test_emotion(both: Both) -> None:
    client, hand = both
    keys = ["stage", "touchpoint", "persona"]
    known = hand.answers.dropna(subset="stage")
    margins = [["stage"], ["stage", "persona"], ["stage", "touchpoint"], keys]
    # Levels stage and touchpoint are of known stages and touchpoints only.
    stages = by_margins(known, keys, margins[:2], _felt)
    places = by_margins(known.dropna(subset="touchpoint"), keys, margins[2:], _felt)
    expected = pd.concat([stages, places]).sort_index()
    same(given(measures.emotion(client).frame, keys, list(expected.columns)), expected)


def test_emotion_has_the_textbook_interval(both: Both) -> None:
    client, hand = both
    frame = measures.emotion(client).frame
    for row in frame[(frame["persona"] == "") & (frame["level"] == "stage")].itertuples():
        felt = hand.answers[hand.answers["stage"] == row.stage]
        w, x = felt["weight"].astype(float).fillna(1), felt["emotion"]
        size = w.sum() ** 2 / (w**2).sum()
        spread = np.cov(x, aweights=w) / size
        low, high = stats.t.interval(0.95, size - 1, np.average(x, weights=w), np.sqrt(spread))
        assert (row.low, row.high) == pytest.approx((low, high))


def test_emotion_dips(both: Both) -> None:
    client, hand = both
    dips = measures.emotion_dips(client).frame.set_index("touchpoint")
    known = hand.answers.dropna(subset="touchpoint")
    assert set(dips.index) == set(known["touchpoint"])
    for touchpoint, row in dips.iterrows():
        here = known["touchpoint"] == touchpoint
        one, rest = _felt(known[here]), _felt(known[~here])
        assert row[["n", "mean", "rest_n", "rest_mean"]].tolist() == pytest.approx(
            [one["n"], one["mean"], rest["n"], rest["mean"]]
        )
    if hand.answers["weight"].isna().all():
        _same_tests(dips, known)


def _same_tests(dips: pd.DataFrame, known: pd.DataFrame) -> None:
    plain = [
        stats.ttest_ind(
            known.loc[known["touchpoint"] == one, "emotion"],
            known.loc[known["touchpoint"] != one, "emotion"],
            equal_var=False,
        ).pvalue
        for one in dips.index
    ]
    adjusted = multipletests(plain, method="holm")[1]
    np.testing.assert_allclose(dips["p"], adjusted, rtol=1e-8, atol=1e-12)


def test_counts(both: Both) -> None:
    client, hand = both
    assert set(hand.counts["metric"]) == {"impressions", "clicks", "cost"}
    keys = ["source", "touchpoint", "metric", "day"]
    found, expected = (
        rows.groupby(keys)["value"].agg(["sum", "count"])
        for rows in (_table(client, "counts"), hand.counts)
    )
    same(found, expected)


def _figure(hand: ByHand, asked: dict[str, Any]) -> tuple[float, float]:
    """The value of a metric or assumption, and what it rests on."""
    kind = asked["measured"]
    if kind == "conversion":
        return _conversion(hand, asked)
    table = {"count": hand.counts, "emotion": hand.answers, "nps": hand.answers}
    rows = table.get(kind, hand.answers if kind == "csat" else hand.events)
    for key in ("persona", "stage", "touchpoint"):
        if asked.get(key):
            rows = rows[rows[key] == asked[key]]
    if asked.get("sources"):
        rows = rows[rows["source"].isin(asked["sources"])]
    if kind in ("csat", "nps"):
        rows = rows[rows["instrument"] == kind]
    if kind == "count":
        rows = rows[rows["metric"] == asked["counted"]]
    assert len(rows)
    return {
        "reach": lambda: (rows["customer"].nunique(),) * 2,
        "events": lambda: (len(rows), len(rows)),
        "conversions": lambda: (rows["converted"].sum(), len(rows)),
        "value": lambda: (rows["value"].sum(), rows["value"].notna().sum()),
        "emotion": lambda: (_felt(rows)["mean"], len(rows)),
        "csat": lambda: (_satisfied(rows)["share"], len(rows)),
        "nps": lambda: (_recommend(rows)["nps"], len(rows)),
        "count": lambda: (rows["value"].sum(), len(rows)),
    }[kind]()


def _conversion(hand: ByHand, asked: dict[str, Any]) -> tuple[float, float]:
    cohorts = hand.cohorts()
    wanted = (cohorts["stage"] == asked["stage"]) & ~cohorts["under_way"]
    if asked.get("persona"):
        wanted &= cohorts["persona"] == asked["persona"]
    wanted &= cohorts["day"] >= asked.get("start", dt.date.min)
    wanted &= cohorts["day"] <= asked.get("end", dt.date.max)
    return cohorts.loc[wanted, "converted"].mean(), wanted.sum()


def test_metrics(both: Both) -> None:
    client, hand = both
    status = measures.metric_status(client).frame.set_index("metric")
    asked = hand.map["metrics"]["metrics"]
    assert set(status.index) == {metric["id"] for metric in asked}
    for metric in asked:
        row = status.loc[metric["id"]]
        value, n = _figure(hand, metric)
        percent = metric["unit"].startswith("%") and metric["measured"] in ("conversion", "csat")
        assert (row["value"], row["n"]) == pytest.approx((value * (100 if percent else 1), n)), (
            metric
        )
        assert row["reached"] == _stands(metric, row), metric


def _stands(metric: dict[str, Any], row: pd.Series) -> str:
    if "target" not in metric:
        return "no_target"
    low, high = (row["value"] if np.isnan(row[end]) else row[end] for end in ("low", "high"))
    target, lower = metric["target"]["value"], metric.get("direction") == "lower"
    better = (high <= target) if lower else (low >= target)
    worse = (low > target) if lower else (high < target)
    return "reached" if better else "missed" if worse else "open"


def test_assumptions(both: Both) -> None:
    client, hand = both
    found = measures.assumptions(client).frame.set_index("assumption")
    for assumption in hand.map["assumptions"]:
        row = found.loc[assumption["id"]]
        assert (row["value"], row["n"]) == pytest.approx(_figure(hand, assumption)), assumption


def test_weeks_add_up_to_the_metric(both: Both) -> None:
    client, hand = both
    weekly = measures.metric_trends(client).frame
    summed = weekly.groupby("metric")[["value", "n"]].sum()
    for metric in hand.map["metrics"]["metrics"]:
        if metric["measured"] in ("events", "count", "value", "conversions"):
            assert summed.loc[metric["id"], "value"] == pytest.approx(_figure(hand, metric)[0])

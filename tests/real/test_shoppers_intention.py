"""Visits to a web shop, a file that nobody here wrote: figures equal those of plain pandas."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cjkit
from cjkit.client import Client
from cjkit.measures import conversion, persona_sizes

Ask = Callable[[Client, str], pd.DataFrame]
Figures = dict[str, Any]

FILE = "online_shoppers_intention.csv.gz"


@pytest.fixture(scope="module")
def wanted(figures: Callable[[str], Figures]) -> Figures:
    return figures("shoppers_intention")


@pytest.fixture(scope="module")
def client(real_set: Callable[[str], Path], client_of: Callable[..., Client]) -> Client:
    return client_of("shoppers_intention", real_set("shoppers_intention") / FILE)


@pytest.fixture(scope="module")
def visits(client: Client, ask: Ask) -> pd.DataFrame:
    """Give a row a visit: when, by whom, from where, with what pages, and a sale or not."""
    return ask(
        client,
        """
        select month(any_value(day)) as by_month, any_value(persona) as by_visitor,
          any_value(channel).replace('traffic type ', '') as by_traffic_type,
          any_value(event) filter (where source = 'visits') as by_weekend,
          any_value(value) as page_value, count(*) filter (where touchpoint = 'order') as buys,
          count(*) filter (where touchpoint = 'account-pages') as "Administrative",
          count(*) filter (where touchpoint = 'information-pages') as "Informational",
          count(*) filter (where touchpoint = 'product-pages') as "ProductRelated"
        from events group by customer
        """,
    )


MONTHS = {2: "Feb", 3: "Mar", 5: "May", 6: "June", 7: "Jul", 8: "Aug", 9: "Sep"} | {
    10: "Oct",
    11: "Nov",
    12: "Dec",
}
VISITORS = {"new": "New_Visitor", "returning": "Returning_Visitor"}
WEEKENDS = {"visit, weekend: TRUE": "True", "visit, weekend: FALSE": "False"}


def test_every_row_is_accounted_for(
    client: Client, wanted: Figures, balance: Callable[[Client], pd.DataFrame]
) -> None:
    # 125 rows are equal to another and are kept: two visitors may do the same.
    rows = balance(client)
    assert rows["read"].tolist() == [wanted["rows"]] * 7
    assert rows["accepted"].tolist() == [wanted["rows"]] * 7


@pytest.mark.parametrize("by", ["by_month", "by_visitor", "by_traffic_type", "by_weekend"])
def test_sales_and_page_values(visits: pd.DataFrame, wanted: Figures, by: str) -> None:
    frame = visits.fillna({"by_visitor": "Other"})  # no persona: shown as unknown, never dropped
    named = frame.replace({"by_month": MONTHS, "by_visitor": VISITORS, "by_weekend": WEEKENDS})
    grouped = named.groupby(by)
    found = pd.DataFrame(
        {
            "sessions": grouped.size(),
            "buys": grouped["buys"].sum(),
            "conversion": grouped["buys"].mean().round(6),
            "page_value": grouped["page_value"].mean().round(6),
        }
    )
    told = pd.DataFrame(wanted[by]).T[found.columns].astype(found.dtypes)
    pd.testing.assert_frame_equal(
        found.sort_index(), told.sort_index(), check_names=False, check_index_type=False
    )


def test_personas_are_the_kinds_of_visitors(client: Client, wanted: Figures) -> None:
    frame = persona_sizes(client).frame
    sizes = dict(zip(frame["persona"].fillna("other"), frame["customers"], strict=True))
    names = {"new": "New_Visitor", "returning": "Returning_Visitor", "other": "Other"}
    for persona, visitor in names.items():
        assert sizes[persona] == wanted["by_visitor"][visitor]["sessions"], persona


@pytest.mark.parametrize("group", ["Administrative", "Informational", "ProductRelated"])
def test_sales_of_visits_that_saw_a_group_of_pages(
    visits: pd.DataFrame, wanted: Figures, group: str
) -> None:
    told, saw = wanted["page_groups"][group], visits[visits[group] > 0]
    assert len(saw) == told["sessions_with"]
    assert round(saw["buys"].mean(), 6) == told["conversion_if_seen"]


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("Administrative", "account"),
        ("Informational", "information"),
        ("ProductRelated", "product"),
    ],
)
def test_pages_and_seconds_a_visit(
    client: Client, wanted: Figures, ask: Ask, group: str, name: str
) -> None:
    totals = _totals(client, ask, "all")["all"]
    told = wanted["page_groups"][group]
    assert round(totals[f"{name}_pages"] / wanted["rows"], 6) == told["pages"]
    assert round(totals[f"{name}_seconds"] / wanted["rows"], 6) == told["seconds"]


@pytest.mark.parametrize("by", ["by_month", "by_traffic_type"])
def test_bounce_and_exit_rates(client: Client, wanted: Figures, ask: Ask, by: str) -> None:
    key = "month(day)" if by == "by_month" else "channel.replace('traffic type ', '')"
    for name, totals in _totals(client, ask, key).items():
        told = wanted[by][MONTHS.get(name, name)]
        found = {rate: totals[f"{rate}_rates"] / told["sessions"] for rate in ("bounce", "exit")}
        assert {rate: round(value, 6) for rate, value in found.items()} == {
            rate: told[rate] for rate in found
        }, name


def test_conversion_from_the_measure(client: Client, wanted: Figures, visits: pd.DataFrame) -> None:
    # Within a day: only December, which stands on the last day of the data, is still under way.
    frame = conversion(client, within_days=1).frame.set_index(["stage", "persona"])
    row = frame.loc[("check", "")]
    checked = visits[(visits["Administrative"] > 0) | (visits["Informational"] > 0)]
    followed = checked[checked["by_month"] < 12]
    assert (row["customers"], row["converted"]) == (len(followed), followed["buys"].sum())
    assert row["under_way"] == len(checked) - len(followed)
    came = frame.loc[("visit", "")]
    assert came["under_way"] == wanted["by_month"]["Dec"]["sessions"]
    assert came["customers"] == wanted["rows"] - came["under_way"]


def test_who_calls_equal_rows_copies_loses_them(
    real_set: Callable[[str], Path], tmp_path: Path, wanted: Figures
) -> None:
    # The trap, sprung: all columns are mapped and equal rows are said to be duplicates.
    file = real_set("shoppers_intention") / FILE
    (tmp_path / FILE).symlink_to(file)
    own = pd.read_csv(file, nrows=0).columns.drop("Month")
    columns = ", ".join(f"own_{name.lower()}: {name}" for name in own)
    (tmp_path / "data.yaml").write_text(
        f"""
sources:
  - id: visits
    shape: counts
    files: {FILE}
    date_format: ["%Y %b %d", "%Y %B %d"]
    columns: {{day: "2017 {{Month}} 1", {columns}}}
    counts: {{pages: ProductRelated}}
    duplicates: same_row
    consent: {{not_applicable: Test}}
"""
    )
    (tmp_path / "journey.yaml").write_text(
        "title: T\ntouchpoints: [{id: t, name: T, match: [{source: visits}]}]\n"
    )
    rows = cjkit.open_client(tmp_path).engine.query("rows")
    assert rows["rejected"].tolist() == [wanted["duplicate_rows"]]


def _totals(client: Client, ask: Ask, key: str) -> dict[Any, dict[str, float]]:
    by = "'all'" if key == "all" else key
    frame = ask(client, f"select {by} as key, metric, sum(value) as total from counts group by all")
    return frame.pivot_table(index="key", columns="metric", values="total").to_dict("index")

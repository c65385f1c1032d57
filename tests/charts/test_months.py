import pandas as pd
import pytest

from cjkit.charts import months
from cjkit.charts.names import Names
from cjkit.measures.conversion import CONVERSION_BREAKS, CONVERSION_BY_MONTH

MONTH_COLUMNS = "month persona stage customers converted share low high"
BREAK_COLUMNS = (
    "month persona stage customers converted share rest_customers rest_share difference low high "
    "p clear"
)
OCTOBER = pd.Timestamp("2025-10-01")


@pytest.fixture
def given_months(monkeypatch, measured):
    def given(rows, breaks=()):
        by_month = measured(CONVERSION_BY_MONTH, MONTH_COLUMNS, rows, 100)
        broken = measured(CONVERSION_BREAKS, BREAK_COLUMNS, breaks, 100)
        monkeypatch.setattr(months, "conversion_by_month", lambda _client: by_month)
        monkeypatch.setattr(months, "conversion_breaks", lambda _client: broken)

    return given


def test_a_clear_month_is_the_title_and_is_marked(client, given_months, shape_of, json_snapshot):
    rows = [
        (pd.Timestamp("2025-09-01"), "starter", "see", 40, 14, 0.35, 0.2, 0.5),
        (OCTOBER, "starter", "see", 38, 4, 0.11, 0.04, 0.24),
    ]
    clear = (OCTOBER, "starter", "see", 38, 4, 0.11, 600, 0.35, -0.24, -0.3, -0.1, 0.001, True)
    given_months(rows, [clear])
    figure = months.conversion_month_figure(client)
    assert figure.title == (
        "Zien stokte in oktober 2025 voor Starter: "
        "11% van 38 ging verder, tegen 35% in de andere maanden"
    )
    marked = months._month_rows(
        months.conversion_by_month(client).frame,
        months.conversion_breaks(client).frame,
        Names(client.whole_map, "nl"),
    )
    assert list(marked["break_label"]) == ["", "Starter 11%"]
    assert shape_of(figure) == json_snapshot


def test_a_month_above_the_others_stands_out_too(client, given_months):
    up = (OCTOBER, "starter", "see", 38, 30, 0.79, 600, 0.35, 0.44, 0.3, 0.5, 0.001, True)
    given_months([(OCTOBER, "starter", "see", 38, 30, 0.79, 0.6, 0.9)], [up])
    assert months.conversion_month_figure(client).title.startswith(
        "Zien liep in oktober 2025 sterk"
    )


def test_months_alike_are_no_finding(client, given_months):
    given_months([(OCTOBER, "starter", "see", 38, 14, 0.36, 0.2, 0.5)])
    assert months.conversion_month_figure(client).title == (
        "Geen maand wijkt duidelijk af van de andere"
    )


def test_no_months_say_what_to_do(client, given_months):
    given_months([])
    assert months.conversion_month_figure(client).next_step.startswith(
        "Noem uw bestanden in data.yaml"
    )


def test_a_month_that_few_entered_is_a_gap(client, given_months):
    # 19 customers are one too few for the line; the table has them.
    few = (pd.Timestamp("2025-11-01"), "starter", "see", 19, 1, 0.05, 0.0, 0.2)
    given_months([(OCTOBER, "starter", "see", 38, 14, 0.37, 0.2, 0.5), few])
    figure = months.conversion_month_figure(client)
    (rows,) = figure.spec["datasets"].values()
    assert [row.get("share") for row in rows] == [0.37, None]
    assert list(figure.table["aandeel"]) == [0.37, 0.05]
    assert figure.notes[-1].startswith("Maanden waarin minder dan 20 klanten de fase ingingen")


def test_a_month_that_twenty_entered_is_drawn(client, given_months):
    given_months([(OCTOBER, "starter", "see", 20, 14, 0.7, 0.5, 0.8)])
    (rows,) = months.conversion_month_figure(client).spec["datasets"].values()
    assert [row["share"] for row in rows] == [0.7]


def test_only_months_that_few_entered_say_what_to_do(client, given_months):
    given_months([(OCTOBER, "starter", "see", 19, 14, 0.7, 0.5, 0.8)])
    figure = months.conversion_month_figure(client)
    assert figure.next_step.startswith("In geen enkele maand gingen 20 klanten een fase in.")

"""What has no place on the map: the rows that no rule meets, and the rule that would."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjkit.charts.captions import (
    Columns,
    reader_table,
    shown_note,
)
from cjkit.charts.figure import Figure, empty_figure, table_html
from cjkit.charts.names import Names
from cjkit.labels import text

if TYPE_CHECKING:
    from cjkit.client import Client

MOST_UNPLACED = 15


def unplaced_figure(client: "Client") -> Figure:
    """Give the rows that met no rule, most frequent first, each with a rule to paste.

    Kinds of rows with fewer rows than the smallest cell are added up: they might point to a person.
    """
    language, names = client.language, Names.of(client)
    frame = names.add_to(client.engine.query("unplaced"))
    if client.engine.query("rows").empty:
        title = text("charts.touchpoints.unplaced.empty", language)
        return empty_figure(title, text("charts.rows.next", language), language)
    if frame.empty:
        title = text("charts.touchpoints.unplaced.title_none", language)
        return Figure(title, language=language)
    common = frame[frame["rows"] >= client.small_cells]
    total, rare = int(frame["rows"].sum()), int(frame["rows"].sum() - common["rows"].sum())
    table = _unplaced_table(common, language)
    title = text("charts.touchpoints.unplaced.title", language, n=total, kinds=len(frame))
    caption = text("charts.touchpoints.unplaced.caption", language)
    notes = [text("charts.touchpoints.unplaced.rare", language, n=rare, k=client.small_cells)]
    return Figure(
        title,
        text("charts.touchpoints.unplaced.what", language),
        language,
        body=table_html(table.head(MOST_UNPLACED), caption, language),
        table=table if len(table) > MOST_UNPLACED else None,
        notes=[
            *(notes if rare else []),
            *shown_note(min(len(table), MOST_UNPLACED), len(table), language),
        ],
    )


def _unplaced_table(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    rows = frame.sort_values("rows", ascending=False, kind="stable").to_dict("records")
    told = pd.DataFrame(
        [
            {
                "source_name": row["source_name"],
                "rows": row["rows"],
                "reason": text(f"charts.touchpoints.unplaced.{row['reason']}", language),
                "fields": _fields_words(row["fields"]),
                "rule": rule_to_paste(row["reason"], json.loads(row["fields"])),
            }
            for row in rows
        ],
        columns=["source_name", "rows", "reason", "fields", "rule"],
    )
    columns: Columns = {"rows": int, "source_name": str, "reason": str, "fields": str, "rule": str}
    return reader_table(told, columns, language)


def _fields_words(fields: str) -> str:
    return ", ".join(f"{name} {value}" for name, value in json.loads(fields).items() if value)


_TELLING = (("utm_source", "utm_medium"), ("page",), ("event",), ("referrer_host",), ("campaign",))


def rule_to_paste(reason: str, fields: Mapping[str, Any]) -> str:
    """Give the rule, as journey.yaml takes it, that would place rows with these fields.

    A row without a touchpoint needs a `match` rule at one; a row without a stage an `entry` rule.

    >>> rule_to_paste("no_touchpoint", {"utm_source": "bing", "utm_medium": "cpc", "page": "/"})
    'match: [{"utm_source": "bing", "utm_medium": "cpc"}]'
    """
    filled = {name: value for name, value in fields.items() if value not in (None, "")}
    telling = next((names for names in _TELLING if set(names) <= set(filled)), tuple(filled))
    rule = {name: filled[name] for name in telling}
    key = "entry" if reason == "no_stage" else "match"
    return f"{key}: [{json.dumps(rule, ensure_ascii=False)}]" if rule else ""

"""What became of the rows of a client, in lines for a terminal."""

from collections.abc import Iterator, Sequence

import pandas as pd

from cjkit import labels
from cjkit.data.engine import Engine
from cjkit.data.sources import DataDescription
from cjkit.data.suggesting import Suggestion, suggest_rules

COUNTS = ("read", "accepted", "rejected", "without_consent", "unplaced")
"""What is counted of every file; read is the sum of the other four."""
MOST_REASONS = 5
MOST_SUGGESTIONS = 5


def linked_lines(engine: Engine, data: DataDescription, language: str) -> list[str]:
    """Tell what became of the rows: counts a file, reasons of rejection, unplaced kinds.

    Kinds of unplaced rows with fewer rows than the smallest cell are added up: they might point to
    a person.
    """
    return [
        *_count_lines(engine.query("rows"), language),
        *_reason_lines(engine.query("rejected"), language),
        *_unplaced_lines(engine.query("unplaced"), data, language),
    ]


def _count_lines(rows: pd.DataFrame, language: str) -> list[str]:
    heading = [labels.text(f"data.linked.{name}", language) for name in ("source", "file", *COUNTS)]
    table = [heading]
    for row in rows.to_dict("records"):
        numbers = [labels.number(int(row[name]), language) for name in COUNTS]
        table.append([str(row["source"]), str(row["file"]), *numbers])
    if len(rows) > 1:
        sums = [labels.number(int(rows[name].sum()), language) for name in COUNTS]
        table.append([labels.text("data.linked.together", language), "", *sums])
    return aligned(table, left=2)


def aligned(table: Sequence[Sequence[str]], left: int) -> list[str]:
    """Set cells under each other: the first columns to the left, the others to the right.

    >>> aligned([["file", "rows"], ["a", "1,234"]], left=1)
    ['file   rows', 'a     1,234']
    """
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]


def _reason_lines(rejected: pd.DataFrame, language: str) -> Iterator[str]:
    if rejected.empty:
        return
    yield ""
    yield labels.text("data.linked.reasons", language)
    keys = ["source", "column", "reason"]
    found = rejected.fillna({"column": ""}).groupby(keys, sort=True).size()
    most = found.sort_values(ascending=False, kind="stable").head(MOST_REASONS)
    for row in most.rename("n").reset_index().to_dict("records"):
        key = "reason_column" if row["column"] else "reason_row"
        what = labels.Word(f"data.reason.{row['reason']}.what")
        said = {"n": row["n"], "source": row["source"], "column": row["column"]}
        yield labels.text(f"data.linked.{key}", language, what=what, **said)


def _unplaced_lines(unplaced: pd.DataFrame, data: DataDescription, language: str) -> Iterator[str]:
    if unplaced.empty:
        return
    yield ""
    yield labels.text("data.linked.kinds", language)
    suggested = suggest_rules(unplaced, data)
    common = [one for one in suggested if one.rows >= data.small_cells][:MOST_SUGGESTIONS]
    for one in common:
        yield from _suggestion_lines(one, language)
    others = int(unplaced["rows"].sum()) - sum(one.rows for one in common)
    if others:
        yield labels.text("data.linked.others", language, n=others, k=data.small_cells)


def _suggestion_lines(one: Suggestion, language: str) -> Iterator[str]:
    yield labels.text(
        f"data.linked.{one.reason}", language,
        n=one.rows, source=one.source, touchpoint=one.touchpoint or "",
    )  # fmt: skip
    yield from (f"      {line}" for line in one.yaml.splitlines())

"""docs/linked-store.md names every column of the store, and no other."""

import re
from pathlib import Path

from cjkit.data.contract import REASONS
from cjkit.data.tables import TABLES

DOCS = (Path(__file__).parents[2] / "docs" / "linked-store.md").read_text("utf-8")


def documented(table: str) -> list[str]:
    section = re.search(rf"## {table}\n(.*?)(?=\n## |\Z)", DOCS, re.DOTALL)
    assert section is not None
    rows = re.findall(r"^\| ([a-z_0-9, ]+) \|", section[1], re.MULTILINE)
    return [name for row in rows[1:] for name in row.split(", ")]


def test_every_column_is_documented_in_order() -> None:
    assert {table: documented(table) for table in TABLES} == {
        table: list(columns) for table, columns in TABLES.items()
    }


def test_every_reason_is_documented() -> None:
    assert [reason for reason in REASONS if reason not in DOCS] == []

"""The tables of the linked store, column by column; docs/linked-store.md tells what each means."""

from collections.abc import Mapping

TABLES: Mapping[str, Mapping[str, str]] = {
    "events": {
        "customer": "BIGINT",
        "at": "TIMESTAMP",
        "day": "DATE",
        "event_id": "VARCHAR",
        "source": "VARCHAR",
        "event": "VARCHAR",
        "touchpoint": "VARCHAR",
        "channel": "VARCHAR",
        "campaign": "VARCHAR",
        "device": "VARCHAR",
        "stage": "VARCHAR",
        "entered": "BOOLEAN",
        "persona": "VARCHAR",
        "customer_group": "VARCHAR",
        "value": "DOUBLE",
        "converted": "BOOLEAN",
    },
    "answers": {
        "customer": "BIGINT",
        "at": "TIMESTAMP",
        "day": "DATE",
        "source": "VARCHAR",
        "instrument": "VARCHAR",
        "question": "VARCHAR",
        "touchpoint": "VARCHAR",
        "stage": "VARCHAR",
        "persona": "VARCHAR",
        "customer_group": "VARCHAR",
        "raw_score": "DOUBLE",
        "scale_low": "DOUBLE",
        "scale_high": "DOUBLE",
        "emotion": "DOUBLE",
        "weight": "DOUBLE",
        "text_id": "VARCHAR",
    },
    "counts": {
        "day": "DATE",
        "source": "VARCHAR",
        "touchpoint": "VARCHAR",
        "stage": "VARCHAR",
        "channel": "VARCHAR",
        "campaign": "VARCHAR",
        "metric": "VARCHAR",
        "value": "DOUBLE",
    },
    "customers": {"customer": "BIGINT", "persona": "VARCHAR", "customer_group": "VARCHAR"},
    "rejected": {
        "source": "VARCHAR",
        "file": "VARCHAR",
        "row": "BIGINT",
        "column": "VARCHAR",
        "value": "VARCHAR",
        "reason": "VARCHAR",
    },
    "unplaced": {
        "source": "VARCHAR",
        "reason": "VARCHAR",
        "touchpoint": "VARCHAR",
        "fields": "VARCHAR",
        "rows": "BIGINT",
    },
    "rows": {
        "source": "VARCHAR",
        "file": "VARCHAR",
        "read": "BIGINT",
        "accepted": "BIGINT",
        "rejected": "BIGINT",
        "without_consent": "BIGINT",
        "unplaced": "BIGINT",
    },
    "lineage": {
        "source": "VARCHAR",
        "file": "VARCHAR",
        "sha256": "VARCHAR",
        "bytes": "BIGINT",
        "collected_by": "VARCHAR",
        "mapping": "VARCHAR",
    },
}
"""Name of each table -> its columns and their DuckDB types."""


def empty_select(table: str) -> str:
    """Give SQL for a table without rows that has the right columns.

    >>> print(empty_select("customers")[:63])
    select null::BIGINT as "customer", null::VARCHAR as "persona",
    """
    columns = ", ".join(f'null::{kind} as "{name}"' for name, kind in TABLES[table].items())
    return f"select {columns} where false"

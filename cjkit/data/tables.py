"""The tables of the linked store, column by column; docs/linked-store.md tells what each means."""

from collections.abc import Mapping

TABLES: Mapping[str, Mapping[str, str]] = {
    "events": {
        "customer": "INTEGER",
        "at": "TIMESTAMP",
        "day": "DATE",
        "event_id": "BIGINT",
        "cell": "INTEGER",
        "source": "VARCHAR",
        "event": "VARCHAR",
        "channel": "VARCHAR",
        "campaign": "VARCHAR",
        "device": "VARCHAR",
        "customer_group": "VARCHAR",
        "entered": "BOOLEAN",
        "converted": "BOOLEAN",
        "value": "DOUBLE",
        "file": "INTEGER",
        "row": "BIGINT",
    },
    "codes": {"kind": "VARCHAR", "number": "INTEGER", "id": "VARCHAR"},
    "answers": {
        "customer": "INTEGER",
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
        "file": "INTEGER",
        "row": "BIGINT",
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
    "customers": {"customer": "INTEGER", "persona": "VARCHAR", "customer_group": "VARCHAR"},
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
    "utm_values": {
        "source": "VARCHAR",
        "field": "VARCHAR",
        "value": "VARCHAR",
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

EVENTS = (
    "customer",
    "at",
    "day",
    "event_id",
    "cell",
    "stage_number",
    "touchpoint_number",
    "persona_number",
    "stage",
    "touchpoint",
    "persona",
    *(
        name
        for name in TABLES["events"]
        if name not in ("customer", "at", "day", "event_id", "cell")
    ),
)
"""The columns of the view `events`: those of the table, and what its cells stand for."""


def empty_select(table: str) -> str:
    """Give SQL for a table without rows that has the right columns.

    >>> print(empty_select("customers")[:64])
    select null::INTEGER as "customer", null::VARCHAR as "persona",
    """
    columns = ", ".join(f'null::{kind} as "{name}"' for name, kind in TABLES[table].items())
    return f"select {columns} where false"

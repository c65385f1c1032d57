"""Moments as files write them, read as UTC without a zone."""

from collections.abc import Sequence

from cjkit.data.matching import Bound

EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
"""A count since 1970 -> microseconds in one of it."""
EXCEL = "excel"
"""The days since 1900 in which Excel counts, as a number."""
WORDS = (*EPOCHS, EXCEL)
"""What `date_format` may say beside strptime's letters."""
_UTC = ("UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z")


def moment_sql(column: str, kind: str, formats: Sequence[str], zone: str, bound: Bound) -> str:
    """Give SQL for the moment in a column.

    Times without a zone are local in the session's time zone, which is `zone`.

    Parameters
    ----------
    column
        SQL of the column.
    kind
        What its values are: text, moment, zoned, day, whole or number.
    formats
        How texts and numbers are written; ISO 8601 when there are none.
    zone
        The time zone; UTC costs nothing.
    bound
        Collects the values that the SQL refers to.

    Examples
    --------
    >>> moment_sql("at", "moment", (), "UTC", Bound())
    'at'
    >>> moment_sql("at", "whole", ("epoch_s",), "UTC", Bound())
    'epoch_moment(at::varchar, 1000000)'
    """
    if kind == "zoned":
        return f"({column} at time zone 'UTC')"
    if kind in ("moment", "day"):
        local = column if kind == "moment" else f"{column}::timestamp"
        return local if zone in _UTC else f"({local}::timestamptz at time zone 'UTC')"
    return _written(column if kind == "text" else f"{column}::varchar", formats, bound)


def _written(text: str, formats: Sequence[str], bound: Bound) -> str:
    letters = [one for one in formats if one not in WORDS]
    ways = [f"epoch_moment({text}, {EPOCHS[one]})" for one in formats if one in EPOCHS]
    if EXCEL in formats:
        ways.append(f"(excel_moment({text})::timestamptz at time zone 'UTC')")
    if letters:
        names = bound.name(letters)
        read = f"try_strptime({text}, {names}::varchar[])::timestamptz"
        ways.append(f"({read} at time zone 'UTC')")
    if not formats:
        ways.append(f"(iso_moment({text}) at time zone 'UTC')")
    return ways[0] if len(ways) == 1 else f"coalesce({', '.join(ways)})"


def local_day_sql(moment: str, zone: str) -> str:
    """Give SQL for the local day of a moment in UTC.

    >>> local_day_sql("at", "UTC")
    'at::date'
    """
    if zone in _UTC:
        return f"{moment}::date"
    return f"({moment} at time zone 'UTC' at time zone $zone)::date"

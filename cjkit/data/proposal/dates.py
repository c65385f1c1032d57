"""How a column writes its dates: proven from the values where they prove it, else said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from cjkit.data.proposal.remarks import Remark
from cjkit.data.proposal.samples import Column, Sample
from cjkit.data.sql import run_sql
from cjkit.data.sql_text import literal

_ENOUGH = 0.8
_EPOCHS = (("epoch_s", 1e8, 1e10), ("epoch_ms", 1e11, 1e13), ("epoch_us", 1e14, 1e17))
_EXCEL = (20_000, 80_000)


@dataclass(frozen=True)
class Dates:
    """How dates are written; no format is ISO 8601."""

    formats: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def find_dates(
    column: Column, sample: Sample, connection: duckdb.DuckDBPyConnection, *, named: bool = True
) -> Dates | None:
    """Tell how a column writes dates; None where it holds none.

    Parameters
    ----------
    column
        The column.
    sample
        The files it is in.
    connection
        Where the sampled cells are.
    named
        Whether its header says that it holds dates; plain numbers are dates only then.
    """
    if not column.filled:
        return None
    if column.iso_moments >= _ENOUGH * column.filled:
        return Dates((), tuple(_unread(column, column.filled - column.iso_moments)))
    if column.point_numbers >= _ENOUGH * column.filled:
        if not named:
            return None
        return _number_dates(column) or _text_dates(column, ["%Y%m%d"], sample, connection)
    return _text_dates(column, list(_formats()), sample, connection)


def _number_dates(column: Column) -> Dates | None:
    low, high = column.low or 0, column.high or 0
    for word, least, most in _EPOCHS:
        if least <= low and high < most:
            remark = Remark("epoch", {"column": column.name, "word": word})
            return Dates((word,), (remark,))
    if _EXCEL[0] <= low and high <= _EXCEL[1]:
        return Dates(("excel",), (Remark("excel_dates", {"column": column.name}),))
    return None


def _formats() -> Iterator[str]:
    """Give the ways in which people write dates, day first before month first."""
    times = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
    for year in ("%Y", "%y"):
        for sign in "-/.":
            for day in ("%d", "%m"):
                month = "%m" if day == "%d" else "%d"
                yield from (f"{day}{sign}{month}{sign}{year}{time}" for time in times)
                yield f"{day}{sign}{month}{sign}{year}, %H:%M"
    yield from (f"%Y/%m/%d{time}" for time in times)
    yield from (f"%Y-%m-%d{time}" for time in (" %I:%M %p", " %H:%M:%S %z", " %H:%M:%S UTC"))
    yield from ("%Y%m%d", "%Y%m%d%H%M%S", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
    yield from ("%d-%b-%Y", "%d-%b-%y", "%d %b %Y %H:%M", "%b %d, %Y %H:%M", "%d%b%Y")


def _text_dates(
    column: Column, formats: list[str], sample: Sample, connection: duckdb.DuckDBPyConnection
) -> Dates | None:
    tries = ", ".join(map(_try, formats))
    asked = {"number": column.number}
    tried, *fits = run_sql(connection, "propose_dates", asked, tries=tries)[0]
    found = dict(zip(formats, fits, strict=True))
    best = max(formats, key=lambda one: (found[one], -formats.index(one)))
    if not found[best] or found[best] < _ENOUGH * tried:
        return None
    other = _swapped(best)
    pieces = {"best": literal(best), "other": literal(other)}
    odd, proof, either = run_sql(connection, "propose_date_order", asked, **pieces)[0]
    remarks = list(_unread(column, tried - found[best], odd or ""))
    if other in found:
        remarks.append(_order(column, sample, best, (proof, either)))
    return Dates((best,), tuple(remarks))


def _try(form: str) -> str:
    """Give SQL that counts what one way to write dates reads; it must be a constant there."""
    moment = f"try_strptime(value, {literal(form)})"
    return f"count(case when {moment} >= timestamp '1900-01-01' then 1 end)"


def _unread(column: Column, n: int, example: str = "") -> Iterator[Remark]:
    if n:
        key = "dates_unread" if example else "dates_some_unread"
        yield Remark(key, {"column": column.name, "n": n, "example": example})


def _swapped(form: str) -> str:
    return form.translate(str.maketrans("dm", "md"))


def _order(
    column: Column, sample: Sample, best: str, seen: tuple[dict[str, Any] | None, str | None]
) -> Remark:
    """Say why day or month was taken first: the first value that only one order reads."""
    proof, either = seen
    first = "day_first" if best.startswith("%d") else "month_first"
    values = {"column": column.name, "example": either or column.values[0]}
    if proof is None:
        return Remark(f"{first}_chosen", values)
    file = sample.paths[proof["file"]].name
    values |= {"proof": proof["value"], "row": proof["row"], "file": file}
    return Remark(f"{first}_proven", values, unsure=False)

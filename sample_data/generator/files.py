"""Files with the same bytes each time: CSV in many habits, and Excel."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

Cells = Mapping[str, object]
_PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True)
class CsvHabit:
    """How a system writes its CSV."""

    separator: str = ","
    encoding: str = "utf-8"
    line_end: str = "\n"


def write_csv(
    path: Path, rows: Iterable[Cells], habit: CsvHabit, left_out: Sequence[str] = ()
) -> None:
    """Write rows under the columns of the first one, but for the columns left out."""
    rows = list(rows)
    columns = [column for column in rows[0] if column not in left_out]
    out = io.StringIO()
    writer = csv.DictWriter(
        out,
        columns,
        extrasaction="ignore",
        delimiter=habit.separator,
        lineterminator=habit.line_end,
    )
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue().encode(habit.encoding))


def write_sheet(path: Path, sheet: str, rows: Sequence[Cells]) -> None:
    """Write one sheet of Excel; dates become real dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), _PLAIN) as book:
        book.set_properties({"created": dt.datetime(2026, 7, 1)})
        dates = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, list(rows[0]), book.add_format({"bold": True}))
        page.set_column(0, len(rows[0]) - 1, 18)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row.values()):
                if isinstance(cell, dt.datetime):
                    page.write_datetime(number, column, cell, dates)
                elif cell is not None:
                    page.write(number, column, cell)


def comma(value: float | None) -> str:
    """Write a number the Dutch way; nothing for None.

    >>> comma(1234.5)
    '1234,50'
    """
    return "" if value is None else f"{value:.2f}".replace(".", ",")

"""Lines of an export on their way to a file, and the ways in which clients' exports go wrong.

What goes wrong is added beside the good lines, never instead of them, and always to customers who
gave consent: so its number is known to the row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from generator.dice import Dice


@dataclass(frozen=True)
class Line:
    """One line, and the month in whose file it stands."""

    month: str
    granted: bool
    cells: Mapping[str, object]


def in_months(lines: Sequence[Line]) -> dict[str, list[Mapping[str, object]]]:
    """Give the cells of each month's file.

    >>> in_months([Line("2025-01", True, {"id": 1}), Line("2025-02", True, {"id": 2})])
    {'2025-01': [{'id': 1}], '2025-02': [{'id': 2}]}
    """
    months: dict[str, list[Mapping[str, object]]] = {}
    for line in lines:
        months.setdefault(line.month, []).append(line.cells)
    return dict(sorted(months.items()))


def repeated(lines: Sequence[Line], times: int, dice: Dice) -> list[Line]:
    """Give lines that were exported twice."""
    granted = [line for line in lines if line.granted]
    return [dice.one_of(granted) for _ in range(times)]


def delayed(lines: Sequence[Line], times: int, dice: Dice) -> list[Line]:
    """Move some lines to the file of the month after their date."""
    last = max(line.month for line in lines)
    early = [n for n, line in enumerate(lines) if line.granted and line.month < last]
    late: set[int] = set()
    while len(late) < times:
        late.add(dice.one_of(early))
    return [
        replace(line, month=month_after(line.month)) if n in late else line
        for n, line in enumerate(lines)
    ]


def altered(
    lines: Sequence[Line], identity: str, changes: Sequence[Mapping[str, object]], dice: Dice
) -> list[Line]:
    """Give copies of lines with other cells, under ids of their own; without id: `identity` ""."""
    granted = [line for line in lines if line.granted]
    copies = [replace(dice.one_of(granted)) for _ in changes]
    return [
        replace(copy, cells={**copy.cells, **_new_id(copy, identity, number), **change})
        for number, (copy, change) in enumerate(zip(copies, changes, strict=True))
    ]


def _new_id(line: Line, identity: str, number: int) -> dict[str, object]:
    return {identity: f"{line.cells[identity]}-{number}"} if identity else {}


def month_after(month: str) -> str:
    """Give the next month.

    >>> month_after("2025-12")
    '2026-01'
    """
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02}"

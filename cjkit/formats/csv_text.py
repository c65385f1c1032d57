"""CSV that a spreadsheet shows as it was meant: no cell of a client's words runs as a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

_FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@|%＝＋－＠]|[\t\r\n]")


def render_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give rows as CSV; texts that begin like a formula get an apostrophe before them.

    >>> print(render_csv(["text", "impact"], [["=1+1", 3], ["Too dear", None]]), end="")
    text,impact
    '=1+1,3
    Too dear,
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([safe_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def safe_text(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    >>> safe_text("=cmd()"), safe_text("starter"), safe_text(-0.5)
    ("'=cmd()", 'starter', -0.5)
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value

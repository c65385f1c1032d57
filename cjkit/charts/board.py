"""Two ways to lay words out: panels side by side, and a table whose cells hold statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cjkit.charts import theme
from cjkit.charts.figure import render


@dataclass(frozen=True)
class Panel:
    """A heading with what stands under it."""

    heading: str
    body: Markup
    colour: str = theme.MUTED


def panels(shown: Sequence[Panel], columns: int = 3) -> Markup:
    """Lay panels side by side, fewer on a narrow page; empty ones are left out."""
    percent = 100 // columns - 2
    return render("panels.html", panels=[panel for panel in shown if panel.body], percent=percent)


def word_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    label: str,
    *,
    caption: str = "",
    least_width: int = 720,
) -> Markup:
    """Give a table of words; the first cell of a row names it.

    Parameters
    ----------
    headings
        The headings of the columns.
    rows
        A cell for each column; text is escaped, Markup stands as it is.
    label
        What the table is, for those who hear it.
    caption
        A heading over the table, where the figure has more than one.
    least_width
        The narrowest in pixels before it scrolls sideways.
    """
    return render(
        "word_table.html",
        headings=headings,
        rows=rows,
        label=label,
        caption=caption,
        least_width=least_width,
    )


def marked(mark: str, words: str, colour: str) -> Markup:
    """Give words with a mark before them, both in a colour."""
    return Markup('<span style="color:{0};white-space:nowrap"><b>{1}</b> {2}</span>').format(
        colour, mark, words
    )


def aside(words: str) -> Markup:
    """Give small words on a line of their own."""
    small = Markup('<small style="display:block;color:{0}">{1}</small>')
    return small.format(theme.MUTED, words) if words else Markup("")


def dots(value: int | None, most: int = 5) -> Markup:
    """Give a value of at most five as dots, which is read aloud as a number."""
    if value is None:
        return Markup("–")
    shown = "●" * value + "○" * (most - value)
    return Markup(
        '<span role="img" aria-label="{0}/{1}" title="{0}/{1}" style="white-space:nowrap;'
        'letter-spacing:.1em;color:{2}">{3}</span>'
    ).format(value, most, theme.MUTED, shown)

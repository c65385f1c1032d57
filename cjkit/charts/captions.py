"""The words around a picture: what, when, how many, from where; a text for who cannot see it."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.names import Names, wrapped
from cjkit.labels import Percent, number, text
from cjkit.measures.measure import Measure

if TYPE_CHECKING:
    from cjkit.client import Client

MOST_TOUCHPOINTS = 24
"""More touchpoints than this are not drawn; the table has them all."""
_MOST_PHRASES = 40
_LONGEST_NAME = 60

Columns = dict[str, Callable[[Any], Any]]
"""Columns of a frame and how their values are written: `str`, `int`, `Percent`, `Signed`."""


def measured_figure(  # noqa: PLR0913  (a figure needs all of its words, each by name)
    client: "Client",
    measure: Measure,
    *,
    title: str,
    what: str,
    chart: alt.TopLevelMixin,
    phrases: Iterable[str],
    table: pd.DataFrame,
    notes: Sequence[str] = (),
) -> Figure:
    """Give the figure of a published measure: its period, n, sources and hidden cells told.

    Parameters
    ----------
    title
        The finding, a sentence with its number.
    what
        What is shown, in a few words.
    phrases
        One short sentence a row; they make the alternative text.
    """
    return Figure(
        title,
        subtitle_of(client, measure, what),
        client.language,
        chart=chart,
        alt=described(title, phrases, client.language),
        table=table,
        source=source_of(client, measure),
        notes=[*notes, *_hidden_note(client, measure)],
    )


def finding(key: str, language: str, /, **values: Any) -> str:
    """Give the sentence of a title; long names are shortened, the table has them whole.

    >>> finding("charts.stages.presence.row", "en", stage="Search " * 20, relevance=8, presence=5)
    'Search Search Search Search Search Search Search Search…: relevance 8, presence 5'
    """
    brief = {
        name: wrapped(value, _LONGEST_NAME, 1)[0] if type(value) is str else value
        for name, value in values.items()
    }
    return text(key, language, **brief)


def subtitle_of(client: "Client", measure: Measure, what: str) -> str:
    """Say what is shown, for which persona, over which period and from how many."""
    language, persona = client.language, client.selection.persona
    whom = client.whole_map.persona(persona).name if persona else ""
    n = text("charts.captions.n", language, n=measure.n)
    parts = (what, whom, period_words(measure, language), n)
    return " · ".join(part for part in parts if part)


def period_words(measure: Measure, language: str) -> str:
    """Give the period in words; empty if none is known."""
    start, end = measure.period
    if start and end:
        return text("charts.captions.period", language, start=start, end=end)
    if start:
        return text("charts.captions.since", language, start=start)
    return text("charts.captions.until", language, end=end) if end else ""


def source_of(client: "Client", measure: Measure) -> str:
    """Name the sources behind a measure, and the version of the map."""
    words = Names.of(client).source
    named = [words.get(source, source) for source in measure.lineage]
    version = text("charts.captions.map_version", client.language, version=measure.map_version)
    return "; ".join([*named, version])


def _hidden_note(client: "Client", measure: Measure) -> list[str]:
    if not measure.suppressed:
        return []
    values = {"n": measure.suppressed, "k": client.small_cells}
    return [text("charts.captions.hidden_cells", client.language, **values)]


def described(title: str, phrases: Iterable[str], language: str) -> str:
    """Put the finding and its rows in one text; of many rows the first forty."""
    said = list(phrases)
    more = len(said) - _MOST_PHRASES
    rest = [text("charts.captions.more_rows", language, n=more)] if more > 0 else []
    rows = "; ".join([*said[:_MOST_PHRASES], *rest])
    return f"{title.rstrip('.')}. {rows}." if rows else title


def reader_table(frame: pd.DataFrame, columns: Columns, language: str) -> pd.DataFrame:
    """Give the columns that a reader wants, with headings and values as they are read.

    A hidden cell says so; one without a value stays empty.
    """
    hidden = text("charts.captions.hidden", language)
    closed = frame["suppressed"] if "suppressed" in frame else pd.Series(False, frame.index)
    table = pd.DataFrame(index=range(len(frame)))
    for column, writer in columns.items():
        pairs = zip(frame[column], closed, strict=True)
        cells = [_cell(value, bool(shut), writer, hidden) for value, shut in pairs]
        table[heading(column, language)] = pd.Series(cells, dtype=object)
    return table


def _cell(value: Any, shut: bool, writer: Callable[[Any], Any], hidden: str) -> Any:
    if pd.isna(value):
        return hidden if shut else None
    return writer(value)


def heading(column: str, language: str) -> str:
    """Give the words of a column of a measure."""
    return text(f"charts.columns.{column.removesuffix('_name')}", language)


def tip(field: str, language: str, form: str = "") -> alt.Tooltip:
    """Give a tooltip with its words, and with the format of its numbers.

    >>> tip("share:Q", "en", ".0%").to_dict()["title"]
    'share'
    """
    title = heading(field.split(":", maxsplit=1)[0], language)
    shorthand = field if ":" in field else f"{field}:N"
    return alt.Tooltip(shorthand, title=title, format=form or alt.Undefined)


def month_words(month: Any, language: str) -> str:
    """Write a month of a year.

    >>> month_words("2025-10-01", "nl")
    'oktober 2025'
    """
    from babel.dates import format_skeleton  # noqa: PLC0415  (babel loads on first use)

    return str(format_skeleton("yMMMM", pd.Timestamp(month), locale=language))


def share_of(n: float, share: float, language: str) -> str:
    """Write a share with its n: `22% (n = 310)`.

    >>> share_of(310, 0.216, "en")
    '22% (n = 310)'
    """
    return text("charts.captions.share_of", language, share=Percent(share), n=int(n))


def nothing_measured(
    client: "Client", title: str, frame: pd.DataFrame, next_step: str = ""
) -> Figure:
    """Give the figure without a picture: there are no data, or all of it is hidden."""
    key = "charts.captions.all_hidden" if len(frame) else next_step or _why_nothing(client)
    persona = client.map.personas[0].name if client.selection.persona else ""
    said = text(key, client.language, k=client.small_cells, persona=persona)
    return empty_figure(title, said, client.language)


def _why_nothing(client: "Client") -> str:
    """Tell apart: no files are named, nobody is the chosen persona, no row counts."""
    if client.data is None or not client.data.sources:
        return "charts.captions.no_files"
    return f"charts.captions.{'nobody' if client.selection.persona else 'no_rows'}"


def summed(frame: pd.DataFrame, keys: Sequence[str], figures: Sequence[str]) -> pd.DataFrame:
    """Add up the published cells of a measure over the keys that are left out.

    Only for keys along which customers add up: a customer has one persona and stands in one place.
    What is hidden stays out of the sums, so that they give nothing away: `partly` marks a sum that
    misses hidden cells, `suppressed` one of which all cells are hidden.
    """
    groups = frame.groupby(list(keys), dropna=False, sort=False)
    sums = groups[list(figures)].sum(min_count=1)
    hidden = groups["suppressed"].agg(["any", "all"])
    sums = sums.assign(partly=hidden["any"] & ~hidden["all"], suppressed=hidden["all"])
    return sums.reset_index()


def at_least(count: Any, partly: bool, language: str) -> str:
    """Write a count, with a + when hidden cells are missing from it.

    >>> at_least(1250, True, "nl"), at_least(7, False, "nl")
    ('1.250+', '7')
    """
    return number(int(count), language) + ("+" if partly else "")


def partly_note(frame: pd.DataFrame, language: str) -> list[str]:
    """Say what the + behind a count means, where there is one."""
    return [text("charts.captions.partly", language)] if frame["partly"].any() else []


def top_rows(frame: pd.DataFrame, column: str, most: int) -> pd.DataFrame:
    """Give the rows with the largest values, in the order they had."""
    return frame.loc[frame.index.isin(frame[column].nlargest(most).index)]


def shown_note(shown: int, whole: int, language: str) -> list[str]:
    """Say how many of all are drawn, when it is not all of them."""
    if shown >= whole:
        return []
    return [text("charts.captions.shown_of", language, shown=shown, all=whole)]

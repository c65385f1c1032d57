"""One figure for all places: a picture with its words, its specification and its data.

It draws in JupyterLab, in an untrusted notebook, in a page opened from disk and on paper, and asks
for nothing from outside: the picture is an `<img>`, the data are a table that can be unfolded.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import altair as alt
import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cjkit import labels
from cjkit.charts import theme
from cjkit.charts.svg import svg_picture
from cjkit.errors import ChartError

MOST_ROWS = 5_000
"""More rows than this are not drawn: a picture of aggregates says more."""


@dataclass(frozen=True)
class Figure:
    """A chart or a block of HTML with all that makes it readable.

    The title says what was found, the subtitle what is shown (measure, period, n). `table` holds
    the data under the headings that a reader sees; its first column names the rows, and
    `written_as` says which columns are shares (`labels.Percent`) or signed (`labels.Signed`).
    A `body` that is Markup stands as it is; any other text is escaped.
    """

    title: str
    subtitle: str = ""
    language: str = "en"
    chart: alt.TopLevelMixin | None = None
    alt: str = ""
    body: str = ""
    table: pd.DataFrame | None = None
    written_as: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    source: str = ""
    notes: Sequence[str] = ()
    next_step: str = ""

    def __post_init__(self) -> None:
        if self.chart is not None and not self.alt:
            raise ChartError.of("CJ-502", title=self.title)
        if self.table is not None:
            few_rows(self.table, "charts.aggregate.fewer_groups")

    @cached_property
    def spec(self) -> dict[str, Any] | None:
        """Give the Vega-Lite specification in the look and language of the figure."""
        return None if self.chart is None else specification(self.chart, self.language)

    @cached_property
    def svg(self) -> str:
        """Give the picture as SVG; empty without a chart."""
        return "" if self.spec is None else svg_picture(self.spec)

    @cached_property
    def html(self) -> str:
        """Give the whole figure as HTML; equal content gives equal bytes."""
        inside = _template("figure.html").render(figure=self, **_drawing(self))
        digest = hashlib.sha256(inside.encode()).hexdigest()[:12]
        return f'<figure id="figure-{digest}" lang="{self.language}" {_STYLE}>{inside}</figure>'

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": str(self)}

    def __str__(self) -> str:
        said = (self.title, self.subtitle, self.alt, self.next_step, *self.notes)
        return "\n".join(line for line in said if line)


_STYLE = (
    f'class="cjkit" style="margin:0 0 1.5em;padding:.6em .8em;background:{theme.PAPER};'
    f'color:{theme.INK};font-family:{theme.FONT};font-size:14px;line-height:1.45"'
)


def empty_figure(title: str, what_to_do_next: str, language: str) -> Figure:
    """Give a figure without data that says what to do next."""
    return Figure(title, language=language, next_step=what_to_do_next)


def few_rows(frame: pd.DataFrame, aggregation: str) -> pd.DataFrame:
    """Give the frame back, or refuse it when it has more rows than a picture can show.

    Parameters
    ----------
    frame
        The rows to draw.
    aggregation
        The key of the words that name the aggregation to use, such as
        `charts.aggregate.by_week`.

    Raises
    ------
    ChartError
        CJ-501, with the number of rows and the aggregation.
    """
    _refuse_many(len(frame), aggregation)
    return frame


def _refuse_many(rows: int, aggregation: str) -> None:
    if rows > MOST_ROWS:
        advice = labels.Word(aggregation)
        raise ChartError.of("CJ-501", rows=rows, most=MOST_ROWS, aggregation=advice)


def specification(chart: alt.TopLevelMixin, language: str) -> dict[str, Any]:
    """Give the specification of a chart, the same for the same chart in every session.

    Raises
    ------
    ChartError
        CJ-501 for a chart with more rows than a picture can show.
    """
    with alt.theme.enable("none"), alt.data_transformers.enable("default", max_rows=None):
        spec: dict[str, Any] = theme.themed(chart, language).to_dict()
    rows = max((len(data) for data in spec.get("datasets", {}).values()), default=0)
    _refuse_many(rows, "charts.aggregate.fewer_groups")
    return _with_settled_names(_with_lean_rows(spec))


def data_uri(content: bytes, media_type: str) -> str:
    """Give content as an address that needs no request.

    >>> data_uri(b"<svg/>", "image/svg+xml")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def table_html(
    table: pd.DataFrame,
    caption: str,
    language: str,
    written_as: Mapping[str, Callable[[Any], Any]] | None = None,
) -> Markup:
    """Give a frame as an HTML table: a caption, headings with scope, values as they are read."""
    kinds = [(written_as or {}).get(str(name)) for name in table]
    values = [_plain_values(table[name]) for name in table]
    columns = [
        (str(name), any(map(_is_number, column)))
        for name, column in zip(table, values, strict=True)
    ]
    written = [
        [_written(value, kind, language) for value in column]
        for kind, column in zip(kinds, values, strict=True)
    ]
    rows = list(zip(*written, strict=True))
    return render("table.html", columns=columns, rows=rows, caption=caption)


def render(template: str, **values: Any) -> Markup:
    """Fill a template of `cjkit/templates/`; every value that is not Markup is escaped."""
    return Markup(_template(template).render(theme=theme, **values))


def _drawing(figure: Figure) -> dict[str, Any]:
    table, language = figure.table, figure.language
    caption = labels.text("charts.figure.data_caption", language, title=figure.title)
    return {
        "theme": theme,
        "words": labels.catalogue("charts", language)["figure"],
        "picture": data_uri(figure.svg.encode(), "image/svg+xml") if figure.svg else "",
        "spec": _script_json(figure.spec) if figure.spec else "",
        "table": ""
        if table is None or table.empty
        else table_html(table, caption, language, figure.written_as),
    }


def _plain_values(column: "pd.Series[Any]") -> list[Any]:
    return [None if pd.isna(value) else value for value in column.tolist()]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _written(value: Any, kind: Callable[[Any], Any] | None, language: str) -> str:
    if value is None:
        return "–"
    return labels.write(kind(value) if kind else value, language)


def _script_json(spec: Mapping[str, Any]) -> Markup:
    """Give JSON that can stand in a script element, whatever text a client put in the data."""
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _with_lean_rows(spec: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the drawing does not name or show: columns, nulls, digits no eye sees."""
    rest = json.dumps({key: part for key, part in spec.items() if key != "datasets"})
    named = set(re.findall(r"\w+", rest))
    datasets = {
        name: [
            {key: _rounded(v) for key, v in row.items() if key in named and v is not None}
            for row in rows
        ]
        for name, rows in spec.get("datasets", {}).items()
    }
    return {**spec, "datasets": datasets} if datasets else spec


def _rounded(value: Any) -> Any:
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _with_settled_names(spec: dict[str, Any]) -> dict[str, Any]:
    """Number the views anew: Altair counts them over the whole session."""
    names: dict[str, str] = {}
    return {key: part if key == "datasets" else _settled(part, names) for key, part in spec.items()}


def _settled(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, list):
        return [_settled(item, names) for item in part]
    if not isinstance(part, Mapping):
        return part
    settled = {key: _settled(value, names) for key, value in part.items() if key != "values"}
    if str(part.get("name", "")).startswith("view_"):
        settled["name"] = names.setdefault(part["name"], f"view_{len(names) + 1}")
    if "views" in part:
        settled["views"] = [
            names.setdefault(view, f"view_{len(names) + 1}") if view.startswith("view_") else view
            for view in part["views"]
        ]
    return settled | ({"values": part["values"]} if "values" in part else {})


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("cjkit"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> Any:
    return _environment().get_template(name)

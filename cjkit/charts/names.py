"""The names of a map for axes, tooltips and tables: data carry ids, readers see words."""

import json
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from cjkit.charts import theme
from cjkit.labels import text
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record

if TYPE_CHECKING:
    from cjkit.client import Client

EVERYBODY = ""
"""The persona that stands for all customers together."""
UNKNOWN = "?"
"""Stands in a picture for an id that the data do not know; no id of a map looks like it."""

CHECK_MARK = "M-.8,.1L-.2,.7L.9,-.7"
CROSS_MARK = "M-.6,-.6L.6,.6M.6,-.6L-.6,.6"
"""Marks drawn as shapes: the letters ✓ and ✗ are missing in many fonts."""

_KINDS = {
    "stage": "stage",
    "next_stage": "stage",
    "touchpoint": "touchpoint",
    "persona": "persona",
    "source": "source",
    "metric": "metric",
}


@dataclass(frozen=True)
class Names:
    """The words for the ids of a map, in the order of the map."""

    map: JourneyMap
    language: str
    chosen: str = ""
    """The persona that everything is narrowed to: then everybody is this persona."""

    @classmethod
    def of(cls, client: "Client") -> "Names":
        """Give the names of a client's whole map, in its language."""
        return cls(client.whole_map, client.language, client.selection.persona or "")

    @cached_property
    def stage(self) -> Mapping[str, str]:
        """Id and name of each stage."""
        return self._words(self.map.stages, "stage")

    @cached_property
    def touchpoint(self) -> Mapping[str, str]:
        """Id and name of each touchpoint."""
        return self._words(self.map.touchpoints, "touchpoint")

    @cached_property
    def persona(self) -> Mapping[str, str]:
        """Id and name of everybody and of each persona."""
        words = self._words(self.map.personas, "persona")
        everybody = words.get(self.chosen, text("charts.names.everybody", self.language))
        return {EVERYBODY: everybody} | words

    @cached_property
    def source(self) -> Mapping[str, str]:
        """Id and name of each source of data."""
        return self._words(self.map.metrics.sources, "source")

    @cached_property
    def metric(self) -> Mapping[str, str]:
        """Id and name of each metric."""
        return self._words(self.map.metrics.metrics, "metric")

    def _words(self, records: Iterable[Record], kind: str) -> dict[str, str]:
        words = {record.id: record.name for record in records}  # type: ignore[attr-defined]
        return words | {UNKNOWN: text(f"charts.names.unknown_{kind}", self.language)}

    def known(self, kind: str) -> list[str]:
        """Give the ids of a kind in the order of the map, without those that stand for others."""
        return [i for i in getattr(self, kind) if i not in (UNKNOWN, EVERYBODY)]

    def add_to(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Give the frame with a column of words, `stage_name` and so on, beside each of ids."""
        named = frame.copy()
        for column, kind in _KINDS.items():
            if column in frame:
                named[column] = frame[column].astype(object).where(frame[column].notna(), UNKNOWN)
                words = getattr(self, kind)
                named[f"{column}_name"] = [words.get(i, i) for i in named[column]]
        return named

    def sort(self, frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
        """Give the rows in the order of the map, by these columns of ids; unknown ids last."""
        places = {column: list(getattr(self, _KINDS[column])) for column in columns}
        return frame.sort_values(
            columns,
            key=lambda ids: ids.map({i: place for place, i in enumerate(places[str(ids.name)])}),
            kind="stable",
        ).reset_index(drop=True)


def wrapped(name: str, width: int, lines: int = 3) -> list[str]:
    """Break a name into lines of at most this many letters; the last line ends in … if cut.

    Wide letters (Chinese, Japanese, Korean) count for two.

    >>> wrapped("Eerste jaar in het nieuwe huis", 12, 2)
    ['Eerste jaar', 'in het…']
    """
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in name)
    fitting = max(width // 2 if wide else width, 4)
    return textwrap.wrap(name, fitting, max_lines=lines, placeholder="…") or [name[:fitting]]


def words_of_axis(words: Mapping[str, str], width: int, lines: int = 3) -> str:
    """Give the Vega expression that writes the ids on an axis as wrapped words."""
    written = {identity: wrapped(name, width, lines) for identity, name in words.items()}
    return f"{json.dumps(written)}[datum.value] || datum.value"


def across(
    words: Mapping[str, str], field: str, present: Iterable[str], *, letters: int = 13, **axis: Any
) -> alt.X:
    """Give a horizontal axis of ids in map order, written as words."""
    order = in_order(words, present)
    shown = {identity: words[identity] for identity in order}
    labels: dict[str, Any] = {"labelExpr": words_of_axis(shown, letters)}
    labels |= {"labelAngle": 0, "labelLimit": 0}
    if axis.get("orient") == "top":
        most = max((len(wrapped(name, letters)) for name in shown.values()), default=1)
        labels["labelPadding"] = 4 + 15 * (most - 1)
    scale = alt.Scale(domain=order)
    return alt.X(f"{field}:N", title=None, scale=scale, axis=alt.Axis(**{**labels, **axis}))


def down(
    words: Mapping[str, str],
    field: str,
    order: Iterable[str],
    *,
    letters: int = 26,
    lines: int = 2,
    **axis: Any,
) -> alt.Y:
    """Give a vertical axis of ids in the order given, written as words."""
    domain = list(dict.fromkeys(order))
    shown = {identity: words.get(identity, identity) for identity in domain}
    labels: dict[str, Any] = {
        "labelExpr": words_of_axis(shown, letters, lines),
        "labelLimit": 0,
    }
    labels["labelOffset"] = _raised(shown, letters, lines)
    scale = alt.Scale(domain=domain)
    return alt.Y(f"{field}:N", title=None, scale=scale, axis=alt.Axis(**{**labels, **axis}))


def _raised(shown: Mapping[str, str], letters: int, lines: int) -> Any:
    """Raise labels of more lines by half their height: Vega centres on the first line."""
    tall = {i: len(wrapped(name, letters, lines)) - 1 for i, name in shown.items()}
    extras = {extra: [i for i in tall if tall[i] == extra] for extra in sorted(set(tall.values()))}
    conditions = [
        {"test": f"indexof({json.dumps(ids)}, datum.value) >= 0", "value": -7 * extra}
        for extra, ids in extras.items()
        if extra
    ]
    return {"condition": conditions, "value": 0} if conditions else 0


def stage_scale(names: Names) -> alt.Scale:
    """Give the colours of stages: blue for the buyer journey, green for the customer journey."""
    stages = names.map.stages
    shades = theme.stage_colours([stage.period.value for stage in stages])
    domain = [*(stage.id for stage in stages), UNKNOWN]
    return alt.Scale(domain=domain, range=[*shades, theme.MUTED])


def stage_colour(names: Names) -> alt.Color:
    """Give the encoding that colours rows by their stage."""
    return alt.Color("stage:N", scale=stage_scale(names), legend=None)


def in_order(words: Mapping[str, str], present: Iterable[str]) -> list[str]:
    """Give the ids that are present, in the order of the map.

    >>> in_order({"see": "See", "buy": "Buy", "use": "Use"}, ["use", "see", "see"])
    ['see', 'use']
    """
    shown = set(present)
    return [identity for identity in words if identity in shown]


def panels(  # noqa: PLR0913  (what, of which data, named how, in how many columns)
    layers: Any,
    data: pd.DataFrame,
    words: Mapping[str, str],
    field: str,
    *,
    columns: int,
    letters: int = 28,
) -> alt.FacetChart:
    """Repeat a picture in a panel for each id of a field, in map order, with its words above."""
    order = in_order(words, data[field])
    header = alt.Header(
        labelExpr=words_of_axis(words, letters, 2),
        labelAnchor="start",
        labelFontWeight=600,
        labelLimit=0,
        title=None,
    )
    facet = alt.Facet(f"{field}:N", sort=order, header=header, title=None)
    spacing = {"row": 26, "column": 20}
    chart: alt.FacetChart = layers.facet(facet=facet, data=data, columns=columns, spacing=spacing)
    return chart

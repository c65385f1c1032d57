"""What the columns of a table are: type, meaning and unit, for programs and people."""

from cjkit import labels
from cjkit.measures.measure import Measure

_TYPES = {
    "str": "string",
    "int64": "integer",
    "Int64": "integer",
    "float64": "number",
    "Float64": "number",
    "bool": "boolean",
    "boolean": "boolean",
    "datetime64[us]": "date",
}
"""Pandas' types -> those of a Table Schema (Frictionless Data)."""


def columns_of(measure: Measure, language: str) -> dict[str, dict[str, str]]:
    """Describe the columns of a measure's frame, in their order.

    Returns
    -------
    dict
        Name of the column -> `type` (string, integer, number, boolean or date), `meaning` in
        words, and `unit` in words: its own, else for numbers that of the measure; empty for
        names, days and yes or no.
    """
    return {
        str(column): {
            "type": _TYPES.get(str(kind), "string"),
            "meaning": labels.text(f"measures.column.{column}", language),
            "unit": _unit(measure, str(column), _TYPES.get(str(kind)), language),
        }
        for column, kind in measure.frame.dtypes.items()
    }


def _unit(measure: Measure, column: str, kind: str | None, language: str) -> str:
    own = f"measures.column_unit.{column}"
    if labels.has_text(own, language):
        return labels.text(own, language)
    by_kind: dict[str | None, str] = {
        "integer": "measures.column_unit.n",
        "number": measure.unit,
    }
    return labels.text(by_kind[kind], language) if kind in by_kind else ""

"""Pictures: ordinary Altair charts and figures that draw everywhere, a file for each step.

`*_chart` takes a tidy frame and gives an ordinary Altair chart; `*_figure` takes a client and puts
measure, chart and words together.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "assumed_against_measured_chart": "experiences",
    "assumed_against_measured_figure": "experiences",
    "assumption_board_figure": "improvements",
    "chain_figure": "improvements",
    "conversion_chart": "stages",
    "conversion_figure": "stages",
    "conversion_month_chart": "stages",
    "conversion_month_figure": "stages",
    "csat_chart": "experiences",
    "csat_figure": "experiences",
    "emotion_curve_chart": "journey_map",
    "emotion_curve_figure": "experiences",
    "emotion_touchpoint_chart": "experiences",
    "emotion_touchpoint_figure": "experiences",
    "evidence_chart": "evidence",
    "evidence_figure": "evidence",
    "findings_figure": "improvements",
    "journey_canvas_figure": "journey_map",
    "lineage_figure": "data",
    "metric_status_chart": "metrics",
    "metric_status_figure": "metrics",
    "metric_trends_chart": "metrics",
    "metric_trends_figure": "metrics",
    "nps_chart": "experiences",
    "nps_figure": "experiences",
    "organisation_figure": "organisation",
    "ownership_chart": "touchpoints",
    "ownership_figure": "touchpoints",
    "persona_sheet_figure": "personas",
    "persona_size_chart": "personas",
    "persona_size_figure": "personas",
    "placement_chart": "experiences",
    "placement_figure": "experiences",
    "reach_chart": "touchpoints",
    "reach_figure": "touchpoints",
    "relevance_presence_chart": "stages",
    "relevance_presence_figure": "stages",
    "rows_chart": "data",
    "rows_figure": "data",
    "sheet_figure": "parts",
    "stage_ribbon_chart": "stages",
    "stage_ribbon_figure": "stages",
    "summary_figure": "summary",
    "to_do_figure": "improvements",
    "touchpoint_grid_chart": "touchpoints",
    "touchpoint_grid_figure": "touchpoints",
    "unplaced_figure": "touchpoints",
    "value_fit_figure": "organisation",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  (one list: the homes are the names)


def __getattr__(name: str) -> Any:
    """Load a picture when it is first asked for."""
    if name in _HOMES:
        return getattr(import_module(f"cjkit.charts.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'cjkit.charts' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)

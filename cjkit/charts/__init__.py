"""Pictures: ordinary Altair charts and figures that draw everywhere, a file for each subject.

`*_chart` takes a tidy frame and gives an ordinary Altair chart; `*_figure` takes a client and puts
measure, chart and words together.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "assumed_against_measured_chart": "contradictions",
    "assumed_against_measured_figure": "contradictions",
    "assumption_board_figure": "improvements",
    "canvas_curve_chart": "canvas_curve",
    "chain_figure": "improvements",
    "conversion_chart": "conversion",
    "conversion_figure": "conversion",
    "conversion_month_chart": "months",
    "conversion_month_figure": "months",
    "csat_chart": "answers",
    "csat_figure": "answers",
    "emotion_curve_chart": "emotion",
    "emotion_curve_figure": "emotion",
    "emotion_touchpoint_chart": "dips",
    "emotion_touchpoint_figure": "dips",
    "evidence_chart": "evidence",
    "evidence_figure": "evidence",
    "findings_figure": "improvements",
    "journey_canvas_figure": "journey_map",
    "lineage_figure": "data",
    "metric_status_chart": "metrics",
    "metric_status_figure": "metrics",
    "metric_trends_chart": "trends",
    "metric_trends_figure": "trends",
    "nps_chart": "answers",
    "nps_figure": "answers",
    "organisation_figure": "organisation",
    "ownership_chart": "ownership",
    "ownership_figure": "ownership",
    "persona_sheet_figure": "personas",
    "persona_size_chart": "personas",
    "persona_size_figure": "personas",
    "placement_chart": "placement",
    "placement_figure": "placement",
    "reach_chart": "reach",
    "reach_figure": "reach",
    "relevance_presence_chart": "presence",
    "relevance_presence_figure": "presence",
    "rows_chart": "data",
    "rows_figure": "data",
    "sheet_figure": "parts",
    "stage_ribbon_chart": "ribbon",
    "stage_ribbon_figure": "ribbon",
    "summary_figure": "summary",
    "to_do_figure": "improvements",
    "touchpoint_grid_chart": "grid",
    "touchpoint_grid_figure": "grid",
    "unplaced_figure": "unplaced",
    "value_fit_figure": "organisation",
}

__all__ = [
    "assumed_against_measured_chart",
    "assumed_against_measured_figure",
    "assumption_board_figure",
    "canvas_curve_chart",
    "chain_figure",
    "conversion_chart",
    "conversion_figure",
    "conversion_month_chart",
    "conversion_month_figure",
    "csat_chart",
    "csat_figure",
    "emotion_curve_chart",
    "emotion_curve_figure",
    "emotion_touchpoint_chart",
    "emotion_touchpoint_figure",
    "evidence_chart",
    "evidence_figure",
    "findings_figure",
    "journey_canvas_figure",
    "lineage_figure",
    "metric_status_chart",
    "metric_status_figure",
    "metric_trends_chart",
    "metric_trends_figure",
    "nps_chart",
    "nps_figure",
    "organisation_figure",
    "ownership_chart",
    "ownership_figure",
    "persona_sheet_figure",
    "persona_size_chart",
    "persona_size_figure",
    "placement_chart",
    "placement_figure",
    "reach_chart",
    "reach_figure",
    "relevance_presence_chart",
    "relevance_presence_figure",
    "rows_chart",
    "rows_figure",
    "sheet_figure",
    "stage_ribbon_chart",
    "stage_ribbon_figure",
    "summary_figure",
    "to_do_figure",
    "touchpoint_grid_chart",
    "touchpoint_grid_figure",
    "unplaced_figure",
    "value_fit_figure",
]


def __getattr__(name: str) -> Any:
    """Load a picture when it is first asked for."""
    if name in _HOMES:
        return getattr(import_module(f"cjkit.charts.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'cjkit.charts' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)

"""Map a customer's journey in six steps, and keep the map true with data.

>>> import cjkit
>>> cjkit.parse_journey("title: A first map").title
'A first map'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cjkit import charts, measures
    from cjkit.checks import check_client, check_map
    from cjkit.client import Client, open_client
    from cjkit.compare import apply_changes, compare_maps
    from cjkit.errors import CjkitError
    from cjkit.formats.journey_yaml import (
        OpenJourney,
        open_journey,
        parse_journey,
        read_journey,
        render_journey,
        write_journey,
    )
    from cjkit.measures.tables import write_measures
    from cjkit.model.journey_map import JourneyMap
    from cjkit.model.restaging import merge_stages, restage, split_stage
    from cjkit.reports.executor import run_report

_HOMES = {
    "CjkitError": "cjkit.errors",
    "Client": "cjkit.client",
    "JourneyMap": "cjkit.model.journey_map",
    "OpenJourney": "cjkit.formats.journey_yaml",
    "apply_changes": "cjkit.compare",
    "check_client": "cjkit.checks",
    "check_map": "cjkit.checks",
    "compare_maps": "cjkit.compare",
    "merge_stages": "cjkit.model.restaging",
    "open_client": "cjkit.client",
    "open_journey": "cjkit.formats.journey_yaml",
    "parse_journey": "cjkit.formats.journey_yaml",
    "read_journey": "cjkit.formats.journey_yaml",
    "render_journey": "cjkit.formats.journey_yaml",
    "restage": "cjkit.model.restaging",
    "run_report": "cjkit.reports.executor",
    "split_stage": "cjkit.model.restaging",
    "write_journey": "cjkit.formats.journey_yaml",
    "write_measures": "cjkit.measures.tables",
}
_ROOMS = ("charts", "measures")

__all__ = [
    "CjkitError",
    "Client",
    "JourneyMap",
    "OpenJourney",
    "__version__",
    "apply_changes",
    "charts",
    "check_client",
    "check_map",
    "compare_maps",
    "measures",
    "merge_stages",
    "open_client",
    "open_journey",
    "parse_journey",
    "read_journey",
    "render_journey",
    "restage",
    "run_report",
    "split_stage",
    "write_journey",
    "write_measures",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for; importing cjkit loads next to nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _ROOMS:
        return import_module(f"cjkit.{name}")
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415

        return version("cjkit")
    raise AttributeError(f"module 'cjkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

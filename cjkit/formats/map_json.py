"""A map as JSON for other programs, and back; its form is the one that `cjkit schema` prints."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from cjkit.errors import MapError, Place
from cjkit.formats.journey_yaml import checked_map, plain
from cjkit.formats.text_file import read_text
from cjkit.formats.yaml_text import YamlText, parse_yaml
from cjkit.model.journey_map import JourneyMap


def render_json(journey_map: JourneyMap) -> str:
    """Give a map as JSON: short forms, no defaults.

    >>> print(render_json(JourneyMap(title="A first map")), end="")
    {
      "format": 1,
      "title": "A first map"
    }
    """
    return json.dumps({"format": 1} | plain(journey_map), ensure_ascii=False, indent=2) + "\n"


def read_json(path: Path | str) -> JourneyMap:
    """Read a map from a JSON file.

    Raises
    ------
    MapError
        With all problems at once, each with file:line:column.
    """
    path = Path(path)
    return parse_json(read_text(path, MapError), path.name)


def parse_json(text: str, file: str = "map.json") -> JourneyMap:
    """Read a map from JSON text."""
    data = _loaded(text, file)
    return checked_map(replace(_positions(text, file), data=data))


def _loaded(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as wrong:
        place = Place(file, wrong.lineno, wrong.colno)
        raise MapError.of("CJ-830", place, reason=wrong.msg) from None
    except (RecursionError, ValueError) as wrong:  # nested too deep; a number without end
        raise MapError.of("CJ-830", Place(file), reason=str(wrong).partition(";")[0]) from None


def _positions(text: str, file: str) -> YamlText:
    """Give the place of every value: JSON is YAML, but for some escapes; then only the file."""
    try:
        return parse_yaml(text, file, MapError)
    except MapError:
        return YamlText(file, text, None, {})

"""Pictures as SVG, drawn without a browser and as light as they go.

Vega writes classes, roles and attributes that only its own interaction reads. In an `<img>` nothing
reads them, so they are left out; what is drawn stays the same to a thousandth of a pixel.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import vl_convert

_SVG = "http://www.w3.org/2000/svg"
_UNREAD = ("class", "role", "aria-hidden", "aria-roledescription", "pointer-events")
_DEFAULT = {"opacity": "1", "transform": "translate(0,0)", "stroke-dasharray": ""}
_INHERITED = (
    "fill",
    "stroke",
    "stroke-width",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "text-anchor",
)
_LAST_WHOLE = 0xFFFF
_PRIVATE = range(0xE000, 0xF900)
_SURROGATES = range(0xD800, 0xE000)
_NOT_IN_XML = dict.fromkeys({*range(32), *_SURROGATES, 0xFFFE, 0xFFFF} - {9, 10, 13}, 0xFFFD)
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


def svg_picture(spec: Mapping[str, Any]) -> str:
    """Draw a specification as SVG, without a request; its description stands beside it."""
    silent = {**spec, "config": {**spec.get("config", {}), "aria": False}}
    text = json.dumps(_drawable(silent), ensure_ascii=False)
    stand_ins = _stand_ins(text)
    svg = str(vl_convert.vegalite_to_svg(text.translate(stand_ins), allowed_base_urls=[]))
    return lighter(svg.translate({stand_in: sign for sign, stand_in in stand_ins.items()}))


def _drawable(value: Any) -> Any:
    """Give a specification without signs that XML does not know: one of them ends the process."""
    if isinstance(value, str):
        return value.translate(_NOT_IN_XML)
    if isinstance(value, Mapping):
        return {_drawable(name): _drawable(inner) for name, inner in value.items()}
    return [_drawable(inner) for inner in value] if isinstance(value, list | tuple) else value


def _stand_ins(text: str) -> dict[int, int]:
    """Give an unused character for each emoji, which Vega would cut in two, and fail on the half.

    >>> _stand_ins("a \N{GRINNING FACE}") == {0x1F600: 0xE000}
    True
    """
    wide = sorted({ord(sign) for sign in text if ord(sign) > _LAST_WHOLE})
    free = (code for code in _PRIVATE if chr(code) not in text)
    return dict(zip(wide, free, strict=False))


def lighter(svg: str) -> str:
    """Give the same drawing without what an image does not show.

    >>> lighter(f'<svg xmlns="{_SVG}"><g class="a"><path d="M0.12345,0"/></g></svg>')
    '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0.123,0" /></svg>'
    """
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    _lighten(root)
    return ElementTree.tostring(root, encoding="unicode")


def _lighten(element: ElementTree.Element) -> None:
    for child in element:
        _lighten(child)
    element[:] = [kept for child in element for kept in _without_wrapping(child)]
    for name, value in list(element.attrib.items()):
        if name in _UNREAD or _DEFAULT.get(name) == value:
            del element.attrib[name]
        else:
            element.set(name, _LONG_NUMBER.sub(_rounded, value))
    _hoist(element)


def _without_wrapping(child: ElementTree.Element) -> list[ElementTree.Element]:
    """Give what to keep of a child: nothing if it shows nothing, its own children if bare."""
    if child.get("display") == "none" or child.get("d") in ("", "M0,0h0v0h0Z"):
        return []
    if child.tag != f"{{{_SVG}}}g":
        return [child]
    return [child] if child.attrib and len(child) else list(child)


def _hoist(group: ElementTree.Element) -> None:
    """State once, at the group, what all of its children state alike."""
    for name in _INHERITED:
        values = {child.get(name) for child in group}
        if len(values) == 1 and None not in values and name not in group.attrib:
            group.set(name, str(values.pop()))
            for child in group:
                del child.attrib[name]


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.3f}".rstrip("0").rstrip(".")

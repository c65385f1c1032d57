"""Arrows between the rooms go one way (docs/decisions/0001)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import cjkit

PACKAGE = Path(cjkit.__file__).parent

# Each floor may import from the floors before it, and from itself where it has one room only.
FLOORS: list[set[str]] = [
    {"errors", "labels"},
    {"model"},
    {"fields"},
    {"formats"},
    {"library"},
    {"data"},
    {"client"},
    {"measures", "compare"},
    {"checks"},
    {"canvas"},
    {"charts"},
    {"widgets", "reports"},
    {"workshop"},
    {"cli"},
]
# `errors` tells its sentences through `labels`.
ALLOWED_BESIDE = {("errors", "labels")}


def floor_of(room: str) -> int:
    return next(i for i, rooms in enumerate(FLOORS) if room in rooms)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cjkit"):
            parts = node.module.split(".")
            yield from [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        if isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("cjkit."))


def goes_down(room: str, imported: str) -> bool:
    if room == imported or (room, imported) in ALLOWED_BESIDE:
        return True
    return floor_of(imported) < floor_of(room)


def test_arrows_go_one_way() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {imported}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PACKAGE / "__init__.py"
        for imported in imported_rooms(path)
        if imported not in {"__version__"} and not goes_down(room_of(path), imported)
    ]
    assert wrong == []


def test_the_test_sees_a_wrong_arrow() -> None:
    assert not goes_down("model", "formats")
    assert not goes_down("reports", "widgets")
    assert goes_down("charts", "measures")


def test_every_room_is_on_a_floor() -> None:
    known = set().union(*FLOORS) | {"__init__", "locales", "templates"}
    found = {p.name.removesuffix(".py") for p in PACKAGE.iterdir() if not p.name.startswith("__p")}
    assert found - known <= {"__init__", "py.typed"}

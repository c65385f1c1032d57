"""Values that a piece of SQL refers to by name; they are bound, never pasted."""

import re
from typing import Any

_NAME = re.compile(r"\$(bound\d+)")


class Bound:
    """Values that a piece of SQL refers to by name.

    >>> bound = Bound()
    >>> bound.name(["cpc"]), bound.values
    ('$bound0', {'bound0': ['cpc']})
    >>> bound.named_in("select $bound0")
    {'bound0': ['cpc']}
    """

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def name(self, value: Any) -> str:
        """Keep a value and give the name it goes by in SQL."""
        name = f"bound{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def named_in(self, sql: str) -> dict[str, Any]:
        """Give the values that a piece of SQL names."""
        return {name: self.values[name] for name in _NAME.findall(sql)}

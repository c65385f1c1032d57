"""Values that a piece of SQL refers to by name; they are bound, never pasted."""

import re
from typing import Any

from cjkit.data.sql_text import written, written_list

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


class Written(Bound):
    """Values that stand in the SQL itself, for an expression that goes its own way.

    >>> Written().name(["cpc"])
    "(['cpc']::varchar[])"
    """

    def name(self, value: Any) -> str:
        """Give a value as SQL."""
        if isinstance(value, list):
            texts = [item for item in value if isinstance(item, str)]
            return written_list(texts) if len(texts) == len(value) else repr(value)
        return written(value) if isinstance(value, str) else repr(value)

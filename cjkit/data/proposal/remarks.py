"""What a proposal says about a file: what was found, and what it was unsure of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cjkit import labels

_LONGEST = 60


@dataclass(frozen=True)
class Remark:
    """One sentence of a proposal; its words stand under data.proposal.said."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    unsure: bool = True
    """Whether a person should look at it."""

    def text(self, language: str) -> str:
        """Give the sentence, with the client's words on one line."""
        values = {
            name: value if name == "template" else _shown(value)
            for name, value in self.values.items()
        }
        said = labels.text(f"data.proposal.said.{self.key}", language, **values)
        mark = labels.text("data.proposal.unsure", language) if self.unsure else ""
        return mark + said


def shown(text: str) -> str:
    """Give a client's text as it may stand in a comment: on one line, not too long.

    >>> shown("Total\\nper month\\x07")
    'Total per month?'
    """
    line = " ".join(text.split())
    line = "".join(letter if letter.isprintable() else "?" for letter in line)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def some(names: Sequence[str], most: int = 15) -> list[str]:
    """Give the first names, and dots where there are more."""
    return [*names[:most], *(["…"] if len(names) > most else [])]


def _shown(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_shown(each) for each in value]
    plain = isinstance(value, str) and not isinstance(value, labels.Word)
    return shown(value) if plain else value

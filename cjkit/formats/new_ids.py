"""Ids for records that come in without one: short, readable, unlike all others of their kind."""

import re
import unicodedata
from collections.abc import Iterable

MOST = 40
"""The most characters of an id made from a name."""

# Letters that Unicode does not take apart into a plain one and a mark.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def slug(name: str) -> str:
    """Give a name as an id; empty when it has no Latin letter.

    >>> slug("Één offerte, twee vragen"), slug("Straße 7"), slug("回家")
    ('een-offerte-twee-vragen', 'strasse-7', '')
    """
    plain = unicodedata.normalize("NFKD", name[:200].casefold().translate(_LETTERS))
    plain = plain.encode("ascii", "ignore").decode("ascii").lower()
    parts = re.findall("[a-z0-9]+", plain.replace("'", ""))
    made = "-".join(parts)
    if len(made) > MOST:
        made = made[: MOST + 1].rpartition("-")[0] or made[:MOST]
    return made if re.search("[a-z]", made) else ""


class NewIds:
    """Makes ids of one kind and remembers which are taken.

    >>> ids = NewIds(["search"])
    >>> ids.make("Search", "stage"), ids.make("回家", "stage"), ids.make("Pay", "stage")
    ('search-2', 'stage-1', 'pay')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def make(self, name: str, fallback: str) -> str:
        """Give an id after the name; after the fallback and a number when the name gives none."""
        made = slug(name)
        stem = made or fallback
        number = self._last.get(stem, 1 if made else 0)
        identity = made
        while not identity or identity in self._taken:
            number += 1
            identity = f"{stem}-{number}"
        self._last[stem] = number
        self._taken.add(identity)
        return identity

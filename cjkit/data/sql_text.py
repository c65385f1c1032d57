"""Texts and names written as SQL, for the few places that take no bound value."""

import re

_TOUCHED = re.compile(r"([${}\x00-\x1f])")
"""Characters that mean something where SQL is put together: parameters, pieces, ends of text."""


def literal(text: str) -> str:
    """Write a text as SQL.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Write a name as an SQL identifier.

    >>> print(quoted('say "so"'))
    "say ""so\"""
    """
    return '"' + name.replace('"', '""') + '"'


def written(text: str) -> str:
    """Write any text so that it can stand in SQL that still gets its pieces and parameters.

    >>> print(written("a$b"))
    ('a' || chr(36) || 'b')
    """
    parts = _TOUCHED.split(text)
    pieces = [f"chr({ord(part)})" if n % 2 else literal(part) for n, part in enumerate(parts)]
    return f"({' || '.join(pieces)})" if len(pieces) > 1 else pieces[0]


def written_list(texts: list[str]) -> str:
    """Write texts as an SQL list.

    >>> print(written_list(["a", "b"]))
    (['a', 'b']::varchar[])
    """
    return f"([{', '.join(written(text) for text in texts)}]::varchar[])"

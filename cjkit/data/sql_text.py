"""Texts and names written as SQL, for the few places that take no bound value."""


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

"""A look at the begin of a file: which of the ways to write a table it is."""

import codecs
from pathlib import Path

import duckdb

from cjkit.data.proposal.forms import Form
from cjkit.data.proposal.nested import json_form, parquet_form
from cjkit.data.proposal.sheets import read_sheets
from cjkit.data.proposal.texts import csv_form, decoded, is_utf16, opened
from cjkit.errors import DataError, Place
from cjkit.labels import Word

HEAD_BYTES = 8_000_000
"""How much of a text file is looked at; less of each where there are many."""
_NO_TABLES = {
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"{\\rtf": "document",
    b"<?xm": "web_page",
    b"<!DO": "web_page",
    b"<htm": "web_page",
}


def look_at(
    path: Path, temporary: Path, connection: duckdb.DuckDBPyConnection, most: int = HEAD_BYTES
) -> tuple[Form, ...]:
    """Tell how a file is written; a workbook has a form for each sheet with rows.

    Parameters
    ----------
    path
        The file.
    temporary
        A folder for the begin of the file as UTF-8.
    connection
        Reads files that have types.
    most
        How many bytes of a text file are looked at.

    Raises
    ------
    DataError
        The file cannot be opened, is empty, or is no table that cjkit reads.
    """
    place = Place(file=path.name)
    try:
        with path.open("rb") as raw:
            start = raw.read(8)
        head = _head(path, most) if start else b""
    except (OSError, EOFError) as wrong:
        reason = getattr(wrong, "strerror", None) or str(wrong)
        raise DataError.of("CJ-340", place, reason=reason) from None
    if not head.strip():
        raise DataError.of("CJ-322", place)
    if start.startswith(b"PK\x03\x04"):
        return read_sheets(path, temporary)
    if start.startswith(b"PAR1"):
        return (parquet_form(path, connection),)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError.of("CJ-339", place)
    _refuse_no_table(path, head)
    text = decoded(path, head, most)
    if text.text.lstrip()[:1] == "{":
        return (json_form(path, text, temporary, connection),)
    return (csv_form(path, text, temporary),)


def _head(path: Path, most: int) -> bytes:
    with opened(path) as file:
        return file.read(most)


def _refuse_no_table(path: Path, head: bytes) -> None:
    kind = next((what for mark, what in _NO_TABLES.items() if head.startswith(mark)), None)
    sixteen = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or is_utf16(head)
    if kind is None and b"\0" in head and not sixteen:
        kind = "binary"
    if kind is None and head.lstrip()[:1] == b"[":
        kind = "json_array"
    if kind:
        what = Word(f"data.proposal.no_table.{kind}")
        raise DataError.of("CJ-382", Place(file=path.name), what=what)

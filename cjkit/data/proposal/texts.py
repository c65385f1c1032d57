"""A text file: its encoding, its separator, and its header, from the begin of it."""

import codecs
import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from cjkit.data.proposal.forms import Form, clean_header, write_copy
from cjkit.errors import DataError, Place

_SEPARATORS = (",", ";", "\t", "|")
_CHECKED_BYTES = 64_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class HeadText:
    """The begin of a text file."""

    text: str
    encoding: str
    whole: bool


def opened(path: Path) -> IO[bytes]:
    """Open a file, unzipped where its name ends in .gz."""
    return cast(IO[bytes], gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def is_utf16(head: bytes) -> bool:
    """Tell UTF-16 without a mark by its zero bytes, all at odd or all at even places."""
    odd, even = head[1:2000:2].count(0), head[0:2000:2].count(0)
    return min(odd, even) == 0 and max(odd, even) > len(head[:2000]) * 0.4


def decoded(path: Path, head: bytes, most: int) -> HeadText:
    """Give the begin of a file as text, with the encoding that it is in."""
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if encoding is None and is_utf16(head):
        encoding = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    encoding = encoding or next(
        (one for one in ("utf-8", "cp1252") if _decodes(path, one)), "latin-1"
    )
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)
    whole = len(head) < most
    text = decoder("replace").decode(head)
    if not whole:
        text = text[: text.rfind("\n") + 1] or text
    return HeadText(text.replace("\0", ""), encoding, whole)


def _decodes(path: Path, encoding: str) -> bool:
    """Tell whether the file is in this encoding, as far as is looked."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with opened(path) as file:
            for _ in range(_CHECKED_BYTES // (1 << 20)):
                chunk = file.read(1 << 20)
                decoder.decode(chunk, not chunk)
                if not chunk:
                    break
    except (UnicodeDecodeError, OSError, EOFError):
        return False
    return True


def csv_form(path: Path, text: HeadText, temporary: Path) -> Form:
    """Tell how a file with columns of text is written."""
    lines = [line[:20_000] for line in text.text.splitlines()[:100]]
    widths = {separator: _widths(lines, separator) for separator in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda one: _agreement(widths[one]))
    first = _header_row(widths[separator])
    copy = write_copy("".join(text.text.splitlines(keepends=True)[first:]), temporary)
    header = _header(path, copy, separator)
    if len([line for line in lines if line.strip(separator + ' "')]) < 2:
        raise DataError.of("CJ-383", Place(file=path.name))
    return Form("csv", header, text.encoding, separator, header_row=first + 1, text=copy,
                whole=text.whole)  # fmt: skip


def _widths(lines: Sequence[str], separator: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        return [line.count(separator) + 1 for line in lines]


def _agreement(widths: Sequence[int]) -> float:
    """Score a separator: many columns, and the same number on most rows."""
    usual = max(set(widths), key=widths.count, default=1)
    return (usual - 1) * widths.count(usual) / len(widths) if widths else 0


def _header_row(widths: Sequence[int]) -> int:
    """Give the row of the header where a title or a period stands above it; else 0."""
    usual = max(set(widths), key=widths.count, default=1)
    if usual < 3 or not widths or widths[0] > 2 or widths[0] >= usual:
        return 0
    return next(number for number, width in enumerate(widths) if width == usual)


def _header(path: Path, copy: Path, separator: str) -> tuple[str, ...]:
    place = Place(file=path.name)
    try:
        with copy.open(encoding="utf-8", newline="") as text:
            names = next(csv.reader(text, delimiter=separator), [])
    except csv.Error as wrong:
        raise DataError.of("CJ-332", place, reason=str(wrong)) from None
    return clean_header(path, names)

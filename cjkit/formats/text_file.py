"""Text files of other programs: found by their byte order mark, or tried as the usual encodings."""

import codecs
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from cjkit.errors import CjkitError, Place
from cjkit.formats.yaml_text import MAX_BYTES

E = TypeVar("E", bound=CjkitError)

# The marks of UTF-32 begin with those of UTF-16, so they stand first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_text(path: Path, error: type[E], encodings: Sequence[str] = ("utf-8",)) -> str:
    """Read a text file; without a mark the encodings are tried in order.

    Raises
    ------
    CjkitError
        Of the kind asked for: the file cannot be opened (CJ-101), is too big (CJ-119), is in none
        of the encodings (CJ-117) or is no text at all (CJ-855).
    """
    place = Place(file=path.name)
    try:
        raw = path.read_bytes()
    except OSError as wrong:
        raise error.of("CJ-101", place, path=str(path), reason=wrong.strerror or "") from None
    if len(raw) > MAX_BYTES:
        raise error.of("CJ-119", place, size=len(raw), most=MAX_BYTES)
    text = _decoded(raw, encodings)
    if text is None:
        raise error.of("CJ-117", place)
    if "\0" in text:
        raise error.of("CJ-855", place)
    return text


def _decoded(raw: bytes, encodings: Sequence[str]) -> str | None:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            raw, encodings = raw[len(mark) :], (encoding,)
            break
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None

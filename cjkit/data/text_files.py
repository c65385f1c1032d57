"""Files of text made ready for the engine: gzip undone, other encodings written as UTF-8."""

import codecs
import csv
import gzip
import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from cjkit.data.files import InputFile, unreadable
from cjkit.errors import DataError

_CHUNK = 1 << 20
_ENCODINGS = ("utf-8", "cp1252")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of Excel begin: XLSX, which is a zip, and the older XLS."""


def as_utf8(file: InputFile, temporary: Path) -> Path:
    """Give a file of UTF-8 with the same text: the file itself or a temporary copy."""
    _refuse_workbook(file)
    encoding = codecs.lookup(file.source.encoding).name
    if encoding in ("utf-8", "utf-8-sig", "ascii"):
        _refuse_wrong_encoding(file)
        return file.path
    copy = new_file(temporary, ".csv")
    try:
        with _chunks(file.path) as chunks, copy.open("w", encoding="utf-8", newline="") as out:
            decoder = codecs.getincrementaldecoder(encoding)()
            out.writelines(decoder.decode(chunk, not chunk) for chunk in chunks)
    except UnicodeError:
        raise _wrong_encoding(file) from None
    except (OSError, EOFError) as wrong:
        raise unreadable(file, wrong) from None
    return copy


def new_file(temporary: Path, suffix: str) -> Path:
    """Give a path in a temporary folder that is not taken."""
    return temporary / f"{len(list(temporary.iterdir()))}{suffix}"


def csv_header(file: InputFile, path: Path) -> list[str]:
    """Give the header of a CSV; nothing where the file is blank."""
    try:
        with _open_text(path) as text:
            for _ in range(1, file.source.header_row):
                text.readline()
            return next(csv.reader(text, delimiter=file.separator, quotechar=file.source.quote), [])
    except (OSError, EOFError, csv.Error, UnicodeDecodeError) as wrong:
        raise unreadable(file, wrong) from None


@contextmanager
def _open_bytes(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        if path.suffix.lower() == ".gz":
            with gzip.open(raw) as unzipped:
                yield cast(IO[bytes], unzipped)
        else:
            yield raw


@contextmanager
def _open_text(path: Path) -> Iterator[IO[str]]:
    with _open_bytes(path) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        yield text


@contextmanager
def _chunks(path: Path) -> Iterator[Iterator[bytes]]:
    """Give the bytes of a file in pieces, unzipped; the last piece is empty."""
    with _open_bytes(path) as raw:
        pieces = iter(lambda: raw.read(_CHUNK), b"")
        yield itertools.chain(pieces, [b""])


def _refuse_workbook(file: InputFile) -> None:
    try:
        with file.path.open("rb") as raw:
            start = raw.read(4)
    except OSError as wrong:
        raise unreadable(file, wrong) from None
    if start in _WORKBOOKS:
        raise DataError.of("CJ-339", file.place)


def _refuse_wrong_encoding(file: InputFile) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with _chunks(file.path) as chunks:
            for chunk in chunks:
                decoder.decode(chunk, not chunk)
    except UnicodeDecodeError:
        raise _wrong_encoding(file) from None
    except (OSError, EOFError) as wrong:
        raise unreadable(file, wrong) from None


def _wrong_encoding(file: InputFile) -> DataError:
    with _chunks(file.path) as chunks:
        start = next(chunks)
    fits = "utf-16" if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ""
    fits = fits or next((one for one in _ENCODINGS if _decodes(start, one)), "latin-1")
    return DataError.of("CJ-327", file.place, encoding=file.source.encoding, fits=fits)


def _decodes(start: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(start)
    except UnicodeDecodeError:
        return False
    return True

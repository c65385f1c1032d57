"""A row that someone asks about: which file of which source, and which row of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cjkit.data.files import InputFile
from cjkit.errors import DataError, nearest

_SHOWN = 20


@dataclass(frozen=True)
class RowPlace:
    """A row of a file, numbered as a spreadsheet shows it."""

    file: InputFile
    number: int
    """Number of the file within its source, from 0."""
    row: int


def find_row(asked: str, files: Sequence[InputFile]) -> RowPlace:
    """Find the file of `file:row` or `source:file:row`.

    Raises
    ------
    DataError
        CJ-345, when it is no row; CJ-346 or CJ-347, when there is no such file; CJ-349, when
        several sources read the file.
    """
    named, _, row = asked.strip().rpartition(":")
    if not named or not (row.isascii() and row.isdecimal()):
        raise DataError.of("CJ-345", asked=asked)
    name = named.removeprefix("./").replace("\\", "/")
    found = [file for file in files if name in (file.name, f"{file.source.id}:{file.name}")]
    if not found:
        raise _unknown_file(name, files)
    if len(found) > 1:
        first = f"{found[0].source.id}:{found[0].name}:{row}"
        known = [file.source.id for file in found]
        raise DataError.of("CJ-349", file=name, known=known, example=first)
    (file,) = found
    siblings = [one for one in files if one.source.id == file.source.id]
    return RowPlace(file, siblings.index(file), int(row))


def _unknown_file(name: str, files: Sequence[InputFile]) -> DataError:
    known = list(dict.fromkeys(file.name for file in files))
    asked = name.rpartition(":")[2]
    near = nearest(asked, known) or _same_end(asked, known)
    code = "CJ-346" if near else "CJ-347"
    return DataError.of(code, file=name, nearest=near, known=known[:_SHOWN])


def _same_end(asked: str, known: Sequence[str]) -> str:
    """Give the path that ends in a name given without its folder."""
    return next((name for name in known if name.endswith(f"/{asked}")), "")

"""A client's files as tables of text, with row numbers kept: CSV, gzipped CSV, XLSX and Parquet.

Rows are numbered as a spreadsheet shows them: the header is row 1. What cannot be split into
columns is kept as a broken row.
"""

import codecs
import csv
import gzip
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import duckdb

from cjkit.data.contract import Field, raw_fields
from cjkit.data.sources import DataDescription, Format, Source
from cjkit.data.sql import run_sql
from cjkit.data.sql_text import literal, quoted
from cjkit.errors import DataError, Place, Problem, nearest

MOST_COLUMNS = 2_000
MOST_WORKBOOK_BYTES = 200_000_000
MOST_UNPACKED_BYTES = 2_000_000_000
_CHUNK = 1 << 20
_SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".txt": Format.CSV,
    ".xlsx": Format.XLSX,
    ".parquet": Format.PARQUET,
}
_SEPARATORS = {",": ",", ";": ";", "\t": "\\t", "|": "|"}
_ENCODINGS = ("utf-8", "cp1252")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of Excel begin: XLSX, which is a zip, and the older XLS."""


@dataclass(frozen=True)
class InputFile:
    """A file of a source."""

    source: Source
    path: Path
    name: str
    """Its path from the client's folder, with forward slashes."""

    @property
    def place(self) -> Place:
        """Where errors about the file point."""
        return Place(file=self.name)

    @property
    def format(self) -> Format:
        """How it is written."""
        suffixes = [suffix.lower() for suffix in self.path.suffixes]
        told = [_SUFFIXES[suffix] for suffix in reversed(suffixes) if suffix in _SUFFIXES]
        return self.source.format or (told[0] if told else Format.CSV)

    @property
    def separator(self) -> str:
        """What stands between columns."""
        tab = ".tsv" in [suffix.lower() for suffix in self.path.suffixes]
        return self.source.separator or ("\t" if tab else ",")


@dataclass(frozen=True)
class Table:
    """A file made ready: a header, and where DuckDB can read the rows."""

    file: InputFile
    header: tuple[str, ...]
    path: Path
    separator: str = ","
    quote: str = '"'
    numbered: bool = False
    """Whether a column with the row number comes after those of the header."""
    types: tuple[str, ...] = ()
    """DuckDB's types of the columns, where the file has types."""


def find_files(folder: Path, data: DataDescription) -> list[InputFile]:
    """Give the files of all sources, in order of source and name.

    Raises
    ------
    DataError
        A pattern matches nothing, or a file is empty.
    """
    found, problems = [], []
    for source in data.sources:
        paths = {path for pattern in source.files for path in _matching(folder, pattern)}
        problems += [_no_file(folder, p) for p in source.files if not _matching(folder, p)]
        found += [
            InputFile(source, path, path.relative_to(folder).as_posix()) for path in sorted(paths)
        ]
    problems += [Problem("CJ-322", {}, f.place) for f in found if f.path.stat().st_size == 0]
    if problems:
        raise DataError(problems)
    return found


def _matching(folder: Path, pattern: str) -> list[Path]:
    if (folder / pattern).is_file():
        return [folder / pattern]
    return [path for path in folder.glob(pattern) if path.is_file()]


def _no_file(folder: Path, pattern: str) -> Problem:
    beside = (folder / pattern).parent
    names = [p.name for p in beside.iterdir() if p.is_file()] if beside.is_dir() else []
    near = nearest(Path(pattern).name, sorted(names))
    suggestion = Path(pattern).with_name(near).as_posix() if near else ""
    values = {"pattern": pattern, "nearest": suggestion}
    return Problem("CJ-320" if near else "CJ-321", values, Place(file="data.yaml"))


def open_table(file: InputFile, temporary: Path, connection: duckdb.DuckDBPyConnection) -> Table:
    """Make a file ready for reading; other encodings and workbooks become UTF-8 CSV first."""
    if file.format is Format.PARQUET:
        return _parquet_table(file, connection)
    if file.format is Format.XLSX:
        return _workbook_table(file, temporary)
    _refuse_workbook(file)
    path = _as_utf8(file, temporary)
    header = _csv_header(file, path)
    return Table(file, header, path, file.separator, file.source.quote)


def refuse_wrong_columns(source: Source, tables: Sequence[Table]) -> None:
    """Raise a DataError where mapped columns are in no file, or are there twice."""
    problems = [problem for table in tables for problem in _header_problems(table)]
    if not problems:
        missing = [
            f for f in raw_fields(source) if not any(_index(t, f) is not None for t in tables)
        ]
        problems = [_missing_column(field, tables) for field in missing]
    if problems:
        raise DataError(problems)


def missing_columns(source: Source, tables: Sequence[Table]) -> dict[str, list[int]]:
    """Give required column -> numbers of the files that lack it."""
    return {
        field.name: lacking
        for field in raw_fields(source)
        if field.required
        and (lacking := [n for n, table in enumerate(tables) if _index(table, field) is None])
    }


def _header_problems(table: Table) -> Iterator[Problem]:
    fields = raw_fields(table.file.source)
    fits = _fitting_separator(table, fields)
    if fits:
        values = {"separator": _shown(table.separator), "fits": _shown(fits)}
        yield Problem("CJ-323", values, table.file.place)
    for column in dict.fromkeys(field.column for field in fields):
        if table.header.count(column) > 1:
            yield Problem("CJ-326", {"column": column}, table.file.place)


def _shown(separator: str) -> str:
    return _SEPARATORS.get(separator, separator)


def _fitting_separator(table: Table, fields: Sequence[Field]) -> str:
    """Give the separator that splits a header of one column into mapped columns."""
    if len(table.header) != 1 or any(_index(table, field) is not None for field in fields):
        return ""
    columns = {field.column.casefold() for field in fields}
    hits = {
        separator: len(columns & {part.strip(' "').casefold() for part in parts})
        for separator in _SEPARATORS
        if len(parts := table.header[0].split(separator)) > 1
    }
    return max(hits, key=lambda separator: hits[separator]) if any(hits.values()) else ""


def _missing_column(field: Field, tables: Sequence[Table]) -> Problem:
    known = list(dict.fromkeys(name for table in tables for name in table.header if name))
    near = nearest(field.column, known)
    values = {"column": field.column, "nearest": near, "known": known[:20]}
    return Problem("CJ-324" if near else "CJ-325", values, tables[0].file.place)


def _index(table: Table, field: Field) -> int | None:
    """Give the place of a field in a header; small and capital letters are the same."""
    if field.column in table.header:
        return table.header.index(field.column)
    folded = [name.casefold() for name in table.header]
    wanted = field.column.casefold()
    return folded.index(wanted) if folded.count(wanted) == 1 else None


def read_table(table: Table, number: int, connection: duckdb.DuckDBPyConnection) -> None:
    """Add the rows of a file to the table `raw`, which has a text column for each field."""
    path, pieces = {"path": str(table.path)}, {"number": str(number), "values": _values(table)}
    if table.types:
        run_sql(connection, "link_read_parquet", path, **pieces)
        return
    pieces |= _csv_pieces(table)
    try:
        _read_csv(table, pieces, connection, strict="true")
    except duckdb.InvalidInputException:  # such as line ends of two kinds
        _read_csv(table, pieces, connection, strict="false")
    nulls = ", ".join("null" for _ in raw_fields(table.file.source))
    run_sql(connection, "link_read_broken", nulls=nulls, number=str(number))


def _read_csv(
    table: Table, pieces: dict[str, str], connection: duckdb.DuckDBPyConnection, strict: str
) -> None:
    run_sql(connection, "link_forget_broken")
    try:
        run_sql(connection, "link_read_csv", {"path": str(table.path)}, strict=strict, **pieces)
    except duckdb.InvalidInputException as wrong:
        if strict == "true":
            raise
        raise _unreadable(table.file, wrong) from None


def _csv_pieces(table: Table) -> dict[str, str]:
    names = [f"c{index}" for index in range(len(table.header) + table.numbered)]
    return {
        "columns": "{" + ", ".join(f"{name}: 'VARCHAR'" for name in names) + "}",
        "separator": literal(table.separator),
        "quote": literal(table.quote),
        "row": f"{names[-1]}::bigint" if table.numbered else "record + 1",
    }


def _values(table: Table) -> str:
    """Give SQL for the fields' values, trimmed; nothing and blanks are null."""
    places = [_index(table, field) for field in raw_fields(table.file.source)]
    return ", ".join("null" if i is None else f"trimmed({_column(table, i)})" for i in places)


def _column(table: Table, index: int) -> str:
    if not table.types:
        return f"c{index}"
    column, source = quoted(table.header[index]), table.file.source
    return _as_written(f"t.{column}", table.types[index], source)


def _as_written(column: str, kind: str, source: Source) -> str:
    """Give SQL for a typed value as the source's own text, so that one contract reads all."""
    if kind.startswith(("TIMESTAMP", "DATE")) and source.date_format:
        return f"strftime({column}, {literal(source.date_format[0])})"
    if kind.startswith(("DOUBLE", "FLOAT", "DECIMAL")):
        return f"replace({column}::varchar, '.', {literal(source.decimal)})"
    return f"{column}::varchar"


def _csv_header(file: InputFile, path: Path) -> tuple[str, ...]:
    try:
        with _open_text(path) as text:
            record = next(
                csv.reader(text, delimiter=file.separator, quotechar=file.source.quote), []
            )
    except (OSError, EOFError, csv.Error, UnicodeDecodeError) as wrong:
        raise _unreadable(file, wrong) from None
    return _clean_header(file, record)


def _clean_header(file: InputFile, names: Iterable[Any]) -> tuple[str, ...]:
    header = tuple("" if name is None else str(name).strip() for name in names)
    if len(header) > MOST_COLUMNS:
        raise DataError.of("CJ-333", file.place, most=MOST_COLUMNS)
    if not any(header):
        raise DataError.of("CJ-322", file.place)
    return header


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


def _as_utf8(file: InputFile, temporary: Path) -> Path:
    """Give a file of UTF-8 with the same text: the file itself or a temporary copy."""
    encoding = codecs.lookup(file.source.encoding).name
    if encoding in ("utf-8", "utf-8-sig", "ascii"):
        _refuse_wrong_encoding(file)
        return file.path
    copy = temporary / f"{len(list(temporary.iterdir()))}.csv"
    try:
        with _chunks(file.path) as chunks, copy.open("w", encoding="utf-8", newline="") as out:
            decoder = codecs.getincrementaldecoder(encoding)()
            out.writelines(decoder.decode(chunk, not chunk) for chunk in chunks)
    except UnicodeError:
        raise _wrong_encoding(file) from None
    except (OSError, EOFError) as wrong:
        raise _unreadable(file, wrong) from None
    return copy


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
        raise _unreadable(file, wrong) from None
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
        raise _unreadable(file, wrong) from None


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


def _parquet_table(file: InputFile, connection: duckdb.DuckDBPyConnection) -> Table:
    try:
        rows = connection.read_parquet(str(file.path))
    except duckdb.Error as wrong:
        raise _unreadable(file, wrong) from None
    types = tuple(str(kind) for kind in rows.types)
    return Table(file, tuple(rows.columns), file.path, types=types)


def _workbook_table(file: InputFile, temporary: Path) -> Table:
    """Write a sheet as CSV, each row with its number; blank rows are left out."""
    from openpyxl import load_workbook  # noqa: PLC0415  (only workbooks need it)

    _refuse_large_workbook(file)
    try:
        book = load_workbook(file.path, read_only=True, data_only=True)
    except Exception:  # (openpyxl lets through what its parsers raise)
        raise DataError.of("CJ-328", file.place) from None
    copy = temporary / f"{len(list(temporary.iterdir()))}.csv"
    with copy.open("w", encoding="utf-8", newline="") as out:
        rows = _sheet(file, book).iter_rows(values_only=True)
        header = _clean_header(file, _without_tail(next(rows, ())))
        writer = csv.writer(out)
        writer.writerow([*header, "row"])
        writer.writerows(_written_rows(rows, len(header), file.source))
    book.close()
    return Table(file, header, copy, numbered=True)


def _without_tail(cells: Sequence[Any]) -> Sequence[Any]:
    filled = [index for index, cell in enumerate(cells) if cell is not None]
    return cells[: filled[-1] + 1] if filled else ()


def _written_rows(
    rows: Iterable[Sequence[Any]], width: int, source: Source
) -> Iterator[list[str | int]]:
    for number, cells in enumerate(rows, start=2):
        kept = [_written(cell, source) for cell in cells[:width]]
        if any(kept):
            yield [*kept, *[""] * (width - len(kept)), number]


def _written(cell: Any, source: Source) -> str:
    """Write a cell as the source writes its text: own decimal, own dates."""
    if cell is None:
        return ""
    if hasattr(cell, "strftime") and source.date_format:
        return str(cell.strftime(source.date_format[0]))
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        whole = int(cell) if cell.is_integer() else cell
        return str(whole).replace(".", source.decimal)
    return str(cell)


def _sheet(file: InputFile, book: Any) -> Any:
    wanted = file.source.sheet
    if wanted is None:
        return book.worksheets[0]
    if wanted not in book.sheetnames:
        near = nearest(wanted, book.sheetnames)
        values = {"sheet": wanted, "nearest": near, "known": book.sheetnames}
        raise DataError.of("CJ-329" if near else "CJ-330", file.place, **values)
    return book[wanted]


def _refuse_large_workbook(file: InputFile) -> None:
    if not zipfile.is_zipfile(file.path):
        raise DataError.of("CJ-328", file.place)
    with zipfile.ZipFile(file.path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if file.path.stat().st_size > MOST_WORKBOOK_BYTES or unpacked > MOST_UNPACKED_BYTES:
        raise DataError.of("CJ-337", file.place, most=MOST_WORKBOOK_BYTES)


def _unreadable(file: InputFile, wrong: Exception) -> DataError:
    lines = str(wrong).strip().splitlines() or [type(wrong).__name__]
    return DataError.of("CJ-332", file.place, reason=lines[0][:200])

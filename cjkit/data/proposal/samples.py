"""A look at the beginning of a file: how it is written, its header, and what its columns hold.

At most a few megabytes of a file are read, whatever its size. They go through the engine as text.
"""

import codecs
import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import duckdb

from cjkit.data.reading import MOST_COLUMNS, MOST_UNPACKED_BYTES, MOST_WORKBOOK_BYTES
from cjkit.data.sql import run_sql
from cjkit.data.sql_text import literal, quoted
from cjkit.errors import DataError, Place
from cjkit.labels import Word

HEAD_BYTES = 4_000_000
"""How much of a text file is looked at; less of each where there are many."""
MOST_ROWS = 20_000
MOST_CELLS = 400_000
_SHEET_ROWS = 5_000
_SEPARATORS = (",", ";", "\t", "|")
_CHECKED_BYTES = 64_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
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
_PARTS_OF_WORKBOOK = "xl/workbook.xml"
_MOST_KEYS = 200


@dataclass(frozen=True)
class Column:
    """What the sampled cells of a column hold."""

    name: str
    """The header."""
    number: int
    """Place in the header, from 0."""
    filled: int = 0
    """Cells that are not empty."""
    distinct: int = 0
    """Different values."""
    longest: int = 0
    """Most characters in a cell."""
    point_numbers: int = 0
    """Cells that are a number with a decimal point, or whole."""
    comma_numbers: int = 0
    """Cells that are a number with a decimal comma, or whole."""
    whole_numbers: int = 0
    """Cells that are a whole number."""
    point_thousands: int = 0
    """Cells such as 1.234, which may be one and a bit or over a thousand."""
    addresses: int = 0
    """Cells that are a web address."""
    mail_addresses: int = 0
    """Cells that are an e-mail address."""
    iso_moments: int = 0
    """Cells that are a day or moment in ISO 8601."""
    low: float | None = None
    high: float | None = None
    often: tuple[tuple[str, int], ...] = ()
    """The most frequent values with their number of cells, 40 at most."""

    @property
    def values(self) -> tuple[str, ...]:
        """The most frequent values."""
        return tuple(value for value, _ in self.often)


@dataclass(frozen=True)
class Form:
    """How a file is written."""

    format: str
    """csv, xlsx, parquet or jsonl."""
    header: tuple[str, ...]
    """The names of the columns, in order; of nested columns the paths."""
    encoding: str = "utf-8"
    separator: str = ","
    sheet: str | None = None
    expressions: tuple[str, ...] = ()
    """SQL for the columns, where the file has types."""
    text: Path | None = None
    """The begin of the file as UTF-8, where it is text or a sheet."""
    whole: bool = True
    """Whether all of the file was looked at."""


@dataclass(frozen=True)
class Sample:
    """The files of one source, and what their columns hold."""

    paths: tuple[Path, ...]
    forms: tuple[Form, ...]
    columns: tuple[Column, ...]
    rows: int
    """Rows that were looked at."""

    @property
    def form(self) -> Form:
        """How the first file is written."""
        return self.forms[0]

    @property
    def doubled(self) -> tuple[str, ...]:
        """Headers that are there more than once in a file."""
        found = {n for form in self.forms for n in form.header if n and form.header.count(n) > 1}
        return tuple(sorted(found))

    def lacking(self, name: str) -> tuple[Path, ...]:
        """Give the files that lack a column."""
        pairs = zip(self.paths, self.forms, strict=True)
        return tuple(path for path, form in pairs if name not in form.header)


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
        return _sheets(path, temporary)
    if start.startswith(b"PAR1"):
        return (_parquet_form(path, connection),)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError.of("CJ-339", place)
    _refuse_no_table(path, head)
    text = _decoded(path, head, most)
    if text.text.lstrip()[:1] == "{":
        return (_json_form(path, text, temporary, connection),)
    return (_csv_form(path, text, temporary),)


@dataclass(frozen=True)
class _Text:
    text: str
    encoding: str
    whole: bool


def _head(path: Path, most: int) -> bytes:
    with _opened(path) as file:
        return file.read(most)


def _opened(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def _refuse_no_table(path: Path, head: bytes) -> None:
    kind = next((what for mark, what in _NO_TABLES.items() if head.startswith(mark)), None)
    sixteen = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _is_utf16(head)
    if kind is None and b"\0" in head and not sixteen:
        kind = "binary"
    if kind is None and head.lstrip()[:1] == b"[":
        kind = "json_array"
    if kind:
        what = Word(f"data.proposal.no_table.{kind}")
        raise DataError.of("CJ-382", Place(file=path.name), what=what)


def _is_utf16(head: bytes) -> bool:
    """Tell UTF-16 without a mark by its zero bytes, all at odd or all at even places."""
    odd, even = head[1:2000:2].count(0), head[0:2000:2].count(0)
    return min(odd, even) == 0 and max(odd, even) > len(head[:2000]) * 0.4


def _decoded(path: Path, head: bytes, most: int) -> _Text:
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if encoding is None and _is_utf16(head):
        encoding = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    encoding = encoding or next(
        (one for one in ("utf-8", "cp1252") if _decodes(path, one)), "latin-1"
    )
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)
    whole = len(head) < most
    text = decoder("replace").decode(head)
    if not whole:
        text = text[: text.rfind("\n") + 1] or text
    return _Text(text.replace("\0", ""), encoding, whole)


def _decodes(path: Path, encoding: str) -> bool:
    """Tell whether the file is in this encoding, as far as is looked."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with _opened(path) as file:
            for _ in range(_CHECKED_BYTES // (1 << 20)):
                chunk = file.read(1 << 20)
                decoder.decode(chunk, not chunk)
                if not chunk:
                    break
    except (UnicodeDecodeError, OSError, EOFError):
        return False
    return True


def _csv_form(path: Path, text: _Text, temporary: Path) -> Form:
    lines = [line[:20_000] for line in text.text.splitlines()[:100]]
    widths = {separator: _widths(lines, separator) for separator in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda one: _agreement(widths[one]))
    first = _header_row(widths[separator])
    if first:
        raise DataError.of("CJ-384", Place(file=path.name), row=first + 1)
    copy = _written(text.text, temporary)
    header = _header(path, copy, separator)
    if len([line for line in lines if line.strip(separator + ' "')]) < 2:
        raise DataError.of("CJ-383", Place(file=path.name))
    return Form("csv", header, text.encoding, separator, text=copy, whole=text.whole)


def _widths(lines: Sequence[str], separator: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=separator) if row]
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


def _written(text: str, temporary: Path) -> Path:
    copy = temporary / f"sample-{len(list(temporary.iterdir()))}"
    copy.write_text(text, "utf-8", newline="")
    return copy


def _header(path: Path, copy: Path, separator: str) -> tuple[str, ...]:
    place = Place(file=path.name)
    try:
        with copy.open(encoding="utf-8", newline="") as text:
            names = next(csv.reader(text, delimiter=separator), [])
    except csv.Error as wrong:
        raise DataError.of("CJ-332", place, reason=str(wrong)) from None
    return clean_header(path, names)


def clean_header(path: Path, names: Sequence[Any]) -> tuple[str, ...]:
    """Give the names of a header; refuse too many, none, and values where names belong."""
    header = tuple("" if name is None else str(name).strip() for name in names)
    if len(header) > MOST_COLUMNS:
        raise DataError.of("CJ-333", Place(file=path.name), most=MOST_COLUMNS)
    filled = [name for name in header if name]
    if not filled:
        raise DataError.of("CJ-322", Place(file=path.name))
    values = [name for name in filled if name[0].isdigit() and not name[-1].isalpha()]
    if len(values) * 2 > len(filled):
        raise DataError.of("CJ-387", Place(file=path.name), value=values[0])
    return header


def _sheets(path: Path, temporary: Path) -> tuple[Form, ...]:
    from openpyxl import load_workbook  # noqa: PLC0415  (only workbooks need it)

    _refuse_large_workbook(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception:  # (openpyxl lets through what its parsers raise)
        raise DataError.of("CJ-328", Place(file=path.name)) from None
    forms = [form for sheet in book.worksheets if (form := _sheet_form(path, sheet, temporary))]
    book.close()
    if not forms:
        raise DataError.of("CJ-383", Place(file=path.name))
    return tuple(forms)


def _refuse_large_workbook(path: Path) -> None:
    place = Place(file=path.name)
    if not zipfile.is_zipfile(path):
        raise DataError.of("CJ-328", place)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if _PARTS_OF_WORKBOOK not in names:
        raise DataError.of("CJ-382", place, what=Word("data.proposal.no_table.archive"))
    if path.stat().st_size > MOST_WORKBOOK_BYTES or unpacked > MOST_UNPACKED_BYTES:
        raise DataError.of("CJ-337", place, most=MOST_WORKBOOK_BYTES)


def _sheet_form(path: Path, sheet: Any, temporary: Path) -> Form | None:
    """Write the begin of a sheet as CSV; None where it has no header with rows under it."""
    rows = sheet.iter_rows(max_row=_SHEET_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
    first = next(rows, ())
    width = max((i + 1 for i, cell in enumerate(first) if cell is not None), default=0)
    filled = [row[:width] for row in rows if any(cell is not None for cell in row)]
    if not width or not filled:
        return None
    if width == 1 and max(len([c for c in row if c is not None]) for row in filled) > 0:
        _refuse_title(path, first, sheet)
    header = clean_header(path, first[:width])
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([header, *([_cell(cell) for cell in row] for row in filled)])
    whole = len(filled) < _SHEET_ROWS
    return Form("xlsx", header, sheet=sheet.title, text=_written(out.getvalue(), temporary),
                whole=whole)  # fmt: skip


def _refuse_title(path: Path, first: Sequence[Any], sheet: Any) -> None:
    """Refuse a sheet whose first row is a title above the header."""
    rows = sheet.iter_rows(min_row=2, max_row=10, values_only=True)
    wide = (n for n, row in enumerate(rows, 2) if sum(c is not None for c in row) > 2)
    if header := next(wide, None):
        raise DataError.of("CJ-384", Place(file=path.name, sheet=sheet.title), row=header)


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _parquet_form(path: Path, connection: duckdb.DuckDBPyConnection) -> Form:
    try:
        return _typed_form(f"read_parquet({literal(str(path))})", "parquet", path, connection)
    except duckdb.Error as wrong:
        raise _unreadable(path, wrong) from None


def _json_form(
    path: Path, text: _Text, temporary: Path, connection: duckdb.DuckDBPyConnection
) -> Form:
    copy = _written(text.text, temporary)
    reader = json_reader(copy)
    try:
        form = _typed_form(reader, "jsonl", path, connection)
    except duckdb.Error as wrong:
        raise _unreadable(path, wrong) from None
    return Form("jsonl", form.header, text.encoding, expressions=form.expressions, text=copy,
                whole=text.whole)  # fmt: skip


def json_reader(path: Path) -> str:
    """Give SQL that reads JSON lines."""
    return (
        f"read_json({literal(str(path))}, format = 'newline_delimited', "
        "maximum_object_size = 16777216)"
    )


def _unreadable(path: Path, wrong: Exception) -> DataError:
    lines = str(wrong).strip().splitlines() or [type(wrong).__name__]
    return DataError.of("CJ-332", Place(file=path.name), reason=lines[0][:200])


def _typed_form(
    reader: str, form: str, path: Path, connection: duckdb.DuckDBPyConnection
) -> Form:
    rows = connection.sql(f"select * from {reader}")  # noqa: S608  (a path, written as a literal)
    found = [
        pair
        for name, kind in zip(rows.columns, rows.types, strict=True)
        for pair in _paths(name, f"t.{quoted(name)}", kind, reader, connection)
    ]
    if len(found) > MOST_COLUMNS:
        raise DataError.of("CJ-333", Place(file=path.name), most=MOST_COLUMNS)
    return Form(form, tuple(n for n, _ in found), expressions=tuple(sql for _, sql in found))


def _paths(
    name: str, sql: str, kind: Any, reader: str, connection: duckdb.DuckDBPyConnection
) -> Iterator[tuple[str, str]]:
    """Give the paths into a column, each with SQL for its text: fields, and keys of parameters."""
    if kind.id == "struct":
        for field, inner in kind.children:
            yield from _paths(f"{name}.{field}", f"{sql}.{quoted(field)}", inner, reader,
                              connection)  # fmt: skip
    elif _is_parameters(kind):
        fields = [field for field, _ in dict(dict(kind.children)["child"].children)["value"].children]
        text = ", ".join(f"p.value.{quoted(field)}::varchar" for field in fields)
        for key in _keys(sql, reader, connection):
            found = f"list_filter({sql}, lambda p: p.key = {literal(key)})"
            yield f"{name}.{key}", f"list_transform({found}, lambda p: coalesce({text}))[1]"
    elif kind.id == "list":
        return
    else:
        yield name, f"{sql}::varchar"


def _is_parameters(kind: Any) -> bool:
    """Tell a list of key and value, as GA4 writes the parameters of an event."""
    if kind.id != "list":
        return False
    child = dict(kind.children)["child"]
    if child.id != "struct":
        return False
    fields = dict(child.children)
    return fields.keys() >= {"key", "value"} and fields["value"].id == "struct"


def _keys(sql: str, reader: str, connection: duckdb.DuckDBPyConnection) -> list[str]:
    asked = (
        f"select distinct p.key from (select unnest({sql}) as p "  # noqa: S608  (names of the file, quoted)
        f"from (select * from {reader} limit {MOST_ROWS}) as t) order by 1 limit {_MOST_KEYS}"
    )
    return [str(key) for (key,) in connection.execute(asked).fetchall() if key]


def take_sample(
    paths: Sequence[Path], forms: Sequence[Form], connection: duckdb.DuckDBPyConnection
) -> Sample:
    """Put the cells of the files' first rows into the table `cells`, and describe their columns.

    Raises
    ------
    DataError
        A file has a header and no rows.
    """
    header = list(dict.fromkeys(name for form in forms for name in form.header if name))
    connection.execute(
        "create or replace temp table cells "
        '(file integer, "row" bigint, number integer, value varchar)'
    )
    limit = max(1, min(MOST_ROWS, MOST_CELLS // len(header)) // len(forms))
    for number, (path, form) in enumerate(zip(paths, forms, strict=True)):
        try:
            _take_cells(path, form, number, header, limit, connection)
        except duckdb.Error as wrong:
            raise _unreadable(path, wrong) from None
    rows = connection.execute('select count(distinct (file, "row")) from cells').fetchall()[0][0]
    if not rows:
        raise DataError.of("CJ-383", Place(file=paths[0].name))
    return Sample(tuple(paths), tuple(forms), _profiles(header, connection), rows)


def _take_cells(
    path: Path, form: Form, file: int, header: Sequence[str], limit: int,
    connection: duckdb.DuckDBPyConnection,
) -> None:  # fmt: skip
    numbers = [header.index(name) if name else -1 for name in form.header]
    pieces = {"file": str(file), "limit": str(limit)}
    if form.expressions:
        reader = json_reader(form.text) if form.text else f"read_parquet({literal(str(path))})"
        told = ", ".join(f"{sql} as c{i}" for i, sql in enumerate(form.expressions))
        run_sql(connection, "propose_cells_typed", {"numbers": numbers}, expressions=told,
                reader=reader, **pieces)  # fmt: skip
        return
    columns = "{" + ", ".join(f"c{i}: 'VARCHAR'" for i in range(len(form.header))) + "}"
    run_sql(connection, "propose_cells_csv", {"numbers": numbers, "path": str(form.text)},
            columns=columns, separator=literal(form.separator), quote=literal('"'),
            **pieces)  # fmt: skip


def _profiles(
    header: Sequence[str], connection: duckdb.DuckDBPyConnection
) -> tuple[Column, ...]:
    found: Mapping[int, tuple[Any, ...]] = {
        row[0]: row[1:] for row in run_sql(connection, "propose_profile")
    }
    return tuple(_profile(name, n, found.get(n)) for n, name in enumerate(header))


def _profile(name: str, number: int, told: tuple[Any, ...] | None) -> Column:
    if told is None:
        return Column(name, number)
    *counts, often = told
    return Column(name, number, *counts, often=tuple((each["v"], each["n"]) for each in often))

"""A client's files as tables that the engine scans, with row numbers kept.

Rows are numbered as a spreadsheet shows them: the header is row 1. What cannot be split into
columns is kept as a broken row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import duckdb

from cjkit.data.columns import Kind
from cjkit.data.contract import Field, raw_fields
from cjkit.data.files import InputFile, unreadable
from cjkit.data.sources import Format, Source
from cjkit.data.sql_text import literal, quoted
from cjkit.data.text_files import as_utf8, csv_header, new_file
from cjkit.data.workbooks import write_sheet
from cjkit.errors import DataError, Problem, nearest

MOST_COLUMNS = 2_000
MOST_LINE_BYTES = 16_000_000
_SEPARATORS = {",": ",", ";": ";", "\t": "\\t", "|": "|"}
_IN_BRACES = re.compile(r"\{([^{}]+)\}")
_PARTS_OF_TIME = ("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


class Scan(Enum):
    """How the engine reads the rows."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"


@dataclass(frozen=True)
class Table:
    """A file made ready: a header, and where DuckDB can read the rows."""

    file: InputFile
    header: tuple[str, ...]
    path: Path
    scan: Scan = Scan.CSV
    separator: str = ","
    quote: str = '"'
    first_row: int = 2
    """The number of the first row after the header."""
    numbered: bool = False
    """Whether a column with the row number comes after those of the header."""
    types: tuple[str, ...] = ()
    """DuckDB's types of the columns, where the file has types."""
    taken: frozenset[str] = frozenset()
    """The fields that were taken from it as texts already, into a Parquet at `path`."""

    def rows(self, *, strict: bool = True) -> str:
        """Give SQL of its rows: the columns as they stand there, and `record`, from 0."""
        path = literal(str(self.path))
        if self.taken:
            return f"select * from read_parquet({path})"
        if self.scan is Scan.PARQUET:
            return (
                "select *, file_row_number as record"
                f" from read_parquet({path}, file_row_number = true)"
            )
        if self.scan is Scan.JSON:
            return (
                "select row_number() over () - 1 as record, json"
                f" from read_ndjson_objects({path}, ignore_errors = true,"
                f" maximum_object_size = {MOST_LINE_BYTES})"
            )
        return f"select row_number() over () - 1 as record, * from {self._csv(path, strict)}"

    def _csv(self, path: str, strict: bool) -> str:
        names = [f"c{index}" for index in range(len(self.header) + self.numbered)]
        columns = "{" + ", ".join(f"{name}: 'VARCHAR'" for name in names) + "}"
        quote = literal(self.quote)
        return (
            f"read_csv({path}, columns = {columns}, header = true, auto_detect = false,"
            f" skip = {self.first_row - 2}, strict_mode = {str(strict).lower()},"
            f" delim = {literal(self.separator)}, quote = {quote}, escape = {quote},"
            f" max_line_size = {MOST_LINE_BYTES}, store_rejects = true,"
            " rejects_table = 'broken_rows', rejects_scan = 'broken_scans')"
        )

    @property
    def row(self) -> str:
        """SQL for the number of a row, as a spreadsheet shows it."""
        if self.taken:
            return '"row"'
        if self.numbered:
            return f"c{len(self.header)}::bigint"
        return f"record + {1 if self.scan is Scan.JSON else self.first_row}"

    @property
    def broken(self) -> str:
        """SQL that is true where a row cannot be split, as far as the scan itself tells."""
        if self.taken:
            return "_broken"
        return "json is null or json_type(json) <> 'OBJECT'" if self.scan is Scan.JSON else "false"

    def kind(self, field: Field) -> Kind:
        """Tell what the values of a field are in this file."""
        index = self.index(field.column)
        typed = self.types and not self.taken and index is not None
        return _kind_of(self.types[index]) if typed and index is not None else Kind.TEXT

    def value(self, field: Field, empty: str = "") -> str:
        """Give SQL for the value of a field; nothing, blanks and what stands for nothing are null.

        `empty` is SQL of a list of texts, in small letters, that stand for nothing.
        """
        if self.taken:
            return quoted(field.name) if field.name in self.taken else "null::varchar"
        if self.kind(field) is not Kind.TEXT and field.native:
            return self._column(field.column) or "null"
        if field.name == "customer" and not self.file.source.customer_parameter:
            return self._text(field) or "null::varchar"
        text = self._text(field)
        if text is None:
            return "null::varchar"
        return f"filled({text}, {empty}::varchar[])" if empty else f"trimmed({text})"

    def plain(self, field: Field) -> str | None:
        """Give SQL of a text as it stands in a Parquet; None where a field is anything else."""
        if self.taken:
            return quoted(field.name) if field.name in self.taken else None
        index = self.index(field.column)
        if self.scan is not Scan.PARQUET or index is None:
            return None
        return quoted(self.header[index]) if self.types[index] in ("VARCHAR", "BOOLEAN") else None

    def boolean(self, field: Field) -> bool:
        """Tell whether the values of a field are false and true."""
        index = None if self.taken else self.index(field.column)
        return index is not None and self.types[index : index + 1] == ("BOOLEAN",)

    def has(self, field: Field) -> bool:
        """Tell whether the file has the columns of a field."""
        return field.name in self.taken if self.taken else self._text(field) is not None

    def index(self, column: str) -> int | None:
        """Give the place of a column in the header; small and capital letters are the same."""
        if column in self.header:
            return self.header.index(column)
        folded = [name.casefold() for name in self.header]
        wanted = column.casefold()
        return folded.index(wanted) if folded.count(wanted) == 1 else None

    def _text(self, field: Field) -> str | None:
        whole = self._column(field.column)
        if whole is not None:
            return self._as_written(whole, field)
        parts = columns_of(field.column)
        if not parts:
            return None
        pieces = [self._piece(part) for part in _IN_BRACES.split(field.column)[1::2]]
        if any(piece is None for piece in pieces):
            return None
        words = [literal(word) for word in _IN_BRACES.split(field.column)[::2]]
        joined = [part for pair in zip(words, [*pieces, "''"], strict=True) for part in pair]
        return "(" + " || ".join(part for part in joined if part and part != "''") + ")"

    def _piece(self, name: str) -> str | None:
        if name == "row":
            return f"({self.row})::varchar"
        if name == "file":
            return literal(self.file.name)
        column = self._column(name)
        return None if column is None else f"trimmed({column}::varchar)"

    def _column(self, name: str) -> str | None:
        index = self.index(name)
        if index is None:
            return self._nested(name)
        if self.scan is Scan.JSON:
            return f"(json->>{literal(_member(self.header[index]))})"
        return quoted(self.header[index]) if self.types else f"c{index}"

    def _nested(self, name: str) -> str | None:
        """Give SQL for part of a nested value, such as event_params.page_location."""
        outer, dot, inner = name.partition(".")
        index = self.index(outer) if dot else None
        if index is None:
            return None
        if self.scan is Scan.JSON:
            return f"json_part(json->{literal(_member(self.header[index]))}, {literal(inner)})"
        if _kind_of(self.types[index]) is Kind.NESTED:
            column = f"to_json({quoted(self.header[index])})"
            return f"json_part({column}, {literal(inner)})"
        return None

    def _as_written(self, column: str, field: Field) -> str:
        """Give SQL for a typed value as the source's own text, so that one contract reads all."""
        kind, source = self.kind(field), self.file.source
        if kind in (Kind.MOMENT, Kind.DAY) and source.date_format:
            return f"strftime({column}, {literal(source.date_format[0])})"
        if kind is Kind.NUMBER:
            return f"replace({column}::varchar, '.', {literal(source.decimal)})"
        return f"{column}::varchar"


def columns_of(text: str) -> tuple[str, ...]:
    """Give what stands in braces in a mapping.

    >>> columns_of("{year} {month} 1"), columns_of("year")
    (('year', 'month'), ())
    """
    return tuple(_IN_BRACES.findall(text))


def _member(name: str) -> str:
    return "$." + '"' + name.replace('"', '\\"') + '"'


def _kind_of(kind: str) -> Kind:
    if kind.startswith(("STRUCT", "MAP")) or kind.endswith("]"):
        return Kind.NESTED
    if kind == "TIMESTAMP WITH TIME ZONE":
        return Kind.ZONED
    if kind in _PARTS_OF_TIME:
        return Kind.MOMENT
    if kind == "DATE":
        return Kind.DAY
    if kind in _WHOLE:
        return Kind.WHOLE
    number = kind.startswith(("DOUBLE", "FLOAT", "DECIMAL", "HUGEINT", "UBIGINT"))
    return Kind.NUMBER if number else Kind.TEXT


def open_table(file: InputFile, temporary: Path, connection: duckdb.DuckDBPyConnection) -> Table:
    """Make a file ready for reading; other encodings and workbooks become UTF-8 CSV first."""
    if file.format is Format.PARQUET:
        return _parquet_table(file, connection)
    if file.format is Format.XLSX:
        copy = new_file(temporary, ".csv")
        header = _clean_header(file, write_sheet(file, copy))
        return Table(file, header, copy, numbered=True)
    path = as_utf8(file, temporary)
    if file.format is Format.JSONL:
        return _json_table(file, path, connection)
    header = _clean_header(file, csv_header(file, path))
    first = file.source.header_row + 1
    return Table(
        file, header, path, separator=file.separator, quote=file.source.quote, first_row=first
    )


def _clean_header(file: InputFile, names: Sequence[str]) -> tuple[str, ...]:
    header = tuple(name.strip() for name in names)
    if len(header) > MOST_COLUMNS:
        raise DataError.of("CJ-333", file.place, most=MOST_COLUMNS)
    if not any(header):
        raise DataError.of("CJ-322", file.place)
    return header


def _parquet_table(file: InputFile, connection: duckdb.DuckDBPyConnection) -> Table:
    try:
        rows = connection.read_parquet(str(file.path))
    except duckdb.Error as wrong:
        raise unreadable(file, wrong) from None
    types = tuple(str(kind) for kind in rows.types)
    return Table(file, tuple(rows.columns), file.path, Scan.PARQUET, types=types)


def _json_table(file: InputFile, path: Path, connection: duckdb.DuckDBPyConnection) -> Table:
    table = Table(file, (), path, Scan.JSON)
    sql = (
        "select distinct unnest(json_keys(json)) as name"
        f" from ({table.rows()}) where not ({table.broken}) order by name"
    )
    try:
        names = [name for (name,) in connection.execute(sql).fetchall()]
    except duckdb.Error as wrong:
        raise unreadable(file, wrong) from None
    return Table(file, _clean_header(file, names), path, Scan.JSON)


def take_texts(
    table: Table, empty: str, connection: duckdb.DuckDBPyConnection, temporary: Path
) -> Table:
    """Write the mapped fields of a CSV or of JSON lines as a Parquet of texts.

    What stands in few values costs little after that. The lines that cannot be split are in the
    table `broken_rows` until the next file is taken.
    """
    path = new_file(temporary, ".parquet")
    fields = [field for field in raw_fields(table.file.source) if table.has(field)]
    values = "".join(f", {table.value(field, empty)} as {quoted(field.name)}" for field in fields)
    try:
        _copy(table, values, path, connection, strict=True)
    except duckdb.InvalidInputException:  # such as line ends of two kinds
        _copy(table, values, path, connection, strict=False)
    return replace(table, path=path, taken=frozenset(field.name for field in fields))


def _copy(
    table: Table,
    values: str,
    path: Path,
    connection: duckdb.DuckDBPyConnection,
    *,
    strict: bool,
) -> None:
    for left in ("broken_rows", "broken_scans"):
        connection.execute(f"drop table if exists {left}")
    row, broken, rows = table.row, table.broken, table.rows(strict=strict)
    sql = f'select ({row})::bigint as "row", {broken} as _broken{values} from ({rows})'
    try:
        connection.execute(f"copy ({sql}) to {literal(str(path))} (format parquet)")
    except duckdb.Error as wrong:
        if strict and isinstance(wrong, duckdb.InvalidInputException):
            raise
        raise unreadable(table.file, wrong) from None


def refuse_wrong_columns(source: Source, tables: Sequence[Table]) -> None:
    """Raise a DataError where mapped columns are in no file, or are there twice."""
    problems = [problem for table in tables for problem in _header_problems(table)]
    if not problems:
        missing = [f for f in raw_fields(source) if not any(t.has(f) for t in tables)]
        problems = [_missing_column(field, tables) for field in missing]
    if problems:
        raise DataError(problems)


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
    if len(table.header) != 1 or any(table.has(field) for field in fields):
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
    lacking = [name for name in columns_of(field.column) if name.casefold() not in known]
    asked = lacking[0] if lacking else field.column
    near = nearest(asked, known)
    values = {"column": asked, "nearest": near, "known": known[:20]}
    return Problem("CJ-324" if near else "CJ-325", values, tables[0].file.place)

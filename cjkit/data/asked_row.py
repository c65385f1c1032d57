"""A row that someone asks about: what was read of it, consent, and the check it broke if any."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cjkit.data.contract import raw_fields
from cjkit.data.explained import Explained, Line
from cjkit.data.judging import Judging
from cjkit.data.link import Link
from cjkit.data.looking import Looked, look_again
from cjkit.data.row_place import RowPlace
from cjkit.data.sources import Shape, Source
from cjkit.errors import DataError, Place
from cjkit.labels import Word

_NEVER_SHOWN = ("customer", "event_id", "url", "referrer", "user_agent", "text")
"""Columns that could point to a person: only told to be there."""
_LONGEST = 200


@dataclass(frozen=True)
class AskedRow:
    """A row of a source that was judged."""

    step: Link
    judging: Judging
    place: RowPlace

    @property
    def source(self) -> Source:
        """Its source."""
        return self.judging.source

    @property
    def table(self) -> str:
        """The table with the judged rows of its source."""
        return self.judging.judged.table

    @cached_property
    def failed(self) -> int:
        """0 for a sound row, -1 without consent, else the number of the check it broke."""
        sql = f'select failed from {self.table} where file = ? and "row" = ?'
        found = self.ask(sql, self.place.number, self.place.row)
        if not found:
            raise self._no_row()
        return int(found[0][0])

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the connection of the linking."""
        return self.step.connection.execute(sql, values).fetchall()

    def _no_row(self) -> DataError:
        sql = f'select min("row"), max("row") from {self.table} where file = ?'
        ((first, last),) = self.ask(sql, self.place.number)
        rows = {"row": str(self.place.row), "first": str(first or "-"), "last": str(last or "-")}
        return DataError.of("CJ-348", Place(file=self.place.file.name), **rows)

    def refused(self) -> Explained:
        """Tell of a row without consent; nothing that stands in it."""
        return self._explained("without_consent", [self._refusal()])

    def broken(self) -> Explained:
        """Tell which check the row broke first."""
        return self._explained("rejected", [*self._read(), *self._rejection()])

    def sound(self, fate: str, lines: Sequence[Line], **placed: str | None) -> Explained:
        """Tell what was read of a sound row, and then where it has its place."""
        told = [*self._read(), self._granted(), Line("sound"), *lines]
        return self._explained(fate, told, **placed)

    def _explained(self, fate: str, lines: Sequence[Line], **placed: str | None) -> Explained:
        name, row = self.place.file.name, self.place.row
        return Explained(self.source.id, name, row, fate, tuple(lines), **placed)

    @cached_property
    def looked(self) -> Looked | None:
        """What the linking sees of the row; None where it cannot be split into columns."""
        sql = "select count(*) filter (where line = ?), count(*) from broken_lines"
        sql += " where source = ? and file = ? and line <= ?"
        at = (self.judging.judged.number, self.place.number, self.place.row)
        ((broken, before),) = self.ask(sql, self.place.row, *at)
        return None if broken else look_again(self.judging, self.place, self.place.row - before)

    def _read(self) -> Iterator[Line]:
        looked, consent = self.looked, self.source.consent
        if looked is None or (consent.by and looked.customer is None):
            return
        yield Line("read")
        for field in raw_fields(self.source):
            if field.name in looked.values and field.name not in ("customer", "consent"):
                yield self._value(field.name, field.column, looked)
        if looked.moment and "at" in looked.values:
            yield Line("moment", {"moment": looked.moment, "zone": self.step.data.zone}, indent=2)
        yield Line("customer_there" if looked.customer else "customer_missing", indent=2)
        seen = [f"{name} {_short(text)}" for name, text in self._shown(looked.fields).items()]
        if seen:
            yield Line("fields", {"fields": seen}, indent=2)

    def _value(self, name: str, column: str, looked: Looked) -> Line:
        kind, _, inner = name.partition(".")
        question = self.source.questions[int(inner)].name if kind == "question" else None
        told = {"name": question or (column if kind == "question" else inner or kind)}
        told["column"] = column
        text = self._shown(looked.values).get(name)
        if text is None:
            return Line("value_hidden", told, indent=2)
        return Line("value", told | {"value": _short(text)}, indent=2)

    def _shown(self, values: Mapping[str, str]) -> dict[str, str]:
        """Leave out what could point to a person."""
        assert self.looked is not None
        identity = (self.looked.customer or "").strip().lower()
        return {
            name: text
            for name, text in values.items()
            if name not in (*_NEVER_SHOWN, "source") and not _holds(text, identity)
        }

    def _granted(self) -> Line:
        consent = self.source.consent
        if consent.not_applicable:
            return Line("consent.not_needed", {"reason": consent.not_applicable})
        if consent.by and self.looked and self.looked.customer is None:
            return Line("consent.nobody")
        key = "yes_by" if consent.by else "yes_column"
        return Line(f"consent.{key}", {"by": consent.by, "column": consent.column})

    def _refusal(self) -> Line:
        consent = self.source.consent
        key = "no_by" if consent.by else "no_column"
        if consent.column and self.source.shape is Shape.CUSTOMERS:
            key = "no_column_of_customer"
        return Line(f"consent.{key}", {"by": consent.by, "column": consent.column})

    def _rejection(self) -> Iterator[Line]:
        sql = 'select reason, "column", value from rejected_rows'
        sql += ' where source = ? and file = ? and "row" = ?'
        ((reason, column, value),) = self.ask(
            sql, self.source.id, self.place.number, self.place.row
        )
        words = {part: Word(f"data.reason.{reason}.{part}") for part in ("what", "repair")}
        key = "rejected_value" if value else "rejected_column" if column else "rejected"
        yield Line(key, {"column": column, "value": value, **words})
        if reason == "duplicate":
            yield from self._first_of_copies()

    def _first_of_copies(self) -> Iterator[Line]:
        sql = f"""
            select f.name, j."row" from {self.table} j join files f on f.file = j.file
            where f.source = $source and j.own = (
                select own from {self.table} where file = $file and "row" = $row
            ) order by j.failed = 0 desc, j.file, j."row" limit 1
        """
        given = {
            "source": self.source.id, "file": self.place.number, "row": self.place.row
        }  # fmt: skip
        ((file, row),) = self.step.connection.execute(sql, given).fetchall()
        yield Line("copy_of", {"file": file, "row": str(row)}, indent=2)


def _short(text: str) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"


def _holds(text: str, identity: str) -> bool:
    """Tell whether a text is a customer's id, or holds one that is long enough to tell by."""
    found = str(text).strip().lower()
    return bool(identity) and (found == identity or (len(identity) > 3 and identity in found))

"""Which sheets and columns a map has, read off the model: a new field appears by itself.

A part of the map is a sheet with a row a record. What is said about a part in words, many times
over, stands on a second sheet: a row a statement, its evidence beside it. Rules on data stand on a
third: a row a condition.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from cjkit.model.evidence import Evidence, Statement
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, reference_kind
from cjkit.model.rules import Condition, Rule

_FIRST = ("id", "name", "text", "value")
"""Fields that stand first in a row, whatever their place in the model."""


@dataclass(frozen=True)
class Shape:
    """What the annotation of a field comes down to: one or many of something, within limits."""

    base: Any
    many: bool = False
    marks: tuple[Any, ...] = ()

    @classmethod
    def of(cls, info: FieldInfo) -> "Shape":
        """Take the shape of a field of the model."""
        found = _shape(info.annotation)
        return cls(found.base, found.many, (*info.metadata, *found.marks))

    def limit(self, sign: str) -> float | None:
        """Give the limit with this sign (`ge` or `le`), None if there is none."""
        return next((getattr(mark, sign) for mark in self.marks if hasattr(mark, sign)), None)

    def is_a(self, record: type[Record]) -> bool:
        """Tell whether the base is this kind of record."""
        return isinstance(self.base, type) and issubclass(self.base, record)


def _shape(annotation: Any) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner = _shape(arguments[0])
        marks = [mark for given in arguments[1:] for mark in getattr(given, "metadata", [given])]
        return Shape(inner.base, inner.many, (*marks, *inner.marks))
    if origin is tuple:
        inner = _shape(arguments[0])
        return Shape(inner.base, True, inner.marks)
    present = [argument for argument in arguments if argument is not type(None)]
    if origin in (Union, UnionType) and len(present) == 1:
        return _shape(present[0])
    return Shape(annotation)


@dataclass(frozen=True)
class Field:
    """A field of the model, with the way to it from the record that a row stands for."""

    path: tuple[str, ...]
    owners: tuple[type[Record], ...]
    """For each name of the path: the record that has it."""

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.path[-1]

    @property
    def info(self) -> FieldInfo:
        """The definition of the field."""
        return self.owners[-1].model_fields[self.name]

    @cached_property
    def shape(self) -> Shape:
        """What the field comes down to."""
        return Shape.of(self.info)

    @property
    def refers_to(self) -> str:
        """The kind of record whose ids the field holds; empty if it holds none."""
        return reference_kind(self.info)

    @property
    def names_kind(self) -> str:
        """The kind of record that this field gives its id; empty for other fields."""
        return self.owners[-1].id_kind if self.name == "id" else ""

    def inner(self) -> Iterator["Field"]:
        """Give the fields of the record that this field holds, what names it first."""
        yield from _fields(self.shape.base, self.path, self.owners)


def _fields(
    model: type[Record],
    path: tuple[str, ...] = (),
    owners: tuple[type[Record], ...] = (),
) -> Iterator[Field]:
    rest = [name for name in model.model_fields if name not in _FIRST]
    for name in (*(name for name in _FIRST if name in model.model_fields), *rest):
        yield Field((*path, name), (*owners, model))


class Form(StrEnum):
    """What a row of a sheet stands for."""

    RECORD = "record"
    STATEMENT = "statement"
    CONDITION = "condition"


class Role(StrEnum):
    """What a column is, beside a field of the row's own record."""

    VALUE = "value"
    OWNER = "owner"
    SUBJECT = "subject"
    RULE = "rule"


@dataclass(frozen=True)
class Column:
    """A column of a sheet."""

    role: Role
    field: Field | None = None
    """The field whose value stands here; None for the columns that place a row."""
    subject: Field | None = None
    """The only subject for which the column is there; None when it is there for every row."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet of the workbook, without words: those depend on the language."""

    form: Form
    home: tuple[str, ...]
    """The way to the records: from the owner's record, or from the map."""
    field: Field | None
    """The field that holds the records; None for the map itself."""
    model: type[Record]
    """The record that a row stands for, or (other forms) what the statements are about."""
    owner: "Sheet | None"
    """The sheet of the records that own these; None where the map is the owner."""
    many: bool
    """Whether there is more than one record."""
    columns: tuple[Column, ...]
    subjects: tuple[Field, ...] = ()
    """What a statement or rule can be about: the fields that hold them."""

    @property
    def kind(self) -> str:
        """The kind of record whose ids this sheet gives; empty if it gives none."""
        return self.model.id_kind if self.form is Form.RECORD else ""

    def records(self, journey_map: JourneyMap) -> Iterator[tuple[str, Record]]:
        """Give the records of this sheet, each with the id of its owner (empty for the map)."""
        for owner, record in owners(self.owner, journey_map):
            found = follow(record, self.home)
            listed = found if self.many else (found,)
            yield from ((owner, item) for item in listed or () if item)


def owners(sheet: Sheet | None, journey_map: JourneyMap) -> Iterator[tuple[str, Record]]:
    """Give the records of a sheet, each with its id; without a sheet: the map."""
    if sheet is None:
        yield "", journey_map
    else:
        yield from ((getattr(record, "id", ""), record) for _, record in sheet.records(journey_map))


def follow(record: Any, path: tuple[str, ...]) -> Any:
    """Give the value at a path of fields; None where nothing is on the way.

    >>> follow(JourneyMap(title="A"), ("organisation", "name"))
    """
    for name in path:
        record = getattr(record, name, None)
    return record


@cache
def sheets() -> tuple[Sheet, ...]:
    """Give all sheets of a map, owners before what they own."""
    return tuple(_part(JourneyMap, (), None, None))


def _part(
    model: type[Record], home: tuple[str, ...], field: Field | None, owner: Sheet | None
) -> Iterator[Sheet]:
    """Give the sheets of one record or list of records, and of all that hangs on it.

    A listed record owns what hangs on it by its id. A single one is part of its owner, so that
    what hangs on it hangs on the owner.
    """
    many = bool(field and field.shape.many)
    fields = list(_own_fields(model, hoisted=many))
    spoken = [f for f in fields if _is_spoken(f)]
    listed = any(f.shape.many for f in spoken)
    beside = [f for f in fields if (f in spoken and not listed) or _is_beside(f)]
    columns = tuple(c for f in beside for c in _columns(f))
    placed = (Column(Role.OWNER),) if owner else ()
    main = Sheet(Form.RECORD, home, field, model, owner, many, placed + columns)
    if columns:
        yield main
    above, way = (main, ()) if many else (owner, home)
    if listed:
        yield _statements(spoken, main, above, way)
    rules = tuple(f for f in fields if f.shape.is_a(Rule))
    if rules:
        yield _rules(rules, main, above, way)
    for f in fields:
        if f not in spoken and f not in beside and f not in rules:
            yield from _part(f.shape.base, (*way, *f.path), f, above)


def _own_fields(model: type[Record], *, hoisted: bool) -> Iterator[Field]:
    """Give the fields of a record; of a listed one also those of the parts inside it."""
    for field in _fields(model):
        if hoisted and _is_part(field):
            yield from field.inner()
        else:
            yield field


def _is_record(field: Field) -> bool:
    return field.shape.is_a(Record)


def _is_part(field: Field) -> bool:
    """Tell whether a field holds one record that only gathers others, such as the canvas."""
    if not _is_record(field) or field.shape.many:
        return False
    base = field.shape.base
    return base is not Evidence and "evidence" not in base.model_fields


def _is_spoken(field: Field) -> bool:
    return field.shape.is_a(Statement) and not field.shape.base.id_kind


def _is_beside(field: Field) -> bool:
    """Tell whether a field stands in columns of the row itself."""
    return not _is_record(field) or not (field.shape.many or _is_part(field) or _is_spoken(field))


def _columns(field: Field, subject: Field | None = None) -> Iterator[Column]:
    if _is_record(field):
        for inner in field.inner():
            yield from _columns(inner, subject)
    else:
        yield Column(Role.VALUE, field, subject)


def _statements(
    subjects: list[Field], main: Sheet, owner: Sheet | None, home: tuple[str, ...]
) -> Sheet:
    """Make the sheet with a row a statement; what only some kinds have comes last."""
    shared = [column for field in _fields(Statement) for column in _columns(field)]
    own = [
        column
        for subject in subjects
        for field in _fields(subject.shape.base)
        if field.name not in Statement.model_fields
        for column in _columns(field, subject)
    ]
    placing = _placing(owner)
    columns = (*placing, *shared, *own)
    return Sheet(
        Form.STATEMENT, home, main.field, main.model, owner, True, columns, tuple(subjects)
    )


def _rules(
    subjects: tuple[Field, ...], main: Sheet, owner: Sheet | None, home: tuple[str, ...]
) -> Sheet:
    conditions = [column for field in _fields(Condition) for column in _columns(field)]
    columns = (*_placing(owner), Column(Role.RULE), *conditions)
    return Sheet(Form.CONDITION, home, main.field, main.model, owner, True, columns, subjects)


def _placing(owner: Sheet | None) -> tuple[Column, ...]:
    return (*((Column(Role.OWNER),) if owner else ()), Column(Role.SUBJECT))

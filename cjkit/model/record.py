"""What every part of a map has in common: frozen records, readable ids, references."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.fields import FieldInfo

Path = tuple[str | int, ...]
"""Where a value stands: names of fields and places in lists, from the top of the map."""


class Record(BaseModel):
    """A frozen record that knows its fields and refuses others."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
    )

    id_kind: ClassVar[str] = ""
    """The kind of thing an id of this record names; empty where records have no id."""


@dataclass(frozen=True)
class Reference:
    """Marks a field that holds the id of another record of this kind."""

    kind: str


Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", min_length=1, max_length=60)
]
"""A short readable id: small letters, digits, single dashes or underscores."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
"""Words of the client: any script, never empty."""

CustomerGroupId = Annotated[Slug, Reference("customer_group")]
OfferingId = Annotated[Slug, Reference("offering")]
PersonaId = Annotated[Slug, Reference("persona")]
PainId = Annotated[Slug, Reference("pain")]
GainId = Annotated[Slug, Reference("gain")]
StageId = Annotated[Slug, Reference("stage")]
TouchpointId = Annotated[Slug, Reference("touchpoint")]
AssetId = Annotated[Slug, Reference("asset")]
SourceId = Annotated[Slug, Reference("source")]
MetricId = Annotated[Slug, Reference("metric")]
InsightId = Annotated[Slug, Reference("insight")]
OpportunityId = Annotated[Slug, Reference("opportunity")]
SolutionId = Annotated[Slug, Reference("solution")]


def walk_records(record: Record, path: Path = ()) -> Iterator[tuple[Path, Record]]:
    """Give the record and every record inside it, each with its path, in the order of the file."""
    yield path, record
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, Record):
            yield from walk_records(value, (*path, name))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from walk_records(item, (*path, name, index))


def filled_fields(record: Record) -> Iterator[tuple[str, FieldInfo, Any]]:
    """Give name, definition and value of each field that says something."""
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        if value is not None and value not in ((), ""):
            yield name, info, value


def reference_kind(info: FieldInfo) -> str:
    """Tell which kind of record a field refers to; empty if to none."""
    return next((kind for kind in _reference_kinds(info.annotation, info.metadata)), "")


def _reference_kinds(annotation: Any, metadata: Any) -> Iterator[str]:
    yield from (mark.kind for mark in metadata if isinstance(mark, Reference))
    for argument in getattr(annotation, "__args__", ()):
        yield from _reference_kinds(argument, getattr(argument, "__metadata__", ()))


def walk_references(record: Record) -> Iterator[tuple[Path, str, str]]:
    """Give every reference in a record and below it: path, kind of the target, id."""
    for path, inner in walk_records(record):
        for name, info, value in filled_fields(inner):
            kind = reference_kind(info)
            if kind and isinstance(value, tuple):
                yield from (((*path, name, i), kind, item) for i, item in enumerate(value))
            elif kind:
                yield (*path, name), kind, value


def walk_ids(record: Record) -> Iterator[tuple[Path, str, str]]:
    """Give every id that a record and those below it define: path, kind, id."""
    for path, inner in walk_records(record):
        identity = getattr(inner, "id", None)
        if inner.id_kind and identity is not None:
            yield (*path, "id"), inner.id_kind, identity

"""data.yaml: what a client's raw files are. What they mean stands in journey.yaml."""

import codecs
import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from cjkit.data.channels import ChannelRules, find_rules, library_rules
from cjkit.data.moments import WORDS
from cjkit.data.sites import SiteList, read_sites
from cjkit.data.spellings import SPELLED
from cjkit.errors import DataError, Place, Problem, nearest
from cjkit.formats.yaml_text import YamlText, read_yaml, validate
from cjkit.labels import Word
from cjkit.library.source_kinds import kind_shapes
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Path as ValuePath
from cjkit.model.record import Record, Slug, Text, walk_ids
from cjkit.model.rules import Value

FILE_NAME = "data.yaml"

TRACKING = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")
"""The UTM parameters, each a field of its own."""

FIELDS = (
    "source",
    "event",
    "page",
    "host",
    *TRACKING,
    "referrer",
    "referrer_host",
    "site_category",
    "click_id",
    "channel",
    "campaign",
    "device",
    "label",
)
"""The fields that rules may use on every row, beside parameter.<x>, value and own columns."""

Column = Annotated[str, StringConstraints(min_length=1, max_length=500)]
"""The name of a column in a client's file."""

Character = Annotated[
    str, StringConstraints(min_length=1, max_length=1, strip_whitespace=False, pattern=r"[^\r\n]")
]


UrlParameter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=60)]
"""The name of a parameter in a URL."""


class Shape(StrEnum):
    """What a row of a source is."""

    CUSTOMERS = "customers"
    EVENTS = "events"
    ANSWERS = "answers"
    COUNTS = "counts"
    CONSENTS = "consents"


class Format(StrEnum):
    """How a file is written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JSONL = "jsonl"


class Consent(Record):
    """How consent is known: in a column, through the customer, or why it is not needed."""

    column: Column | None = None
    """The column that says whether this row may be used."""
    granted: tuple[Value, ...] = ()
    """The values that mean yes; all others, and nothing, mean no."""
    by: Slug | None = None
    """The source of shape customers or consents in which the customer's consent stands."""
    purpose: Text | None = None
    """For what consent was asked; needed where the source named in `by` has several purposes."""
    not_applicable: Text | None = None
    """Why no consent is needed, such as that no person can be found in the rows."""


class Limit(Record):
    """What the values of a column may be; a row with another value is rejected."""

    at_least: float | dt.date | None = None
    """The lowest number or first day."""
    at_most: float | dt.date | None = None
    """The highest number or last day, itself included."""
    one_of: tuple[Value, ...] = ()
    """The values that may stand there, in any case."""
    required: bool = False
    """Whether a row without a value is rejected."""


class Question(Record):
    """A column with answers to one question."""

    column: Column
    """The column."""
    name: Slug | None = None
    """How results call the question; the column's name when left out."""
    instrument: Literal["rating", "csat", "nps", "ces"]
    """What kind of question it is."""
    wording: Text | None = None
    """The question as customers read it; one wording a kind of question makes them comparable."""
    scale: tuple[float, float]
    """Lowest and highest answer."""
    not_answered: tuple[Value, ...] = ()
    """Codes that stand for no answer; an empty cell always does."""
    touchpoint: Slug | None = None
    """The touchpoint it asks about."""
    stage: Slug | None = None
    """The stage it asks about."""
    whole_journey: bool = False
    """It asks about the journey as a whole, so it belongs to no touchpoint and no stage."""


class Source(Record):
    """One kind of file, with one meaning for its rows."""

    id: Slug
    """The id of the source, as in journey.yaml."""
    kind: Slug | None = None
    """The kind of file, of the library; it gives the shape where that is left out."""
    shape: Shape
    """What a row is."""
    files: Annotated[tuple[Column, ...], Field(min_length=1)]
    """Paths or patterns from the client's folder."""
    format: Format | None = None
    """How the files are written; told by the suffix when left out."""
    separator: Character | None = None
    """What stands between columns of a CSV; a comma, or a tab for .tsv, when left out."""
    quote: Character = '"'
    """What stands around texts that hold a separator."""
    encoding: Text = "utf-8"
    """The encoding of a CSV."""
    decimal: Literal[".", ","] = "."
    """What stands before decimals."""
    empty: tuple[Value, ...] = ()
    """What stands for nothing in any column, such as NULL; an empty cell always does."""
    date_format: tuple[Text, ...] = ()
    """How dates are written: strptime's letters, epoch_s, epoch_ms, epoch_us or excel; ISO 8601
    when left out."""
    zone: Text | None = None
    """The time zone of times without one; that of the client when left out."""
    sheet: Text | None = None
    """The sheet of a workbook; the first when left out."""
    header_row: Annotated[int, Field(ge=1, le=1000)] = 1
    """For CSV and workbooks: the row with the names of the columns; rows above it are skipped."""
    columns: dict[str, Column] = Field(default_factory=dict)
    """Our name of a column -> theirs; or a text with columns in braces, and {row} and {file}."""
    customer_parameter: UrlParameter | None = None
    """The URL parameter with the customer's id, for rows without one in a column."""
    attributes: dict[str, Column] = Field(default_factory=dict)
    """For customers: what trait rules may use."""
    group: Column | None = None
    """For customers and events: the column with a declared customer group."""
    persona: Column | None = None
    """For customers and events: the column with a declared persona."""
    counts: dict[str, Column] = Field(default_factory=dict)
    """For counts: the name of a count -> its column."""
    questions: tuple[Question, ...] = ()
    """For answers: the columns with answers."""
    day: dt.date | None = None
    """For answers and events without a date of their own: the day that holds for all of them."""
    duplicates: Literal["same_row"] | None = None
    """same_row: of rows that are equal in all mapped columns the first is kept."""
    limits: dict[str, Limit] = Field(default_factory=dict)
    """Our name of a column -> what its values may be."""
    time_order: tuple[Slug, ...] = ()
    """Our names of columns with moments that never go back, such as opened and closed."""
    consent: Consent
    """How consent is known."""

    @model_validator(mode="before")
    @classmethod
    def _take_shape_of_kind(cls, value: Any) -> Any:
        shape = kind_shapes().get(_kind(value))
        return {"shape": shape, **value} if shape else value

    @field_validator("files", "date_format", "empty", mode="before")
    @classmethod
    def _read_one_as_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, str | int | float) else value

    @field_validator("attributes", mode="before")
    @classmethod
    def _read_names(cls, value: Any) -> Any:
        return {name: name for name in value} if isinstance(value, list) else value

    @property
    def own_columns(self) -> tuple[str, ...]:
        """Names of mapped columns that only this client's rules know."""
        return tuple(name for name in self.columns if name not in _KNOWN)


class DataDescription(Record):
    """data.yaml as a value."""

    format: Literal[1] = 1
    """The format of the file."""
    zone: Text = "Europe/Amsterdam"
    """The time zone of local days, and of times without a zone."""
    small_cells: Annotated[int, Field(ge=1)] = 10
    """Cells with fewer distinct customers than this are not shown."""
    rejected_at_most: Annotated[float, Field(ge=0, le=1)] = 0.2
    """The share of rejected rows above which a source stops the run."""
    channels: ChannelRules | None = None
    """ga4, simple, the path of a file, or the rules by which rows get their channel."""
    referrers: tuple[SiteList, ...] = ()
    """Lists of sites beside ours: paths of files, or the sites themselves."""
    spellings: dict[str, dict[Text, tuple[Text, ...]]] = Field(default_factory=dict)
    """Field -> the spelling to keep -> the others, whatever their case."""
    pseudonymised_by: Text | None = None
    """Who made pseudonyms of the customers' ids before they came; cjkit then makes none."""
    sources: tuple[Source, ...] = ()
    """The sources."""

    @field_validator("channels", mode="before")
    @classmethod
    def _read_name(cls, value: Any) -> Any:
        return library_rules(value) if isinstance(value, str) else value

    @field_validator("referrers", mode="before")
    @classmethod
    def _read_one_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, dict) else value

    def of_shape(self, *shapes: Shape) -> tuple[Source, ...]:
        """Give the sources of these shapes, in order."""
        return tuple(source for source in self.sources if source.shape in shapes)


_ROW = (
    "customer",
    "at",
    "url",
    "user_agent",
    "value",
    "event_id",
    "weight",
    "text",
    "day",
    "days_before",
    "purpose",
    "decision",
    "withdrawn",
)
_KNOWN = {*FIELDS, *_ROW}
_RESERVED = {"source", "file", "row", "touchpoint", "stage", "persona", "customer_group"}
REQUIRED = {
    Shape.CUSTOMERS: ("customer",),
    Shape.EVENTS: ("customer", "at"),
    Shape.ANSWERS: (),
    Shape.COUNTS: ("day",),
    Shape.CONSENTS: ("customer", "at", "decision"),
}
"""The columns that a source of a shape must map."""
_PARTS: dict[str, tuple[Shape, ...]] = {
    "attributes": (Shape.CUSTOMERS,),
    "group": (Shape.CUSTOMERS, Shape.EVENTS),
    "persona": (Shape.CUSTOMERS, Shape.EVENTS),
    "counts": (Shape.COUNTS,),
    "questions": (Shape.ANSWERS,),
    "day": (Shape.ANSWERS, Shape.EVENTS),
}


def read_data(
    folder: Path, journey_map: JourneyMap, name: str = FILE_NAME
) -> DataDescription | None:
    """Read data.yaml of a client's folder, or a proposal for it; None where there is none.

    Raises
    ------
    DataError
        With all problems at once, each with file:line:column.
    """
    path = folder / name
    if not path.is_file():
        return None
    text = _with_files(read_yaml(path, DataError), folder, journey_map.language)
    return _checked(text, journey_map)


def _with_files(text: YamlText, folder: Path, language: str) -> YamlText:
    """Put what stands in files of their own in the place of their names."""
    given = dict(text.data) if isinstance(text.data, dict) else {}
    if isinstance(given.get("channels"), str):
        place = text.place(("channels",))
        given["channels"] = find_rules(given["channels"], folder, language, place)
    if given.get("referrers"):
        asked = given["referrers"]
        lists = asked if isinstance(asked, list) else [asked]
        paths = [
            ("referrers", n) if isinstance(asked, list) else ("referrers",)
            for n in range(len(lists))
        ]
        given["referrers"] = [
            _site_list(one, folder, text.place(path))
            for one, path in zip(lists, paths, strict=True)
        ]
    return replace(text, data=given) if given else text


def _site_list(asked: Any, folder: Path, place: Place) -> Any:
    """Give a list of sites by its path, or by its path and category; else what stands there."""
    if isinstance(asked, str):
        return read_sites(asked, None, folder, place)
    if isinstance(asked, dict) and isinstance(asked.get("file"), str):
        return read_sites(asked["file"], asked.get("category"), folder, place)
    return asked


def _checked(text: YamlText, journey_map: JourneyMap) -> DataDescription:
    _refuse_unknown_kinds(text)
    data = validate(DataDescription, text, DataError)
    found = [*_description_problems(data), *_rule_problems(data, journey_map)]
    for index, source in enumerate(data.sources):
        inside = [
            *_consent_problems(source, data),
            *_column_problems(source),
            *_asked_problems(source),
            *_form_problems(source),
            *_question_problems(source, journey_map),
        ]
        found += [(("sources", index, *path), code, values) for path, code, values in inside]
    problems = [Problem(code, values, text.place(path)) for path, code, values in found]
    if problems:
        raise DataError(sorted(problems, key=lambda p: (p.place.line or 0, p.place.column or 0)))
    return data


def _kind(source: Any) -> str:
    """Give the kind of a source as it was typed; empty where there is none."""
    kind = source.get("kind") if isinstance(source, dict) else None
    return kind if isinstance(kind, str) else ""


def _refuse_unknown_kinds(text: YamlText) -> None:
    """Refuse unknown kinds before anything else, since a kind may stand for the shape."""
    sources = text.value(("sources",))
    kinds = [_kind(source) for source in sources] if isinstance(sources, list) else []
    problems = []
    for index, kind in enumerate(kinds):
        if kind and kind not in kind_shapes():
            near = nearest(kind, kind_shapes())
            values = {"kind": kind, "nearest": near, "known": list(kind_shapes())}
            place = text.place(("sources", index, "kind"))
            problems.append(Problem("CJ-380" if near else "CJ-381", values, place))
    if problems:
        raise DataError(problems)


Found = tuple[ValuePath, str, dict[str, Any]]


def _description_problems(data: DataDescription) -> Iterator[Found]:
    if not _is_zone(data.zone):
        near = nearest(data.zone, zoneinfo.available_timezones()) or "Europe/Amsterdam"
        yield ("zone",), "CJ-301", {"zone": data.zone, "nearest": near}
    ids = [source.id for source in data.sources]
    for index, identity in enumerate(ids):
        if identity in ids[:index]:
            yield ("sources", index, "id"), "CJ-302", {"id": identity}
    for field, spellings in data.spellings.items():
        if field not in SPELLED:
            near = nearest(field, SPELLED) or SPELLED[0]
            values = {"field": field, "nearest": near, "known": list(SPELLED)}
            yield ("spellings", field), "CJ-358", values
        yield from _spelled_twice(field, spellings)


def _spelled_twice(field: str, spellings: Mapping[str, Iterable[str]]) -> Iterator[Found]:
    first: dict[str, str] = {}
    for kept, others in spellings.items():
        for one in dict.fromkeys(value.strip().lower() for value in (kept, *others)):
            if first.setdefault(one, kept) != kept:
                values = {"spelling": one, "first": first[one], "second": kept}
                yield ("spellings", field, kept), "CJ-359", values


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _rule_problems(data: DataDescription, journey_map: JourneyMap) -> Iterator[Found]:
    rows = data.of_shape(Shape.EVENTS, Shape.ANSWERS, Shape.COUNTS)
    known = {*FIELDS, "value", *(name for source in rows for name in source.columns)}
    for kind, identity, rules in (
        *(("touchpoint", t.id, t.match) for t in journey_map.touchpoints),
        *(("stage", s.id, s.entry) for s in journey_map.stages),
    ):
        fields = {c.field for rule in rules for c in rule.conditions}
        unknown = sorted(f for f in fields - known if not f.startswith("parameter."))
        yield from _unknown_fields(unknown, kind, identity, known) if rows else ()
    people = data.of_shape(Shape.CUSTOMERS)
    attributes = {name for source in people for name in source.attributes}
    for persona in journey_map.personas:
        traits = {c.field for rule in persona.traits for c in rule.conditions}
        unknown = sorted(traits - attributes)
        yield from _unknown_fields(unknown, "persona", persona.id, attributes) if people else ()


def _unknown_fields(
    fields: Iterable[str], kind: str, identity: str, known: Iterable[str]
) -> Iterator[Found]:
    for field in fields:
        near = nearest(field, sorted(known))
        values = {
            "kind": Word(f"model.kind.{kind}"),
            "id": identity,
            "field": field,
            "nearest": near,
        }
        yield ("sources",), "CJ-303" if near else "CJ-304", values


def _consent_problems(source: Source, data: DataDescription) -> Iterator[Found]:
    consent = source.consent
    ways = [consent.column, consent.by, consent.not_applicable]
    given = sum(way is not None for way in ways)
    if source.shape is Shape.CONSENTS:
        if given or not consent.granted:
            yield ("consent",), "CJ-342", {"source": source.id}
    elif given != 1 or (consent.column and not consent.granted):
        yield ("consent",), "CJ-305", {"source": source.id}
    elif consent.by:
        yield from _giver_problems(source, consent.by, data)
        if not (source.customer_parameter or "customer" in source.columns):
            yield ("consent", "by"), "CJ-307", {"source": source.id}


def _giver_problems(source: Source, by: str, data: DataDescription) -> Iterator[Found]:
    givers = data.of_shape(Shape.CUSTOMERS, Shape.CONSENTS)
    giver = next((one for one in givers if one.id == by), None)
    if giver is None or giver.consent.by:
        known = [one.id for one in givers if not one.consent.by]
        yield ("consent", "by"), "CJ-306", {"by": by, "known": known}
    elif "purpose" in giver.columns and not source.consent.purpose:
        yield ("consent", "by"), "CJ-343", {"source": source.id, "by": by}


def _column_problems(source: Source) -> Iterator[Found]:
    if source.customer_parameter and "url" not in source.columns:
        values = {"source": source.id, "name": source.customer_parameter}
        yield ("customer_parameter",), "CJ-360", values
    for name in REQUIRED[source.shape]:
        elsewhere = {"customer": source.customer_parameter, "at": source.day}
        if name not in source.columns and not elsewhere.get(name):
            values = {"name": name, "shape": source.shape.value, "source": source.id}
            yield ("columns",), "CJ-308", values
    named = [*(("columns", n) for n in source.columns), *(("counts", n) for n in source.counts)]
    for part, name in [*named, *(("attributes", n) for n in source.attributes)]:
        if not _is_name(name) or (part == "columns" and name in _RESERVED):
            yield (part, name), "CJ-309", {"name": name}
    for part, shapes in _PARTS.items():
        if getattr(source, part) and source.shape not in shapes:
            values = {"part": part, "shape": shapes[0].value, "source": source.id}
            yield (part,), "CJ-310", values
    needed = {Shape.ANSWERS: "questions", Shape.COUNTS: "counts"}.get(source.shape)
    if needed and not getattr(source, needed):
        values = {"name": needed, "shape": source.shape.value, "source": source.id}
        yield (), "CJ-308", values
    if source.duplicates and "event_id" in source.columns:
        yield ("duplicates",), "CJ-317", {"source": source.id}


def _asked_problems(source: Source) -> Iterator[Found]:
    """Limits and orders of time are about columns that are mapped."""
    known = [*source.columns, *(f"count.{name}" for name in source.counts)]
    asked = [*(("limits", name) for name in source.limits)]
    asked += [("time_order", name) for name in source.time_order]
    for part, name in asked:
        if name not in known:
            values = {"part": part, "name": name, "source": source.id, "known": known}
            yield (part,), "CJ-344", values


def _is_name(name: str) -> bool:
    return name.isascii() and name.isidentifier() and name == name.lower() and name[0] != "_"


def _form_problems(source: Source) -> Iterator[Found]:
    try:
        codecs.lookup(source.encoding)
    except LookupError:
        yield ("encoding",), "CJ-311", {"encoding": source.encoding}
    formats = source.date_format
    for index, one in enumerate(formats):
        if _day_of(one, one) != _SAMPLE.date():
            yield ("date_format", index), "CJ-312", {"format": one}
        for other in formats[:index]:
            if _day_of(one, other) not in (None, _day_of(one, one)):
                yield ("date_format", index), "CJ-313", {"format": one, "other": other}
    for index, pattern in enumerate(source.files):
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            yield ("files", index), "CJ-314", {"pattern": pattern}


_SAMPLE = dt.datetime(2001, 2, 3, 4, 5, 6, tzinfo=dt.UTC)


def _day_of(written: str, read: str) -> dt.date | None:
    """Write a day in one format, read it in another; None where that cannot be done."""
    if written in WORDS or read in WORDS:
        return _SAMPLE.date() if written == read else None
    try:
        return dt.datetime.strptime(_SAMPLE.strftime(written), read).date()
    except ValueError:
        return None


def _question_problems(source: Source, journey_map: JourneyMap) -> Iterator[Found]:
    known: dict[str, list[str]] = {"touchpoint": [], "stage": []}
    for _, kind, identity in walk_ids(journey_map):
        known.setdefault(kind, []).append(identity)
    for index, question in enumerate(source.questions):
        if question.scale[0] >= question.scale[1]:
            low, high = question.scale
            yield ("questions", index, "scale"), "CJ-315", {"low": low, "high": high}
        if question.instrument == "nps" and question.scale != (0, 10):
            yield ("questions", index, "scale"), "CJ-316", {"column": question.column}
        if question.whole_journey and (question.touchpoint or question.stage):
            yield ("questions", index, "whole_journey"), "CJ-318", {"column": question.column}
        for kind in ("touchpoint", "stage"):
            asked = getattr(question, kind)
            if asked and asked not in known[kind]:
                near = nearest(asked, known[kind])
                code = "CJ-110" if near else "CJ-111"
                word = Word(f"model.kind.{kind}")
                values = {"kind": word, "asked": asked, "nearest": near, "known": known[kind]}
                yield ("questions", index, kind), code, values

"""Raw files become linked events: read, consent, contract, pseudonym, tracking, touchpoint, stage.

All of it happens in one DuckDB connection in memory, with its temporary folder; what is written
is the linked store. Every row that was read is accounted for.
"""

import datetime as dt
import tempfile
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from cjkit.data import contract
from cjkit.data.cells import Cells
from cjkit.data.contract import Check, raw_fields, typed, typed_columns
from cjkit.data.engine import Settings, connect
from cjkit.data.matching import Bound, first_met, last_met, refuse_unreadable_patterns
from cjkit.data.privacy import consent_sql, padded_keys, pseudonym_key
from cjkit.data.reading import (
    InputFile,
    missing_columns,
    open_table,
    read_table,
    refuse_wrong_columns,
)
from cjkit.data.sources import DataDescription, Question, Shape, Source
from cjkit.data.sql import run_sql, select_sql
from cjkit.data.sql_text import literal, quoted
from cjkit.data.tables import TABLES
from cjkit.data.tracking import field_columns, field_sql
from cjkit.errors import DataError, Place
from cjkit.labels import Percent, Word
from cjkit.model.journey_map import JourneyMap


@dataclass(frozen=True)
class Hashed:
    """A file with what identifies its content."""

    file: InputFile
    sha256: str
    bytes: int


def link(
    data: DataDescription, journey_map: JourneyMap, files: Sequence[Hashed], target: Path
) -> None:
    """Write the linked store of a client's files to a folder.

    Raises
    ------
    DataError
        A file cannot be read, misses what is mapped, or has too many rejected rows.
    """
    with tempfile.TemporaryDirectory(prefix="cjkit-") as temporary:
        connection = connect(Path(temporary) / "spill", Settings())
        try:
            _link(_Link(connection, data, journey_map, tuple(files), Path(temporary)), target)
        finally:
            connection.close()


@dataclass(frozen=True)
class _Link:
    """What every step of a linking needs."""

    connection: duckdb.DuckDBPyConnection
    data: DataDescription
    map: JourneyMap
    files: tuple[Hashed, ...]
    temporary: Path

    def run(
        self, name: str, parameters: Mapping[str, Any] | None = None, **pieces: str
    ) -> list[tuple[Any, ...]]:
        return run_sql(self.connection, name, parameters, **pieces)

    @property
    def fields(self) -> list[str]:
        rows = self.data.of_shape(Shape.EVENTS, Shape.ANSWERS, Shape.COUNTS)
        return field_columns(rows, self.map)

    @property
    def attributes(self) -> list[str]:
        people = self.data.of_shape(Shape.CUSTOMERS)
        return list(dict.fromkeys(name for source in people for name in source.attributes))


def _link(step: _Link, target: Path) -> None:
    run_sql(step.connection, "link_macros")
    step.connection.execute("set timezone = " + literal(step.data.zone))
    refuse_unreadable_patterns(step.connection, step.map)
    _open_tables(step)
    for source in _givers_first(step.data):
        _take_source(step, source)
    _place(step)
    _write(step, target)


def _givers_first(data: DataDescription) -> list[Source]:
    """Order sources so that those in which consent stands are read before those that ask it."""
    rank = {Shape.CUSTOMERS: 0}
    return sorted(data.sources, key=lambda s: (rank.get(s.shape, 1), s.consent.by is not None))


def _open_tables(step: _Link) -> None:
    step.run("link_tables", fields=_typed_text(step.fields), attributes=_listed(step.attributes))
    numbers: dict[str, int] = {}
    for hashed in step.files:
        source = hashed.file.source.id
        number = numbers[source] = numbers.get(source, -1) + 1
        row = (source, number, hashed.file.name, hashed.sha256, hashed.bytes)
        step.connection.execute("insert into files values (?, ?, ?, ?, ?)", row)
    for number, question in _questions(step.data):
        row = (number, *_question_row(question, step.map))
        step.connection.execute("insert into questions values (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _typed_text(names: Sequence[str]) -> str:
    return ", ".join(f"{quoted(name)} varchar" for name in names)


def _listed(names: Sequence[str]) -> str:
    return ", " + _typed_text(names) if names else ""


def _questions(data: DataDescription) -> list[tuple[int, Question]]:
    return list(enumerate(question for source in data.sources for question in source.questions))


def _question_row(question: Question, journey_map: JourneyMap) -> tuple[Any, ...]:
    touchpoints = [touchpoint.id for touchpoint in journey_map.touchpoints]
    stages = [stage.id for stage in journey_map.stages]
    return (
        question.name or question.column,
        question.instrument,
        *question.scale,
        question.whole_journey,
        touchpoints.index(question.touchpoint) + 1 if question.touchpoint else None,
        stages.index(question.stage) + 1 if question.stage else None,
    )


def _take_source(step: _Link, source: Source) -> None:
    missing = _read(step, source)
    _judge(step, source, missing)
    _refuse_too_many(step, source)
    if source.shape is Shape.CUSTOMERS and not source.consent.by:
        step.run("link_consenting", {"source": source.id})
    _TAKE[source.shape](step, source)


def _read(step: _Link, source: Source) -> dict[str, list[int]]:
    """Read all files of a source into `raw`; give the required columns that some of them miss."""
    names = [field.name for field in raw_fields(source)]
    step.run("link_raw", fields=_listed(names))
    files = [hashed.file for hashed in step.files if hashed.file.source.id == source.id]
    tables = [open_table(file, step.temporary, step.connection) for file in files]
    refuse_wrong_columns(source, tables)
    for number, table in enumerate(tables):
        read_table(table, number, step.connection)
    return missing_columns(source, tables)


def _judge(step: _Link, source: Source, missing: Mapping[str, Sequence[int]]) -> None:
    bound = Bound()
    checks = contract.checks(source, missing, bound)
    duplicate = contract.duplicate_check(source)
    breaks = [f"when {check.breaks} then {n}" for n, check in enumerate(checks, 1)]
    values, consent = typed_columns(source, bound), consent_sql(source, bound)
    step.run(
        "link_judge",
        bound.values | {"tomorrow": _tomorrow(step.data.zone)},
        id='normal_id("customer")' if "customer" in source.columns else "null::varchar",
        consent=consent,
        typed="".join(f", {sql} as {typed(name)}" for name, sql in values.items()),
        breaks=" ".join(breaks),
        again=duplicate.again if duplicate else "false",
        duplicate=str(len(checks) + 1),
    )
    _reject(step, source, [*checks, *([duplicate.check] if duplicate else [])])


def _reject(step: _Link, source: Source, checks: Sequence[Check]) -> None:
    said = {
        "source": source.id,
        "columns": [check.column for check in checks],
        "reasons": [check.reason for check in checks],
    }
    shown = [f"when {n} then {check.value}" for n, check in enumerate(checks, 1)]
    step.run("link_reject", said, values=" ".join(shown))
    step.run("link_tally", said)


def _tomorrow(zone: str) -> dt.datetime:
    """Give the start of tomorrow in the client's zone, as UTC without zone."""
    local = dt.datetime.now(zoneinfo.ZoneInfo(zone)).date() + dt.timedelta(days=1)
    start = dt.datetime.combine(local, dt.time(), zoneinfo.ZoneInfo(zone))
    return start.astimezone(dt.UTC).replace(tzinfo=None)


def _refuse_too_many(step: _Link, source: Source) -> None:
    found = step.run("link_too_many", {"source": source.id})
    if not found:
        return
    judged, rejected, reason, column, file, row, value = found[0]
    if rejected > judged * step.data.rejected_at_most:
        raise DataError.of(
            "CJ-331",
            Place(file=file, line=row),
            source=source.id,
            rejected=rejected,
            judged=judged,
            share=Percent(rejected / judged),
            most=Percent(step.data.rejected_at_most),
            reason=Word(f"data.reason.{reason}.what"),
            example=f"{column}: {value}" if column and value else column or file,
            advice=Word(f"data.reason.{reason}.repair"),
        )


def _take_customers(step: _Link, source: Source) -> None:
    step.run(
        "link_take_customers",
        {"source": source.id, "place": step.data.sources.index(source)},
        group=quoted("declared.group") if source.group else "null::varchar",
        persona=quoted("declared.persona") if source.persona else "null::varchar",
        attributes="".join(f", {_attribute(name, source)}" for name in step.attributes),
    )


def _attribute(name: str, source: Source) -> str:
    """Give SQL for an attribute; a number is written with a point, as rules compare it."""
    if name not in source.attributes:
        return "null::varchar"
    text = quoted(f"attribute.{name}")
    return f"coalesce(comma_number({text})::varchar, {text})" if source.decimal == "," else text


def _take_events(step: _Link, source: Source) -> None:
    own = quoted("event_id") if "event_id" in source.columns else "null"
    step.run("link_take_events", {"source": source.id}, event_id=own, fields=_fields(step, source))


def _take_answers(step: _Link, source: Source) -> None:
    text = quoted("text") if "text" in source.columns else "null"
    step.run("link_take_answers", {"source": source.id}, text=text, fields=_fields(step, source))
    first = next(n for n, question in _questions(step.data) if question is source.questions[0])
    scores = [
        f"{{'question': {first + n}, 'raw_score': {typed(contract.question_name(n))}}}"
        for n in range(len(source.questions))
    ]
    step.run("link_take_scores", {"source": source.id}, scores=", ".join(scores))


def _take_counts(step: _Link, source: Source) -> None:
    step.run("link_take_counts", {"source": source.id}, fields=_fields(step, source))
    counted = [
        f"{{'metric': {literal(name)}, 'value': {typed(f'count.{name}')}}}"
        for name in source.counts
    ]
    step.run("link_take_values", {"source": source.id}, counted=", ".join(counted))


_TAKE = {
    Shape.CUSTOMERS: _take_customers,
    Shape.EVENTS: _take_events,
    Shape.ANSWERS: _take_answers,
    Shape.COUNTS: _take_counts,
}


def _fields(step: _Link, source: Source) -> str:
    return ", ".join(field_sql(field, source, step.data) for field in step.fields)


def _place(step: _Link) -> None:
    inner, outer = padded_keys(pseudonym_key())
    step.run("link_people", {"inner_key": inner, "outer_key": outer})
    _place_customers(step)
    columns, known = [*step.fields, "value"], _map_lists(step.map)
    for shape in ("events", "answers", "counts"):
        bound = Bound()
        touchpoint = first_met([t.match for t in step.map.touchpoints], columns, bound)
        entry = last_met([s.entry for s in step.map.stages], columns, bound)
        step.run(f"link_{shape}", known | bound.values, touchpoint=touchpoint, entry=entry)
    shown = [field for field in step.fields if field not in ("source", "referrer")]
    look = ", ".join(f"{literal(field)}: {quoted(field)}" for field in shown)
    step.run("link_unplaced", look=f"json_merge_patch('{{}}', to_json({{{look}}}))::varchar")


def _place_customers(step: _Link) -> None:
    bound = Bound()
    merged = [
        f"first({quoted(name)} order by place) filter (where {quoted(name)} is not null)"
        f" as {quoted(name)}"
        for name in step.attributes
    ]
    persona = first_met([p.traits for p in step.map.personas], step.attributes, bound)
    step.run(
        "link_customers",
        _map_lists(step.map) | bound.values,
        attributes="".join(f", {one}" for one in merged),
        persona=persona,
    )


def _map_lists(journey_map: JourneyMap) -> dict[str, Any]:
    """Give what the map's numbers stand for: ids in order, and what goes with them."""
    touchpoints, personas = journey_map.touchpoints, journey_map.personas
    stages, groups = [stage.id for stage in journey_map.stages], journey_map.customer_groups
    placed = [list(dict.fromkeys(place.stage for place in t.places)) for t in touchpoints]
    return {
        "touchpoints": [touchpoint.id for touchpoint in touchpoints],
        "channels": [touchpoint.channel for touchpoint in touchpoints],
        "only_stages": [stages.index(one[0]) + 1 if len(one) == 1 else None for one in placed],
        "stages": stages,
        "persona_ids": [persona.id for persona in personas],
        "persona_names": [persona.name.lower() for persona in personas],
        "persona_groups": [persona.customer_group for persona in personas],
        "group_ids": [group.id for group in groups],
        "group_names": [group.name.lower() for group in groups],
    }


def _write(step: _Link, target: Path) -> None:
    collected = {source.id: source.collected_by for source in step.map.metrics.sources}
    said = _map_lists(step.map) | {
        "zone": step.data.zone,
        "sources": [source.id for source in step.data.sources],
        "collected_by": [collected.get(source.id) for source in step.data.sources],
        "mappings": [source.model_dump_json(exclude_defaults=True) for source in step.data.sources],
    }
    _refuse_lost_rows(step)
    cells = Cells.of(step.map)
    step.connection.execute("create temp table codes_out (kind varchar, number int, id varchar)")
    if cells.codes():
        step.connection.executemany("insert into codes_out values (?, ?, ?)", cells.codes())
    numbers = ("e.stage_number", "e.touchpoint_number", "c.persona_number")
    cell = cells.code(*(f"coalesce({number}, 0)" for number in numbers))
    for table in TABLES:
        rows = select_sql(step.connection, f"link_out_{table}", said, cell=cell)
        rows.write_parquet(str(target / f"{table}.parquet"), compression="zstd")


def _refuse_lost_rows(step: _Link) -> None:
    """Accepted + rejected + without consent + unplaced = read, in every file."""
    counted = step.run("link_out_rows")
    lost = [row for row in counted if row[2] != sum(row[3:])]
    if lost:
        raise AssertionError(f"rows were lost or counted twice: {lost}")

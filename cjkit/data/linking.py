"""Raw files become linked events: read, consent, contract, pseudonym, tracking, touchpoint, stage.

All of it happens in one DuckDB connection in memory, with its temporary folder; what is written
is the linked store. Every row that was read is accounted for.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cjkit.data.bound import Bound
from cjkit.data.cells import Cells
from cjkit.data.engine import Settings, connect
from cjkit.data.judging import Judged, count_utm_values, judge
from cjkit.data.link import Hashed, Link, number_sql
from cjkit.data.matching import first_met, refuse_unreadable_patterns
from cjkit.data.people import attributes, merge_customers
from cjkit.data.placing import write_answers, write_counts, write_events
from cjkit.data.privacy import padded_keys, pseudonym_key
from cjkit.data.sources import DataDescription, Question, Shape, Source
from cjkit.data.sql import write_sql
from cjkit.data.sql_text import literal
from cjkit.model.journey_map import JourneyMap


def link(
    data: DataDescription, journey_map: JourneyMap, files: Sequence[Hashed], target: Path
) -> None:
    """Write the linked store of a client's files to a folder.

    Raises
    ------
    DataError
        A file cannot be read, misses what is mapped, or has too many rejected rows.
    """
    with begun(data, journey_map, files, target) as step:
        _link(step)


@contextmanager
def begun(
    data: DataDescription, journey_map: JourneyMap, files: Sequence[Hashed], target: Path
) -> Iterator[Link]:
    """Begin a linking: a connection with its macros and tables, closed at the end."""
    settings = Settings.of_environment()
    with tempfile.TemporaryDirectory(prefix="cjkit-", dir=settings.temporary) as temporary:
        connection = connect(Path(temporary) / "spill", settings)
        try:
            step = Link(connection, data, journey_map, tuple(files), Path(temporary), target)
            step.run("link_macros")
            step.connection.execute("set timezone = " + literal(step.data.zone))
            refuse_unreadable_patterns(step.connection, step.map)
            _open_tables(step)
            yield step
        finally:
            connection.close()


def _link(step: Link) -> None:
    judged = [judge(step, source) for source in givers_first(step.data)]
    for one in judged:
        count_utm_values(step, one)
    with step.any_order():
        _know_people(step, judged)
        _code_customers(step, judged)
    events = [one for one in judged if one.source.shape is Shape.EVENTS]
    answers = [one for one in judged if one.source.shape is Shape.ANSWERS]
    counts = [one for one in judged if one.source.shape is Shape.COUNTS]
    write_events(step, events)
    write_answers(step, answers)
    write_counts(step, counts)
    _write_the_rest(step)


def givers_first(data: DataDescription) -> list[Source]:
    """Order sources so that those in which consent stands are read before those that ask it."""
    rank = {Shape.CONSENTS: 0, Shape.CUSTOMERS: 1}
    return sorted(data.sources, key=lambda s: (rank.get(s.shape, 2), s.consent.by is not None))


def _open_tables(step: Link) -> None:
    step.run("link_tables")
    numbers: dict[str, int] = {}
    for hashed in step.files:
        source = hashed.file.source.id
        number = numbers[source] = numbers.get(source, -1) + 1
        row = (source, number, hashed.file.name, hashed.sha256, hashed.bytes)
        step.connection.execute("insert into files values (?, ?, ?, ?, ?)", row)
    every = [question for source in step.data.sources for question in source.questions]
    for number, question in enumerate(every):
        row = (number, *_question_row(question, step.map))
        step.connection.execute("insert into questions values (?, ?, ?, ?, ?, ?, ?, ?)", row)
    for code in Cells.of(step.map).codes():
        step.connection.execute("insert into codes values (?, ?, ?)", code)


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


_HAVE_CUSTOMERS = (Shape.EVENTS, Shape.ANSWERS, Shape.CUSTOMERS)
_DECLARES = (
    ', max((epoch_ms("at") << 10) | persona) filter (where persona > 0) & 1023 as persona'
    ', max((epoch_ms("at") << 10) | "group") filter (where "group" > 0) & 1023 as "group"'
    ', max("at") as seen'
)
"""What the rows declare last: the time and, in its ten lowest bits, the number."""


def _know_people(step: Link, judged: Sequence[Judged]) -> None:
    """Give everyone who may be counted a code."""
    known = [one for one in judged if one.source.shape in _HAVE_CUSTOMERS]
    for one in known:
        declares = _DECLARES if one.source.persona or one.source.group else ""
        declared = declares if one.source.shape is Shape.EVENTS else ""
        step.run("link_ids", ids=one.ids, judged=one.table, declared=declared)
    keys = " union all ".join(f"select key from {one.ids}" for one in known)
    given = step.data.pseudonymised_by
    inner, outer = padded_keys(pseudonym_key())
    step.run(
        "link_people",
        {} if given else {"inner_key": inner, "outer_key": outer},
        keys=keys or "select null::varchar as key where false",
        order="key" if given else "keyed_hash(key, $inner_key, $outer_key)",
    )


def _code_customers(step: Link, judged: Sequence[Judged]) -> None:
    merge_customers(step, judged)
    bound = Bound()
    persona = first_met([p.traits for p in step.map.personas], attributes(step), bound)
    step.run(
        "link_customers",
        step.lists | bound.values,
        persona=persona,
        declared_persona=number_sql("_persona", "persona_ids", "persona_names"),
        declared_group=number_sql("_group", "group_ids", "group_names"),
        declared=_declared(judged),
    )
    for one in judged:
        if one.source.shape in (Shape.EVENTS, Shape.ANSWERS):
            step.run("link_codes_of", coded=one.coded, ids=one.ids)


def _declared(judged: Sequence[Judged]) -> str:
    """Give SQL for what rows of events say of their customers: persona and group, by number."""
    saying = [
        f'select key, persona, "group", seen from {one.ids}'
        for one in judged
        if one.source.shape is Shape.EVENTS and (one.source.persona or one.source.group)
    ]
    nothing = 'select null::varchar as key, 0 as persona, 0 as "group", null::timestamp as seen'
    return " union all ".join(saying) or f"{nothing} where false"


def _write_the_rest(step: Link) -> None:
    collected = {source.id: source.collected_by for source in step.map.metrics.sources}
    said = step.lists | {
        "sources": [source.id for source in step.data.sources],
        "collected_by": [collected.get(source.id) for source in step.data.sources],
        "mappings": [_mapping(source, step.data) for source in step.data.sources],
    }
    for table in ("codes", "customers", "rejected", "unplaced", "utm_values", "rows", "lineage"):
        path = str(step.target / f"{table}.parquet")
        write_sql(step.connection, f"link_out_{table}", path, said)


def _mapping(source: Source, data: DataDescription) -> str:
    """Give a source of data.yaml as JSON, with the zone in which its times were read."""
    read = source.model_copy(update={"zone": source.zone or data.zone})
    return read.model_dump_json(exclude_defaults=True)

"""Sound rows find their place, and are written: events in order, answers and counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from cjkit.data.cells import Cells
from cjkit.data.judging import SEEN, Judged, enum_of
from cjkit.data.link import Link
from cjkit.data.moments import local_day_sql
from cjkit.data.sql import write_sql
from cjkit.data.sql_text import literal
from cjkit.data.tables import empty_select


@dataclass(frozen=True)
class Packed:
    """Small numbers beside each other in one large one, so that sorting moves fewer columns.

    >>> packed = Packed((("a", 3), ("b", 1)))
    >>> packed.sql({"a": "x", "b": "y"}), packed.read("a"), packed.read("b")
    ('((x)::bigint | ((y)::bigint << 2))', '(pack & 3)', '((pack >> 2) & 1)')
    """

    most: tuple[tuple[str, int], ...]
    """Name -> the highest number it has."""

    def sql(self, values: dict[str, str]) -> str:
        """Give SQL for the large number."""
        parts = [self._shifted(name, values[name]) for name, _ in self.most]
        return f"({' | '.join(parts)})"

    def read(self, name: str) -> str:
        """Give SQL that takes a number out of the column `pack` again."""
        offset, width = self._place(name)
        shifted = f"(pack >> {offset})" if offset else "pack"
        return f"({shifted} & {(1 << width) - 1})"

    def _shifted(self, name: str, value: str) -> str:
        offset, _ = self._place(name)
        return f"(({value})::bigint << {offset})" if offset else f"({value})::bigint"

    def _place(self, name: str) -> tuple[int, int]:
        offset = 0
        for one, most in self.most:
            if one == name:
                return offset, max(1, most.bit_length())
            offset += max(1, most.bit_length())
        raise KeyError(name)


_TIE_BITS, _TOUCHPOINT_BITS, _LAST = 41, 12, 1023


def write_events(step: Link, judged: Sequence[Judged]) -> None:
    """Write the events of all customers in the order of time, each with its cell."""
    path = step.target / "events.parquet"
    if not judged:
        step.connection.execute(f"copy ({empty_select('events')}) to '{path}' (format parquet)")
        return
    seen = {name: _seen(step, name, judged) for name in SEEN}
    packed = _packed(step, judged)
    events = " union all ".join(_events(step, one, packed, seen) for one in judged)
    history = _needs_history(step, judged)
    if history:
        waiting = " union all ".join(_waiting(one) for one in judged)
        step.run("link_unplaced", events=waiting)
    else:
        step.connection.execute(
            'create temp table unstaged (source_number int, file int, "row" bigint)'
        )
    written = write_sql(
        step.connection, "link_out_events", str(path), step.lists | {"zone": step.data.zone},
        **_pieces(step, packed, events, history=history),
    )  # fmt: skip
    for one in judged:
        said = {"source": one.source.id, "number": one.number}
        step.run("link_unplaced_events", said, judged=one.table)
    _refuse_lost_rows(step, judged, written)


def _packed(step: Link, judged: Sequence[Judged]) -> Packed:
    lists = step.lists
    files = max((len(step.files_of(one.source)) for one in judged), default=1)
    return Packed(
        (
            ("stage", len(lists["stages"])),
            ("entered", 1),
            ("touchpoint", len(lists["touchpoints"])),
            ("persona", len(lists["persona_ids"])),
            ("group", len(lists["group_ids"])),
            ("source", len(step.data.sources)),
            ("file", files),
        )
    )


def _events(step: Link, one: Judged, packed: Packed, seen: dict[str, str]) -> str:
    pack = packed.sql(
        {
            "stage": "e.stage_number",
            "entered": "e.entered::int",
            "touchpoint": "e.touchpoint_number",
            "persona": "c.persona_number",
            "group": "c.group_number",
            "source": str(one.number),
            "file": "e.file",
        }
    )
    texts = ", ".join(f"e.{name}::{seen[name] or 'varchar'} as {name}" for name in SEEN)
    return (
        f'select c.customer, e."at", {_tie(one)} as tie, e.value, {pack} as pack, e."row", {texts}'
        f" from {one.table} e join {one.coded} c using (id)"
        " where e.failed = 0 and (e.touchpoint_number > 0 or e.stage_number > 0)"
    )


def _tie(one: Judged) -> str:
    """Give SQL for the order of events of a customer at one moment: as the map's stages go.

    Those whose stage only follows come last; then as its touchpoints go; then by the source's own
    ids or, where it has none, as the rows stand in its files.
    """
    stage = f"coalesce(nullif(e.stage_number, 0), {_LAST})::bigint"
    within = '((e.file::bigint << 28) | e."row")'
    if "event_id" in one.source.columns:
        within = f"(case when e.own is null then {within} else (hash(e.own) >> 23)::bigint end)"
    place = f"(({stage} << {_TOUCHPOINT_BITS}) | e.touchpoint_number)"
    return f"(({place} << {_TIE_BITS}) | ({within} & {(1 << _TIE_BITS) - 1})::bigint)"


def _waiting(one: Judged) -> str:
    return (
        f'select {one.number} as source_number, c.customer, e."at", {_tie(one)} as tie,'
        ' e.stage_number, e.entered, e.file, e."row"'
        f" from {one.table} e join {one.coded} c using (id)"
        " where e.failed = 0 and (e.touchpoint_number > 0 or e.stage_number > 0)"
    )


def _needs_history(step: Link, judged: Sequence[Judged]) -> bool:
    """Tell whether some event has a touchpoint that does not say its stage."""
    asked = " or ".join(
        f"exists (from {one.table} where failed = 0 and stage_number = 0 and touchpoint_number > 0)"
        for one in judged
    )
    ((needed,),) = step.connection.execute(f"select {asked}").fetchall()
    return bool(needed)


def _seen(step: Link, name: str, judged: Sequence[Judged]) -> str:
    values = " union all ".join(
        f"select distinct {name}::varchar as seen from {one.table} where failed = 0"
        for one in judged
    )
    return enum_of(step.connection, f"seen_{name}", values)


def _pieces(step: Link, packed: Packed, events: str, *, history: bool) -> dict[str, str]:
    lists = step.lists
    channels = _listed([channel or "" for channel in lists["channels"]])
    sources = _listed([source.id for source in step.data.sources])
    groups = _listed(lists["group_ids"])
    touchpoint = packed.read("touchpoint")
    wide = max(1, len(lists["stages"]).bit_length())
    return {
        "events": events,
        "followed": "followed" if history else _WITHOUT_HISTORY,
        "stage": packed.read("stage"),
        "entered": f"({packed.read('entered')} = 1)",
        "wide": str(wide),
        "most": str((1 << wide) - 1),
        "day": local_day_sql('"at"', step.data.zone),
        "cell": Cells.of(step.map).code("stage", touchpoint, packed.read("persona")),
        "source": f"{sources}[{packed.read('source')} + 1]",
        "channel": f"coalesce(channel::varchar, nullif({channels}[{touchpoint}], ''))",
        "group": f"{groups}[{packed.read('group')}]",
        "file": f"{packed.read('file')}::int",
        "row": '"row"',
    }


_WITHOUT_HISTORY = "(select *, null::bigint as last_entry, 0 as first_place from sorted)"


def _listed(names: Sequence[str]) -> str:
    return f"([{', '.join(map(literal, names))}]::varchar[])"


def _refuse_lost_rows(step: Link, judged: Sequence[Judged], written: int) -> None:
    """What was written and what has no place is all that was sound."""
    sound = " + ".join(f"(select count(*) from {one.table} where failed = 0)" for one in judged)
    ((expected,),) = step.connection.execute(f"select {sound}").fetchall()
    names = [one.source.id for one in judged]
    unplaced = (
        'select coalesce(sum("rows"), 0) from unplaced_rows where source in (select unnest(?))'
    )
    ((left,),) = step.connection.execute(unplaced, [names]).fetchall()
    if written + left != expected:
        raise AssertionError(f"rows were lost or counted twice: {written} + {left} of {expected}")


def write_answers(step: Link, judged: Sequence[Judged]) -> None:
    """Write the answers, each where its question or the rules place it."""
    path = step.target / "answers.parquet"
    if not judged:
        step.connection.execute(f"copy ({empty_select('answers')}) to '{path}' (format parquet)")
        return
    entered = literal(str(step.target / "events.parquet"))
    stage = Cells.of(step.map).columns()["stage_number"]
    step.run(
        "link_answers",
        step.lists,
        answers=" union all by name ".join(map(_answers, judged)),
        entries=f'select customer, "at", {stage} as stage_number from {entered} where entered',
    )
    step.run("link_unplaced_answers")
    write_sql(
        step.connection, "link_out_answers", str(path), step.lists | {"zone": step.data.zone},
        day=local_day_sql("a.at", step.data.zone),
    )  # fmt: skip


def _answers(one: Judged) -> str:
    return (
        f"select {literal(one.source.id)} as source, e.* exclude (id, own, failed),"
        " c.customer, c.persona_number, c.group_number"
        f" from {one.table} e left join {one.coded} c using (id) where e.failed = 0"
    )


def write_counts(step: Link, judged: Sequence[Judged]) -> None:
    """Write the counts of each day, each at its touchpoint."""
    path = step.target / "counts.parquet"
    if not judged:
        step.connection.execute(f"copy ({empty_select('counts')}) to '{path}' (format parquet)")
        return
    rows = [
        f"select {literal(one.source.id)} as source, * exclude (id, own, failed)"
        f" from {one.table} where failed = 0"
        for one in judged
    ]
    for one in judged:
        step.run("link_unplaced_counts", {"source": one.source.id}, judged=one.table)
    write_sql(
        step.connection, "link_out_counts", str(path), step.lists | {"zone": step.data.zone},
        counts=" union all by name ".join(rows), day=local_day_sql("c.at", step.data.zone),
    )  # fmt: skip

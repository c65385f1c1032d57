"""Sound rows find their place, and are written: events in order, answers and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from cjkit.data.cells import Cells
from cjkit.data.judging import SEEN, Judged
from cjkit.data.link import Link
from cjkit.data.moments import local_day_sql
from cjkit.data.sql import write_sql
from cjkit.data.sql_text import literal, quoted
from cjkit.data.tables import empty_select
from cjkit.data.tracking import UNKNOWN


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
    texts = [_Text.of(step, name, judged) for name in SEEN]
    packed = _packed(step, judged)
    parts = [_events(one, packed, texts, place) for place, one in enumerate(judged)]
    events = " union all ".join(parts)
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
        **_pieces(step, packed, texts, events, history=history),
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


@dataclass(frozen=True)
class _Text:
    """A text of the events of all sources: as numbers where each source has few values of it."""

    name: str
    offsets: tuple[int | None, ...] | None
    """For each source what is added to its numbers, None where it has no such text; no offsets at
    all where the text itself is carried."""

    @classmethod
    def of(cls, step: Link, name: str, judged: Sequence[Judged]) -> "_Text":
        """Join the values of all sources in one list."""
        having = [one for one in judged if step.field(name, one.source) != UNKNOWN]
        if any(name not in one.values for one in having):
            return cls(name, None)
        lists = [f"getvariable({literal(one.values[name].name)})" for one in having]
        joined = " || ".join(lists) or "[]::varchar[]"
        step.connection.execute(f"set variable {quoted(name)} = {joined}")
        ends = list(accumulate((one.values[name].many for one in having), initial=0))
        starts = {one.number: start for one, start in zip(having, ends, strict=False)}
        return cls(name, tuple(starts.get(one.number) for one in judged))

    def carried(self, place: int) -> str:
        """Give SQL for it in the rows of a source."""
        if self.offsets is None:
            return f"e.{self.name}::varchar as {self.name}"
        offset = self.offsets[place]
        number = "null" if offset is None else f"e.{self.name} + {offset}"
        return f"({number})::integer as {self.name}"

    @property
    def read(self) -> str:
        """SQL for the text."""
        if self.offsets is None:
            return self.name
        return f"getvariable({literal(self.name)})[{self.name}]"


def _events(one: Judged, packed: Packed, texts: Sequence[_Text], place: int) -> str:
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
    carried = ", ".join(text.carried(place) for text in texts)
    return (
        f'select c.customer, e."at", {_tie(one)} as tie, e.value, {pack} as pack, e."row",'
        f" {carried} from {one.table} e join {one.coded} c using (id)"
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


def _pieces(
    step: Link, packed: Packed, texts: Sequence[_Text], events: str, *, history: bool
) -> dict[str, str]:
    lists = step.lists
    read = {text.name: text.read for text in texts}
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
        "event": read["event"],
        "campaign": read["campaign"],
        "device": read["device"],
        "channel": f"coalesce({read['channel']}, nullif({channels}[{touchpoint}], ''))",
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
    for one in judged:
        step.run("link_unplaced_counts", {"source": one.source.id}, judged=one.table)
    write_sql(
        step.connection, "link_out_counts", str(path), step.lists | {"zone": step.data.zone},
        counts=" union all by name ".join(map(_counts, judged)),
        day=local_day_sql("c.at", step.data.zone),
    )  # fmt: skip


def _counts(one: Judged) -> str:
    written = [
        f"{one.values[name].text(name)} as {name}"
        for name in ("channel", "campaign")
        if name in one.values
    ]
    replaced = f" replace ({', '.join(written)})" if written else ""
    return (
        f"select {literal(one.source.id)} as source, * exclude (id, own, failed){replaced}"
        f" from {one.table} where failed = 0"
    )

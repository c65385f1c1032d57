"""Sound rows find their place, and are written: events in order, answers and counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
    """Small numbers beside each other in as few large ones as hold them.

    Sorting then moves few columns, and the large numbers, in order, are the order of events at one
    moment: the first of the small ones counts most.

    >>> packed = Packed((("a", 3), ("b", 1)))
    >>> packed.words, packed.read("a"), packed.read("b")
    (1, '((word0 >> 1) & 3)', '(word0 & 1)')
    >>> packed.sql({"a": "x", "b": "y"})
    '((x)::bigint << 1) | (y)::bigint as word0'
    """

    most: tuple[tuple[str, int], ...]
    """Name -> the highest number it has; the first counts most."""

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """Name -> its word, and the bits from its own on down."""
        places, word, used = {}, 0, 0
        for name, most in self.most:
            if used + most.bit_length() > _WORD:
                word, used = word + 1, 0
            used += most.bit_length()
            places[name] = (word, used)
        return places

    @property
    def words(self) -> int:
        """How many large numbers there are."""
        return 1 + max((word for word, _ in self._places.values()), default=0)

    @property
    def names(self) -> str:
        """The large numbers as a list of columns."""
        return ", ".join(f"word{word}" for word in range(self.words))

    def sql(self, values: Mapping[str, str]) -> str:
        """Give SQL for the large numbers, as columns."""
        columns = []
        for word in range(self.words):
            parts = [self._put(n, values[n]) for n, most in self.most if most and self._in(n, word)]
            columns.append(f"{' | '.join(parts) or '0::bigint'} as word{word}")
        return ", ".join(columns)

    def read(self, name: str) -> str:
        """Give SQL that takes a number out of its word again."""
        width = dict(self.most)[name].bit_length()
        if not width:
            return "0"
        word, offset = self._places[name][0], self._offset(name)
        shifted = f"(word{word} >> {offset})" if offset else f"word{word}"
        return f"({shifted} & {(1 << width) - 1})"

    def _put(self, name: str, value: str) -> str:
        offset = self._offset(name)
        return f"(({value})::bigint << {offset})" if offset else f"({value})::bigint"

    def _in(self, name: str, word: int) -> bool:
        return self._places[name][0] == word

    def _offset(self, name: str) -> int:
        word, used = self._places[name]
        return max(end for at, end in self._places.values() if at == word) - used


_WORD = 62


def write_events(step: Link, judged: Sequence[Judged]) -> None:
    """Write the events of all customers in the order of time, each with its cell."""
    path = step.target / "events.parquet"
    if not judged:
        step.connection.execute(f"copy ({empty_select('events')}) to '{path}' (format parquet)")
        return
    texts = [_Text.of(step, name, judged) for name in SEEN]
    packed = _packed(step, judged, texts)
    parts = [_events(one, packed, texts, place) for place, one in enumerate(judged)]
    events, history = " union all ".join(parts), _needs_history(step, judged)
    if history:
        step.run("link_unplaced", None, events=events, words=packed.names, **_waiting(packed))
    else:
        step.connection.execute(_NOBODY_WAITS)
    written = write_sql(
        step.connection,
        "link_out_events",
        str(path),
        step.lists | {"zone": step.data.zone},
        **_pieces(step, packed, texts, events, history=history),
    )
    for one in judged:
        said = {"source": one.source.id, "number": one.number}
        step.run("link_unplaced_events", said, judged=one.table)
    _refuse_lost_rows(step, judged, written)


_NOBODY_WAITS = 'create temp table unstaged (source_number int, file int, "row" bigint)'


def _packed(step: Link, judged: Sequence[Judged], texts: Sequence["_Text"]) -> Packed:
    """Order events of one moment as the map's stages go, a stage that only follows last.

    Then as its touchpoints go, then by what stands in the row, then as rows stand in the files.
    """
    lists = step.lists
    files = max(len(step.files_of(one.source)) for one in judged) - 1
    rows = " union all ".join(f'select max("row") as most from {one.table}' for one in judged)
    ((most,),) = step.connection.execute(f"select coalesce(max(most), 0) from ({rows})").fetchall()
    return Packed(
        (
            ("rank", len(lists["stages"]) + 1),
            ("touchpoint", len(lists["touchpoints"])),
            ("entered", 1),
            ("persona", len(lists["persona_ids"])),
            ("group", len(lists["group_ids"])),
            ("source", len(step.data.sources) - 1),
            *((text.name, text.most) for text in texts),
            ("file", files),
            ("row", int(most)),
        )
    )


@dataclass(frozen=True)
class _Text:
    """A text of the events of all sources: as numbers where each source has few values of it."""

    name: str
    offsets: tuple[int | None, ...] | None
    """For each source what is added to its numbers, None where it has no such text; no offsets at
    all where the text itself is carried."""
    most: int = 0
    """The highest number."""

    @classmethod
    def of(cls, step: Link, name: str, judged: Sequence[Judged]) -> "_Text":
        """Join the values of all sources in one list."""
        having = [one for one in judged if step.field(name, one.source) != UNKNOWN]
        if any(name not in one.values for one in having):
            return cls(name, None)
        lists = [f"getvariable({literal(one.values[name].name)})" for one in having]
        other = "$channels::varchar[]" if name == "channel" else "[]::varchar[]"
        listed_once(step, name, " || ".join(lists) or "[]::varchar[]", other)
        ends = list(accumulate((one.values[name].many for one in having), initial=0))
        starts = {one.number: start for one, start in zip(having, ends, strict=False)}
        return cls(name, tuple(starts.get(one.number) for one in judged), ends[-1])

    def number(self, place: int) -> str:
        """Give SQL for its number in the rows of a source."""
        offset = self.offsets[place] if self.offsets else None
        return "0" if offset is None else f"coalesce(e.{self.name} + {offset}, 0)"

    def read(self, packed: Packed) -> str:
        """Give SQL for the text."""
        if self.offsets is None:
            return self.name
        return f"getvariable({literal(self.name)})[{packed.read(self.name)}]"


def listed_once(step: Link, name: str, values: str, other: str) -> None:
    """Keep a list of texts in the connection as values of an ENUM, which is written fast.

    `other` are more texts of the same ENUM, as a list of its own: `<name>.other`.
    """
    run = step.connection.execute
    given = step.lists | {"sources": [source.id for source in step.data.sources]}
    asked = {n: given[n] for n in re.findall(r"\$(\w+)", f"{values} {other}")}
    run(f"create or replace temp table listed as select {values} as one, {other} as other", asked)
    kind = quoted(f"out.{name}")
    run(
        f"create type {kind} as enum (select distinct coalesce(text, '') from"
        " (select unnest(one || other || ['']) as text from listed) order by 1)"
    )
    for variable, column in ((name, "one"), (f"{name}.other", "other")):
        run(f"set variable {quoted(variable)} = (select {column}::{kind}[] from listed)")


def _events(one: Judged, packed: Packed, texts: Sequence[_Text], place: int) -> str:
    words = packed.sql(
        {
            "rank": f"coalesce(nullif(e.stage_number, 0), {dict(packed.most)['rank']})",
            "touchpoint": "e.touchpoint_number",
            "entered": "e.entered::int",
            "persona": "c.persona_number",
            "group": "c.group_number",
            "source": str(one.number),
            "file": "e.file",
            "row": 'e."row"',
            **{text.name: text.number(place) for text in texts},
        }
    )
    carried = [f"e.{t.name}::varchar as {t.name}" for t in texts if t.offsets is None]
    columns = ", ".join(["c.customer", 'e."at"', "e.value", words, *carried])
    return (
        f"select {columns} from {one.table} e join {one.coded} c using (id)"
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


def _waiting(packed: Packed) -> dict[str, str]:
    last = dict(packed.most)["rank"]
    return {
        "waits": f"{packed.read('rank')} = {last}",
        "entered": f"{packed.read('entered')} = 1",
        "source": packed.read("source"),
        "file": packed.read("file"),
        "row": packed.read("row"),
    }


def _pieces(
    step: Link, packed: Packed, texts: Sequence[_Text], events: str, *, history: bool
) -> dict[str, str]:
    lists, rank = step.lists, packed.read("rank")
    read = {text.name: text.read(packed) for text in texts}
    listed_once(step, "source", "$sources::varchar[]", "[]::varchar[]")
    listed_once(step, "group", "$group_ids::varchar[]", "[]::varchar[]")
    last, wide = len(lists["stages"]) + 1, (len(lists["stages"]) + 1).bit_length()
    return {
        "events": events,
        "words": packed.names,
        "followed": "followed" if history else _WITHOUT_HISTORY,
        "stage": f"(case when {rank} = {last} then 0 else {rank} end)" if history else rank,
        "entered": f"({packed.read('entered')} = 1)",
        "wide": str(wide),
        "most": str((1 << wide) - 1),
        "day": local_day_sql('"at"', step.data.zone),
        "cell": Cells.of(step.map).code("stage", packed.read("touchpoint"), packed.read("persona")),
        "source": f"getvariable('source')[{packed.read('source')} + 1]",
        "event": read["event"],
        "campaign": read["campaign"],
        "device": read["device"],
        "channel": _channel(texts, packed, read["channel"]),
        "group": f"getvariable('group')[{packed.read('group')}]",
        "file": f"{packed.read('file')}::int",
        "row": f"{packed.read('row')}::bigint",
    }


def _channel(texts: Sequence[_Text], packed: Packed, own: str) -> str:
    """Give SQL for the channel of the row, else that of its touchpoint."""
    coded = next(text.offsets is not None for text in texts if text.name == "channel")
    other = "getvariable('channel.other')" if coded else "($channels::varchar[])"
    return f"coalesce({own}, {other}[{packed.read('touchpoint')}])"


_WITHOUT_HISTORY = "(select *, null::bigint as last_entry, 0 as first_place from sorted)"


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


def _in_words(one: Judged) -> str:
    """Give SQL that puts the texts of counts in the place of their numbers."""
    texts = [f"{one.values[n].text(n)} as {n}" for n in ("channel", "campaign") if n in one.values]
    return f" replace ({', '.join(texts)})" if texts else ""


def write_counts(step: Link, judged: Sequence[Judged]) -> None:
    """Write the counts of each day, each at its touchpoint."""
    path = step.target / "counts.parquet"
    if not judged:
        step.connection.execute(f"copy ({empty_select('counts')}) to '{path}' (format parquet)")
        return
    rows = [
        f"select {literal(one.source.id)} as source, * exclude (id, own, failed){_in_words(one)}"
        f" from {one.table} where failed = 0"
        for one in judged
    ]
    for one in judged:
        step.run("link_unplaced_counts", {"source": one.source.id}, judged=one.table)
    write_sql(
        step.connection, "link_out_counts", str(path), step.lists | {"zone": step.data.zone},
        counts=" union all by name ".join(rows), day=local_day_sql("c.at", step.data.zone),
    )  # fmt: skip

"""Where a sound row has its place: touchpoint, stage, persona, and which rules said so."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cjkit.data.asked_row import AskedRow
from cjkit.data.cells import Cells
from cjkit.data.explained import Explained, Line, Tried, first_each, nearest_lines
from cjkit.data.link import Link
from cjkit.data.looking import Looked
from cjkit.data.sources import Question, Shape
from cjkit.data.sql_text import literal
from cjkit.data.who import Who, who_is
from cjkit.model.touchpoints import Touchpoint

_MOST_ALSO = 5


def whereabouts(row: AskedRow, store: Path) -> Explained:
    """Explain a sound row; `store` is the folder of the client's linked store."""
    return _TOLD[row.source.shape](_Placed(row, store))


@dataclass(frozen=True)
class _Placed:
    """A sound row, and the store that knows what its customer did before."""

    row: AskedRow
    store: Path

    @property
    def step(self) -> Link:
        return self.row.step

    @property
    def looked(self) -> Looked:
        looked = self.row.looked
        assert looked is not None  # a sound row is not broken
        return looked

    def event(self) -> Explained:
        """Tell of an event: touchpoint, stage, persona, group and channel."""
        stored = self._stored("event", "customer", "at", "event_id", "persona", "customer_group")
        kept = stored[0] if stored else {}
        touchpoint = self._touchpoint(None)
        stage = self._stage(touchpoint, None, kept)
        lines = [*self._touchpoint_lines(), *self._stage_lines(touchpoint, stage)]
        who = self._who(kept)
        lines += [*(who.lines() if who else []), self._channel_line(touchpoint)]
        return self.row.sound(
            "accepted" if stored else "unplaced",
            lines,
            touchpoint=touchpoint.id if touchpoint else None,
            stage=stage.id,
            persona=who.persona if who else None,
            customer_group=who.group if who else None,
            channel=self._channel(touchpoint),
        )

    def answers(self) -> Explained:
        """Tell of a row of answers: where each has its place."""
        names = ("customer", "at", "question", "persona", "customer_group")
        stored = self._stored("answers", *names)
        asked = {
            question.name or question.column: question for question in self.row.source.questions
        }
        lines: list[Line] = []
        for kept in stored:
            lines += self._answer(asked[kept["question"]], kept)
        if not stored:
            lines += [*self._touchpoint_lines(), *self._no_answer()]
        who = self._who(stored[0] if stored else {})
        lines += who.lines() if who else [Line("persona.nobody")]
        fate = "accepted" if stored or not self.looked.answers else "unplaced"
        told = {"persona": who.persona, "customer_group": who.group} if who else {}
        return self.row.sound(fate, lines, **told)

    def count(self) -> Explained:
        """Tell of a row of counts: its touchpoint, and the stage where it has only one."""
        touchpoint = self._touchpoint(None)
        only = self._only(touchpoint)
        lines = list(self._touchpoint_lines())
        if touchpoint:
            key = "stage.only" if only else "stage.no_one"
            lines.append(Line(key, self._stage_said(only) | _name_of(touchpoint)))
            lines.append(self._channel_line(touchpoint))
        return self.row.sound(
            "accepted" if touchpoint else "unplaced",
            lines,
            touchpoint=touchpoint.id if touchpoint else None,
            stage=only,
            channel=self._channel(touchpoint),
        )

    def customer(self) -> Explained:
        """Tell of a row of customers: who that is."""
        who = self._who({})
        told = {"persona": who.persona, "customer_group": who.group} if who else {}
        return self.row.sound("accepted", list(who.lines()) if who else [], **told)

    def decision(self) -> Explained:
        """Tell of a decision about consent."""
        return self.row.sound("accepted", [Line("decision")])

    def _touchpoint(self, question: Question | None) -> Touchpoint | None:
        met = next((one.id for one in self.looked.touchpoints if not one.unmet), None)
        asked = question.touchpoint if question and question.touchpoint else met
        return next((t for t in self.step.map.touchpoints if t.id == asked), None)

    def _touchpoint_lines(self) -> Iterator[Line]:
        tried = self.looked.touchpoints
        met = [one for one in tried if not one.unmet]
        if met:
            yield Line("touchpoint.met", met[0].said)
            later = [one for one in first_each(met) if one.id != met[0].id]
            yield from (Line("also_later", one.said, indent=2) for one in later[:_MOST_ALSO])
        else:
            yield Line("touchpoint.none" if tried else "touchpoint.no_rules")
            yield from nearest_lines(tried)

    def _stage(
        self, touchpoint: Touchpoint | None, question: Question | None, kept: Mapping[str, Any]
    ) -> "_Stage":
        entry = self._entry
        if question and question.stage:
            return _Stage(question.stage, "asked")
        if entry:
            return _Stage(entry.id, "entry", entry.said)
        if only := self._only(touchpoint):
            return _Stage(only, "only")
        return self._entered_before(kept)

    @property
    def _entry(self) -> Tried | None:
        """The first rule met of the last stage that has one."""
        met = [one for one in self.looked.stages if not one.unmet]
        return next((one for one in met if one.id == met[-1].id), None)

    def _only(self, touchpoint: Touchpoint | None) -> str | None:
        number = touchpoint and self.step.lists["only_stages"][_index(self.step, touchpoint)]
        return self.step.lists["stages"][number - 1] if number else None

    def _entered_before(self, kept: Mapping[str, Any]) -> "_Stage":
        if not kept:
            return _Stage(None, "none")
        columns = Cells.of(self.step.map).columns()
        given = {"customer": kept["customer"], "at": kept["at"], "event_id": kept.get("event_id")}
        found = self.step.run(
            "link_entered_before", given, events=self._table("events"),
            stage=columns["stage"], stage_number=columns["stage_number"],
        )  # fmt: skip
        if not found:
            return _Stage(None, "none")
        stage, day, file, row = found[0]
        return _Stage(stage, "followed", {"day": day, "file": file, "row": str(row)})

    def _stage_lines(self, touchpoint: Touchpoint | None, stage: "_Stage") -> Iterator[Line]:
        if stage.id is None:
            yield Line(f"stage.{'none' if touchpoint else 'nothing'}")
            yield from () if touchpoint is None else nearest_lines(self.looked.stages)
            return
        said = {**self._stage_said(stage.id), **stage.said}
        if touchpoint:
            said["touchpoint"] = touchpoint.name
        yield Line(f"stage.{stage.how}", said)
        if stage.how == "entry":
            met = first_each([one for one in self.looked.stages if not one.unmet])
            earlier = [one for one in met if one.id != stage.id]
            yield from (Line("also_earlier", one.said, indent=2) for one in earlier[:_MOST_ALSO])

    def _stage_said(self, identity: str | None) -> dict[str, Any]:
        names = {stage.id: stage.name for stage in self.step.map.stages}
        return {"id": identity, "name": names.get(identity or "")}

    def _answer(self, question: Question, kept: Mapping[str, Any]) -> Iterator[Line]:
        said = {"question": kept["question"]}
        if question.whole_journey:
            yield Line("answer.whole", said)
            return
        yield Line("answer.of", said)
        touchpoint = self._touchpoint(question)
        if question.touchpoint and touchpoint:
            yield Line("touchpoint.asked", _name_of(touchpoint))
        else:
            yield from self._touchpoint_lines()
        yield from self._stage_lines(touchpoint, self._stage(touchpoint, question, kept))

    def _no_answer(self) -> Iterator[Line]:
        yield Line("answer.unplaced" if self.looked.answers else "answer.nothing")

    def _who(self, kept: Mapping[str, Any]) -> Who | None:
        customer = self.looked.customer
        return who_is(self.step, customer, kept) if customer else None

    def _channel(self, touchpoint: Touchpoint | None) -> str | None:
        return self.looked.fields.get("channel") or (touchpoint.channel if touchpoint else None)

    def _channel_line(self, touchpoint: Touchpoint | None) -> Line:
        channel = self._channel(touchpoint)
        of_row = "channel" in self.looked.fields
        how = "of_row" if of_row else "of_touchpoint" if channel else "unknown"
        return Line(f"channel.{how}", {"channel": channel})

    def _stored(self, what: str, *names: str) -> list[dict[str, Any]]:
        """Give what the store has of the row."""
        place, table = self.row.place, "events" if what == "event" else what
        given = {"source": self.row.source.id, "file": place.number, "row": place.row}
        persona = Cells.of(self.step.map).columns()["persona"]
        pieces = {table: self._table(table), "persona": persona}
        rows = self.step.run(f"link_stored_{what}", given, **pieces)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _table(self, name: str) -> str:
        return f"read_parquet({literal(str(self.store / f'{name}.parquet'))})"


@dataclass(frozen=True)
class _Stage:
    """A stage, and how it is known."""

    id: str | None
    how: str
    said: Mapping[str, Any] = field(default_factory=dict)


def _index(step: Link, touchpoint: Touchpoint) -> int:
    return [one.id for one in step.map.touchpoints].index(touchpoint.id)


def _name_of(touchpoint: Touchpoint) -> dict[str, Any]:
    return {"touchpoint": touchpoint.name, "touchpoint_id": touchpoint.id}


_TOLD: Mapping[Shape, Callable[[_Placed], Explained]] = {
    Shape.EVENTS: _Placed.event,
    Shape.ANSWERS: _Placed.answers,
    Shape.COUNTS: _Placed.count,
    Shape.CUSTOMERS: _Placed.customer,
    Shape.CONSENTS: _Placed.decision,
}

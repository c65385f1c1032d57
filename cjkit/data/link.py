"""What every step of a linking needs: the connection, the map, the description of the data."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from cjkit.data.columns import Coded
from cjkit.data.files import InputFile
from cjkit.data.sources import DataDescription, Shape, Source
from cjkit.data.sql import run_sql
from cjkit.data.sql_text import literal
from cjkit.data.tracking import field_columns, field_sql
from cjkit.model.journey_map import JourneyMap


@dataclass(frozen=True)
class Hashed:
    """A file with what identifies its content."""

    file: InputFile
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Link:
    """One linking under way."""

    connection: duckdb.DuckDBPyConnection
    data: DataDescription
    map: JourneyMap
    files: tuple[Hashed, ...]
    temporary: Path
    target: Path
    """The folder of the store."""

    def run(
        self, name: str, parameters: Mapping[str, Any] | None = None, **pieces: str
    ) -> list[tuple[Any, ...]]:
        """Run cjkit/data/queries/<name>.sql and give its rows."""
        return run_sql(self.connection, name, parameters, **pieces)

    @contextmanager
    def any_order(self) -> Iterator[None]:
        """Let the engine keep rows in any order for a while: rows that bear numbers need none."""
        self.connection.execute("set preserve_insertion_order = false")
        try:
            yield
        finally:
            self.connection.execute("set preserve_insertion_order = true")

    def files_of(self, source: Source) -> list[InputFile]:
        """Give the files of a source, in order."""
        return [hashed.file for hashed in self.files if hashed.file.source.id == source.id]

    @cached_property
    def fields(self) -> list[str]:
        """The fields that rules may use."""
        rows = self.data.of_shape(Shape.EVENTS, Shape.ANSWERS, Shape.COUNTS)
        return field_columns(rows, self.map)

    def field(self, name: str, source: Source) -> str:
        """Give SQL for a field of a source's rows."""
        return field_sql(name, source, self.data)

    @cached_property
    def attributes(self) -> list[str]:
        """The attributes of customers, of all sources."""
        people = self.data.of_shape(Shape.CUSTOMERS)
        return list(dict.fromkeys(name for source in people for name in source.attributes))

    def look(self, columns: Coded) -> str:
        """Give SQL for the known fields of a row that may have no place, as JSON."""
        shown = [field for field in self.fields if field not in ("source", "referrer")]
        look = ", ".join(f"{literal(field)}: {columns.text(field)}" for field in shown)
        json = f"json_merge_patch('{{}}', to_json({{{look}}}))::varchar"
        placed = "coalesce(_entry, ($only_stages::int[])[_touchpoint])"
        return f"case when _failed = 0 and {placed} is null then {json} end"

    @cached_property
    def lists(self) -> dict[str, Any]:
        """What the map's numbers stand for: ids in order, and what goes with them."""
        touchpoints, personas = self.map.touchpoints, self.map.personas
        stages = [stage.id for stage in self.map.stages]
        groups = [group.id for group in self.map.customer_groups]
        return {
            "touchpoints": [touchpoint.id for touchpoint in touchpoints],
            "channels": [touchpoint.channel for touchpoint in touchpoints],
            "only_stages": [_only(touchpoint.places, stages) for touchpoint in touchpoints],
            "stages": stages,
            "persona_ids": [persona.id for persona in personas],
            "persona_names": [persona.name.lower() for persona in personas],
            "persona_group_numbers": [
                groups.index(p.customer_group) + 1 if p.customer_group in groups else 0
                for p in personas
            ],
            "group_ids": groups,
            "group_names": [group.name.lower() for group in self.map.customer_groups],
        }


def _only(places: Sequence[Any], stages: list[str]) -> int | None:
    """Give the number of the only stage of a touchpoint; None where it stands in more or none."""
    placed = list(dict.fromkeys(place.stage for place in places))
    return stages.index(placed[0]) + 1 if len(placed) == 1 else None


def number_sql(text: str, ids: str, names: str) -> str:
    """Give SQL for the number of an id or name in the map; null where it is none of them."""
    found = (f"nullif(list_position(${one}::varchar[], lower({text})), 0)" for one in (ids, names))
    return f"coalesce({', '.join(found)})"

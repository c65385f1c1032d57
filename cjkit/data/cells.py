"""The cells of a map: stage x touchpoint x persona, each a small number in the linked store.

A number is counted from 1 in the order of the map; 0 stands for unknown. The cell of three numbers
is (stage x (touchpoints + 1) + touchpoint) x (personas + 1) + persona.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from cjkit.data.sql_text import literal
from cjkit.model.journey_map import JourneyMap

KINDS = ("stage", "touchpoint", "persona")


@dataclass(frozen=True)
class Cells:
    """What the numbers in a cell stand for.

    >>> cells = Cells(stages=("look", "buy"), touchpoints=("site",), personas=("starter",))
    >>> cells.code("2", "1", "0")
    '(((2)::bigint * 2 + (1)) * 2 + (0))::integer'
    >>> cells.columns()["stage_number"]
    '("cell" // 4)::smallint'
    """

    stages: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()

    @classmethod
    def of(cls, journey_map: JourneyMap) -> "Cells":
        """Give the cells of a map."""
        return cls(
            tuple(stage.id for stage in journey_map.stages),
            tuple(touchpoint.id for touchpoint in journey_map.touchpoints),
            tuple(persona.id for persona in journey_map.personas),
        )

    @classmethod
    def of_codes(cls, codes: Iterable[tuple[str, int, str]]) -> "Cells":
        """Give the cells that the rows (kind, number, id) of the table `codes` describe."""
        ids: Mapping[str, list[str]] = {kind: [] for kind in KINDS}
        for kind, _, identity in sorted(codes):
            ids[kind].append(identity)
        return cls(*(tuple(ids[kind]) for kind in KINDS))

    def codes(self) -> list[tuple[str, int, str]]:
        """Give the rows of the table `codes`."""
        ids = zip(KINDS, (self.stages, self.touchpoints, self.personas), strict=True)
        return [
            (kind, number, identity)
            for kind, names in ids
            for number, identity in enumerate(names, start=1)
        ]

    def code(self, stage: str, touchpoint: str, persona: str) -> str:
        """Give SQL for the cell of three numbers, themselves SQL that is never null."""
        wide, deep = len(self.touchpoints) + 1, len(self.personas) + 1
        return f"((({stage})::bigint * {wide} + ({touchpoint})) * {deep} + ({persona}))::integer"

    def columns(self) -> dict[str, str]:
        """Give column -> SQL that reads it from "cell": the three numbers and the three ids."""
        wide, deep = len(self.touchpoints) + 1, len(self.personas) + 1
        numbers = {
            "stage": f'("cell" // {wide * deep})::smallint',
            "touchpoint": f'("cell" // {deep} % {wide})::smallint',
            "persona": f'("cell" % {deep})::smallint',
        }
        ids = zip(KINDS, (self.stages, self.touchpoints, self.personas), strict=True)
        named = {
            kind: f"([{', '.join(map(literal, names))}]::varchar[])[{numbers[kind]}]"
            for kind, names in ids
        }
        return {f"{kind}_number": sql for kind, sql in numbers.items()} | named


def read_cells(connection: duckdb.DuckDBPyConnection) -> Cells:
    """Give the cells of a store from its table `codes`."""
    return Cells.of_codes(connection.execute("select kind, number, id from codes").fetchall())

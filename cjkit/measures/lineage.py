"""Where a measure comes from: files, what was done to them, rules, and what became of the rows.

All of it stands in the linked store, so it tells of the data as they were linked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjkit import labels
from cjkit.data.matching import as_text
from cjkit.data.sources import Shape, Source
from cjkit.fields import rule_words
from cjkit.measures.measure import Measure, Period
from cjkit.measures.source_steps import Step, source_steps
from cjkit.model.rules import Operator, Rule

if TYPE_CHECKING:
    from cjkit.client import Client

COUNTS = ("read", "accepted", "rejected", "without_consent", "unplaced")
"""What is counted of every file; read is the sum of the other four."""
FILE = ("file", "sha256", "bytes", *COUNTS)
"""What is told of every file."""


@dataclass(frozen=True)
class PlacedBy:
    """A rule of the map that gave rows of a source their place."""

    kind: str
    """touchpoint, stage or persona."""
    id: str
    name: str
    rule: Rule


@dataclass(frozen=True)
class SourceLineage:
    """One source: how it was collected, its files, what was done, rules, rows."""

    source: str
    name: str
    """Its name in the map, else its id."""
    shape: str
    """What a row of it is."""
    collected_by: str | None
    files: tuple[Mapping[str, Any], ...]
    """For each file `file`, `sha256`, `bytes` and the counts of rows."""
    columns: Mapping[str, str]
    """Our name of a column -> theirs."""
    steps: tuple[Step, ...]
    """What was done to the values."""
    rules: tuple[PlacedBy, ...]
    """The rules of the touchpoints, stages and personas that its rows got."""

    @property
    def rows(self) -> dict[str, int]:
        """What became of its rows: read, accepted, rejected, without_consent and unplaced."""
        return {name: sum(file[name] for file in self.files) for name in COUNTS}

    def lines(self, language: str) -> Iterator[str]:
        """Tell it in words, a line a fact."""
        said = {"name": self.name, "id": self.source}
        yield _text("source", language, **said)
        if self.collected_by:
            yield "  " + _text("collected_by", language, by=self.collected_by)
        for file in self.files:
            told = {name: file[name] for name in ("file", "sha256", "bytes")}
            yield "  " + _text("file", language, **told)
        columns = [f"{ours}: {theirs}" for ours, theirs in self.columns.items()]
        yield "  " + _text("columns", language, columns=columns)
        yield from (f"  {step.text(language)}" for step in self.steps)
        for one in self.rules:
            kind = labels.Word(f"model.kind.{one.kind}")
            rule = rule_words(one.rule, language)
            yield "  " + _text("rule", language, kind=kind, name=one.name, id=one.id, rule=rule)
        yield "  " + _text("rows", language, **self.rows)

    def described(self, language: str) -> dict[str, Any]:
        """Give it as values that JSON knows."""
        return {
            "name": self.name,
            "shape": self.shape,
            "collected_by": self.collected_by,
            "files": [dict(file) for file in self.files],
            "columns": dict(self.columns),
            "transformations": [step.text(language) for step in self.steps],
            "rules": [
                {"kind": one.kind, "id": one.id, "rule": one.rule.short_form()}
                for one in self.rules
            ],
            "rows": self.rows,
        }


@dataclass(frozen=True)
class Lineage:
    """Where a measure comes from."""

    measure: str
    period: Period
    filters: Mapping[str, Any]
    method: str
    """A key of the catalogue that tells how it is computed."""
    map_version: str
    sources: tuple[SourceLineage, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """A row a file: `source`, `collected_by`, `file`, `sha256`, `bytes`, and rows by fate."""
        rows = [
            {"source": one.source, "collected_by": one.collected_by, **file}
            for one in self.sources
            for file in one.files
        ]
        kinds = dict.fromkeys(("source", "collected_by", "file", "sha256"), "str")
        types = {**kinds, **dict.fromkeys(("bytes", *COUNTS), "int64")}
        return pd.DataFrame(rows, columns=["source", "collected_by", *FILE]).astype(types)

    def text(self, language: str) -> str:
        """Tell it in words: how the measure is taken, of what, and then source by source."""
        day = labels.Word("measures.unknown.day")
        start, end = (one or day for one in self.period)
        filters = [
            f"{name} {labels.write(value, language)}" for name, value in self.filters.items()
        ]
        lines = [
            _text("method", language, method=labels.Word(self.method)),
            _text("period", language, start=start, end=end, version=self.map_version),
            *([_text("filters", language, filters=filters)] if filters else []),
        ]
        for source in self.sources:
            lines += source.lines(language)
        return "\n".join(lines)


def lineage(client: "Client", measure: Measure) -> Lineage:
    """Tell where a measure comes from.

    Parameters
    ----------
    client : Client
        The client of whom it was taken.
    measure : Measure
        Any measure; its `lineage` names the sources.

    Returns
    -------
    Lineage
        The sources of the measure, and those that say whose the rows are and who consents: of each
        how it was collected, its files with their SHA-256 and size, the mapping, what was done to
        the values, the rules that placed its rows, and rows read, accepted, rejected, without
        consent and unplaced. Beside them the period, filters and method of the measure.
    """
    known = {one.source: one for one in source_lineages(client)}
    wanted = _with_those_behind(client, measure.lineage)
    return Lineage(
        measure.name,
        measure.period,
        measure.filters,
        measure.method,
        measure.map_version,
        tuple(one for name, one in known.items() if name in wanted),
    )


def lineage_of(client: "Client", sources: Iterable[str]) -> dict[str, Any]:
    """Give the lineage of sources, and of those behind them, as values that JSON knows."""
    wanted = _with_those_behind(client, sources)
    told = source_lineages(client)
    return {one.source: one.described(client.language) for one in told if one.source in wanted}


def source_lineages(client: "Client") -> list[SourceLineage]:
    """Tell of every source of a client where its rows come from and what became of them."""
    files = client.engine.query("lineage")
    rows = client.engine.query("rows").drop_duplicates(["source", "file"])
    frame = files.merge(rows, how="left", on=["source", "file"])
    frame[list(COUNTS)] = frame[list(COUNTS)].fillna(0).astype("int64")
    placed = client.engine.query("placed")
    return [
        _source_lineage(client, str(source), group, placed[placed["source"] == source])
        for source, group in frame.groupby("source", sort=True)
    ]


def _source_lineage(
    client: "Client", source: str, files: pd.DataFrame, placed: pd.DataFrame
) -> SourceLineage:
    first = files.iloc[0]
    mapping = Source.model_validate_json(first["mapping"])
    names = {one.id: one.name for one in client.whole_map.metrics.sources}
    collected = first["collected_by"]
    return SourceLineage(
        source,
        names.get(source, source),
        mapping.shape.value,
        collected if isinstance(collected, str) else None,
        tuple(_plain(row) for row in files[list(FILE)].to_dict("records")),
        _columns(mapping),
        tuple(source_steps(mapping, client.data)),
        tuple(_rules(client, source, set(zip(placed["kind"], placed["id"], strict=True)))),
    )


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: row[name] if name in ("file", "sha256") else int(row[name]) for name in FILE}


def _columns(mapping: Source) -> dict[str, str]:
    asked = {question.name or question.column: question.column for question in mapping.questions}
    said = {"group": mapping.group, "persona": mapping.persona, "consent": mapping.consent.column}
    declared = {name: column for name, column in said.items() if column}
    return {**mapping.columns, **mapping.attributes, **mapping.counts, **asked, **declared}


def _rules(client: "Client", source: str, placed: Iterable[tuple[str, str]]) -> Iterator[PlacedBy]:
    whole, found = client.whole_map, set(placed)
    every = [
        *(("touchpoint", t.id, t.name, t.match) for t in whole.touchpoints),
        *(("stage", s.id, s.name, s.entry) for s in whole.stages),
        *(("persona", p.id, p.name, p.traits) for p in whole.personas),
    ]
    for kind, identity, name, rules in every:
        if (kind, identity) in found:
            yield from (PlacedBy(kind, identity, name, r) for r in rules if _may_fit(r, source))


def _may_fit(rule: Rule, source: str) -> bool:
    """Tell whether a rule can be met by rows of a source, as far as it names sources."""
    named = [c for c in rule.conditions if c.field == "source" and c.operator is Operator.IS]
    return all(source in map(as_text, condition.values) for condition in named)


def _with_those_behind(client: "Client", asked: Iterable[str]) -> set[str]:
    """Add the sources that say whose the rows are, and who consents."""
    wanted, sources = set(asked), client.data.sources if client.data else ()
    own = [one for one in sources if one.id in wanted]
    givers = {one.consent.by for one in own if one.consent.by}
    personal = any(one.shape in (Shape.EVENTS, Shape.ANSWERS) for one in own)
    customers = {one.id for one in sources if one.shape is Shape.CUSTOMERS and personal}
    return wanted | givers | customers


def _text(key: str, language: str, **values: Any) -> str:
    return labels.text(f"measures.lineage.{key}", language, **values)

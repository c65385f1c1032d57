"""Peak memory and CPU of all measures of one client with a million events.

A store is made of 100,000 customers with ten events each, 100,000 answers and a year of counts, and
a process of its own takes every measure and writes it. What it prints is the most memory that this
process held at once; the aim is under 1.5 GiB.

Run: make benchmark
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from cjkit.client import Client
from cjkit.data.cells import Cells
from cjkit.formats.journey_yaml import parse_journey
from cjkit.measures.tables import EVERY_MEASURE, write_measures
from cjkit.model.journey_map import JourneyMap

EVENTS, PER_CUSTOMER, ANSWERS = 1_000_000, 10, 100_000
STAGES, TOUCHPOINTS, PERSONAS = 6, 12, 3
AIM = 1.5


def large_map() -> JourneyMap:
    """Make a map in which every touchpoint lies in two stages, with metrics and assumptions."""
    stages = [
        f"{{id: s{i}, name: Stage {i}, entry: [{{event: e{i}}}], "
        f"relevance: 80, presence: {10 * i}}}"
        for i in range(STAGES)
    ]
    touchpoints = [
        f"{{id: t{i}, name: Touchpoint {i}, "
        f"places: [{{stage: s{i % STAGES}}}, {{stage: s{(i + 1) % STAGES}}}]}}"
        for i in range(TOUCHPOINTS)
    ]
    assumed = [
        f"{{id: a{i}, text: Half go on, measured: conversion, threshold: 0.5, stage: s{i}}}"
        for i in range(STAGES - 1)
    ]
    metrics = [
        f"{{id: m{i}, name: M, family: reach, measured: reach, unit: x, touchpoint: t{i}}}"
        for i in range(TOUCHPOINTS)
    ]
    improved = [f"{{id: i{i}, text: Better, touchpoint: t{i}}}" for i in range(TOUCHPOINTS)]
    personas = [f"{{id: p{i}, name: Persona {i}}}" for i in range(PERSONAS)]
    return parse_journey(
        "title: A large client\n"
        f"personas: [{', '.join(personas)}]\nstages: [{', '.join(stages)}]\n"
        f"touchpoints: [{', '.join(touchpoints)}]\nassumptions: [{', '.join(assumed)}]\n"
        f"metrics: {{metrics: [{', '.join(metrics)}]}}\n"
        f"improvements: {{improvements: [{', '.join(improved)}]}}\n"
    )


TABLES = {
    "events": """
        select (i // {per})::integer as customer, "at", "at"::date as day, i as event_id,
          ((stage * {wide} + 1 + i * 7 % {touchpoints}) * {deep} + 1 + (i // {per}) % {personas})
            ::integer as cell,
          'web' as source, 'e' || (stage - 1) as event, 'site' as channel, 'c' as campaign,
          'phone' as device, null::varchar as customer_group, true as entered,
          i % {per} > 0 as converted, case when i % 5 = 0 then 10.0 end::double as value,
          0 as file, i as row
        from (
          select range as i, 1 + least(range % {per} * hash(range // {per}) % 3, {stages} - 1)::int
              as stage,
            timestamp '2026-01-01' + to_days(((range // {per}) % 250)::int)
              + to_days((range % {per} * 7)::int) as "at"
          from range({events})
        )
        order by customer, "at", event_id
    """,
    "answers": """
        select range::integer as customer, timestamp '2026-03-01' as "at", date '2026-03-01' as day,
          'survey' as source, case range % 3 when 0 then 'nps' when 1 then 'csat' else 'rating' end
            as instrument,
          'question ' || range % 4 as question, 't' || range % {touchpoints} as touchpoint,
          's' || range % {stages} as stage, 'p' || range % {personas} as persona,
          null::varchar as customer_group, (hash(range) % 11)::double as raw_score,
          0.0::double as scale_low, 10.0::double as scale_high,
          4 * (hash(range) % 11) / 10 - 2 as emotion, null::double as weight,
          null::varchar as text_id
        from range({answers})
    """,
    "counts": """
        select date '2026-01-01' + (range // {touchpoints})::int as day, 'ads' as source,
          't' || range % {touchpoints} as touchpoint, null::varchar as stage,
          'site' as channel, 'c' as campaign, 'impressions' as metric, 100.0::double as value
        from range(365 * {touchpoints})
    """,
    "customers": """
        select range::integer as customer, 'p' || range % {personas} as persona,
          null::varchar as customer_group
        from range({events} // {per})
    """,
    "codes": "select * from codes",
}


def make_store(folder: Path) -> None:
    """Write the tables of a large store."""
    sizes = {"events": EVENTS, "per": PER_CUSTOMER, "answers": ANSWERS, "stages": STAGES}
    sizes |= {"touchpoints": TOUCHPOINTS, "personas": PERSONAS}
    sizes |= {"wide": TOUCHPOINTS + 1, "deep": PERSONAS + 1}
    codes = Cells.of(large_map()).codes()
    with duckdb.connect() as connection:
        connection.execute("create table codes (kind varchar, number integer, id varchar)")
        connection.executemany("insert into codes values (?, ?, ?)", [list(c) for c in codes])
        for table, query in TABLES.items():
            path = folder / f"{table}.parquet"
            connection.execute(f"copy ({query.format(**sizes)}) to '{path}' (format parquet)")


def measure_all(folder: Path) -> None:
    """Take every measure of the store and print what it took."""
    client = Client(folder / "client", large_map(), store=folder)
    written = write_measures(client, folder / "out")
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss / 1024**2
    seconds = used.ru_utime + used.ru_stime
    print(f"{len(EVERY_MEASURE)} measures of {EVENTS:,} events, {len(written)} files")
    print(f"peak memory {peak:.2f} GiB (aim: under {AIM}), CPU {seconds:.1f} s")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure_all(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory(prefix="cjkit-") as made:
            make_store(Path(made))
            subprocess.run([sys.executable, __file__, made], check=True)

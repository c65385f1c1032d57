"""Raw Parquet to linked events and figures per cell, beside the hand-tuned DuckDB reference.

    python tests/benchmarks/raw_to_linked.py 1e6 [--spec ../shared/bench/peers] [--rounds 3]

The reference is task T5 of the peers' benchmark (contract, de-duplication, stages, figures; nothing
is written). cjkit does the same from data.yaml and journey.yaml, and writes the linked store too.
Each runs in a process of its own, in turn; CPU is user + system, imports left out. Answers are
compared. Data are made where they are missing, in $PERF_DATA.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

SPEC = Path(__file__).parents[3] / "shared" / "bench" / "peers"
CELLS = """
create temp table g as
select (customer::bigint << 16) | cell as k, min("at") as a, max("at") as z
from coded_events group by all;
create temp table z as
select (k >> 16) * {stages} + (k & 65535) // {one_stage} - 1 as s, max(z) as z from g group by all;
create temp table r as
select (k & 65535)::integer as cell, count(*) as reach, count(*) filter (z.z > a) as reached_next
from g left join z on z.s = (k >> 16) * {stages} + (k & 65535) // {one_stage} group by all;
create temp table e as
select cell, count(*) as events, count(value) as conversions, sum(value) as value
from coded_events group by all;
create temp table d as
select cell, quantile_cont(until - epoch_us("at"), 0.5) / 1e6 as median_s
from (
  select cell, "at", same_customer, case when lead(customer) over () = customer
    then epoch_us(lead("at") over ()) end as until
  from (
    select customer, cell, "at", lag(customer) over () = customer as same_customer,
      lag(cell) over () // {one_stage} as before
    from coded_events
  )
  where not same_customer or before is distinct from cell // {one_stage}
)
where until is not null group by cell;
select cell, reach, events, conversions, value, reached_next, median_s
from e join r using (cell) left join d using (cell)
"""


def rule(events: list[str] | None, column: str | None, values: list[str] | None) -> dict:
    """One rule of the reference as journey.yaml has it."""
    found: dict = {"event": events} if events else {}
    if column and values and values[0].endswith("%"):
        found[column] = {"starts_with": values[0][:-1]}
    elif column:
        found[column] = values
    return found


def write_client(folder: Path, rows: int, spec) -> None:
    """A client's folder over the raw log; JSON is YAML too."""
    stages = ["awareness", "consideration", "intent", "purchase", "service", "loyalty"]
    entry: dict[int, list[dict]] = {number: [] for number in range(1, 7)}
    for stage, events, column, values in spec.RULES:
        entry[stage].append(rule(events, column, values))
    journey = {
        "title": "The peers' log",
        "personas": [{"id": persona, "name": persona} for persona in spec.PERSONAS],
        "stages": [
            {"id": name, "name": name, "entry": entry[number]}
            for number, name in enumerate(stages, start=1)
        ],
        "touchpoints": [
            {
                "id": name.replace("_", "-"),
                "name": name,
                "match": [{"contact": name, "event": {"is_not": "heartbeat"}}],
            }
            for name in spec.TOUCHPOINTS
        ],
    }
    data = {
        "zone": "UTC",
        "pseudonymised_by": "the generator of the log",
        "sources": [
            {
                "id": "log",
                "shape": "events",
                "files": f"raw_{rows}.parquet",
                "columns": {
                    "customer": "customer_id",
                    "at": "ts",
                    "event_id": "event_id",
                    "event": "event",
                    "channel": "channel",
                    "contact": "touchpoint",
                    "utm_medium": "utm_medium",
                    "utm_campaign": "utm_campaign",
                    "value": "value",
                },
                "persona": "persona",
                "limits": {
                    "at": {"at_least": spec.T_MIN, "at_most": "2025-07-01"},
                    "contact": {"one_of": spec.TOUCHPOINTS, "required": True},
                    "value": {"at_least": 0},
                },
                "consent": {"column": "consent", "granted": [True]},
            }
        ],
    }
    (folder / "journey.yaml").write_text(json.dumps(journey), "utf-8")
    (folder / "data.yaml").write_text(json.dumps(data), "utf-8")
    target = Path(spec.raw(rows)).resolve()
    (folder / f"raw_{rows}.parquet").symlink_to(target)


def cjkit_once(rows: int, spec) -> dict:
    """Link and count; give CPU seconds, peak memory and the figures."""
    import pandas as pd  # noqa: F401  (imports are not counted)

    import cjkit  # noqa: F401
    from cjkit.client import open_client
    from cjkit.data.linking import link  # noqa: F401

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "client"
        folder.mkdir()
        write_client(folder, rows, spec)
        os.environ["CJKIT_CACHE"] = str(Path(name) / "cache")
        start = cpu()
        client = open_client(folder)
        engine = client.engine
        linked = cpu()
        connection = engine._connection
        wide = (len(spec.TOUCHPOINTS) + 1) * (len(spec.PERSONAS) + 1)
        for statement in (
            CELLS.replace("{one_stage}", str(wide)).replace("{stages}", "16").split(";\n")
        ):
            frame = (
                connection.execute(statement).df()
                if "select cell, reach" in statement
                else (connection.execute(statement))
            )
        end = cpu()
        store = engine.store
        size = sum(path.stat().st_size for path in store.iterdir())
        frame["stage"] = frame["cell"] // wide
        frame["touchpoint"] = [spec.TOUCHPOINTS[n - 1] for n in frame["cell"] // 5 % 13]
        frame["persona"] = [spec.PERSONAS[n - 1] for n in frame["cell"] % 5]
        counts = client.engine.query("rows").iloc[0].to_dict()
    return told(start, end) | {
        "link": round(linked - start, 2),
        "store_mb": round(size / 1e6),
        "counts": {k: str(v) for k, v in counts.items()},
        "frame": frame.drop(columns="cell").to_json(),
    }


def reference_once(rows: int, spec) -> dict:
    """T5 by hand."""
    import eng_duckdb

    start = cpu()
    answer = eng_duckdb.t5_tuned(rows)
    end = cpu()
    return told(start, end) | {"frame": answer["t1"].to_json()}


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def told(start: float, end: float) -> dict:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": round(end - start, 2), "peak_mb": round(peak)}


def differences(ours: str, theirs: str) -> str:
    """Compare two answers, each a frame as JSON, to one part in a billion."""
    import io

    import pandas as pd

    keys = ["stage", "touchpoint", "persona"]
    one, other = (
        pd.read_json(io.StringIO(text)).set_index(keys).sort_index() for text in (ours, theirs)
    )
    other = other[one.columns]
    if list(one.index) != list(other.index):
        return "other cells"
    last = one.index.get_level_values("stage") == 6
    one.loc[last, "reached_next"] = other.loc[last, "reached_next"] = 0
    apart = ((one - other).abs() > 1e-9 * other.abs()).sum()
    return "equal" if not apart.any() else str(apart.to_dict())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=float)
    parser.add_argument("--spec", type=Path, default=SPEC)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--once", choices=["cjkit", "reference"])
    asked = parser.parse_args()
    rows = int(asked.rows)
    os.environ.setdefault("PERF_DATA", str(Path(tempfile.gettempdir()) / "perf"))
    sys.path.insert(0, str(asked.spec))
    sys.dont_write_bytecode = True
    import spec

    if asked.once:
        once = {"cjkit": cjkit_once, "reference": reference_once}[asked.once]
        print(json.dumps(once(rows, spec)))
        return
    if not Path(spec.raw(rows).split("/*")[0]).exists():
        command = [sys.executable, str(asked.spec / "gen.py"), str(rows), spec.DATA]
        subprocess.run(command, check=True)
    found: dict[str, list[dict]] = {"cjkit": [], "reference": []}
    for _ in range(asked.rounds):
        for name, runs in found.items():
            command = [
                sys.executable,
                __file__,
                str(rows),
                "--spec",
                str(asked.spec),
                "--once",
                name,
            ]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            runs.append(json.loads(done.stdout.splitlines()[0]))
    ours, theirs = (median(one["cpu"] for one in found[name]) for name in ("cjkit", "reference"))
    for name, runs in found.items():
        shown = [{k: v for k, v in run.items() if k not in ("frame",)} for run in runs]
        print(name, shown[-1], "load", round(os.getloadavg()[0], 1))
    print(
        f"rows {rows}: cjkit {ours:.2f} CPU s, reference {theirs:.2f}, ratio {ours / theirs:.2f}; "
        f"answers {differences(found['cjkit'][-1]['frame'], found['reference'][-1]['frame'])}"
    )


if __name__ == "__main__":
    main()

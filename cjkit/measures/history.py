"""What earlier runs found: a line of JSON a run, and what changed since the last one.

The file is `<output>/<client>/history/assumptions.jsonl`. A run adds its line in one write; a line
that was cut off, by a full disk or a power cut, is skipped by whoever reads and closed by the next
run. Only what may leave the house is in it.
"""

import datetime as dt
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjkit.errors import MeasureError
from cjkit.formats.journey_yaml import plain
from cjkit.labels import Word
from cjkit.measures.asking import measure_of
from cjkit.measures.assumptions import assumptions
from cjkit.measures.measure import Layout, Measure, Sentence
from cjkit.measures.suppression import published
from cjkit.model.assumptions import Assumption

if TYPE_CHECKING:
    from cjkit.client import Client

FILE = "assumptions.jsonl"
ASSUMPTION_CHANGES = Layout(
    name="assumption_changes",
    keys={"assumption": "str"},
    figures={
        "since": "datetime64[us]",
        "before": "str",
        "before_value": "float64",
        "before_n": "Int64",
        "verdict": "str",
        "value": "float64",
        "n": "Int64",
    },
    unit="metric",
)
_KEPT = ("n", "value", "low", "high", "verdict")


@dataclass(frozen=True)
class Run:
    """One run: when, on which map and data, and what was found for each assumption."""

    date: str
    """The day of the run, yyyy-mm-dd."""
    map_version: str
    data: str
    """A hash of the files behind it; empty without data."""
    persona: str | None
    start: str | None
    end: str | None
    found: Mapping[str, Mapping[str, Any]]
    """By id of the assumption: `asked` (a hash of what it asks), n, value, low, high, verdict."""

    def follows(self, other: "Run") -> bool:
        """Tell whether the other run was of the same part of the journey, but on other inputs."""
        inputs = (self.data, self.map_version) != (other.data, other.map_version)
        return inputs and self._part() == other._part()

    def _part(self) -> tuple[object, ...]:
        """Give the part looked at; a period moves on from run to run, so only its kind counts."""
        return self.persona, self.start is None, self.end is None


def keep_assumptions(client: "Client", output: Path | str, on: dt.date) -> Path:
    """Add what this run finds to the history of the client.

    A run that finds on the same day what the last one found adds nothing, and a map without
    assumptions has no history.

    Parameters
    ----------
    client : Client
    output : Path or str
        The folder of the reports; the history is in `<output>/<client>/history/`.
    on : date
        The day of the run.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    MeasureError
        CJ-483, inside the client's own folder; CJ-482, it cannot be written.
    """
    path, run = history_file(client, output), _this_run(client, on)
    if not run.found or run in read_history(client, output)[-1:]:
        return path
    line = json.dumps(asdict(run), ensure_ascii=False, allow_nan=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _append(path, line.encode("utf-8") + b"\n")
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise MeasureError.of("CJ-482", path=str(path), reason=reason) from None
    return path


def history_file(client: "Client", output: Path | str) -> Path:
    """Give the file with the history of a client; inside the client's own folder it is refused."""
    path = Path(output) / client.name / "history" / FILE
    refuse_inside(client, output, path)
    return path


def refuse_inside(client: "Client", output: Path | str, path: Path | None = None) -> None:
    """Refuse an output of which this path, or the whole, lies in the client's own folder.

    Raises
    ------
    MeasureError
        CJ-483.
    """
    if Path(path or output).resolve().is_relative_to(client.folder.resolve()):
        raise MeasureError.of("CJ-483", folder=str(output))


def read_history(client: "Client", output: Path | str) -> list[Run]:
    """Give the runs that were kept, oldest first; lines that are none are skipped."""
    try:
        lines = history_file(client, output).read_bytes().splitlines()
    except OSError:
        return []
    return [run for line in lines if (run := _read(line))]


def assumption_changes(client: "Client", output: Path | str, on: dt.date) -> Measure:
    """Tell what changed since the last run that had other data or another map.

    An assumption that asks something else than then, in its threshold, place or days, is not
    compared. Cells too small to be shown have no verdict, then or now.

    Returns
    -------
    Measure
        Columns assumption, since (day of that run), before, before_value, before_n, verdict,
        value, n; n is the number of assumptions compared.
    """
    now = _this_run(client, on)
    earlier = [run for run in read_history(client, output) if now.follows(run)]
    before = earlier[-1] if earlier else None
    rows = [_beside(identity, now, before) for identity in now.found]
    frame = ASSUMPTION_CHANGES.frame(pd.DataFrame(rows) if rows else None)
    n = int((frame["before"].notna() & frame["verdict"].notna()).sum())
    said = _told(client, frame, before, n)
    return measure_of(client, ASSUMPTION_CHANGES, frame, n=n, sentences=said, shapes=_EVERY_SHAPE)


_EVERY_SHAPE = ("events", "answers", "counts")


def _this_run(client: "Client", on: dt.date) -> Run:
    chosen = client.selection
    shown = published(assumptions(client), client.small_cells).frame
    asked = {assumption.id: _asked(assumption) for assumption in client.map.assumptions}
    found = {
        row["assumption"]: {"asked": asked[row["assumption"]], **{k: _plain(row[k]) for k in _KEPT}}
        for row in shown.to_dict("records")
    }
    return Run(
        date=on.isoformat(),
        map_version=client.whole_map.version,
        data=_data_hash(client),
        persona=chosen.persona,
        start=chosen.start.isoformat() if chosen.start else None,
        end=chosen.end.isoformat() if chosen.end else None,
        found=found,
    )


def _asked(assumption: Assumption) -> str:
    """Give a short hash of what an assumption asks; its words and evidence are no part of it."""
    kept = assumption.model_copy(update={"evidence": Assumption.model_fields["evidence"].default})
    asked = {name: value for name, value in plain(kept).items() if name not in ("id", "text")}
    return _short_hash(asked)


def _data_hash(client: "Client") -> str:
    files = client.engine.query("lineage")[["source", "file", "sha256"]]
    rows = sorted(map(tuple, files.astype("str").to_numpy().tolist()))
    return _short_hash(rows) if rows else ""


def _short_hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _append(path: Path, line: bytes) -> None:
    """Add a line in one write, after closing one that was cut off; one run at a time."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        _wait_for(handle)
        size = os.lseek(handle, 0, os.SEEK_END)
        os.lseek(handle, max(size - 1, 0), os.SEEK_SET)
        whole = os.read(handle, 1) in (b"\n", b"")
        os.write(handle, line if whole else b"\n" + line)
        os.fsync(handle)
    finally:
        os.close(handle)


def _wait_for(handle: int) -> None:
    """Hold the file until it is closed (not on Windows)."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415  (not on Windows)

        fcntl.flock(handle, fcntl.LOCK_EX)


def _read(line: bytes) -> Run | None:
    try:
        return _checked(Run(**json.loads(line)))
    except (ValueError, TypeError):
        return None


def _checked(run: Run) -> Run | None:
    dt.date.fromisoformat(run.date)
    known = all(isinstance(one, Mapping) and {"asked", *_KEPT} <= set(one) for one in _all(run))
    return run if known else None


def _all(run: Run) -> list[Any]:
    if not isinstance(run.found, Mapping):
        raise TypeError
    return list(run.found.values())


def _beside(identity: str, now: Run, before: Run | None) -> dict[str, Any]:
    found = now.found[identity]
    then = before.found.get(identity) if before else None
    same = then if then and then["asked"] == found["asked"] else {}
    return {
        "assumption": identity,
        "since": pd.Timestamp(before.date) if before and same else None,
        **{"before": same.get("verdict"), "before_value": same.get("value")},
        "before_n": same.get("n"),
        **{name: found[name] for name in ("verdict", "value", "n")},
    }


def _told(client: "Client", frame: pd.DataFrame, before: Run | None, n: int) -> list[Sentence]:
    if before is None:
        return [Sentence("first_run")]
    since = {"since": dt.date.fromisoformat(before.date)}
    texts = {assumption.id: assumption.text for assumption in client.map.assumptions}
    changed = frame[frame["before"].notna() & frame["verdict"].notna()]
    changed = changed[changed["before"] != changed["verdict"]]
    said = [_change(texts, row, since) for row in changed.to_dict("records")]
    return said or [Sentence("no_change", {"n": n, **since})]


def _change(texts: Mapping[str, str], row: Mapping[Any, Any], since: dict[str, Any]) -> Sentence:
    verdicts = {name: Word(f"measures.verdict.{row[name]}") for name in ("before", "verdict")}
    numbers = {"n": int(row["n"]), "before_n": int(row["before_n"])}
    values = {"assumption": texts[row["assumption"]], **verdicts, **numbers, **since}
    return Sentence("assumption_change", values)

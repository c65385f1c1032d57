"""What a report rests on: files with their hashes, rows, parameters, versions, seconds."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cjkit.client import Client
from cjkit.measures.asking import ask

_PACKAGES = (
    "altair",
    "duckdb",
    "ipykernel",
    "nbclient",
    "nbformat",
    "numpy",
    "pandas",
    "papermill",
    "pydantic",
    "scipy",
    "vl-convert-python",
)
_COUNTS = ["read", "accepted", "rejected", "without_consent", "unplaced"]


def sha256(path: Path) -> str:
    """Give the hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def input_files(client: Client) -> list[dict[str, Any]]:
    """Give the files behind a report: the map, data.yaml and every file of the data.

    Returns
    -------
    list of dict
        `file` (from the client's folder), `sha256` and `bytes`; data also have their `source`.
    """
    own = (client.folder / name for name in ("journey.yaml", "data.yaml"))
    described = [
        {"file": path.name, "sha256": sha256(path), "bytes": path.stat().st_size}
        for path in own
        if path.is_file()
    ]
    lineage = client.engine.query("lineage").sort_values(["source", "file"])
    data = lineage[["source", "file", "sha256", "bytes"]].to_dict("records")
    return [*described, *({str(k): v for k, v in row.items()} for row in data)]


def row_counts(client: Client) -> list[dict[str, Any]]:
    """Give what became of the rows of each source: read is the sum of the other four."""
    rows = client.engine.query("rows").groupby("source", sort=True)[_COUNTS].sum()
    return [
        {"source": str(source), **{name: int(counts[name]) for name in _COUNTS}}
        for source, counts in rows.iterrows()
    ]


def data_days(client: Client) -> tuple[Any, Any]:
    """Give the first and last day with data in what was chosen; None where there are none."""
    days = ask(client, "coverage")
    if days.empty:
        return None, None
    return days["first_day"].min().date(), days["last_day"].max().date()


def manifest(
    client: Client,
    parameters: Mapping[str, str],
    files: Sequence[Mapping[str, Any]],
    notebooks: Sequence[Mapping[str, Any]],
) -> str:
    """Give the manifest of a report as JSON with sorted keys."""
    said = {
        "client": client.name,
        "map_version": client.whole_map.version,
        "parameters": dict(parameters),
        "inputs": list(files),
        "notebooks": list(notebooks),
        "rows": row_counts(client),
        "versions": {
            "cjkit": version("cjkit"),
            "python": platform.python_version(),
            "packages": {name: version(name) for name in _PACKAGES},
        },
    }
    return json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

"""The cache of linked stores: one folder for every content of files, mapping, rules and code.

A store is written aside and moved in place whole; of two runs that make the same one, the first
wins and the other discards its own.
"""

import hashlib
import json
import os
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_dir

from cjkit.data.files import InputFile, find_files
from cjkit.data.link import Hashed
from cjkit.data.linking import link
from cjkit.data.sources import DataDescription
from cjkit.errors import DataError
from cjkit.model.journey_map import JourneyMap

CACHE = "CJKIT_CACHE"
_CHUNK = 1 << 20


def linked_store(folder: Path, data: DataDescription, journey_map: JourneyMap) -> Path:
    """Give the folder with the linked store of a client; it is made where it is not there yet.

    Raises
    ------
    DataError
        The files cannot be found, read or accepted, or the cache cannot be written.
    """
    hashed = [_hashed(file) for file in find_files(folder, data)]
    store = _cache_root() / store_key(data, journey_map, hashed)
    if not store.is_dir():
        _make(store, data, journey_map, hashed)
    return store


def store_key(data: DataDescription, journey_map: JourneyMap, hashed: list[Hashed]) -> str:
    """Give the name of a store: it changes with whatever could change what is in it."""
    said = {
        "code": _code_hash(),
        "data": data.model_dump(mode="json"),
        "rules": _rules(journey_map),
        "files": [(one.file.source.id, one.file.name, one.sha256) for one in hashed],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def _rules(journey_map: JourneyMap) -> object:
    """Give the parts of a map that say where rows belong."""
    return journey_map.model_dump(
        mode="json",
        include={
            "touchpoints": {"__all__": {"id", "channel", "match", "places"}},
            "stages": {"__all__": {"id", "entry"}},
            "personas": {"__all__": {"id", "name", "customer_group", "traits"}},
            "organisation": {"customer_groups": {"__all__": {"id", "name"}}},
            "metrics": {"sources": {"__all__": {"id", "collected_by"}}},
        },
    )


def _code_hash() -> str:
    """Give a hash of the code of this room and its linking queries; other queries only read."""
    room = files("cjkit.data")
    code = [entry for entry in room.iterdir() if entry.name.endswith(".py")]
    queries = [q for q in (room / "queries").iterdir() if q.name.startswith("link_")]
    digest = hashlib.sha256()
    for entry in sorted([*code, *queries], key=lambda one: one.name):
        digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()


def _hashed(file: InputFile) -> Hashed:
    try:
        with file.path.open("rb") as raw:
            digest = hashlib.file_digest(raw, "sha256")
    except OSError as wrong:
        reason = wrong.strerror or ""
        raise DataError.of("CJ-340", file.place, reason=reason) from None
    return Hashed(file, digest.hexdigest(), file.path.stat().st_size)


def _cache_root() -> Path:
    root = Path(os.environ.get(CACHE) or user_cache_dir("cjkit")) / "stores"
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        reason = wrong.strerror or ""
        raise DataError.of("CJ-338", path=str(root), reason=reason, name=CACHE) from None
    return root


def _make(
    store: Path, data: DataDescription, journey_map: JourneyMap, hashed: list[Hashed]
) -> None:
    with tempfile.TemporaryDirectory(prefix=".making-", dir=store.parent) as aside:
        made = Path(aside) / "store"
        made.mkdir(mode=0o700)
        link(data, journey_map, hashed, made)
        _move(made, store)


def _move(made: Path, store: Path) -> None:
    try:
        made.rename(store)
    except OSError:
        if not store.is_dir():  # else another run was first, and its store is as good as ours
            raise
        shutil.rmtree(made)

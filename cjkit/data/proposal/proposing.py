"""Propose data.yaml for files, and write it into a client's folder with what it needs."""

import filecmp
import fnmatch
import itertools
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from cjkit.data.engine import Settings, connect
from cjkit.data.proposal.columns import NO_NAME, own_name
from cjkit.data.proposal.consent import ConsentFound
from cjkit.data.proposal.drafting import Draft, draft_source
from cjkit.data.proposal.gathering import Found, find_paths, gather, look_at_all, pattern
from cjkit.data.proposal.remarks import Remark
from cjkit.data.proposal.samples import take_sample
from cjkit.data.proposal.writing import write_data
from cjkit.data.sources import FILE_NAME, read_data
from cjkit.data.sql import run_sql
from cjkit.errors import DataError, Place, Problem
from cjkit.formats.whole_file import write_whole
from cjkit.model.journey_map import JourneyMap

DATA_FOLDER = "data"
PROPOSED = "data.proposed"
_OVERLAP = 0.5
_ORDER = ("customers", "consents", "events", "answers", "counts")


@dataclass(frozen=True)
class Proposal:
    """A data.yaml that is not written yet."""

    text: str
    """The file."""
    drafts: tuple[Draft, ...]
    """What it proposes, a source each."""
    copies: Mapping[Path, str]
    """File outside the client's folder -> where it goes in it."""


@dataclass(frozen=True)
class Written:
    """What was written."""

    path: Path
    """The proposal: data.yaml, or data.proposed.yaml where the client has one."""
    copied: tuple[tuple[Path, Path], ...]
    """Files that were copied into the folder: from, to."""
    problems: tuple[Problem, ...]
    """What cjkit's own reader still asks, such as to decide on consent."""


def propose_data(
    files: Sequence[Path | str],
    folder: Path | str,
    language: str = "en",
    *,
    attributes: Sequence[str] = (),
) -> Proposal:
    """Look at the begin of files and propose a data.yaml, naming what is unsure.

    Nothing is written or copied. Files in the folder are named as they lie; others get a place
    in its folder `data`.

    Parameters
    ----------
    files
        Files, or folders of files.
    folder
        The client's folder; it need not be there yet.
    language
        nl or en, for the comments.
    attributes
        Names of attributes that the map's rules ask of customers.

    Raises
    ------
    DataError
        A file is not there, cannot be opened or is no table; all that is wrong, at once.
    """
    folder = Path(folder).resolve()
    with tempfile.TemporaryDirectory(prefix="cjkit-") as temporary:
        spill, texts = Path(temporary) / "spill", Path(temporary) / "texts"
        texts.mkdir()
        connection = connect(spill, Settings(memory="1GB", disk="2GB"))
        try:
            run_sql(connection, "link_macros")
            found = look_at_all(find_paths([Path(f) for f in files]), texts, connection)
            drafts = _draft(gather(found), attributes, connection)
        finally:
            connection.close()
    copies = _places([path for path, _ in found], folder)
    placed = [replace(draft, files=_patterns(draft, folder, copies)) for draft in drafts]
    named = sorted(_with_ids(placed), key=lambda draft: _ORDER.index(draft.shape))
    return Proposal(write_data(named, language), tuple(named), copies)


def _draft(
    groups: Sequence[Sequence[Found]],
    attributes: Sequence[str],
    connection: duckdb.DuckDBPyConnection,
) -> list[Draft]:
    connection.execute("create temp table people (draft integer, id varchar)")
    drafts: list[Draft] = []
    for number, group in enumerate(groups):
        paths, forms = zip(*group, strict=True)
        sample = take_sample(paths, forms, connection)
        draft = draft_source(sample, connection, attributes)
        column = next((c for c in sample.columns if c.name == draft.columns.get("customer")), None)
        if column:
            values = {"draft": number, "column": column.number}
            run_sql(connection, "propose_people", values)
        drafts.append(draft)
    shares = {(one, two): share for one, two, share in run_sql(connection, "propose_overlaps")}
    return [_asking(draft, number, drafts, shares) for number, draft in enumerate(drafts)]


def _asking(
    draft: Draft, number: int, drafts: Sequence[Draft], shares: Mapping[tuple[int, int], float]
) -> Draft:
    """Let a source without consent of its own ask it of the customers it shares ids with."""
    if draft.consent.said or draft.shape not in ("events", "answers"):
        return draft
    if draft.columns.get("customer", "{row}") == "{row}":
        return draft
    givers = [n for n, each in enumerate(drafts) if each.shape == "customers"]
    if not givers:
        return draft
    best = max(givers, key=lambda giver: shares.get((number, giver), 0))
    share = shares.get((number, best), 0)
    if share < _OVERLAP:
        remark = Remark("other_ids", {"column": draft.columns["customer"]})
        return replace(draft, remarks=(*draft.remarks, remark))
    asked = ConsentFound({"by": best}, (), draft.consent.remarks)
    return replace(draft, consent=asked)


def _with_ids(drafts: Sequence[Draft]) -> list[Draft]:
    """Give each source an id of its own: of the library, else of its file."""
    ids: list[str] = []
    for draft in drafts:
        stem = _stem(draft)
        bare = own_name(pattern(draft.sample.paths[0].name).split(".")[0])
        sheet = draft.sample.form.sheet
        tried = [draft.id, bare, *([own_name(sheet)] if sheet else []), stem]
        numbered = (f"{stem}_{number}" for number in itertools.count(2))
        ids.append(next(one for one in itertools.chain(tried, numbered) if _is_free(one, ids)))
    return [
        replace(draft, id=own, consent=_by_name(draft.consent, ids))
        for draft, own in zip(drafts, ids, strict=True)
    ]


def _stem(draft: Draft) -> str:
    """Give an id from the file's name; a name that is a date only comes after the kind."""
    stem = own_name(draft.sample.paths[0].name.split(".")[0])
    return f"{draft.id or 'source'}_{stem.removeprefix('c_')}" if stem.startswith("c_") else stem


def _is_free(identity: str, ids: Sequence[str]) -> bool:
    return identity not in ("", NO_NAME, *ids)


def _by_name(consent: ConsentFound, ids: Sequence[str]) -> ConsentFound:
    by = consent.said.get("by")
    return consent if by is None else replace(consent, said={"by": ids[by]})


def _places(paths: Sequence[Path], folder: Path) -> dict[Path, str]:
    """Give each file outside the folder a place in it, each name once."""
    places: dict[Path, str] = {}
    for path in dict.fromkeys(paths):
        if folder in path.parents:
            continue
        names = itertools.chain(
            [path.name], (f"{path.parent.name or 'files'}_{path.name}",),
            (f"{n}_{path.name}" for n in itertools.count(2)),
        )  # fmt: skip
        used = {place.casefold() for place in places.values()}
        free = (f"{DATA_FOLDER}/{name}" for name in names)
        places[path] = next(place for place in free if place.casefold() not in used)
    return places


def _patterns(draft: Draft, folder: Path, copies: Mapping[Path, str]) -> tuple[str, ...]:
    """Give the pattern of the files where it fits no other file, else their names."""
    names = [copies.get(path) or path.relative_to(folder).as_posix() for path in draft.sample.paths]
    if len(names) == 1:
        return (names[0],)
    above, _, name = names[0].rpartition("/")
    starred = f"{above}/{pattern(name)}" if above else pattern(name)
    there = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
    others = {*there, *copies.values()} - set(names)
    clear = re.search(r"[^\W\d_]", pattern(name).split(".")[0])
    fits = all(fnmatch.fnmatchcase(each, starred) for each in names)
    if clear and fits and not any(fnmatch.fnmatchcase(other, starred) for other in others):
        return (starred,)
    return tuple(names)


def write_proposal(folder: Path, proposal: Proposal, journey_map: JourneyMap) -> Written:
    """Copy the files that need it and write the proposal; a data.yaml that is there stays.

    Raises
    ------
    DataError
        Another file stands where one would be copied, or something cannot be written. What was
        copied by then is taken away again.
    """
    folder = folder.resolve()
    copies = [(path, folder / place) for path, place in proposal.copies.items()]
    taken = [target for path, target in copies if target.exists() and not _same(path, target)]
    if taken:
        raise DataError(Problem("CJ-390", {}, Place(file=str(target))) for target in taken)
    made: list[Path] = []
    path = _free_name(folder)
    try:
        for source, target in copies:
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                made.append(target)
                shutil.copyfile(source, target)
        write_whole(path, proposal.text.encode("utf-8"))
    except OSError as wrong:
        for target in made:
            target.unlink(missing_ok=True)
        where, reason = str(wrong.filename or path), wrong.strerror or str(wrong)
        raise DataError.of("CJ-391", path=where, reason=reason) from None
    copied = tuple((source, target) for source, target in copies if target in made)
    return Written(path, copied, _problems(path, journey_map))


def _same(one: Path, two: Path) -> bool:
    return filecmp.cmp(one, two, shallow=False)


def _free_name(folder: Path) -> Path:
    names = itertools.chain(
        [FILE_NAME, f"{PROPOSED}.yaml"], (f"{PROPOSED}-{n}.yaml" for n in itertools.count(2))
    )
    return next(folder / name for name in names if not (folder / name).exists())


def _problems(path: Path, journey_map: JourneyMap) -> tuple[Problem, ...]:
    """Give what cjkit's own reader says of the proposal."""
    try:
        read_data(path.parent, journey_map, path.name)
    except DataError as wrong:
        return wrong.problems
    return ()

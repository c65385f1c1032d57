"""Which files belong together: those of each month under one pattern, each sheet apart."""

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from cjkit.data.proposal.forms import Form
from cjkit.data.proposal.looking import HEAD_BYTES, look_at
from cjkit.errors import DataError, Place, Problem, nearest

MOST_FILES = 2_000
_ALIKE = 0.7
_ALL_BYTES = 200_000_000
_LEAST_BYTES = 200_000
_DATED = re.compile(r"(?<!\d)\d{4}([-_.]?\d{2}){0,2}(?!\d)|(?<!\d)\d{1,2}(?!\d)|(?<=[a-z])\d{1,2}$")
_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".jsonl", ".ndjson", ".json", ".gz")
Found = tuple[Path, Form]


def find_paths(given: Sequence[Path]) -> list[Path]:
    """Give the files; of a folder those in it and below it that may hold data.

    Raises
    ------
    DataError
        A path is not there, or a folder holds no files of data.
    """
    problems: list[Problem] = []
    found: list[Path] = []
    for path in given:
        try:
            inside = _files_at(path)
        except OSError as wrong:
            place = Place(file=str(path))
            problems.append(Problem("CJ-340", {"reason": wrong.strerror or str(wrong)}, place))
            continue
        if not inside:
            there = path.is_dir()
            empty = Problem("CJ-386", {}, Place(file=str(path)))
            problems.append(empty if there else _not_there(path))
        found += inside
    found = list(dict.fromkeys(path.resolve() for path in found))
    if len(found) > MOST_FILES:
        problems.append(Problem("CJ-388", {"n": len(found), "most": MOST_FILES}))
    if problems:
        raise DataError(problems)
    return found


def _files_at(path: Path) -> list[Path]:
    """Give a file, or those of a folder that may hold data; none where nothing is there."""
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.is_file() and _holds_data(p, path))
    return [path] if path.exists() else []


def _holds_data(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~")) for part in path.relative_to(folder).parts)
    return not hidden and path.suffix.lower() in _SUFFIXES


def _not_there(path: Path) -> Problem:
    beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    near = nearest(path.name, beside)
    suggestion = str(path.with_name(near)) if near else ""
    values = {"path": str(path), "nearest": suggestion}
    return Problem("CJ-385" if near else "CJ-389", values)


def look_at_all(
    paths: Sequence[Path], temporary: Path, connection: duckdb.DuckDBPyConnection
) -> list[Found]:
    """Look at all files; what is wrong with any of them is raised at once."""
    found: list[Found] = []
    problems: list[Problem] = []
    most = max(_LEAST_BYTES, min(HEAD_BYTES, _ALL_BYTES // max(1, len(paths))))
    for path in paths:
        try:
            forms = look_at(path, temporary, connection, most)
            found += [(path, form) for form in forms]
        except DataError as wrong:
            problems += wrong.problems
    if problems:
        raise DataError(problems)
    return found


def gather(found: Sequence[Found]) -> list[list[Found]]:
    """Put files together that differ by a date in their name only and have much the same columns.

    The groups keep the order of the files.
    """
    groups: list[list[Found]] = []
    for path, form in found:
        group = next((g for g in groups if _belongs(path, form, g[0])), None)
        if group is None:
            groups.append([(path, form)])
        else:
            group.append((path, form))
    return groups


def _belongs(path: Path, form: Form, first: Found) -> bool:
    other, its_form = first
    one, two = pattern(path.name), pattern(other.name)
    same_name = path.parent == other.parent and path != other and one == two and "*" in one
    how, its_how = (
        (f.format, f.separator, f.encoding, f.sheet, f.header_row) for f in (form, its_form)
    )
    return same_name and how == its_how and _alike(form.header, its_form.header)


def _alike(one: Sequence[str], two: Sequence[str]) -> bool:
    both, either = set(one) & set(two), set(one) | set(two)
    return len(both) >= _ALIKE * len(either)


def pattern(name: str) -> str:
    """Give a name with a star for its dates.

    >>> pattern("web_2026-01.csv"), pattern("events_20260131.parquet"), pattern("leads.xlsx")
    ('web_*.csv', 'events_*.parquet', 'leads.xlsx')
    """
    stem, dot, suffix = name.partition(".")
    starred = _DATED.sub("*", stem)
    return re.sub(r"\*[-_ ]?(?=\*)", "", starred) + dot + suffix

"""The files of a client's sources: where they are, and how they are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cjkit.data.sources import DataDescription, Format, Source
from cjkit.errors import DataError, Place, Problem, nearest

_SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".txt": Format.CSV,
    ".xlsx": Format.XLSX,
    ".parquet": Format.PARQUET,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
}


@dataclass(frozen=True)
class InputFile:
    """A file of a source."""

    source: Source
    path: Path
    name: str
    """Its path from the client's folder, with forward slashes."""

    @property
    def place(self) -> Place:
        """Where errors about the file point."""
        return Place(file=self.name)

    @property
    def format(self) -> Format:
        """How it is written."""
        suffixes = [suffix.lower() for suffix in self.path.suffixes]
        told = [_SUFFIXES[suffix] for suffix in reversed(suffixes) if suffix in _SUFFIXES]
        return self.source.format or (told[0] if told else Format.CSV)

    @property
    def separator(self) -> str:
        """What stands between columns."""
        tab = ".tsv" in [suffix.lower() for suffix in self.path.suffixes]
        return self.source.separator or ("\t" if tab else ",")


def find_files(folder: Path, data: DataDescription) -> list[InputFile]:
    """Give the files of all sources, in order of source and name.

    Raises
    ------
    DataError
        A pattern matches nothing, or a file is empty.
    """
    found, problems = [], []
    for source in data.sources:
        paths = {path for pattern in source.files for path in _matching(folder, pattern)}
        problems += [_no_file(folder, p) for p in source.files if not _matching(folder, p)]
        found += [
            InputFile(source, path, path.relative_to(folder).as_posix()) for path in sorted(paths)
        ]
    problems += [Problem("CJ-322", {}, f.place) for f in found if f.path.stat().st_size == 0]
    if problems:
        raise DataError(problems)
    return found


def _matching(folder: Path, pattern: str) -> list[Path]:
    if (folder / pattern).is_file():
        return [folder / pattern]
    if (folder / pattern).is_dir() and not Path(pattern).suffix:
        return sorted(_visible_files(folder / pattern))
    return [path for path in folder.glob(pattern) if path.is_file()]


def _visible_files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")


def _no_file(folder: Path, pattern: str) -> Problem:
    beside = (folder / pattern).parent
    names = [p.name for p in beside.iterdir() if p.is_file()] if beside.is_dir() else []
    near = nearest(Path(pattern).name, sorted(names))
    suggestion = Path(pattern).with_name(near).as_posix() if near else ""
    values = {"pattern": pattern, "nearest": suggestion}
    return Problem("CJ-320" if near else "CJ-321", values, Place(file="data.yaml"))


def unreadable(file: InputFile, wrong: Exception) -> DataError:
    """Give the error for a file that a reader gave up on, with the first line it said."""
    lines = str(wrong).strip().splitlines() or [type(wrong).__name__]
    return DataError.of("CJ-332", file.place, reason=lines[0][:200])

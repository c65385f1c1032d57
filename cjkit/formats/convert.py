"""From one kind of file to another: the end of its name says what a file is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cjkit.errors import ClientError, MapError, Place, Problem
from cjkit.formats.cards import read_cards, write_cards
from cjkit.formats.improvements_csv import render_improvements
from cjkit.formats.journey_yaml import read_journey, render_journey
from cjkit.formats.map_json import read_json, render_json
from cjkit.formats.mermaid import read_mermaid, write_mermaid
from cjkit.formats.text_file import read_text
from cjkit.formats.whole_file import write_whole
from cjkit.formats.workbook.reading import read_workbook
from cjkit.formats.workbook.writing import render_workbook
from cjkit.labels import Word
from cjkit.model.journey_map import JourneyMap

Findings = tuple[Problem, ...]
Read = tuple[JourneyMap, Findings]


@dataclass(frozen=True)
class Reading:
    """How a file is to be read where it does not say so itself."""

    language: str = "en"
    """The language of a map that names none, nl or en."""
    base: JourneyMap | None = None
    """The map to which notes are added; a new one when None."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file, known by the end of its name; None for what cannot be done with it."""

    ending: str
    read: Callable[[Path, Reading], Read] | None
    write: Callable[[JourneyMap, Path, str], bytes] | None


def _whole(read: Callable[[Path], JourneyMap]) -> Callable[[Path, Reading], Read]:
    """Make a reader of one that has nothing to remark."""
    return lambda path, reading: (read(path), ())


def _text(write: Callable[[JourneyMap], str]) -> Callable[[JourneyMap, Path, str], bytes]:
    return lambda journey_map, path, language: write(journey_map).encode("utf-8")


def _yaml(journey_map: JourneyMap, path: Path, language: str) -> bytes:
    """Give journey.yaml; a file that stands there keeps its comments and order."""
    old = read_text(path, MapError) if path.exists() else None
    return render_journey(journey_map, old).encode("utf-8")


def _improvements(
    journey_map: JourneyMap,
    path: Path,
    language: str,
    scores: Mapping[str, float | None] | None = None,
) -> bytes:
    """Give the CSV with a byte order mark, without which Excel takes it for another encoding."""
    return render_improvements(journey_map, language, scores).encode("utf-8-sig")


KINDS: Sequence[FileKind] = (
    FileKind(".yaml", _whole(read_journey), _yaml),
    FileKind(".yml", _whole(read_journey), _yaml),
    FileKind(
        ".xlsx",
        _whole(read_workbook),
        lambda journey_map, path, language: render_workbook(journey_map, language),
    ),
    FileKind(".json", _whole(read_json), _text(render_json)),
    FileKind(
        ".mmd", lambda path, reading: read_mermaid(path, reading.language), _text(write_mermaid)
    ),
    FileKind(
        ".cards.csv",
        lambda path, reading: read_cards(path, base=reading.base, language=reading.language),
        _text(write_cards),
    ),
    FileKind("improvements.csv", None, _improvements),
)
"""What can be read and written."""


def read_map(
    path: Path | str, *, language: str | None = None, base: JourneyMap | None = None
) -> Read:
    """Read a map from any kind of file, or from a client's folder, with what was odd about it.

    Raises
    ------
    CjkitError
        The end of the name is not known (ClientError), or the file is wrong (MapError).
    """
    path = Path(path)
    if path.is_dir():
        return read_journey(path), ()
    read = _able(path, "read")
    return read(path, Reading(language or "en", base))  # type: ignore[no-any-return]


def convert(  # noqa: PLR0913  (each an option of its own, by name)
    source: Path | str,
    target: Path | str,
    *,
    language: str | None = None,
    base: Path | str | None = None,
    force: bool = False,
    scores: Mapping[str, float | None] | None = None,
) -> Findings:
    """Read a map from one file and write it to another.

    Parameters
    ----------
    source, target : Path or str
        The files; what they are is told by the end of their names. The source may be a client's
        folder.
    language : str, optional
        nl or en: of the headings written, and of a map read from a diagram or notes. That of the
        map when left out.
    base : Path or str, optional
        A map to which notes (.cards.csv) are added.
    force : bool
        Replace a target that exists. A journey.yaml keeps its comments.
    scores : mapping of str to float, optional
        For improvements.csv: the focus score of each improvement, by id, in the order wanted.

    Returns
    -------
    tuple of Problem
        What was odd about the source.

    Raises
    ------
    CjkitError
        With all that is wrong; then nothing is written.
    """
    target = Path(target)
    write = _able(target, "write")
    if target.exists() and not force:
        raise ClientError.of("CJ-832", path=str(target))
    onto = read_map(base)[0] if base else None
    journey_map, findings = read_map(source, language=language, base=onto)
    spoken = language or journey_map.language
    content = (
        _improvements(journey_map, target, spoken, scores)
        if write is _improvements
        else write(journey_map, target, spoken)
    )
    try:
        write_whole(target, content)
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise ClientError.of("CJ-833", path=str(target), reason=reason) from None
    return findings


def _able(path: Path, way: str) -> Any:
    """Give what reads or writes this kind of file; the longest known ending counts."""
    able = [kind for kind in KINDS if getattr(kind, way)]
    fitting = [kind for kind in able if path.name.lower().endswith(kind.ending)]
    if not fitting:
        values = {"file": path.name, "way": Word(f"formats.way.{way}")}
        raise ClientError.of("CJ-831", Place(), **values, known=[kind.ending for kind in able])
    return getattr(max(fitting, key=lambda kind: len(kind.ending)), way)

"""Versions of a map: from a file, from a folder, or from a revision that git keeps."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from cjkit.errors import CompareError
from cjkit.formats.journey_yaml import FILE_NAME, read_journey
from cjkit.model.journey_map import JourneyMap

_YAML = (".yaml", ".yml")


def as_git_calls(arguments: Sequence[str]) -> bool:
    """Tell whether these are the arguments that git gives to a diff driver.

    They are path, old file, hash, mode, new file, hash, mode; two more where a file was renamed.
    """
    return len(arguments) in (7, 9)


def two_versions(
    arguments: Sequence[str], revisions: Sequence[str]
) -> tuple[JourneyMap, JourneyMap]:
    """Read the two maps that a command line names.

    Parameters
    ----------
    arguments
        Two versions for `read_version`; one file where there are revisions; or what git gives to a
        diff driver.
    revisions
        One git revision, which is held against the file as it is now, or two.

    Raises
    ------
    CompareError
        CJ-903, when these are not two versions.
    """
    if revisions and len(arguments) == 1 and len(revisions) <= 2:
        path = Path(arguments[0])
        read = [read_revision(revision, path) for revision in revisions]
        return read[0], read[1] if len(read) == 2 else read_journey(path)
    if as_git_calls(arguments):
        arguments = [arguments[1], arguments[4]]
    if revisions or len(arguments) != 2:
        raise CompareError.of("CJ-903", given=list(arguments))
    old, new = (read_version(given) for given in arguments)
    known = new or old or JourneyMap(title="–")
    return old or _empty_version(known), new or _empty_version(known)


def read_version(given: str) -> JourneyMap | None:
    """Read a map from a file, a folder or `REVISION:path`; None for the empty file of git.

    Raises
    ------
    CompareError
        CJ-901 and CJ-902, when git cannot give it.
    MapError
        When it cannot be read as a map.
    """
    path = Path(given)
    if given == os.devnull:
        return None
    if ":" in given and not path.exists():
        return _read_revision(given, Path.cwd())
    return read_journey(path)


def read_revision(revision: str, path: Path) -> JourneyMap:
    """Read a map as it was in a revision of the git repository in which the file stands."""
    file = path / FILE_NAME if path.is_dir() else path
    return _read_revision(f"{revision}:./{file.name}", file.resolve().parent)


def _read_revision(asked: str, folder: Path) -> JourneyMap:
    revision, _, name = asked.partition(":")
    inside = PurePosixPath(name)
    file = inside if inside.suffix in _YAML else inside / FILE_NAME
    dots = "./" if name.startswith("./") else ""
    content = _git_show(f"{revision}:{dots}{file}", folder)
    with tempfile.TemporaryDirectory(prefix="cjkit-") as aside:
        copy = Path(aside) / file.name
        copy.write_bytes(content)
        return read_journey(copy)


def _git_show(asked: str, folder: Path) -> bytes:
    """Ask git for a file; what is asked never counts as an option."""
    command = ["git", "show", "--end-of-options", asked]
    try:
        shown = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise CompareError.of("CJ-902", asked=asked) from None
    if shown.returncode:
        said = shown.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = said[0].removeprefix("fatal: ").rstrip(".") if said else str(shown.returncode)
        raise CompareError.of("CJ-901", asked=asked, reason=reason)
    return shown.stdout


def _empty_version(beside: JourneyMap) -> JourneyMap:
    """Give a map with nothing in it, for the side on which git has no file."""
    return JourneyMap(title=beside.title, version=beside.version, language=beside.language)

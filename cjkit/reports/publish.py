"""Results are made aside and moved when they are whole; what stood there stays until then."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cjkit.errors import ReportError

PAGE = "report.html"


@contextmanager
def made_aside(folder: Path) -> Iterator[Path]:
    """Give a hidden folder inside another; it is gone afterwards, whatever happens.

    Raises
    ------
    ReportError
        CJ-609, when nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = TemporaryDirectory(prefix=".run-", dir=folder, ignore_cleanup_errors=True)
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise ReportError.of("CJ-609", folder=str(folder), reason=reason) from None
    with aside as name:
        yield Path(name)


def publish(made: Path, place: Path) -> None:
    """Move everything in `made` to `place`, over what has the same name there; the page last."""
    place.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(place), made_aside(place) as old:
        for item in sorted(made.iterdir(), key=lambda item: (item.name == PAGE, item.name)):
            _swap(item, place / item.name, old / item.name)


def _swap(new: Path, place: Path, old: Path) -> None:
    if new.is_file():
        os.replace(new, place)  # noqa: PTH105  (the atomic rename is the point)
        return
    if place.exists():
        place.rename(old)
    new.rename(place)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let two runs that end together move their results one after the other (not on Windows)."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415  (not on Windows)

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def keep_failed(notebook: Path, folder: Path) -> Path:
    """Keep a notebook that failed in a folder of its own, and give where it is."""
    place = folder / f"{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}"
    place.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(notebook, place))

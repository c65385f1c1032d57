"""A file is written whole or not at all, whatever happens in the middle."""

import contextlib
import os
import secrets
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file aside, see it safely on the disk, and move it into place.

    A full disk, a kill or a power cut leaves the old file or the new one, never a part. Links
    are followed, and an existing file keeps who may read it.

    Raises
    ------
    OSError
        It could not be written; the old file is as it was and nothing is left aside.
    """
    path = path.resolve()
    aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        _write_aside(aside, content)
        if path.exists():
            aside.chmod(path.stat().st_mode & 0o7777)
        os.replace(aside, path)  # noqa: PTH105  (the atomic rename is the point)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _write_aside(aside: Path, content: bytes) -> None:
    with aside.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """See the rename on the disk too, where the system can open a folder."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

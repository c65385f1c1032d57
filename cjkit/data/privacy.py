"""Consent before anything else, and pseudonyms in place of ids.

A pseudonym is HMAC-SHA-256 of the normalised id under a key that stands outside the client's
folder. It orders the customers' codes and is then forgotten: no pseudonym leaves the store.
"""

import hashlib
import os
import secrets
from pathlib import Path

from cjkit.data.matching import Bound, as_text
from cjkit.data.sources import Source
from cjkit.errors import DataError

KEY = "CJKIT_PSEUDONYM_KEY"
KEY_FILE = "CJKIT_PSEUDONYM_KEY_FILE"
SHORTEST_KEY = 16
_BLOCK = 64


def pseudonym_key() -> bytes:
    """Give the key from the environment or the file it names; a random one where neither is set.

    Raises
    ------
    DataError
        The file cannot be read, or the key has fewer than 16 bytes.
    """
    if KEY in os.environ:
        return _long_enough(os.environ[KEY].encode(), KEY)
    if KEY_FILE in os.environ:
        return _long_enough(_read_key(Path(os.environ[KEY_FILE])), KEY_FILE)
    return secrets.token_bytes(32)


def _read_key(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except OSError as wrong:
        reason = wrong.strerror or ""
        raise DataError.of("CJ-336", name=KEY_FILE, path=str(path), reason=reason) from None


def _long_enough(key: bytes, name: str) -> bytes:
    if len(key) < SHORTEST_KEY:
        raise DataError.of("CJ-335", name=name, shortest=SHORTEST_KEY)
    return key


def padded_keys(key: bytes) -> tuple[bytes, bytes]:
    """Give the inner and outer key of HMAC-SHA-256 (RFC 2104) for the SQL macro `keyed_hash`.

    >>> inner, outer = padded_keys(b"a secret of some length")
    >>> len(inner), len(outer), inner[0] ^ outer[0] == 0x36 ^ 0x5C
    (64, 64, True)
    """
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def consent_sql(source: Source, bound: Bound) -> str:
    """Give SQL that is true for rows that may be used as far as the row itself tells.

    Unknown is not yes. Where consent stands in another source, `link_withdraw.sql` asks it.
    """
    if source.consent.column is None:
        return "true"
    granted = bound.name([as_text(value) for value in source.consent.granted])
    return f'list_contains({granted}::varchar[], lower("consent"))'

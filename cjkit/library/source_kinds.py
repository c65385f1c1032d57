"""Kinds of files as tools write them: what a row is, and which header stands for which column.

>>> file_kind("ga4_export", "nl").name
'Export van GA4 naar BigQuery'
>>> "user_pseudo_id" in file_kind("ga4_export", "en").headers["customer"]
True
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import Field

from cjkit.labels import LANGUAGES
from cjkit.library.shelves import read_shelf
from cjkit.model.record import Record, Slug, Text

_UNIT = re.compile(r"[(\[][^)\]]*[)\]]\s*$")
_WITH_HEADERS = ("telling", "personal", "averages")
_BY_COLUMN = ("headers", "counts", "questions")


class FileKind(Record):
    """A kind of file: `kind` of a source in data.yaml. Headers are those of both languages."""

    id: Slug
    """The id, the same in both languages and in data.yaml."""
    shape: Literal["customers", "events", "answers", "counts", "consents"]
    """What a row is to cjkit."""
    source: Slug
    """The source of the library that it belongs to."""
    name: Text
    """What it is called."""
    row: Text
    """What a row is, in words."""
    tools: tuple[Text, ...]
    """Tools that write such files."""
    events: tuple[Text, ...] = ()
    """Names of events that such files typically have."""
    telling: tuple[Text, ...] = ()
    """Headers by which the kind is known."""
    headers: dict[str, tuple[Text, ...]]
    """Our name of a column -> the headers for it, the best first."""
    counts: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    """Name of a count -> the headers for it."""
    averages: tuple[Text, ...] = ()
    """Headers of averages, rates and levels, which cannot be added up over days."""
    questions: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    """Instrument -> words in the headers of its questions."""
    personal: tuple[Text, ...] = ()
    """Headers of what names a person, or may."""


@cache
def file_kinds(language: str) -> tuple[FileKind, ...]:
    """Give the kinds of files, in the order of the library."""
    return tuple(
        FileKind.model_validate(_read(item, language)) for item in read_shelf("source_kinds")
    )


def file_kind(identity: str, language: str) -> FileKind:
    """Give one kind; a KeyError where there is none."""
    return {kind.id: kind for kind in file_kinds(language)}[identity]


@cache
def kind_shapes() -> Mapping[str, str]:
    """Give id -> shape of every kind.

    >>> kind_shapes()["orders"]
    'events'
    """
    return {item["id"]: item["shape"] for item in read_shelf("source_kinds")}


def plain_header(header: str) -> str:
    """Give a header as it is compared: without case, accents, spaces, signs, unit and plural s.

    >>> plain_header("Amount spent (EUR)"), plain_header("E-mailadres"), plain_header("Clicks")
    ('amountspent', 'emailadre', 'click')
    """
    bare = _UNIT.sub("", header.strip()) or header
    letters = unicodedata.normalize("NFKD", bare).casefold()
    return "".join(letter for letter in letters if letter.isalnum()).removesuffix("s")


def _read(item: Mapping[str, Any], language: str) -> dict[str, Any]:
    read = dict(item)
    read |= {name: item[name][language] for name in ("name", "row")}
    read |= {name: _both(item[name]) for name in _WITH_HEADERS if name in item}
    for name in _BY_COLUMN:
        read[name] = {column: _both(said) for column, said in item.get(name, {}).items()}
    return read


def _both(said: Mapping[str, list[str]]) -> list[str]:
    """Join the headers of both languages; tools write English wherever they are used."""
    return list(dict.fromkeys(header for language in LANGUAGES for header in said[language]))

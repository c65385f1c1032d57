"""What kind of site a visitor came from: search, social, shopping, video, mail or an AI assistant.

Our own short list stands in cjkit/library/tracking/sites.yaml. A client adds files of the same
form, or the lists that Matomo keeps (https://github.com/matomo-org/searchengine-and-social-list).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field

from cjkit.data.sql_text import written, written_list
from cjkit.errors import DataError, Place
from cjkit.formats.yaml_text import YamlText, parse_yaml, read_yaml, validate
from cjkit.model.record import Record, Text

CATEGORIES = ("ai_assistant", "mail", "shopping", "video", "social", "search")
"""What a site can be, in the order in which it is looked up: the most particular first."""

MATOMO = {"searchengines": "search", "socials": "social", "aiassistants": "ai_assistant"}
"""The names of Matomo's files in small letters -> what they list."""

_ENTRY = re.compile(r"[\w.*-]+( [\w.*-]+)*")

Named = dict[Text, tuple[Text, ...]]


class SiteList(Record):
    """Sites by category: a name, and the domains and UTM sources by which it is known."""

    ai_assistant: Named = Field(default_factory=dict)
    """AI assistants."""
    mail: Named = Field(default_factory=dict)
    """Mail in a browser or app."""
    shopping: Named = Field(default_factory=dict)
    """Shops and comparison sites of others."""
    video: Named = Field(default_factory=dict)
    """Video sites."""
    social: Named = Field(default_factory=dict)
    """Social media."""
    search: Named = Field(default_factory=dict)
    """Search engines."""


@cache
def our_sites() -> SiteList:
    """Give the list of the library.

    >>> our_sites().search["Bing"]
    ('bing.com', 'bing')
    """
    text = (files("cjkit") / "library" / "tracking" / "sites.yaml").read_text("utf-8")
    return validate(SiteList, parse_yaml(text, "sites.yaml", DataError), DataError)


def read_sites(asked: str, category: str | None, folder: Path, place: Place) -> SiteList:
    """Read a list of sites from a client's folder: of our form, or one of Matomo's.

    Raises
    ------
    DataError
        The file is not there, cannot be read, or does not say what its sites are.
    """
    if Path(asked).is_absolute() or ".." in Path(asked).parts:
        raise DataError.of("CJ-314", place, pattern=asked)
    if not (folder / asked).is_file():
        raise DataError.of("CJ-355", place, path=asked)
    text = read_yaml(folder / asked, DataError)
    read = text.data if isinstance(text.data, dict) else {}
    if not set(read) <= set(CATEGORIES):
        kind = category or MATOMO.get(Path(asked).stem.lower())
        if not kind:
            raise DataError.of("CJ-356", place, path=asked, known=list(CATEGORIES))
        text = YamlText(text.file, text.text, {kind: _of_matomo(text)}, {}, text.problems)
    return validate(SiteList, text, DataError)


def _of_matomo(text: YamlText) -> dict[str, list[str]]:
    return {name: list(_domains(text, name, value)) for name, value in text.data.items()}


def _domains(text: YamlText, name: str, value: Any) -> Iterator[str]:
    """Give the hosts of an entry: a list of them, or of settings with `urls`; {} is any country."""
    settings = value if isinstance(value, list) else [value]
    for one in settings:
        urls = one.get("urls") if isinstance(one, dict) else [one]
        for url in urls if isinstance(urls, list) else [urls]:
            host = str(url).partition("/")[0].replace("{}", "*").lower()
            if not isinstance(url, str) or not _ENTRY.fullmatch(host):
                raise DataError.of("CJ-357", text.place((name,)), name=name)
            yield host.removeprefix("*.").removeprefix("www.")


def category_sql(site: str, lists: Sequence[SiteList]) -> str:
    """Give SQL for the category of a site.

    Parameters
    ----------
    site
        SQL for a UTM source or a host.
    lists
        The client's lists; of two that name a domain the first counts, and ours comes last.
    """
    patterns = _patterns(lists)
    tests = ", ".join(f"regexp_matches(lower({site}), {written(p)})" for p in patterns.values())
    # no case: the engine then works the site out once, and reads each pattern once for all rows
    return f"{written_list(list(patterns))}[list_position([{tests}], true)]"


def _patterns(lists: Sequence[SiteList]) -> dict[str, str]:
    found: dict[str, str] = {}
    for sites in (*lists, our_sites()):
        for category in CATEGORIES:
            for entries in getattr(sites, category).values():
                for entry in entries:
                    found.setdefault(entry.lower(), category)
    grouped = {c: [entry for entry, its in found.items() if its == c] for c in CATEGORIES}
    return {category: _pattern(entries) for category, entries in grouped.items() if entries}


def _pattern(entries: Sequence[str]) -> str:
    """Give one regular expression for words, and for domains with what stands below them."""
    domains = "|".join(_domain(entry) for entry in entries if "." in entry)
    words = "|".join(re.escape(entry) for entry in entries if "." not in entry)
    either = [f"(?:.*\\.)?(?:{domains})" if domains else "", words]
    return f"^(?:{'|'.join(part for part in either if part)})$"


def _domain(entry: str) -> str:
    country = r"[a-z]{2,3}(?:\.[a-z]{2})?"
    return re.escape(entry).replace(r"\*", country)


def names_of(lists: Sequence[SiteList]) -> Mapping[str, str]:
    """Give UTM source or domain -> name of the site.

    >>> names_of([])["fb"]
    'Facebook'
    """
    found: dict[str, str] = {}
    for sites in (*lists, our_sites()):
        for category in CATEGORIES:
            for name, entries in getattr(sites, category).items():
                for entry in entries:
                    found.setdefault(entry.lower(), name)
    return found

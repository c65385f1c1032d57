"""Rules that would place the rows that no rule placed, ready to paste in journey.yaml.

Kinds of rows that one rule can ask for are taken together: those from one campaign, those in one
part of a site, those with one event.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjkit.data.sources import DataDescription
from cjkit.formats.yaml_tree import dump_yaml
from cjkit.model.rules import Rule

MOST_KINDS = 100_000
"""Only so many kinds of rows are looked through, the most frequent ones."""
MOST_VALUES = 12
"""A column of the client's own with more values than this tells no kind of row."""
_LONGEST_NAME = 60
_CAMPAIGN = ("utm_source", "utm_medium")
_ALONE = ("campaign", "channel", "referrer_host", "label")

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Suggestion:
    """A rule that would place rows, and how many."""

    source: str
    reason: str
    """no_touchpoint or no_stage."""
    touchpoint: str | None
    """Id of the touchpoint that they have, for no_stage."""
    rows: int
    rule: Rule

    @property
    def list_name(self) -> str:
        """The list of rules it goes into: match of a touchpoint, or entry of a stage."""
        return "entry" if self.reason == "no_stage" else "match"

    @property
    def yaml(self) -> str:
        """The rule as it can be pasted under a touchpoint or a stage.

        >>> rule = Rule.model_validate({"page": {"starts_with": "/blog/"}})
        >>> print(Suggestion("web", "no_touchpoint", None, 12, rule).yaml, end="")
        match:
          - page:
              starts_with: /blog/
        """
        return dump_yaml({self.list_name: [self.rule.short_form()]})


def suggest_rules(unplaced: pd.DataFrame, data: DataDescription | None) -> list[Suggestion]:
    """Give a rule for every kind of unplaced rows, most frequent first.

    Rows of which nothing is known get one only where all of their source are like that.

    Parameters
    ----------
    unplaced
        The table `unplaced` of the store: `source`, `reason`, `touchpoint`, `fields` (JSON) and
        `rows`.
    data
        data.yaml, which names the client's own columns.
    """
    own = {source.id: source.own_columns for source in data.sources} if data else {}
    found: list[Suggestion] = []
    known = unplaced.head(MOST_KINDS).fillna({"touchpoint": ""})
    for (source, reason, touchpoint), kinds in known.groupby(
        ["source", "reason", "touchpoint"], sort=False
    ):
        fields = [_usable(json.loads(text)) for text in kinds["fields"]]
        rows = [int(count) for count in kinds["rows"]]
        telling = _few_valued(fields, own.get(str(source), ()))
        for rule, count in _rules(str(source), str(reason), fields, rows, telling):
            found.append(Suggestion(str(source), str(reason), str(touchpoint) or None, count, rule))
    return sorted(found, key=lambda one: (-one.rows, one.source, one.yaml))


def _usable(fields: Mapping[str, Any]) -> Fields:
    """Leave out what a rule cannot ask for: no value, a long name, blanks at the ends."""
    return {
        name: text
        for name, text in fields.items()
        if text and len(name) <= _LONGEST_NAME and text == text.strip() and text.isprintable()
    }


def _few_valued(kinds: Iterable[Fields], own: Sequence[str]) -> list[str]:
    """Give the columns of the client's own that have few values."""
    values: dict[str, set[str]] = {name: set() for name in own}
    for fields in kinds:
        for name in own:
            values[name] |= {fields[name]} if name in fields else set()
    return [name for name in own if 0 < len(values[name]) <= MOST_VALUES]


def _rules(
    source: str,
    reason: str,
    kinds: Sequence[Fields],
    rows: Sequence[int],
    telling: Sequence[str],
) -> list[tuple[Rule, int]]:
    grouped: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for place, fields in enumerate(kinds):
        asked = _telling(fields, reason, telling)
        if not asked or set(asked) & {"event", *telling, *_ALONE}:
            asked = {"source": source, **asked}
        grouped.setdefault(tuple(asked.items()), []).append(place)
    return [
        (_rule(dict(asked), [kinds[place] for place in places]), sum(rows[p] for p in places))
        for asked, places in grouped.items()
        if len(grouped) == 1 or asked != (("source", source),)  # else it would take all others
    ]


def _telling(fields: Fields, reason: str, own: Sequence[str]) -> dict[str, str]:
    """Give the fields that tell most of where a row belongs.

    A stage is entered by what a customer does; a touchpoint is known by where that happens. A page
    counts with all that lies in the same part of the site.
    """
    deed = {name: fields[name] for name in ("event", *own) if name in fields}
    if reason == "no_stage" and deed:
        return deed
    if all(name in fields for name in _CAMPAIGN):
        return {name: fields[name] for name in _CAMPAIGN}
    if "page" in fields:
        host = {"host": fields["host"]} if "host" in fields else {}
        return {**host, "page": section(fields["page"])}
    if "campaign" in fields:
        return {"campaign": fields["campaign"]}
    return deed or next(({name: fields[name]} for name in _ALONE if name in fields), {})


def section(page: str) -> str:
    """Give the part of a site in which a page lies.

    >>> section("/blog/2026/rates"), section("/blog"), section("/")
    ('/blog/', '/blog', '/')
    """
    first, slash, rest = page.removeprefix("/").partition("/")
    inside = slash and rest and page.startswith("/")
    return f"/{first}/" if inside else page


def _rule(asked: Mapping[str, str], kinds: Sequence[Fields]) -> Rule:
    """Make the rule; of several pages it asks for the start that they share."""
    short: dict[str, Any] = dict(asked)
    pages = sorted({fields["page"].lower() for fields in kinds if "page" in fields})
    if "page" in asked:
        short["page"] = pages[0] if len(pages) == 1 else {"starts_with": _shared(pages)}
    return Rule.model_validate(short)


def _shared(pages: Sequence[str]) -> str:
    """Give the folder in which all pages lie.

    >>> _shared(["/blog/2026/a", "/blog/2026/b"]), _shared(["/blog/a", "/blog/b/c"])
    ('/blog/2026/', '/blog/')
    """
    first, last = pages[0], pages[-1]
    same = next(
        (n for n, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]),
        len(first),
    )
    return first[: first[:same].rfind("/") + 1]

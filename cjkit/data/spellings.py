"""One campaign, several spellings: found among the values of a field, and brought to one.

`Facebook`, `face-book` and `fb` are one source to a marketer and three to a computer. Two values
are spellings of one when they are alike apart from case, accents, spaces, dashes, underscores,
points and plus signs; for a source also when the list of sites knows both by one name.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cjkit.data.sites import SiteList, names_of
from cjkit.data.sql_text import written_list

SPELLED = (
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "utm_id",
    "campaign",
    "channel",
    "device",
    "event",
    "label",
)
"""The fields whose spellings data.yaml can bring to one."""

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s_.+-]+(?=\d)")
_SEPARATORS = re.compile(r"[\s_.+-]+")
_PLAIN = re.compile(r"[^\W\d_][\w.-]*")
_ACCENTS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True)
class Spellings:
    """Values that seem to be one."""

    proposed: str
    """The form to keep: the most frequent one in small letters."""
    values: Mapping[str, int]
    """Each spelling with the number of its rows, the most frequent first."""

    @property
    def others(self) -> tuple[str, ...]:
        """The spellings to be brought to the proposed one."""
        return tuple(value for value in self.values if value != self.proposed)


def normal_form(value: str) -> str:
    """Give what is left of a value without case, accents and separators.

    Between two digits a separator stays, as 1-12 is not 11-2.

    >>> normal_form("Nieuwsbrief-Mei"), normal_form("nieuwsbrief_mei"), normal_form("Café 1.12")
    ('nieuwsbriefmei', 'nieuwsbriefmei', 'cafe1|12')
    """
    plain = unicodedata.normalize("NFKD", value.strip()).casefold()
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    kept = _BETWEEN_DIGITS.sub("|", plain)
    return _SEPARATORS.sub("", kept) or plain


def find_spellings(
    counts: Mapping[str, int], *, field: str = "", lists: Sequence[SiteList] = ()
) -> tuple[Spellings, ...]:
    """Give the values of one field that seem to be spellings of one, the most frequent first.

    Values with characters that cannot be printed are passed over: no line can be pasted for them.

    Parameters
    ----------
    counts
        Value -> number of rows.
    field
        The field; for utm_source a site's other names count as spellings too.
    lists
        The client's lists of sites.

    Examples
    --------
    >>> found = find_spellings({"Facebook": 9, "fb": 4, "bing": 8}, field="utm_source")
    >>> [(one.proposed, one.others) for one in found]
    [('facebook', ('Facebook', 'fb'))]
    """
    alias = _aliases(lists) if field == "utm_source" else {}
    groups: dict[str, dict[str, int]] = defaultdict(dict)
    readable = [value for value in counts if value.strip() and value.isprintable()]
    for value in sorted(readable, key=lambda value: (-counts[value], value)):
        form = normal_form(value)
        groups[alias.get(form, form)][value] = counts[value]
    found = [Spellings(_proposed(values), values) for values in groups.values() if len(values) > 1]
    return tuple(sorted(found, key=lambda one: (-sum(one.values.values()), one.proposed)))


def _aliases(lists: Sequence[SiteList]) -> dict[str, str]:
    return {normal_form(entry): normal_form(name) for entry, name in names_of(lists).items()}


def _proposed(values: Mapping[str, int]) -> str:
    rows: dict[str, int] = defaultdict(int)
    for value, count in values.items():
        rows[" ".join(value.lower().split())] += count
    return min(rows, key=lambda form: (-rows[form], form))


def spellings_yaml(field: str, found: Sequence[Spellings]) -> str:
    """Give a line for data.yaml that brings spellings to one.

    >>> print(spellings_yaml("utm_medium", find_spellings({"e-mail": 1, "E-mail": 2, "email": 4})))
    spellings: {utm_medium: {email: [E-mail, e-mail]}}
    """
    groups = [
        f"{_scalar(one.proposed)}: [{', '.join(_scalar(other) for other in one.others)}]"
        for one in found
    ]
    return f"spellings: {{{field}: {{{', '.join(groups)}}}}}"


def _scalar(text: str) -> str:
    """Write a text as YAML, between quotes unless it can be nothing but text without them."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in ("true", "false", "null")
    return text if plain else json.dumps(text, ensure_ascii=False)


def spelled_sql(sql: str, spellings: Mapping[str, Sequence[str]] | None) -> str:
    """Give SQL that brings the spellings of a field to one, whatever their case.

    Parameters
    ----------
    sql
        SQL for the field.
    spellings
        The form to keep -> its other spellings; None leaves the field as it is.
    """
    if not spellings:
        return sql
    pairs = {_compared(one): kept for kept, others in spellings.items() for one in (kept, *others)}
    asked, kept = written_list(list(pairs)), written_list(list(pairs.values()))
    found = f"{kept}[list_position({asked}, lower(trim(v)))]"
    return f"list_transform([{sql}], lambda v: coalesce({found}, v))[1]"


def _compared(value: str) -> str:
    return value.strip().lower()

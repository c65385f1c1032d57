"""Columns beside those of a kind: counts, attributes of customers, columns under our own names."""

import re
import unicodedata
from collections.abc import Sequence

from cjkit.data.proposal.remarks import Remark, some
from cjkit.data.proposal.samples import Column
from cjkit.data.proposal.seeing import Seen
from cjkit.data.sources import FIELDS
from cjkit.library.source_kinds import file_kind, file_kinds, plain_header

_TAKEN = {
    *FIELDS, "customer", "at", "url", "value", "event_id", "weight", "text", "day", "file", "row",
    "touchpoint", "stage", "persona", "customer_group",
}  # fmt: skip
"""Names that have a meaning of their own on every row."""
NO_NAME = "column"
"""What a header without letters of ours is called."""
_WHOSE = ("billing", "shipping", "factuur", "aflever", "customer", "klant", "contact", "requester")
"""How the header of an address begins."""
_FEW = 60
_MOST_OWN = 15
_MOST_ATTRIBUTES = 30


def count_columns(seen: Seen) -> dict[str, str]:
    """Give the name of each count -> its column."""
    if seen.shape != "counts":
        return {}
    kinds = [seen.kind, *(k for k in file_kinds("en") if k.counts)] if seen.kind else []
    told = {c.name: name for kind in kinds if kind for name, headers in kind.counts.items()
            for c in seen.sample.columns
            if plain_header(c.name) in {plain_header(h) for h in headers}}  # fmt: skip
    counts: dict[str, str] = {}
    for column in seen.free:
        if column.name in told and column.filled:
            counts.setdefault(told[column.name], column.name)
    return counts


def attributes(seen: Seen, wanted: Sequence[str]) -> tuple[dict[str, str], list[Remark]]:
    """Propose attributes that persona rules could use; never what names a person."""
    if seen.shape != "customers":
        return {}, []
    personal = [c.name for c in seen.free if is_personal(c)]
    fits = [c for c in seen.free if c.name not in personal and _is_attribute(c, wanted)]
    names = _own_names(fits[:_MOST_ATTRIBUTES], set())
    left = [c.name for c in seen.free if c.name not in personal and c not in fits]
    remarks = []
    if fits:
        remarks.append(Remark("attributes", {}, unsure=False))
    if personal:
        remarks.append(Remark("personal", {"columns": some(personal)}, unsure=False))
    if left + [c.name for c in fits[_MOST_ATTRIBUTES:]]:
        more = left + [c.name for c in fits[_MOST_ATTRIBUTES:]]
        remarks.append(Remark("unused", {"columns": some(more), "n": len(more)}, unsure=False))
    return names, remarks


def is_personal(column: Column) -> bool:
    """Tell whether a column names a person, by its header or by what it holds."""
    named = {plain_header(h) for h in file_kind("customers", "en").personal}
    header = plain_header(column.name)
    whose = next((begin for begin in _WHOSE if header.startswith(begin)), "")
    told = header in named or header.removeprefix(whose) in named
    return told or 2 * column.mail_addresses > column.filled > 0


def _is_attribute(column: Column, wanted: Sequence[str]) -> bool:
    if plain_header(column.name) in {plain_header(each) for each in wanted}:
        return True
    number = column.filled and column.point_numbers >= 0.95 * column.filled
    few = column.distinct <= min(_FEW, 0.5 * column.filled)
    words = column.distinct > 1 and column.longest <= 80 and not column.iso_moments
    return bool(words and (few or number))


def own_columns(seen: Seen) -> tuple[dict[str, str], list[Remark]]:
    """Propose columns with few different texts under names of our own, for rules in the map."""
    if seen.shape != "events":
        return {}, []
    texts = [
        c for c in seen.free
        if _is_choice(c) and not is_personal(c) and c is not seen.found.get("consent")
    ]  # fmt: skip
    chosen = [] if seen.kind and seen.kind.id == "ga4_export" else texts[:_MOST_OWN]
    left = [c.name for c in seen.free if c not in chosen and c.filled]
    remarks = [Remark("own_columns", {}, unsure=False)] if chosen else []
    if left:
        remarks.append(Remark("unused", {"columns": some(left), "n": len(left)}, unsure=False))
    return _own_names(chosen, set(seen.found)), remarks


def _is_choice(column: Column) -> bool:
    """Tell a column with few different words, or two values of any kind."""
    few = 1 < column.distinct <= min(_FEW, 0.5 * column.filled)
    words = column.distinct == 2 or column.point_numbers < 0.5 * column.filled
    return few and words and column.longest <= 80 and not column.iso_moments


def _own_names(columns: Sequence[Column], used: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in columns:
        name = own_name(column.name)
        name = f"{name}_column" if name in _TAKEN else name
        while name in names or name in used:
            name += "_2"
        names[name] = column.name
    return names


def own_name(header: str) -> str:
    """Give a header as a name for rules: small letters, digits and underscores.

    >>> own_name("Eerste woning?"), own_name("2e keuze"), own_name("年齢")
    ('eerste_woning', 'c_2e_keuze', 'column')
    """
    letters = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", letters)[:40].strip("_")
    return f"c_{name}" if name[:1].isdigit() else name or NO_NAME

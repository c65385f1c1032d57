"""Which kind of file it is, and which column is what: by headers, and by what the columns hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cjkit.data.proposal.samples import Column, Sample
from cjkit.library.source_kinds import FileKind, file_kinds, plain_header

ENOUGH = 1.7
"""The score from which a kind is recognised: about two headers that no other kind has."""
_CLOSE = 0.5
_FEW = 30
_PEOPLE = (
    "klant", "customer", "cust", "client", "visitor", "bezoeker", "member", "lid", "relatie",
    "household", "user", "gebruiker", "contactid", "persoon", "person",
)  # fmt: skip
_ENDINGS = {
    "event": ("statu", "event", "gebeurtenis", "actie", "action", "activiteit", "activity"),
    "channel": ("channel", "kanaal"),
    "campaign": ("campaign", "campagne"),
    "device": ("device", "apparaat"),
}


@dataclass(frozen=True)
class Recognised:
    """The kind of a file, as far as it is known."""

    kind: FileKind | None = None
    """The kind; None where no kind fits well enough."""
    rival: FileKind | None = None
    """Another kind that fits nearly as well."""


def recognise(
    headers: Iterable[str], names: Sequence[str] = (), among: Sequence[str] = ()
) -> Recognised:
    """Tell which kind of file has these headers.

    Parameters
    ----------
    headers
        The names of the columns.
    names
        Names of the files, which may hint at the kind.
    among
        Ids of the kinds to choose from; all when left out.

    >>> recognise(["Order number", "Financial Status", "Paid at", "Email", "Total"]).kind.id
    'orders'
    """
    plain = {plain_header(header) for header in headers if header}
    kinds = [kind for kind in file_kinds("en") if not among or kind.id in among]
    scores = {kind.id: _score(kind, plain, names) for kind in kinds}
    ranked = sorted(kinds, key=lambda kind: -scores[kind.id])
    if not ranked or scores[ranked[0].id] < ENOUGH:
        return Recognised()
    best, *others = ranked
    near = others[0] if others and scores[others[0].id] > scores[best.id] - _CLOSE else None
    return Recognised(best, near if near and scores[near.id] >= ENOUGH else None)


def _score(kind: FileKind, plain: set[str], names: Sequence[str]) -> float:
    telling = len(plain & _plain(kind.telling))
    roles = sum(bool(plain & _plain(headers)) for headers in kind.headers.values())
    counts = sum(bool(plain & _plain(headers)) for headers in kind.counts.values())
    if kind.shape == "counts" and not counts:
        return 0
    own = {plain_header(each) for each in (kind.id, kind.source, *kind.tools, *kind.id.split("_"))}
    hints = {plain_header(part) for name in names for part in _words(name)}
    hinted = bool(own & (hints | {plain_header(_stem(name)) for name in names}))
    return telling + 0.2 * roles + 0.4 * counts + 0.8 * hinted


def _stem(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


def _words(name: str) -> list[str]:
    return "".join(c if c.isalpha() else " " for c in _stem(name)).split()


def _plain(headers: Iterable[str]) -> set[str]:
    return {plain_header(header) for header in headers}


def file_names(sample: Sample) -> list[str]:
    """Give what may hint at the kind: names of files, of their sheet and of their folder."""
    first: Path = sample.paths[0]
    return [first.name, *([sample.form.sheet] if sample.form.sheet else []), first.parent.name]


def find_columns(kind: FileKind | None, shape: str, sample: Sample) -> dict[str, Column]:
    """Give our name of a column -> the column; each column once.

    The headers of the kind come first, then those of other kinds of its shape, then endings.
    """
    usable = {c.name: c for c in sample.columns if c.name not in sample.doubled}
    found: dict[str, Column] = {}
    others = [k for k in file_kinds("en") if k.shape == shape and k is not kind]
    for headers in [*([kind.headers] if kind else []), *(other.headers for other in others)]:
        _take(found, headers, usable)
    if shape == "events":
        _take_endings(found, usable)
    if "customer" not in found and shape != "counts":
        _take_person(found, usable)
    return found


def _take(
    found: dict[str, Column], headers: Mapping[str, Sequence[str]], usable: Mapping[str, Column]
) -> None:
    for role, names in headers.items():
        if role in found:
            continue
        free = {
            plain_header(name): column
            for name, column in usable.items()
            if column not in found.values()
        }
        hits = (free.get(plain_header(name)) for name in names)
        column = next((c for c in hits if c and c.filled and _suits(role, c)), None)
        if column:
            found[role] = column


def _suits(role: str, column: Column) -> bool:
    """Tell whether what a column holds can be what its header says."""
    if role == "value":
        return max(column.point_numbers, column.comma_numbers) >= 0.5 * column.filled
    if role == "weight":
        return max(column.point_numbers, column.comma_numbers) >= 0.9 * column.filled
    if role == "url":
        return column.addresses > 0 or any("/" in value for value in column.values)
    if role == "customer":
        return column.distinct > _FEW or 5 * column.distinct >= column.filled
    if role in ("event", "channel", "device", "campaign", "group", "persona"):
        words = column.point_numbers < column.filled and column.iso_moments < column.filled
        return words and column.distinct <= 1_000
    return True


def _take_endings(found: dict[str, Column], usable: Mapping[str, Column]) -> None:
    for role, endings in _ENDINGS.items():
        free = [c for c in usable.values() if c not in found.values() and 1 < c.distinct <= 60]
        fits = (c for c in free if plain_header(c.name).endswith(endings) and _suits(role, c))
        column = next(fits, None)
        if role not in found and column:
            found[role] = column


def _take_person(found: dict[str, Column], usable: Mapping[str, Column]) -> None:
    free = [c for c in usable.values() if c not in found.values() and c.distinct > 1]
    hits = [c for c in free if plain_header(c.name).startswith(_PEOPLE)]
    many = [c for c in hits if c.distinct > 0.05 * c.filled and c.longest <= 80]
    if many:
        found["customer"] = max(many, key=lambda c: c.distinct)

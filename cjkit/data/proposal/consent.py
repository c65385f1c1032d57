"""Consent in a proposal: taken from a column only where it is about analysis and its yes is plain.

All else is left open, so that cjkit stops until a person decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cjkit.data.proposal.remarks import Remark
from cjkit.data.proposal.samples import Column, Sample
from cjkit.library.source_kinds import file_kinds, plain_header

_YES = {
    "ja", "yes", "y", "j", "true", "waar", "1", "granted", "accepted", "verleend", "toegestaan",
    "akkoord", "gegeven", "given", "opt-in", "optin", "allowed",
}  # fmt: skip
_MAILING = (
    "marketing",
    "newsletter",
    "nieuwsbrief",
    "mail",
    "optin",
    "optintime",
    "sms",
    "reclame",
)
_ABOUT = ("toestemming", "consent", "optin", "accept", "gdpr", "avg", "privacy")


@dataclass(frozen=True)
class ConsentFound:
    """What a file says of consent."""

    said: Mapping[str, Any]
    """For `consent:` in data.yaml; empty while a person must decide."""
    choices: tuple[Mapping[str, Any], ...] = ()
    """What it may be, for the person to choose from."""
    remarks: tuple[Remark, ...] = ()


def find_consent(sample: Sample, column: Column | None) -> ConsentFound:
    """Tell what a column says of consent.

    Parameters
    ----------
    sample
        The files.
    column
        The column whose header says consent; None where there is none.
    """
    column = column or next((c for c in sample.columns if _may_be_consent(c)), None)
    if column is None or column.name in sample.doubled:
        return ConsentFound({})
    values = list(column.values[:5])
    granted = [value for value in column.values if value.casefold() in _YES]
    choice = {"column": column.name, "granted": granted or values[:1]}
    if _is_mailing(column):
        remark = Remark("consent_mailing", {"column": column.name, "values": values})
        return ConsentFound({}, (choice,), (remark,))
    if not granted or len(column.often) > 10:
        remark = Remark("consent_unclear", {"column": column.name, "values": values})
        return ConsentFound({}, (choice,), (remark,))
    others = [value for value in column.values if value not in granted][:5]
    empty = max(0, sample.rows - column.filled)
    told = {"column": column.name, "granted": granted, "others": others or ["-"], "n": empty}
    key = "consent_taken" if empty else "consent_plain"
    return ConsentFound(choice, (), (Remark(key, told, unsure=False),))


def _may_be_consent(column: Column) -> bool:
    plain = plain_header(column.name)
    return column.distinct <= 10 and any(word in plain for word in _ABOUT)


def _is_mailing(column: Column) -> bool:
    """Tell consent for mailings, which is another purpose than analysis."""
    plain = plain_header(column.name)
    known = {plain_header(h) for kind in file_kinds("en") for h in kind.headers.get("consent", ())}
    return plain not in known and any(word in plain for word in _MAILING)

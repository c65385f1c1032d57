"""Findings that the map lets be: each with its reason, and none for nothing."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from cjkit.checks.finding import Finding, Severity
from cjkit.model.journey_map import Silence

FIRST_OF_DATA = "CJ-760"
"""Codes from here on are of rules that need data."""
NO_EFFECT, OVER = "CJ-748", "CJ-749"


@dataclass(frozen=True)
class Examined:
    """What the rules found: what is told, and what the map lets be."""

    findings: tuple[Finding, ...]
    """What is told, the most serious first."""
    silenced: tuple[tuple[Finding, Silence], ...] = ()
    """What the map lets be, each with its silence."""


def apply_silences(
    found: Sequence[Finding], silences: Sequence[Silence], today: dt.date, *, with_data: bool
) -> Examined:
    """Take out what the map lets be, and tell which silences are over or have no effect.

    Parameters
    ----------
    found
        What the rules found.
    silences
        What the map lets be.
    today
        A silence holds up to and including its last day.
    with_data
        Whether the rules that need data looked as well; without them their silences are not judged.
    """
    pairs = [(finding, _silence_of(finding, silences, today)) for finding in found]
    silenced = [(finding, silence) for finding, silence in pairs if silence]
    used = {id(silence) for _, silence in silenced}
    told = [finding for finding, silence in pairs if silence is None]
    idle = _idle(silences, used, today, with_data=with_data)
    ordered = sorted([*told, *idle], key=lambda finding: -finding.severity)
    return Examined(tuple(ordered), tuple(silenced))


def _silence_of(finding: Finding, silences: Sequence[Silence], today: dt.date) -> Silence | None:
    fitting = (silence for silence in silences if _fits(silence, finding, today))
    return next(fitting, None)


def _fits(silence: Silence, finding: Finding, today: dt.date) -> bool:
    about = silence.about in (None, finding.identity)
    return silence.code == finding.code and about and not _is_over(silence, today)


def _is_over(silence: Silence, today: dt.date) -> bool:
    return silence.until is not None and silence.until < today


def _idle(
    silences: Sequence[Silence], used: Collection[int], today: dt.date, *, with_data: bool
) -> Iterator[Finding]:
    for index, silence in enumerate(silences):
        values = {"code": silence.code, "about": silence.about or "–", "date": silence.until}
        path = ("silenced", index)
        if _is_over(silence, today):
            yield Finding(OVER, Severity.WARNING, values=values, path=path)
        elif id(silence) not in used and (with_data or silence.code < FIRST_OF_DATA):
            yield Finding(NO_EFFECT, Severity.WARNING, values=values, path=path)

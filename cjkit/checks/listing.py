"""Findings as lines for people and as JSON for programs, each with its place."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cjkit.checks.finding import Finding, Severity
from cjkit.checks.places import Places
from cjkit.checks.silences import Examined
from cjkit.labels import text

if TYPE_CHECKING:
    from cjkit.client import Client


def finding_lines(client: "Client", examined: Examined) -> Iterator[str]:
    """Give a line a finding, as compilers do: place, severity, code, what, repair; then the sum."""
    language, places = client.language, Places(client.folder)
    for finding in examined.findings:
        said = f"{finding.text(language)} {finding.repair(language)}"
        yield f"{places.of(finding)}: {_word(finding.severity, language)}: {finding.code} {said}"
    yield _sum(examined, language)


def findings_json(client: "Client", examined: Examined, today: dt.date) -> dict[str, Any]:
    """Give the findings as values for JSON; keys and codes stay the same in every language."""
    places, language = Places(client.folder), client.language
    counts = Counter(finding.severity for finding in examined.findings)
    return {
        "format": 1,
        "client": client.name,
        "map_version": client.whole_map.version,
        "day": today.isoformat(),
        "language": language,
        "counts": {severity.name.lower(): counts[severity] for severity in reversed(Severity)}
        | {"silenced": len(examined.silenced)},
        "findings": [_as_json(finding, places, language) for finding in examined.findings],
        "silenced": [
            _as_json(finding, places, language)
            | {"reason": silence.reason, "until": silence.until and silence.until.isoformat()}
            for finding, silence in examined.silenced
        ],
    }


def _as_json(finding: Finding, places: Places, language: str) -> dict[str, Any]:
    place = places.of(finding)
    return {
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "kind": finding.kind or None,
        "id": finding.identity or None,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "what": finding.text(language),
        "repair": finding.repair(language),
    }


def _word(severity: Severity, language: str) -> str:
    return text(f"checks.severity.{severity.name.lower()}", language)


def _sum(examined: Examined, language: str) -> str:
    """Say how many findings there are, of which severity, and how many the map lets be."""
    counts = Counter(finding.severity for finding in examined.findings)
    parts = [f"{counts[s]} × {_word(s, language)}" for s in reversed(Severity) if counts[s]]
    if examined.silenced:
        parts.append(text("cli.silenced", language, n=len(examined.silenced)))
    told = text("cli.findings", language, n=len(examined.findings))
    return f"{told}: {', '.join(parts)}" if parts else told

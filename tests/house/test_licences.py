"""Run-time dependencies carry licences that a firm can take without asking."""

import re
from importlib.metadata import Distribution, distribution
from importlib.metadata import requires as requirements

from packaging.requirements import Requirement

ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL-?2|Mozilla Public License 2|"
    r"Unlicense|CC0|0BSD|HPND|Zlib",
    re.IGNORECASE,
)


def runtime_distributions(name: str, seen: dict[str, Distribution]) -> dict[str, Distribution]:
    for line in requirements(name) or []:
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        key = requirement.name.lower().replace("_", "-")
        if key not in seen:
            seen[key] = distribution(requirement.name)
            runtime_distributions(requirement.name, seen)
    return seen


def licence(found: Distribution) -> str:
    meta = found.metadata
    classifiers = [c for c in meta.get_all("Classifier") or [] if c.startswith("License")]
    stated = [meta.get("License-Expression"), *classifiers, meta.get("License")]
    return " | ".join(line.splitlines()[0] for line in stated if line)


def test_every_runtime_licence_is_allowed() -> None:
    found = runtime_distributions("cjkit", {})
    assert len(found) > 50
    refused = {n: licence(d) for n, d in found.items() if not ALLOWED.search(licence(d))}
    assert refused == {}


def test_the_list_refuses_what_it_should() -> None:
    assert not ALLOWED.search("GNU Affero General Public License v3")
    assert ALLOWED.search("BSD-3-Clause")

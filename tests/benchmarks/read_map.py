"""CPU seconds of reading a map of 5,000 experiences, beside libyaml going through the same text.

Run: make benchmark
"""

import resource
import tempfile
from pathlib import Path

import yaml

from cjkit.formats.journey_yaml import read_journey

EXPERIENCES, PERSONAS, STAGES = 5_000, 500, 60


def large_map() -> str:
    lines = ["format: 1", "title: A large map", "personas:"]
    lines += [f"  - {{id: p{i}, name: Persona {i}}}" for i in range(PERSONAS)]
    lines += ["stages:", *(f"  - {{id: s{i}, name: Stage {i}}}" for i in range(STAGES))]
    lines += ["experiences:"]
    for i in range(EXPERIENCES):
        lines += [
            f"  - id: e{i}",
            f"    persona: p{i % PERSONAS}",
            f"    stage: s{i % STAGES}",
            f"    emotion: {i % 5 - 2}",
            "    questions:",
            f"      - What happens in case {i}?",
            "      - text: And what does it cost?",
            "        evidence: {grade: indicated, kind: interview, source: Interviews, n: 12}",
        ]
    return "\n".join(lines) + "\n"


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def seconds(work) -> float:
    before = cpu()
    work()
    return cpu() - before


if __name__ == "__main__":
    text = large_map()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journey.yaml"
        path.write_text(text, "utf-8")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        events = min(seconds(lambda: list(yaml.parse(text, Loader=loader))) for _ in range(3))
        read = min(seconds(lambda: read_journey(path)) for _ in range(3))
    what = f"{EXPERIENCES:,} experiences, {PERSONAS} personas, {STAGES} stages"
    print(f"\n{what}: {len(text):,} bytes")
    print(f"{'what':<34}{'CPU s':>18}{'x libyaml':>16}")
    print(f"{'libyaml, all events':<34}{events:>18.2f}{1:>16.1f}")
    print(f"{'read_journey':<34}{read:>18.2f}{read / events:>16.1f}")

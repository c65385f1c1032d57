"""CPU seconds of `import cjkit` beside a bare interpreter and pydantic; best of seven processes.

Run: make benchmark
"""

import resource
import subprocess
import sys


def cpu_seconds(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def best(code: str) -> float:
    return min(cpu_seconds(code) for _ in range(7))


if __name__ == "__main__":
    bare = best("pass")
    print(f"{'what':<28}{'CPU s over bare Python':>24}{'x import json':>16}")
    json = max(best("import json") - bare, 0.001)
    for code in (
        "import json",
        "import cjkit",
        "import cjkit; cjkit.read_journey",
        "import pandas",
    ):
        seconds = max(best(code) - bare, 0.0)
        print(f"{code[:34]:<34}{seconds:>18.3f}{seconds / json:>16.1f}")

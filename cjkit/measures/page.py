"""The list of all measures in docs/measures.md, made from the measures themselves.

`python -m cjkit.measures.page docs/measures.md` brings it up to date.
"""

import sys
from pathlib import Path

from cjkit import labels
from cjkit.measures.tables import MEASURES_OF, families

BEGIN, END = "<!-- measures: begin -->", "<!-- measures: end -->"


def measure_list() -> str:
    """Give the list as Markdown: a row a measure, with its family, its step and its method."""
    steps = {m.__name__: step for step, measures in MEASURES_OF.items() for m in measures}
    named = [(family, m.__name__) for family, measures in families().items() for m in measures]
    rows = [f"| {family} | `{name}` | {steps[name]} | {_method(name)} |" for family, name in named]
    return "\n".join(["| family | file | step | how it is taken |", "|---|---|---|---|", *rows])


def with_list(page: str) -> str:
    """Give a page with the list of now between its two marks.

    >>> with_list(f"# A page\\n{BEGIN}\\nold\\n{END}\\nand more").count("| family |")
    1
    """
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{measure_list()}\n{END}{rest.partition(END)[2]}"


def _method(name: str) -> str:
    return labels.text(f"measures.method.{name}", "en").replace("|", "\\|")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(with_list(target.read_text("utf-8")), "utf-8")

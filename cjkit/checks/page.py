"""The page with all rules, docs/checks.md, made from the rules themselves.

`python -m cjkit.checks.page > docs/checks.md` brings it up to date.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from cjkit import labels
from cjkit.checks import RULES, THEMES, Rule, Severity, data_rules
from cjkit.checks.silences import NO_EFFECT, OVER

_LEAD = """\
# The rules of `cjkit check`

Made from the code by `python -m cjkit.checks.page`; a test holds it up to date.

`cjkit check CLIENT [--strict] [--json] [--map-only] [--language nl|en]` looks at a client's map,
and where the client has a data.yaml at its data as well; with `--map-only` at the map alone.
A finding has a code, a severity, a place (file:line:column) and what to do.

| exit code | meaning |
|---|---|
| 0 | nothing serious |
| 1 | something serious; with `--strict` any warning as well |
| 2 | the client's folder, map or data cannot be read |

What is known and may stay is silenced in journey.yaml, with the reason. `about` is the id of the
record; without it all findings of the code are meant. Silenced findings are counted. A silence
without effect, or past its last day, is told as a finding itself.

```yaml
silenced:
  - code: CJ-701
    about: searching
    reason: Customers search on the sites of brokers, where we cannot count.
    until: 2027-06-30
```
"""


def checks_page(language: str) -> str:
    """Give the page as Markdown: a table for each theme."""
    rules = (*RULES, *data_rules())
    parts = [_LEAD, *(_section(theme, rules, language) for theme in THEMES)]
    return "\n".join([*parts, _silences(language)])


def _section(theme: str, rules: tuple[Rule, ...], language: str) -> str:
    module = sys.modules[f"cjkit.checks.{theme}"]
    rows = [
        _row(rule.code, rule.severity, (rule.find.__doc__ or "").strip(), language)
        for rule in rules
        if rule.theme == theme
    ]
    return "\n".join(
        [f"## {theme.capitalize()}", "", _first_line(module.__doc__), "", *_table(rows)]
    )


def _silences(language: str) -> str:
    asks = {
        NO_EFFECT: "A silence silences something.",
        OVER: "The last day of a silence lies ahead.",
    }
    rows = [_row(code, Severity.WARNING, rule, language) for code, rule in asks.items()]
    return "\n".join(["## Silences", "", "What the map lets be.", "", *_table(rows)])


def _table(rows: list[str]) -> Iterator[str]:
    yield "| code | severity | rule | finding | what to do |"
    yield "|---|---|---|---|---|"
    yield from rows
    yield ""


def _row(code: str, severity: Severity, asks: str, language: str) -> str:
    words = labels.catalogue("checks", language)
    said = words[code]
    cells = (
        code,
        words["severity"][severity.name.lower()],
        asks,
        _form(said["what"]),
        said["repair"],
    )
    return "| " + " | ".join(" ".join(str(cell).split()) for cell in cells) + " |"


def _form(what: str | Mapping[str, Any]) -> str:
    return str(what["other"]) if isinstance(what, Mapping) else what


def _first_line(doc: str | None) -> str:
    return (doc or "").strip().splitlines()[0]


if __name__ == "__main__":
    sys.stdout.write(checks_page("en"))

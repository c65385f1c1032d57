"""The end of the six steps in pictures: the chain to improvements, assumptions, findings."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from cjkit.charts import theme
from cjkit.charts.board import aside, dots, marked, word_table
from cjkit.charts.captions import period_words, source_of
from cjkit.charts.figure import Figure, empty_figure
from cjkit.charts.sheet import Sheet, breakable, enum_word, item_list, record_name
from cjkit.checks import Finding, Severity, check_client
from cjkit.labels import Percent, Signed, text, write
from cjkit.measures.assumptions import assumptions
from cjkit.measures.figures import SHARES
from cjkit.measures.suppression import published
from cjkit.measures.to_do import to_do
from cjkit.model.improvements import Improvement, Improvements, Opportunity, Status
from cjkit.model.metrics import Measured

if TYPE_CHECKING:
    from cjkit.client import Client

_STATUS_MARKS = {
    Status.IDEA: ("○", theme.OPEN),
    Status.PLANNED: ("◔", theme.OPEN),
    Status.IN_PROGRESS: ("◑", theme.BUYER[0]),
    Status.DONE: ("✓", theme.CUSTOMER[0]),
    Status.DROPPED: ("✕", theme.OPEN),
}
_VERDICT_MARKS = {
    "confirmed": ("✓", theme.REACHED),
    "contradicted": ("✕", theme.MISSED),
    "open": ("○", theme.OPEN),
}
_SEVERITY_MARKS = {
    Severity.SERIOUS: ("▲", theme.MISSED),
    Severity.WARNING: ("◆", "#8A5A00"),
    Severity.NOTE: ("●", theme.OPEN),
}


def _words(key: str, client: "Client", **values: Any) -> str:
    return text(f"charts.improvements.{key}", client.language, **values)


def _headings(columns: str, keys: Iterable[str], client: "Client") -> list[str]:
    return [_words(f"{columns}.{key}", client) for key in keys]


def _empty(which: str, client: "Client") -> Figure:
    title, advice = _words(f"{which}_empty", client), _words(f"{which}_next", client)
    return empty_figure(title, advice, client.language)


def to_do_figure(client: "Client") -> Figure:
    """Give the to-do list in which the map ends, what to take up first on top."""
    measure = to_do(client)
    rows = measure.frame
    if rows.empty:
        return _empty("to_do", client)
    keys = ("text", "place", "impact", "effort", "owner", "status", "due")
    first = {"text": rows["text"].iloc[0], "n": measure.n}
    title = _words("to_do_first" if measure.n else "to_do_title", client, **first)
    cells = [_to_do_row(client, row) for row in rows.to_dict("records")]
    return Figure(
        title,
        _words("to_do_subtitle", client),
        client.language,
        body=word_table(_headings("to_do_columns", keys, client), cells, title),
    )


def _to_do_row(client: "Client", row: dict[Any, Any]) -> list[Markup | str]:
    sheet = Sheet(client.language, client.whole_map)
    improvement = _improvement(client, row["improvement"])
    owner = improvement.owner
    return [
        sheet.statement(improvement, without=_SHOWN)
        + aside(_words("in_focus", client) if row["in_focus"] else ""),
        _place(client, improvement),
        dots(improvement.impact),
        dots(improvement.effort),
        owner or marked("○", _words("no_owner", client), theme.MISSED),
        _status(improvement.status, client.language),
        write(improvement.due, client.language) if improvement.due else "–",
    ]


_SHOWN = tuple(name for name in Improvement.model_fields if name != "solutions")
"""What has a column of its own."""


def _improvement(client: "Client", identity: str) -> Improvement:
    return next(i for i in client.map.improvements.improvements if i.id == identity)


def _place(client: "Client", improvement: Improvement) -> Markup:
    named = [("stage", improvement.stage), ("touchpoint", improvement.touchpoint)]
    names = [record_name(client.whole_map, kind, found) for kind, found in named if found]
    return breakable(" · ".join(names)) + aside(improvement.channel or "")


def _status(status: Status, language: str) -> Markup:
    mark, colour = _STATUS_MARKS[status]
    return marked(mark, enum_word(status, language), colour)


def chain_figure(client: "Client") -> Figure:
    """Give the chain insight, opportunity, solution, improvement, a row for each opportunity."""
    chain = client.map.improvements
    counts = {name: len(getattr(chain, name)) for name in Improvements.model_fields}
    if not sum(counts.values()):
        return _empty("chain", client)
    sheet = Sheet(client.language, client.whole_map)
    headings = [
        text(f"fields.field.Improvements.{name}", client.language)
        for name in ("opportunities", "insights", "solutions", "improvements")
    ]
    title = _words("chain_title", client, **counts)
    rows = [*(_chain_row(chain, o, sheet) for o in chain.opportunities), *_loose(chain, sheet)]
    return Figure(
        title,
        _words("chain_subtitle", client),
        client.language,
        body=word_table(headings, rows, _words("chain_subtitle", client)),
    )


def _chain_row(chain: Improvements, opportunity: Opportunity, sheet: Sheet) -> list[Markup]:
    insights = [i for i in chain.insights if i.id in opportunity.insights]
    solutions = [s for s in chain.solutions if opportunity.id in s.opportunities]
    taken = {solution.id for solution in solutions}
    improvements = [i for i in chain.improvements if taken & set(i.solutions)]
    kind = enum_word(opportunity.kind, sheet.language)
    return [
        sheet.statement(opportunity, without=("id", "kind", "insights")) + aside(kind),
        _insights(insights, sheet),
        _solutions(solutions, sheet),
        _steps(improvements, sheet),
    ]


def _loose(chain: Improvements, sheet: Sheet) -> Iterator[list[Markup]]:
    """Give one row for what no opportunity holds together."""
    known = {opportunity.id for opportunity in chain.opportunities}
    used = {i for opportunity in chain.opportunities for i in opportunity.insights}
    tied = {s.id for s in chain.solutions if known & set(s.opportunities)}
    insights = [insight for insight in chain.insights if insight.id not in used]
    solutions = [solution for solution in chain.solutions if solution.id not in tied]
    steps = [step for step in chain.improvements if not tied & set(step.solutions)]
    if insights or solutions or steps:
        nothing = marked("–", text("charts.improvements.nothing_yet", sheet.language), theme.MUTED)
        cells = _insights(insights, sheet), _solutions(solutions, sheet), _steps(steps, sheet)
        yield [nothing, *cells]


def _insights(insights: Sequence[Any], sheet: Sheet) -> Markup:
    return item_list([_insight(insight, sheet) for insight in insights]) or _gap(sheet)


def _insight(insight: Any, sheet: Sheet) -> Markup:
    named = [*(("pain", i) for i in insight.pains), *(("gain", i) for i in insight.gains)]
    names = [record_name(sheet.map, kind, identity) for kind, identity in named]
    rests = text("charts.improvements.rests_on", sheet.language, names="; ".join(names))
    return sheet.statement(insight, without=("id", "pains", "gains")) + aside(
        rests if names else ""
    )


def _solutions(solutions: Sequence[Any], sheet: Sheet) -> Markup:
    items = [
        sheet.statement(solution, without=("id", "kind", "opportunities"))
        + aside(enum_word(solution.kind, sheet.language))
        for solution in solutions
    ]
    return item_list(items) or _gap(sheet)


def _steps(improvements: Sequence[Improvement], sheet: Sheet) -> Markup:
    items = [
        sheet.statement(step, without=tuple(Improvement.model_fields))
        + Markup("<br><small>{}</small>").format(_status(step.status, sheet.language))
        for step in improvements
    ]
    return item_list(items) or _gap(sheet)


def _gap(sheet: Sheet) -> Markup:
    return marked("○", text("charts.improvements.nothing_yet", sheet.language), theme.MISSED)


def assumption_board_figure(client: "Client") -> Figure:
    """Give each assumption with what was expected, what was measured and the verdict."""
    measure = published(assumptions(client), client.small_cells)
    rows = measure.frame
    if rows.empty:
        return _empty("assumptions", client)
    verdicts = list(rows["verdict"].fillna("open"))
    counts = {verdict: verdicts.count(verdict) for verdict in _VERDICT_MARKS}
    keys = ("assumption", "expected", "found", "verdict")
    cells = [_assumption_row(client, row) for row in rows.to_dict("records")]
    rule = _words("assumptions_subtitle", client)
    return Figure(
        _words("assumptions_title", client, **counts),
        " · ".join(filter(None, (rule, period_words(measure, client.language)))),
        client.language,
        body=word_table(_headings("assumption_columns", keys, client), cells, rule),
        source=source_of(client, measure),
    )


def _assumption_row(client: "Client", row: dict[Any, Any]) -> list[Markup | str]:
    sheet = Sheet(client.language, client.whole_map)
    assumption = next(a for a in client.map.assumptions if a.id == row["assumption"])
    as_read = _reading(assumption.measured)
    threshold = write(as_read(row["threshold"]), client.language)
    verdict = "open" if pd.isna(row["verdict"]) else str(row["verdict"])
    mark, colour = _VERDICT_MARKS[verdict]
    told = ("id", "measured", "expected", "threshold")
    return [
        sheet.statement(assumption, without=told),
        aside(enum_word(assumption.measured, client.language))
        + f"{enum_word(assumption.expected, client.language)} {threshold}",
        _found(client, row, as_read),
        marked(mark, text(f"measures.verdict.{verdict}", client.language), colour),
    ]


def _found(client: "Client", row: dict[Any, Any], as_read: type[float]) -> str:
    if row.get("suppressed"):
        return _words("hidden", client)
    if pd.isna(row["value"]):
        return _words("no_data", client)
    values = {name: as_read(row[name]) for name in ("value", "low", "high")}
    key = "found_count" if pd.isna(row["low"]) else "found"
    return _words(key, client, n=int(row["n"]), **values)


def _reading(measured: Measured) -> type[float]:
    if measured in SHARES:
        return Percent
    return Signed if measured in (Measured.EMOTION, Measured.NPS) else float


def findings_figure(client: "Client", findings: Sequence[Finding] | None = None) -> Figure:
    """Give the findings on the map, the most serious first, with what to do about each.

    Parameters
    ----------
    client
        The client.
    findings
        The findings to show; those of `check_client` when left out.
    """
    found = check_client(client) if findings is None else findings
    if not found:
        title = _words("no_findings", client)
        return Figure(title, language=client.language)
    keys = ("severity", "what", "repair", "code")
    rows = [_finding_row(client, finding) for finding in found]
    return Figure(
        _words("findings_title", client, n=len(found)),
        _words("findings_subtitle", client),
        client.language,
        body=word_table(
            _headings("finding_columns", keys, client), rows, _words("findings_subtitle", client)
        ),
    )


def _finding_row(client: "Client", finding: Finding) -> list[Markup | str]:
    mark, colour = _SEVERITY_MARKS[finding.severity]
    severity = text(f"checks.severity.{finding.severity.name.lower()}", client.language)
    return [
        marked(mark, severity, colour),
        breakable(finding.text(client.language)),
        breakable(finding.repair(client.language)),
        Markup('<span style="white-space:nowrap">{}</span>').format(finding.code),
    ]

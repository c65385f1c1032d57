"""What a director should know in ten seconds: six questions, each with a few short lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cjkit.charts.captions import month_words, period_words
from cjkit.charts.figure import Figure, render
from cjkit.charts.names import wrapped
from cjkit.client import Client
from cjkit.labels import text
from cjkit.measures.assumptions import assumptions
from cjkit.measures.conversion import conversion_breaks
from cjkit.measures.emotion import assumed_against_measured, emotion_dips
from cjkit.measures.evidence import evidence_coverage
from cjkit.measures.measure import Measure, Sentence, cell
from cjkit.measures.suppression import published
from cjkit.measures.to_do import to_do

MOST_LINES = 3
"""More findings than this are counted, not told: their own figure tells them."""
_LONGEST = 46
_HIDDEN = "suppressed"

_QUESTIONS: dict[str, Callable[[Client], Measure]] = {
    "hurts": emotion_dips,
    "stalls": conversion_breaks,
    "mistaken": assumed_against_measured,
    "assumptions": assumptions,
    "first": to_do,
    "evidence": evidence_coverage,
}


@dataclass(frozen=True)
class Line:
    """A finding in a few words, and in small what it rests on."""

    words: str
    aside: str = ""


def summary_figure(client: Client) -> Figure:
    """Answer six questions in words, each from a measure of its own."""
    language = client.language
    measures = {q: published(ask(client), client.small_cells) for q, ask in _QUESTIONS.items()}
    answers = [
        (_words(question, language), lines_of(question, measure, client))
        for question, measure in measures.items()
    ]
    return Figure(
        _words("title", language, map=client.map.title),
        language=language,
        body=Markup(render("summary.html", answers=answers)),
        notes=list(_period_note(measures, language)),
    )


def lines_of(question: str, measure: Measure, client: Client) -> list[Line]:
    """Give at most three lines that answer a question from its published measure."""
    if question == "assumptions":
        return list(_verdicts(measure, client))
    told = [said for said in measure.sentences if said.key != _HIDDEN] or list(measure.sentences)
    if not told:
        return [Line(_words("said.no_data", client.language))]
    clearest = sorted(told, key=lambda said: _chance(said, measure))
    lines = [_line(said, measure, client.language) for said in clearest[:MOST_LINES]]
    return [*lines[:-1], _with_more(lines[-1], len(told) - len(lines), client.language)]


def _words(key: str, language: str, **values: Any) -> str:
    return text(f"charts.summary.{key}", language, **values)


def _chance(said: Sentence, measure: Measure) -> float:
    """Give the chance that a finding is none: the clearest is told first."""
    if said.row is None or "p" not in measure.frame:
        return 0.0
    return float(cell(measure.frame, said.row)["p"])


def _line(said: Sentence, measure: Measure, language: str) -> Line:
    values = dict(said.values)
    if "month" in values:
        values["month"] = month_words(values["month"], language)
    for long in values.keys() & {"first", "touchpoint", "stage", "persona"}:
        values[long] = _brief(values[long], 2 * _LONGEST)
    aside = _words(f"rests.{measure.name}", language, **values) if said.row is not None else ""
    return Line(_words(f"said.{said.key}", language, **values), aside)


def _with_more(line: Line, more: int, language: str) -> Line:
    if more < 1:
        return line
    rest = _words("more", language, n=more)
    return Line(line.words, f"{line.aside}; {rest}" if line.aside else rest)


def _verdicts(measure: Measure, client: Client) -> Iterator[Line]:
    """Count the verdicts, and name the assumptions that customers contradict."""
    language, verdicts = client.language, measure.frame["verdict"].fillna("open")
    if verdicts.empty:
        yield Line(_words("no_assumptions", language))
        return
    counts = {name: int((verdicts == name).sum()) for name in ("confirmed", "contradicted")}
    still_open = len(verdicts) - sum(counts.values())
    yield Line(_words("verdicts", language, **counts, open=still_open))
    names = {assumption.id: assumption.text for assumption in client.map.assumptions}
    wrong = list(measure.frame.loc[verdicts == "contradicted", "assumption"])
    if wrong:
        told = [f"“{_brief(names[identity], _LONGEST)}”" for identity in wrong[:MOST_LINES]]
        line = Line(_words("wrong", language, names=", ".join(told)))
        yield _with_more(line, len(wrong) - len(told), language)


def _brief(name: str, most: int) -> str:
    return wrapped(name.rstrip("."), most, 1)[0]


def _period_note(measures: dict[str, Measure], language: str) -> Iterator[str]:
    periods = (period_words(measure, language) for measure in measures.values())
    period = next(filter(None, periods), "")
    if period:
        yield _words("period", language, period=period)

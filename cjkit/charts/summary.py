"""What a director should know in ten seconds: a journey in a handful of sentences."""

from collections.abc import Callable, Iterator

from markupsafe import Markup

from cjkit.charts.figure import Figure, render
from cjkit.client import Client
from cjkit.labels import text
from cjkit.measures.assumptions import assumptions
from cjkit.measures.conversion import conversion_breaks
from cjkit.measures.emotion import assumed_against_measured, emotion_dips
from cjkit.measures.evidence import evidence_coverage
from cjkit.measures.focus import to_do
from cjkit.measures.measure import Measure
from cjkit.measures.suppression import published

_QUESTIONS: dict[str, Callable[[Client], Measure]] = {
    "evidence": evidence_coverage,
    "mistaken": assumed_against_measured,
    "hurts": emotion_dips,
    "stalls": conversion_breaks,
    "assumptions": assumptions,
    "first": to_do,
}


def summary_figure(client: Client) -> Figure:
    """Answer six questions in words, each from a measure of its own."""
    language = client.language
    body = render("summary.html", answers=list(_answers(client)))
    title = text("charts.summary.title", language, map=client.map.title)
    return Figure(title, language=language, body=Markup(body))


def _answers(client: Client) -> Iterator[tuple[str, str]]:
    for question, measure in _QUESTIONS.items():
        answer = published(measure(client), client.small_cells).text(client.language)
        yield text(f"charts.summary.{question}", client.language), answer

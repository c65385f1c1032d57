"""The assumptions of a map as lines for a terminal: verdict, sentence, and what could be graded."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cjkit.fields import enum_word
from cjkit.labels import text
from cjkit.measures.assumptions import assumptions
from cjkit.measures.grading import proposed_grades
from cjkit.measures.suppression import published

if TYPE_CHECKING:
    from cjkit.client import Client


def assumption_lines(client: "Client", folder: str) -> list[str]:
    """Give a line for each sentence about an assumption, then one for each grade to propose.

    Parameters
    ----------
    client : Client
    folder : str
        The client's folder as the user wrote it, for the command to run.
    """
    measure = published(assumptions(client), client.small_cells)
    if measure.frame.empty:
        return [text("cli.assumptions.none", client.language)]
    said = [sentence.text(client.language) for sentence in measure.sentences]
    return [*said, *_proposals(client, folder)]


def _proposals(client: "Client", folder: str) -> Iterator[str]:
    for identity, grade in proposed_grades(client).items():
        values = {"id": identity, "value": grade.value, "client": folder}
        words = enum_word(grade, client.language)
        yield text("cli.assumptions.propose", client.language, grade=words, **values)


def is_contradicted(client: "Client") -> bool:
    """Tell whether the data contradict an assumption, in what may be shown."""
    shown = published(assumptions(client), client.small_cells).frame
    return bool(shown["verdict"].eq("contradicted").any())

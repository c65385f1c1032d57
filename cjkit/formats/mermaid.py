"""A map as a journey diagram of Mermaid, and back.

Sections are stages, tasks are experiences, scores 1 to 5 are emotions -2 to +2, people are
personas. What a diagram has no place for stays behind; `docs/mermaid.md` lists it.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from cjkit.errors import MapError, Place, Problem
from cjkit.formats.mermaid_text import (
    NO_EMOTION,
    Diagram,
    Task,
    parse_diagram,
    resolved,
    safe_name,
    safe_title,
)
from cjkit.formats.new_ids import NewIds
from cjkit.formats.text_file import read_text
from cjkit.labels import text as words
from cjkit.model.evidence import Emotion, Statement
from cjkit.model.experiences import Experience
from cjkit.model.journey_map import JourneyMap
from cjkit.model.personas import Persona
from cjkit.model.stages import Stage

NEUTRAL = 3
"""The score in the middle: emotion 0."""
MOST_CHARACTERS = 20_000


def read_mermaid(path: Path | str, language: str = "en") -> tuple[JourneyMap, tuple[Problem, ...]]:
    """Read a map from a file with a journey diagram (.mmd).

    Parameters
    ----------
    language
        The language of the diagram, nl or en: names that the diagram leaves out are in it.

    Returns
    -------
    JourneyMap
        With stages, personas and experiences; all of it guesses.
    tuple of Problem
        What was odd, each with file:line: scores that are none, tasks of nobody, texts left out.

    Raises
    ------
    MapError
        With all that Mermaid refuses, each with file:line.
    """
    path = Path(path)
    return parse_mermaid(read_text(path, MapError), path.name, language)


def parse_mermaid(
    text: str, file: str = "journey.mmd", language: str = "en"
) -> tuple[JourneyMap, tuple[Problem, ...]]:
    """Read a map from the text of a journey diagram.

    >>> journey_map, findings = parse_mermaid("journey\\ntitle Tea\\nsection Home\\nBoil: 4: Ada")
    >>> journey_map.stages[0].name, journey_map.experiences[0].emotion.value
    ('Home', 1.0)
    """
    diagram = parse_diagram(text, file)
    too_long = list(_too_long(diagram, file))
    if too_long:
        raise MapError(too_long)
    making = _Making(diagram, file, language)
    return making.journey_map(), tuple(making.findings)


def _too_long(diagram: Diagram, file: str) -> Iterator[Problem]:
    named = [(1, diagram.title), (1, diagram.acc_title), *diagram.sections]
    named += [(task.line, name) for task in diagram.tasks for name in (task.name, *task.people)]
    for line, name in named:
        if len(name) > MOST_CHARACTERS:
            yield Problem("CJ-869", {"most": MOST_CHARACTERS}, Place(file=file, line=line))


class _Making:
    """Makes a map out of a diagram, and notes what was odd about it."""

    def __init__(self, diagram: Diagram, file: str, language: str) -> None:
        self.diagram = diagram
        self.file = file
        self.language = language
        self.findings: list[Problem] = []

    def journey_map(self) -> JourneyMap:
        title = self.title()
        stages = self.stages()
        personas = self.personas()
        self.note_left_out()
        return JourneyMap.model_validate(
            {
                "title": title,
                "language": self.language,
                "stages": stages,
                "personas": tuple(personas.values()),
                "experiences": tuple(self.experiences(stages, personas)),
            }
        )

    def title(self) -> str:
        given = _name(self.diagram.title) or _name(self.diagram.acc_title)
        title = given or words("formats.mermaid.title", self.language)
        if not given:
            self.note(1, "CJ-866", title=title)
        return title

    def stages(self) -> tuple[Stage, ...]:
        """Give a stage for each section, with one before them for tasks that stand there."""
        ids, stages = NewIds(), []
        for number, (line, text) in enumerate(self.diagram.sections, 1):
            name = _name(text)
            if not name:
                name = f"{words('fields.class.Stage', self.language).capitalize()} {number}"
                self.note(line, "CJ-867", stage=name)
            stages.append(Stage(id=ids.make(name, "stage"), name=name))
        homeless = [task for task in self.diagram.tasks if task.section is None]
        if homeless:
            name = words("formats.mermaid.stage", self.language)
            self.note(homeless[0].line, "CJ-863", n=len(homeless), stage=name)
            stages.insert(0, Stage(id=ids.make(name, "stage"), name=name))
        return tuple(stages)

    def personas(self) -> dict[str, Persona]:
        """Give the personas by name, in the order in which the diagram names them."""
        people = [_people(task) for task in self.diagram.tasks]
        nobody = [task for task, named in zip(self.diagram.tasks, people, strict=True) if not named]
        someone = words("formats.mermaid.someone", self.language)
        if nobody:
            self.note(nobody[0].line, "CJ-864", n=len(nobody), persona=someone)
        ids = NewIds()
        names = dict.fromkeys(name for named in people for name in (named or [someone]))
        return {name: Persona(id=ids.make(name, "persona"), name=name) for name in names}

    def experiences(
        self, stages: Sequence[Stage], personas: dict[str, Persona]
    ) -> Iterator[Experience]:
        ids = NewIds()
        someone = words("formats.mermaid.someone", self.language)
        shift = len(stages) - len(self.diagram.sections)
        for task in self.diagram.tasks:
            name, emotion = _name(task.name), self.emotion(task)
            for person in _people(task) or [someone]:
                persona = personas[person].id
                yield Experience(
                    id=ids.make(f"{persona} {name}", "experience"),
                    persona=persona,
                    stage=stages[0 if task.section is None else task.section + shift].id,
                    description=Statement(text=name) if name else None,
                    emotion=emotion,
                )

    def emotion(self, task: Task) -> Emotion | None:
        """Give the score as emotion; none, and a finding, where it is not from 1 to 5."""
        if not task.felt:
            return None
        said = {"task": _short(task.name), "score": _short(task.score_text)}
        if not task.score_text:
            self.note(task.line, "CJ-862", task=said["task"])
        elif task.score is None:
            self.note(task.line, "CJ-861", **said)
        elif not 1 <= task.score <= 5:
            self.note(task.line, "CJ-860", **said)
        else:
            return Emotion(value=task.score - NEUTRAL)
        return None

    def note_left_out(self) -> None:
        if self.diagram.acc_descr:
            self.note(1, "CJ-865", words=_short(self.diagram.acc_descr))
        for line, hidden in self.diagram.cut:
            self.note(line, "CJ-868", words=_short(hidden))

    def note(self, line: int, code: str, **values: object) -> None:
        self.findings.append(Problem(code, values, Place(file=self.file, line=line)))


def _name(text: str) -> str:
    return resolved(text).strip()


def _people(task: Task) -> list[str]:
    """Give the people of a task by name, each once."""
    return [name for name in dict.fromkeys(map(_name, task.people)) if name]


def _short(text: str) -> str:
    text = " ".join(_name(text).split())
    return text if len(text) <= 80 else text[:77] + "..."


def write_mermaid(journey_map: JourneyMap) -> str:
    """Give a map as a journey diagram that Mermaid accepts.

    Emotions are rounded to whole scores, halves away from neutral. An experience without emotion
    is drawn as neutral, under a comment that says so to `read_mermaid`.

    >>> journey_map, _ = parse_mermaid("journey\\ntitle Tea\\nsection Home\\nBoil: 4: Ada")
    >>> print(write_mermaid(journey_map), end="")
    journey
        title Tea
        section Home
            Boil: 4: Ada
    """
    rows = ["journey", f"    title {safe_title(journey_map.title)}"]
    for stage in journey_map.stages:
        rows.append(f"    section {safe_name(stage.name)}")
        rows += [f"        {row}" for row in _task_rows(journey_map, stage)]
    return "\n".join(rows) + "\n"


def _task_rows(journey_map: JourneyMap, stage: Stage) -> Iterator[str]:
    names = {persona.id: safe_name(persona.name) for persona in journey_map.personas}
    touchpoints = {touchpoint.id: touchpoint.name for touchpoint in journey_map.touchpoints}
    drawn = [
        (_task_name(experience, touchpoints, stage), _score(experience), names[experience.persona])
        for experience in journey_map.experiences
        if experience.stage == stage.id
    ]
    for (name, score), run in groupby(drawn, key=lambda task: task[:2]):
        for people in _rounds([person for _, _, person in run]):
            if score is None:
                yield NO_EMOTION
            yield f"{safe_name(name)}: {score or NEUTRAL}: {', '.join(people)}"


def _rounds(people: Sequence[str]) -> Iterator[list[str]]:
    """Split people so that nobody is named twice in one task."""
    current: list[str] = []
    for person in people:
        if person in current:
            yield current
            current = []
        current.append(person)
    yield current


def _task_name(experience: Experience, touchpoints: dict[str, str], stage: Stage) -> str:
    """Say in a few words what happens: the first thing the experience tells."""
    said = (experience.description, *experience.questions, *experience.problems)
    first = next((statement.text for statement in said if statement), "")
    touchpoint = touchpoints.get(experience.touchpoint or "", "")
    described = experience.description.text if experience.description else ""
    return described or touchpoint or first or stage.name


def _score(experience: Experience) -> int | None:
    if experience.emotion is None:
        return None
    value = experience.emotion.value
    return NEUTRAL + int(math.copysign(math.floor(abs(value) + 0.5), value))

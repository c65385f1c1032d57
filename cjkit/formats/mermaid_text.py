"""The language of Mermaid's journey diagrams, read as Mermaid 11 reads it.

The tokens are those of Mermaid's own lexer, in its order, so that what Mermaid accepts is read to
the same sections, tasks, scores and people, and what it refuses is refused here, with a reason.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cjkit.errors import MapError, Place, Problem
from cjkit.formats.yaml_text import parse_yaml

NO_EMOTION = "%% cjkit: no emotion"
"""A comment above a task whose score Mermaid needs to draw it, but nobody gave."""
MOST_PROBLEMS = 100


@dataclass(frozen=True)
class Task:
    """One line of a diagram: what happens, its score, and who is there."""

    line: int
    section: int | None
    """The place of its section; none for tasks before the first section."""
    name: str
    score: float | None
    """The number Mermaid reads; none when it is no number, 0 when nothing is written."""
    score_text: str
    """The score as it is written."""
    people: tuple[str, ...]
    felt: bool = True
    """Whether the score says how it feels; if not it is there to be drawn only."""


@dataclass
class Diagram:
    """A journey diagram as Mermaid reads it: texts are not trimmed, entities not yet resolved."""

    title: str = ""
    acc_title: str = ""
    acc_descr: str = ""
    sections: list[tuple[int, str]] = field(default_factory=list)
    """Line and name of each section."""
    tasks: list[Task] = field(default_factory=list)
    cut: list[tuple[int, str]] = field(default_factory=list)
    """Line and text of what a # hides at the end of a line."""


# White space and word boundaries as JavaScript has them.
_SPACE = "[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
_TOKEN = re.compile(
    rf"""(?P<comment>%(?!\{{)[^\n]*|[^}}]%%[^\n]*)
    |(?P<newline>\n+)
    |(?P<space>{_SPACE}+)
    |(?P<hash>\#[^\n]*)
    |(?P<journey>journey\b)
    |title{_SPACE}(?P<title>[^#\n;]+)
    |accTitle{_SPACE}*:{_SPACE}*(?P<acc_title>[^\n]*)
    |accDescr{_SPACE}*:{_SPACE}*(?P<acc_descr>[^\n]*)
    |accDescr{_SPACE}*\{{{_SPACE}*(?P<acc_lines>[^}}]*)(?P<closed>\}}?)
    |section{_SPACE}(?P<section>[^#:\n;]+)
    |(?P<task>[^#:\n;]+)
    |(?P<data>:[^#\n;]+)
    |(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII | re.DOTALL,
)
_COMMENT_LINE = re.compile(rf"{_SPACE}*%%(?!\{{).")
_NO_EMOTION_LINE = re.compile(rf"{_SPACE}*{NO_EMOTION}{_SPACE}*")
_DIRECTIVE = re.compile(
    rf"%%\{{{_SPACE}*(?:\w+{_SPACE}*:|\w+){_SPACE}*(?:\w+|(?:(?!\}}%%).)*){_SPACE}*(?:\}}%%)?",
    re.ASCII | re.DOTALL,
)
_TAG = re.compile(r"<\w+[^>]{0,1000}>")
_NUMBER = re.compile(r"[-+]?((\d+\.?\d*|\.\d+)(e[-+]?\d+)?|infinity)", re.IGNORECASE | re.ASCII)
_OTHER_BASE = re.compile(r"0(x[\da-f]+|o[0-7]+|b[01]+)", re.IGNORECASE | re.ASCII)


def parse_diagram(text: str, file: str) -> Diagram:
    """Read the text of a journey diagram.

    Raises
    ------
    MapError
        With all that Mermaid would refuse, each with file:line.

    Examples
    --------
    >>> diagram = parse_diagram("journey\\n section Home\\n Make tea: 5: Ada, Bob", "tea.mmd")
    >>> diagram.tasks[0].name, diagram.tasks[0].score, diagram.tasks[0].people
    ('Make tea', 5.0, ('Ada', 'Bob'))
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    unfelt = {i for i, row in enumerate(text.split("\n"), 2) if _NO_EMOTION_LINE.fullmatch(row)}
    title, body = _front_matter(text, file)
    reader = _Reader(file, Diagram(title=title), unfelt)
    reader.read(*_prepared(body))
    if reader.problems:
        raise MapError(reader.problems)
    return reader.diagram


def _front_matter(text: str, file: str) -> tuple[str, str]:
    """Give the title of the YAML above a diagram, and the text with that YAML blanked out."""
    rows = text.split("\n")
    fence = rows[0].rstrip()
    close = next((i for i in range(1, len(rows) - 1) if rows[i].rstrip() == fence), 0)
    if fence.lstrip() != "---" or not close:
        return "", text
    above = "\n".join(["", *rows[1:close]])
    data = parse_yaml(above, file, MapError).data if above.strip() else None
    title = data.get("title") if isinstance(data, dict) else None
    return str(title or ""), "\n" * (close + 1) + "\n".join(rows[close + 1 :])


def _prepared(text: str) -> tuple[str, list[int]]:
    """Take out directives and lines of comment, and mark entities, as Mermaid does first.

    The numbers are those that the lines left had before.
    """
    text = _TAG.sub(lambda tag: re.sub('="([^"]*)"', r"='\1'", tag[0]), text)
    text = _DIRECTIVE.sub(lambda found: "\n" * found[0].count("\n"), text)
    text = re.sub(r"#(\w+);", _marked, text, flags=re.ASCII)
    rows = [(n, row) for n, row in enumerate(text.split("\n"), 1) if not _COMMENT_LINE.match(row)]
    return "\n".join(row for _, row in rows), [number for number, _ in rows]


def _marked(entity: re.Match[str]) -> str:
    return f"ﬂ°{'°' if entity[1].isdigit() else ''}{entity[1]}¶ß"


@dataclass
class _Reader:
    """Goes through the tokens, statement by statement, and on after what is wrong."""

    file: str
    diagram: Diagram
    unfelt: set[int]
    problems: list[Problem] = field(default_factory=list)
    task: tuple[int, str] | None = None
    """Line and name of a task whose score is still to come."""

    def read(self, text: str, numbers: Sequence[int]) -> None:
        start = len(text) - len(text.lstrip())
        if not re.match(r"journey\b", text[start : start + 8], re.ASCII):
            begin = resolved(text[start : start + 40]).partition("\n")[0].strip()
            self.refuse(text.count("\n", 0, start) + 1, "CJ-850", begin=begin)
            return
        for row, kind, value in _tokens(text, start + len("journey")):
            self.take(numbers[row], kind, value)
            if len(self.problems) >= MOST_PROBLEMS:
                return
        self.end_task()

    def take(self, line: int, kind: str, value: str) -> None:
        if kind == "data" and self.task:
            self.add_task(value)
        elif kind == "hash":
            self.diagram.cut.append((line, resolved(value)))
        elif kind not in ("comment", "space"):
            told = self.task is not None and value == ":"
            self.end_task()
            if not told:
                self.take_statement(line, kind, value)

    def take_statement(self, line: int, kind: str, value: str) -> None:
        diagram = self.diagram
        if kind == "task":
            self.task = (line, value)
        elif kind == "section":
            diagram.sections.append((line, value))
        elif kind == "title":
            diagram.title = value
        elif kind == "acc_title":
            diagram.acc_title = value.strip()
        elif kind == "acc_descr":
            diagram.acc_descr = re.sub(r"\n\s+", "\n", value.strip())
        elif kind != "newline":
            self.refuse(line, _REFUSED[kind], found=resolved(value[:1]))

    def add_task(self, data: str) -> None:
        line, name = self.task or (0, "")
        score, *rest = data[1:].split(":")
        people = tuple(person.strip() for person in rest[0].split(",")) if rest else ()
        section = len(self.diagram.sections) - 1 if self.diagram.sections else None
        felt = line not in self.unfelt
        task = Task(line, section, name, as_number(score), score.strip(), people, felt)
        self.diagram.tasks.append(task)
        self.task = None

    def end_task(self) -> None:
        """Refuse a task whose score did not come."""
        if self.task:
            line, name = self.task
            self.refuse(line, "CJ-851", task=resolved(name).strip()[:80])
            self.task = None

    def refuse(self, line: int, code: str, **values: str) -> None:
        self.problems.append(Problem(code, values, Place(file=self.file, line=line)))


_REFUSED = {"journey": "CJ-853", "data": "CJ-852", "other": "CJ-852", "open": "CJ-854"}


def _tokens(text: str, start: int) -> Iterator[tuple[int, str, str]]:
    """Give row, kind and text of each token; a # on a line of its own is a comment."""
    row, counted = 0, 0
    for match in _TOKEN.finditer(text, start):
        row, counted = row + text.count("\n", counted, match.start()), match.start()
        kind = match.lastgroup or ""
        if kind == "closed":
            lines = match["acc_lines"] if match["closed"] else ""
            yield (row, "acc_descr", lines) if match["closed"] else (row, "open", "")
        else:
            whole_line = kind == "hash" and not _before(text, match.start()).strip()
            yield row, "comment" if whole_line else kind, match[kind]


def _before(text: str, position: int) -> str:
    return text[text.rfind("\n", 0, position) + 1 : position]


def as_number(text: str) -> float | None:
    """Give the number that JavaScript reads from a text: 0 from nothing, none from words.

    >>> as_number(" 4 "), as_number(""), as_number("2rem"), as_number("0x10"), as_number("-1.5")
    (4.0, 0.0, None, 16.0, -1.5)
    """
    text = text.strip()
    if not text:
        return 0.0
    if _NUMBER.fullmatch(text):
        return float(text)
    return float(int(text[:100], 0)) if _OTHER_BASE.fullmatch(text) else None


def resolved(text: str) -> str:
    """Give a text with its entities as the characters they stand for."""
    return _MARK.sub(lambda mark: _character(mark[1] or "", mark[2]), text)


_MARK = re.compile("ﬂ°(°?)(\\w+?)¶ß", re.ASCII)


def _character(number: str, name: str) -> str:
    entity = f"&{'#' if number else ''}{name};"
    meant = html.unescape(entity)
    return f"#{name};" if meant == entity else meant


# What would end a name or hide a part of it, and what would make it another statement.
_UNSAFE = re.compile(r"""[#;:,\n\r]|(?<==)"|%(?=%)|^%|ﬂ(?=°)|¶(?=ß)""")
_STATEMENT = re.compile(r"(journey|title|section|accTitle|accDescr)\b", re.IGNORECASE | re.ASCII)
_UNSAFE_TITLE = re.compile(r"""[#;<>&\n\r]|%(?=%)|^%|ﬂ(?=°)|¶(?=ß)""")


def safe_name(name: str) -> str:
    """Give a name with Mermaid's entities for what it could not read as part of a name.

    >>> safe_name("Offer: yes, or no?"), safe_name("Journey's end")
    ('Offer#58; yes#44; or no?', "#74;ourney's end")
    """
    first = _entity(name[0]) if _STATEMENT.match(name) else ""
    return first + _UNSAFE.sub(lambda unsafe: _entity(unsafe[0]), name[len(first and name[0]) :])


def safe_title(title: str) -> str:
    """Give a title with entities for what ends it, and for what Mermaid would clean as HTML.

    >>> safe_title("Big & small: the issue #2")
    'Big #38; small: the issue #35;2'
    """
    return _UNSAFE_TITLE.sub(lambda unsafe: _entity(unsafe[0]), title)


def _entity(character: str) -> str:
    return f"#{ord(character)};"

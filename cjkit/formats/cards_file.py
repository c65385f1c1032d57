"""Sticky notes as CSV: whatever whiteboard they come from, and so that no spreadsheet runs them."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from cjkit.errors import MapError, Place, Problem, nearest
from cjkit.formats.new_ids import slug
from cjkit.formats.text_file import read_text

MOST_CHARACTERS = 20_000
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "note", "sticky note", "sticky", "content", "card", "title"),
        *("tekst", "notitie", "briefje", "inhoud", "kaartje", "titel"),
        *("notiz", "zettel", "inhalt", "texte", "contenu", "texto", "nota"),
    ),
    "column": (
        *("column", "column name", "list", "stage", "phase"),
        *("kolom", "fase", "lijst", "spalte", "colonne", "étape", "columna", "etapa"),
    ),
    "row": ("row", "lane", "swimlane", "rij", "baan", "zeile", "ligne", "fila"),
    "colour": ("colour", "color", "fill", "kleur", "farbe", "couleur"),
    "author": (
        *("author", "written by", "created by", "creator", "user"),
        *("auteur", "geschreven door", "gemaakt door", "maker", "autor", "erstellt von"),
    ),
    "votes": ("votes", "vote count", "dots", "stemmen", "stippen", "stimmen", "votos"),
    "touchpoint": ("touchpoint", "contactmoment", "contactpunt", "kontaktpunkt"),
}
"""What the columns of a file may be called, in the languages of common whiteboards."""

# A spreadsheet takes a cell that begins so for a formula; the apostrophe keeps it text.
_FORMULA = re.compile("[=+\\-@|%\t\r\n＝＋－＠]")
_SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Card:
    """One note, as it stands in the file."""

    line: int
    fields: Mapping[str, str]
    """Its cells by our name of the column; columns that we do not know by their heading."""
    votes: int | None = None

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


def read_file(path: Path, columns: Mapping[str, str]) -> tuple[list[Card], list[Problem]]:
    """Read the notes of a CSV file.

    Parameters
    ----------
    columns
        Our name to the heading in the file, where the file calls a column something unusual.

    Returns
    -------
    list of Card
        The notes that say something, in the order of the file.
    list of Problem
        Rows without text and votes that are no number.
    """
    text = read_text(path, MapError, ("utf-8", "cp1252"))
    rows = list(_rows(text.replace("\r\n", "\n").replace("\r", "\n"), path.name))
    if not rows:
        raise MapError.of("CJ-870", Place(file=path.name))
    (line, headings), *rest = rows
    names = _names(headings, columns, Place(file=path.name, line=line))
    return _cards(rest, names, path.name)


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Give the line and cells of each row that has any."""
    told = re.match("sep=(.)\n", text)  # the line by which Excel is told the separator
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text, told))
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (told and reader.line_num == 1):
                yield before + 1, [_without_apostrophe(cell.strip()).strip() for cell in cells]
            before = reader.line_num
    except csv.Error as wrong:
        place = Place(file=file, line=before + 1)
        raise MapError.of("CJ-873", place, reason=str(wrong)) from None


def _separator(text: str, told: re.Match[str] | None) -> str:
    if told:
        return told[1] if told[1] not in '"\r\n' else ","
    first = re.sub('"[^"]*"', "", text.lstrip("\n").partition("\n")[0])
    return max(_SEPARATORS, key=first.count)


def _names(headings: Sequence[str], columns: Mapping[str, str], place: Place) -> list[str]:
    """Give our name for each column of the file; empty for one that has none."""
    asked = {_plain(theirs): ours for ours, theirs in columns.items()}
    missing = [theirs for theirs in columns.values() if _plain(theirs) not in map(_plain, headings)]
    if missing:
        raise MapError(
            Problem("CJ-872", {"heading": heading, "found": _found(headings)}, place)
            for heading in missing
        )
    names: list[str] = []
    for heading in headings:
        free = {ours: known for ours, known in HEADINGS.items() if ours not in (*columns, *names)}
        usual = next((ours for ours, known in free.items() if _plain(heading) in known), "")
        own = slug(heading).replace("-", "_")
        name = asked.get(_plain(heading)) or usual or (own if own not in HEADINGS else "")
        names.append(name if name not in names else "")
    if "text" not in names:
        raise MapError.of("CJ-871", place, found=_found(headings))
    return names


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().replace("_", " ").split())


def _found(headings: Sequence[str]) -> list[str]:
    return [heading[:40] for heading in headings if heading][:20]


def _cards(
    rows: Iterable[tuple[int, list[str]]], names: Sequence[str], file: str
) -> tuple[list[Card], list[Problem]]:
    cards: list[Card] = []
    odd: list[Problem] = []
    wrong: list[Problem] = []
    for line, cells in rows:
        place = Place(file=file, line=line)
        fields = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
        if any(len(cell) > MOST_CHARACTERS for cell in fields.values()):
            wrong.append(Problem("CJ-874", {"most": MOST_CHARACTERS}, place))
        elif not fields.get("text"):
            odd.append(Problem("CJ-882", {}, place))
        else:
            votes = _votes(fields.get("votes", ""))
            if votes is None and fields.get("votes"):
                odd.append(Problem("CJ-883", {"value": fields["votes"][:40]}, place))
            cards.append(Card(line, fields, votes))
    if wrong:
        raise MapError(wrong)
    return cards, odd


def _votes(text: str) -> int | None:
    number = re.fullmatch(r"\+?(\d{1,6})(?:\.0)?(\s*[^\W\d]+)?", text, re.ASCII)
    return int(number[1]) if number else None


def check_fields(asked: Iterable[tuple[str, Place]], cards: Sequence[Card]) -> list[Problem]:
    """Find the fields that rules ask for and no note can have."""
    known = dict.fromkeys([*HEADINGS, *(name for card in cards for name in card.fields)])
    return [
        Problem(
            "CJ-876", {"field": field, "nearest": nearest(field, known), "known": [*known]}, place
        )
        for field, place in asked
        if field not in known
    ]


def cards_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give rows as CSV in which no cell is a formula to a spreadsheet.

    >>> cards_text(["text", "votes"], [["=1+1", "3"], ["Too dear, she says", ""]])
    'text,votes\\r\\n\\'=1+1,3\\r\\n"Too dear, she says",\\r\\n'
    """
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([_with_apostrophe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _with_apostrophe(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell.lstrip("'")) else cell


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell.lstrip("'")) else cell

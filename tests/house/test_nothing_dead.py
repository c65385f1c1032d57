"""Nothing dead in the model: each field is filled by a sample client and seen by a reader.

The values of every filled field are looked for in the text of the executed notebooks and of the
report page, in both languages, as the sheets write them.
"""

import html
import re
from pathlib import Path

import nbformat
import pytest

import cjkit
from cjkit.charts.sheet import Sheet
from cjkit.formats.journey_yaml import read_journey
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, filled_fields, walk_records

ROOT = Path(__file__).parents[2]
SAMPLES = ("hypotheek", "bottles", "sneakers")

# Fields that a reader sees in another form, with the reason.
EXCEPTIONS = {
    "JourneyMap.format": "the version of the file's form; for programs",
    "Picture.file": "seen as the picture itself",
    "Rule.conditions": "seen as the words of the rule",
    "Condition.field": "seen in the words of the rule",
    "Condition.operator": "seen in the words of the rule",
    "Condition.values": "seen in the words of the rule",
}


def maps() -> list[JourneyMap]:
    return [read_journey(ROOT / "sample_data" / name) for name in SAMPLES]


def record_types(model: type[Record]) -> set[type[Record]]:
    from cjkit.formats.yaml_text import _records_in

    found: set[type[Record]] = set()
    waiting = [model]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            fields = current.model_fields.values()
            waiting += [inner for info in fields for inner in _records_in(info.annotation)]
    return found


def test_every_field_is_filled_by_a_sample_client() -> None:
    filled = {
        f"{type(record).__name__}.{name}"
        for journey_map in maps()
        for _, record in walk_records(journey_map)
        for name, _, _ in filled_fields(record)
    }
    every = {f"{t.__name__}.{name}" for t in record_types(JourneyMap) for name in t.model_fields}
    assert every - filled == set()


def text_of(page: str) -> str:
    """Give the words of a page as a reader sees them."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    alternatives = re.findall(r'(?:alt|aria-label)="([^"]*)"', page)
    words = re.sub(r"<[^>]+>", " ", page.replace("<wbr>", ""))
    return squeezed(html.unescape(words + " ".join(alternatives)))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u00ad", ""))


def notebook_text(folder: Path) -> str:
    pages = []
    for path in sorted(folder.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        outputs = [o for cell in cells for o in cell.get("outputs", [])]
        pages += [o["data"].get("text/html", "") for o in outputs if "data" in o]
    return text_of("\n".join(pages))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_value_is_seen(language: str, hypotheek_report: dict[str, Path]) -> None:
    page = hypotheek_report[language]
    seen = {
        "page": text_of(page.read_text("utf-8")),
        "notebooks": notebook_text(page.parent / "notebooks"),
    }
    journey_map = cjkit.read_journey(ROOT / "sample_data/hypotheek")
    sheet = Sheet(language, journey_map)
    unseen = [
        (where, f"{type(record).__name__}.{name}", str(value)[:60])
        for _, record in walk_records(journey_map)
        for name, info, value in filled_fields(record)
        if f"{type(record).__name__}.{name}" not in EXCEPTIONS and not isinstance(value, Record)
        for item in (value if isinstance(value, tuple) else (value,))
        if not isinstance(item, Record)
        for where, text in seen.items()
        if text_of(str(sheet.value(item, info))) not in text
    ]
    assert unseen == []

"""JSON holds the whole map, other programs' JSON is read, and mistakes have their place."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjkit.errors import MapError
from cjkit.formats.journey_yaml import read_journey
from cjkit.formats.map_json import parse_json, read_json, render_json

SAMPLES = Path(__file__).parents[2] / "sample_data"


def wrong(text: str) -> list[str]:
    with pytest.raises(MapError) as caught:
        parse_json(text)
    return caught.value.text("en").splitlines()


@pytest.mark.parametrize("name", ["hypotheek", "bottles", "sneakers"])
def test_a_sample_map_comes_back_the_same(name: str, tmp_path: Path) -> None:
    journey_map = read_journey(SAMPLES / name)
    path = tmp_path / "map.json"
    path.write_text(render_json(journey_map), "utf-8")
    assert read_json(path) == journey_map


def test_what_other_programs_write_is_read() -> None:
    odd = "😀 \u2028 \x7f \x85 line\nbreak / \\"
    for text in (
        json.dumps({"title": odd, "stages": []}),  # with escapes, surrogate pairs among them
        json.dumps({"title": odd, "stages": []}, ensure_ascii=False, indent="\t"),
        json.dumps({"title": odd}, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/"),
    ):
        assert parse_json(text).title == odd


def test_what_is_wrong_has_its_place() -> None:
    assert wrong('{"title": "T",\n "stages": [{"id": "a", "nam": "A"}]}') == [
        'map.json:2:13: CJ-106 The key "name" is missing. Add "name:" with a value.',
        'map.json:2:25: CJ-105 Unknown key "nam". Did you mean "name"?',
    ]
    assert wrong('{"title": "T", "stages": [{"id": "a", "name": "A", "returns_to": ["b"]}]}') == [
        'map.json:1:67: CJ-111 There is no stage "b". Add it or use a known id: a.'
    ]


def test_what_is_no_json_is_refused() -> None:
    assert wrong("{title: T}") == [
        "map.json:1:2: CJ-830 This is not valid JSON: Expecting property name enclosed in double "
        "quotes. Look at this line for commas, brackets and quotes."
    ]
    assert wrong('{"title": "a", "title": "b"}') == [
        'map.json:1:16: CJ-103 The key "title" stands here twice; first on line 1. Merge the two '
        "or remove one."
    ]
    assert wrong("[" * 100_000)[0].startswith("map.json: CJ-830 ")
    assert wrong('{"title": ' + "9" * 5_000 + "}")[0].startswith("map.json: CJ-830 ")
    assert wrong("[1]")[0].split(" ")[1] == "CJ-107"


SMALL = '{"title": "T", "stages": [{"id": "a", "name": "A", "importance": 5}]}'
PIECES = ["", "{", "}", "[", '"', ":", ",", "null", "-1", "\\ud800", "NaN", "1e999", "\0", "\ufeff"]


@given(at=st.integers(0, len(SMALL)), cut=st.integers(0, 20), piece=st.sampled_from(PIECES))
def test_damaged_json_gives_cjkit_errors_only(at: int, cut: int, piece: str) -> None:
    with suppress(MapError):
        parse_json(SMALL[:at] + piece + SMALL[at + cut :])

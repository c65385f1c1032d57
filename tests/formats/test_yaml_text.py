"""YAML as people type it: YAML 1.2 words, positions, and what is wrong with the form."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjkit.errors import MapError
from cjkit.formats.journey_yaml import parse_journey
from cjkit.formats.yaml_text import parse_yaml


def data(text: str) -> object:
    return parse_yaml(text, "x.yaml", MapError).data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("nee", "nee"),
        ("on", "on"),
        ("012", "012"),
        ("1_000", "1_000"),
        ("2026-03-01", "2026-03-01"),
        ("12:30", "12:30"),
        ("true", True),
        ("7", 7),
        ("-1.5", -1.5),
        ("1e3", 1000.0),
        ("'7'", "7"),
        ("~", None),
        ("=1+1", "=1+1"),
    ],
)
def test_plain_words_follow_yaml_1_2(text: str, value: object) -> None:
    assert data(f"a: {text}") == {"a": value}


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path) -> None:
    from cjkit.formats.journey_yaml import read_journey

    path = tmp_path / "journey.yaml"
    path.write_bytes("\ufefftitle: T\r\nstages:\r\n  - {id: a, name: A}\r\n".encode())
    assert read_journey(path).stages[0].id == "a"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: 1\nb: 2\na: 3",
            'x.yaml:3:1: CJ-103 The key "a" stands here twice; first on line 1. '
            "Merge the two or remove one.",
        ),
        (
            "a: &x [1]\nb: *x",
            "x.yaml:2:4: CJ-104 Anchors and aliases (& and *) are not read. "
            "Write the value out here.",
        ),
    ],
)
def test_problems_of_form(text: str, message: str) -> None:
    found = parse_yaml(text, "x.yaml", MapError)
    assert [problem.text("en") for problem in found.problems] == [message]


def test_a_tab_is_named() -> None:
    with pytest.raises(MapError) as caught:
        parse_yaml("a:\n\t- b", "x.yaml", MapError)
    assert str(caught.value) == (
        "x.yaml:2:1: CJ-120 Here is a tab; YAML is indented with spaces. Replace the tab by spaces."
    )


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40)]
    found = parse_yaml("\n".join(lines), "x.yaml", MapError)
    assert {problem.code for problem in found.problems} == {"CJ-104"}


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(MapError) as caught:
        parse_yaml("[" * 100_000, "x.yaml", MapError)
    assert caught.value.problems[0].code == "CJ-124"


WORDS = [
    "title: T",
    "stages:",
    "  - id: a",
    "    name: A",
    "- {",
    "}",
    "[",
    "&x",
    "*x",
    "? ",
    "!!t",
]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=12).map("\n".join))
def test_whatever_stands_there_only_map_errors_come_out(text: str) -> None:
    with suppress(MapError):
        parse_journey(text)


def test_changed_bytes_of_a_real_map_only_give_map_errors() -> None:
    raw = (Path(__file__).parents[2] / "sample_data/sneakers/journey.yaml").read_text("utf-8")
    rng = np.random.default_rng(7)
    for place in rng.integers(0, len(raw), 60):
        wrong = raw[:place] + str(rng.choice(list("{}[]:-#&*'\"\t\x00é"))) + raw[place + 1 :]
        with suppress(MapError):
            parse_journey(wrong)

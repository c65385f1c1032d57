"""Both catalogues have the same keys and placeholders, and numbers read as people expect."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest

from cjkit import labels
from cjkit.labels import Percent, Signed, Word

ROOMS = sorted(p.name.removesuffix(".yaml") for p in (files("cjkit") / "locales/en").iterdir())


def entries(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        assert isinstance(key, str), f"quote the key {key!r} under {path}"
        if isinstance(value, Mapping):
            yield from entries(value, f"{path}.{key}")
        else:
            yield f"{path}.{key}", value


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("room", ROOMS)
def test_same_keys_and_placeholders(room: str) -> None:
    nl, en = (dict(entries(labels.catalogue(room, language))) for language in labels.LANGUAGES)
    assert nl.keys() == en.keys()
    assert [k for k in nl if not isinstance(nl[k], str) or not isinstance(en[k], str)] == []
    assert [k for k in nl if placeholders(nl[k]) != placeholders(en[k])] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_code_says_what_and_how_to_repair(room: str) -> None:
    for language in labels.LANGUAGES:
        for code, entry in labels.catalogue(room, language).items():
            if code.startswith("CJ-"):
                assert set(entry) == {"what", "repair"}, code


def test_values_are_written_for_readers() -> None:
    assert labels.write(1234567, "nl") == "1.234.567"
    assert labels.write(0.127, "nl") == "0,13"
    assert labels.write(Percent(0.306), "en") == "31%"
    assert labels.write(Signed(-0.84), "nl") == "−0,8"
    assert labels.write(Signed(-0.04), "nl") == "0,0"
    assert labels.write(dt.date(2026, 5, 4), "nl") == "4 mei 2026"
    assert labels.write(["a", 2], "en") == "a, 2"
    assert labels.write(True, "nl") == "ja"
    assert labels.write(Word("model.kind.stage"), "nl") == "fase"


def test_plurals() -> None:
    one = labels.code_text("CJ-715", "what", "en", n=1, all=4)
    many = labels.code_text("CJ-715", "what", "en", n=2, all=4)
    assert one == "1 of 4 statements graded as known names no source."
    assert many == "2 of 4 statements graded as known name no source."


def test_an_unknown_key_is_told() -> None:
    with pytest.raises(KeyError, match=r"nl: model\.grade\.sure"):
        labels.text("model.grade.sure", "nl")
    assert not labels.has_text("model.grade.sure", "nl")

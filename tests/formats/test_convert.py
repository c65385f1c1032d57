"""Files are told by the end of their names, and nothing is written when something is wrong."""

from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cjkit.cli import app
from cjkit.errors import ClientError
from cjkit.formats.convert import convert, read_map
from cjkit.formats.journey_yaml import read_journey

SAMPLES = Path(__file__).parents[2] / "sample_data"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["convert", *map(str, arguments)])


@pytest.mark.parametrize("name", ["hypotheek", "bottles", "sneakers"])
def test_a_map_goes_round_without_loss(name: str, tmp_path: Path) -> None:
    steps = [SAMPLES / name, *(tmp_path / f for f in ("a.xlsx", "b.json", "c.yml", "d.yaml"))]
    for source, target in pairwise(steps):
        assert convert(source, target) == ()
    assert read_map(steps[-1])[0] == read_journey(SAMPLES / name)


def test_diagrams_and_notes_go_out_and_in(tmp_path: Path) -> None:
    for file in ("journey.mmd", "wall.cards.csv"):
        convert(SAMPLES / "sneakers", tmp_path / file)
        journey_map, _ = read_map(tmp_path / file, language="nl")
        assert journey_map.language == "nl"
        assert "Zien" in [stage.name for stage in journey_map.stages]


def test_notes_are_added_to_a_map(tmp_path: Path) -> None:
    (tmp_path / "wall.cards.csv").write_text("text,column\nWhere is it?,Kopen\n", "utf-8")
    convert(tmp_path / "wall.cards.csv", tmp_path / "m.json", base=SAMPLES / "sneakers")
    assert len(read_map(tmp_path / "m.json")[0].personas) == 2


def test_findings_are_told_and_the_path_comes_last(tmp_path: Path) -> None:
    source = tmp_path / "tea.mmd"
    source.write_text("journey\ntitle Tea\nsection Home\nBoil: 9: Ada\n", "utf-8")
    told = run(source, tmp_path / "tea.yaml")
    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        'tea.mmd:4: CJ-860 The score of "Boil" is 9, outside 1 to 5. The experience is kept '
        "without emotion. Give it a score from 1 (angry) to 5 (grateful).",
        str(tmp_path / "tea.yaml"),
    ]
    assert read_map(tmp_path / "tea.yaml")[0].title == "Tea"


def test_a_file_that_exists_is_kept_without_force(tmp_path: Path) -> None:
    target = tmp_path / "journey.yaml"
    target.write_text("title: Mine  # precious\nlanguage: nl\n", "utf-8")
    told = run(SAMPLES / "sneakers", target)
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == (
        f"CJ-832 {target} bestaat al. Kies een andere naam, of voeg --force toe om het te "
        "vervangen.\n"
    )
    assert target.read_text("utf-8") == "title: Mine  # precious\nlanguage: nl\n"
    assert run(SAMPLES / "sneakers", target, "--force").exit_code == 0
    assert read_journey(target) == read_journey(SAMPLES / "sneakers")


def test_a_changed_workbook_keeps_the_comments_of_the_map(tmp_path: Path) -> None:
    journey = tmp_path / "journey.yaml"
    journey.write_text("title: Mine  # precious\nowner: us\n", "utf-8")
    (tmp_path / "m.json").write_text('{"title": "Mine", "owner": "them"}', "utf-8")
    convert(tmp_path / "m.json", journey, force=True)
    assert journey.read_text("utf-8") == "title: Mine  # precious\nowner: them\n"


def test_nothing_is_written_when_something_is_wrong(tmp_path: Path) -> None:
    source = tmp_path / "m.json"
    source.write_text('{"titel": "T"}', "utf-8")
    told = run(source, tmp_path / "m.xlsx", "--language", "en")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.splitlines() == [
        'm.json:1:1: CJ-106 The key "title" is missing. Add "title:" with a value.',
        'm.json:1:2: CJ-105 Unknown key "titel". Did you mean "title"?',
    ]
    assert sorted(tmp_path.iterdir()) == [source]


def test_unknown_kinds_of_file_are_named(tmp_path: Path) -> None:
    told = run(SAMPLES / "sneakers", tmp_path / "m.docx", "--language", "en")
    assert told.stderr == (
        "CJ-831 m.docx does not end in a kind of file that cjkit can write. Possible are: .yaml, "
        ".yml, .xlsx, .json, .mmd, .cards.csv, improvements.csv.\n"
    )
    told = run(tmp_path / "improvements.csv", tmp_path / "m.yaml", "--language", "en")
    assert told.stderr == (
        "CJ-831 improvements.csv does not end in a kind of file that cjkit can read. Possible "
        "are: .yaml, .yml, .xlsx, .json, .mmd, .cards.csv.\n"
    )


def test_improvements_open_in_excel_as_they_are(tmp_path: Path) -> None:
    convert(SAMPLES / "hypotheek", tmp_path / "improvements.csv")
    raw = (tmp_path / "improvements.csv").read_bytes()
    journey_map = read_journey(SAMPLES / "hypotheek")
    assert raw.startswith(b"\xef\xbb\xbfId,Tekst,")
    assert raw.count(b"\n") == 1 + len(journey_map.improvements.improvements)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ClientError) as caught:
        convert(SAMPLES / "sneakers", tmp_path / "no" / "m.json")
    assert caught.value.problems[0].code == "CJ-833"

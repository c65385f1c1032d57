"""Results replace what has their name and nothing else; two runs never mix."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cjkit.reports.publish import made_aside, publish


def made(folder: Path, mark: str) -> Path:
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / f"{mark}.ipynb").write_text(mark)
    (folder / "report.html").write_text(mark)
    return folder


def content(place: Path) -> dict[str, str]:
    return {
        str(p.relative_to(place)): p.read_text() for p in sorted(place.rglob("*")) if p.is_file()
    }


def test_a_report_replaces_the_one_before(tmp_path: Path) -> None:
    place = tmp_path / "nl"
    publish(made(tmp_path / "a", "a"), place)
    publish(made(tmp_path / "b", "b"), place)
    assert content(place) == {"notebooks/b.ipynb": "b", "report.html": "b"}


def test_reports_of_personas_inside_stay(tmp_path: Path) -> None:
    place = tmp_path / "nl"
    publish(made(tmp_path / "a", "a"), place / "starter")
    publish(made(tmp_path / "b", "b"), place)
    assert content(place / "starter") == {"notebooks/a.ipynb": "a", "report.html": "a"}


def test_two_that_end_together_do_not_mix(tmp_path: Path) -> None:
    place = tmp_path / "nl"
    folders = [made(tmp_path / str(number), str(number)) for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda folder: publish(folder, place), folders))
    [(name, last), (_, page)] = content(place).items()
    assert last == page
    assert name == f"notebooks/{last}.ipynb"


def test_what_is_made_aside_goes_when_something_breaks(tmp_path: Path) -> None:
    def interrupted() -> None:
        with made_aside(tmp_path / "nl") as aside:
            made(aside / "half", "a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list((tmp_path / "nl").iterdir()) == []

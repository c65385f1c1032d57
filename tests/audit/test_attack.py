"""Nobody gets a small cell back by subtraction, across all the files that leave the house."""

from pathlib import Path

import numpy as np
import pytest

import cjkit
from cjkit import measures
from cjkit.client import Client

from .attack import Cell, cells_told, solved
from .small_client import small_client

K = 10
SAMPLES = Path(__file__).parents[2] / "sample_data"
Told = dict[Cell, float]


def written(client: Client, folder: Path) -> tuple[Told, Told]:
    """What the published files tell, and the truth."""
    measures.write_measures(client, folder / "out")
    measures.write_measures(client, folder / "exact", unsuppressed=True)
    return cells_told(folder / "out"), cells_told(folder / "exact", ".unsuppressed")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sneakers", "bottles", "hypotheek"])
def test_no_small_cell_of_a_sample_client_follows(tmp_path, monkeypatch, name) -> None:
    # Sneakers' 9 customers at one place once followed from placement and reach_totals together.
    monkeypatch.setenv("CJKIT_CACHE", str(tmp_path / "cache"))
    told, true = written(cjkit.open_client(SAMPLES / name), tmp_path)
    assert {cell: true[cell] for cell in solved(told, true) if 0 < true[cell] < K} == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2, 25])  # 25 once leaked by conversion's months
def test_no_small_cell_follows_from_all_files_together(tmp_path, seed) -> None:
    told, true = written(small_client(tmp_path, seed), tmp_path)
    assert sum(np.isnan(value) for value in told.values()) > 50
    assert {cell: true[cell] for cell in solved(told, true) if 0 < true[cell] < K} == {}


def test_the_attack_finds_what_one_subtraction_tells() -> None:
    # 20 answers less 15 of ann are 5 of bob; the 3 and 4 on mail stay unknown, but together 7.
    true = {
        ("answers", "csat", "*", "look", "*", "*"): 20.0,
        ("answers", "csat", "*", "look", "*", "ann"): 15.0,
        ("answers", "csat", "*", "look", "*", "bob"): 5.0,
        ("people", "ann"): 3.0,
        ("people", "bob"): 4.0,
        ("people", "*"): 7.0,
    }
    told = true | dict.fromkeys([("answers", "csat", "*", "look", "*", "bob")], np.nan)
    told |= dict.fromkeys([("people", "ann"), ("people", "bob")], np.nan)
    assert solved(told, true) == {("answers", "csat", "*", "look", "*", "bob")}

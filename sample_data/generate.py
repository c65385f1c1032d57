"""Make the sample clients' data, the same bytes for the same seed.

Run it to write the files of one or more clients anew::

    python sample_data/generate.py
    python sample_data/generate.py hypotheek --seed 7 --output /tmp/elsewhere
    python sample_data/generate.py hypotheek --plant break_month=2026-01 --plant dip_touchpoint=app
    python sample_data/generate.py bottles --plant nothing

It knows nothing of cjkit: what it plants, cjkit has to find.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from generator import bottles_files, hypotheek_files, sneakers_files  # noqa: E402
from generator.journeys import Journeys  # noqa: E402
from generator.world import Plant, World  # noqa: E402

Write = Callable[[Path, int, Plant], tuple[Journeys, dict[str, int]]]

WORLDS: Mapping[str, World] = {
    module.WORLD.client: module.WORLD for module in (hypotheek_files, bottles_files, sneakers_files)
}
WRITERS: Mapping[str, Write] = {
    module.WORLD.client: module.write for module in (hypotheek_files, bottles_files, sneakers_files)
}


@dataclass(frozen=True)
class Truth:
    """What is true of generated data, to the row."""

    plant: Plant
    customers: int
    """All customers."""
    with_consent: int
    """Those who said yes."""
    personas: Mapping[str, int]
    """Customers with consent by persona; "" for those of none."""
    flaws: Mapping[str, int]
    """How many rows of each flaw the files have; of customers with consent, if they are known."""


def generate(
    client: str, folder: Path, seed: int | None = None, plant: Plant | None = None
) -> Truth:
    """Write a client's files into the folder `data` of a client folder.

    Parameters
    ----------
    client
        hypotheek, bottles or sneakers.
    folder
        The client folder; only its folder `data` is written.
    seed
        The client's own seed when left out.
    plant
        What to plant: the client's own when left out, nothing for `Plant()`.
    """
    world = WORLDS[client]
    plant = world.plant if plant is None else plant
    journeys, flaws = WRITERS[client](folder / "data", world.seed if seed is None else seed, plant)
    granted = [customer for customer in journeys.customers if customer.granted]
    personas = Counter(customer.persona.id for customer in granted)
    return Truth(plant, len(journeys.customers), len(granted), dict(personas), flaws)


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line asks and say what is true of the files."""
    asked = _parser().parse_args(arguments)
    for client in asked.clients or WORLDS:
        plant = _plant(WORLDS[client].plant, asked.plant)
        truth = generate(client, asked.output / client, asked.seed, plant)
        print(f"{client}: {asked.output / client / 'data'}")
        for name, value in vars(truth).items():
            print(f"  {name}: {value}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clients", nargs="*", metavar="CLIENT", help=", ".join(WORLDS))
    parser.add_argument("--seed", type=int, help="the client's own seed when left out")
    parser.add_argument("--output", type=Path, default=HERE, help="where the client folders are")
    parser.add_argument(
        "--plant", action="append", default=[], metavar="FIELD=VALUE", help='or "nothing"'
    )
    return parser


def _plant(usual: Plant, changes: Sequence[str]) -> Plant:
    if "nothing" in changes:
        return Plant()
    return replace(usual, **dict(change.split("=", 1) for change in changes))


if __name__ == "__main__":
    main()

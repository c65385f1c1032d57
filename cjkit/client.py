"""One client's folder opened: the map, the data and what is looked at."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

import cjkit
from cjkit import labels
from cjkit.data.engine import DuckDBEngine, Engine
from cjkit.data.explained import Explained
from cjkit.data.explaining import explain
from cjkit.data.sources import DataDescription, read_data
from cjkit.data.store import linked_store
from cjkit.errors import ClientError, Place, nearest
from cjkit.formats.csv_text import safe_text
from cjkit.formats.journey_yaml import FILE_NAME, read_journey
from cjkit.model.journey_map import JourneyMap

_NO_STORE = Path("no-store")
_FEW = 10


@dataclass(frozen=True)
class Selection:
    """The part of the customers and days that is looked at; None is all of them."""

    persona: str | None = None
    """Id of one persona."""
    start: dt.date | None = None
    """First day, local."""
    end: dt.date | None = None
    """Last day, local, itself included."""


@dataclass(frozen=True, eq=False)
class Client:
    """A client's map, data and selection.

    >>> from cjkit.formats.journey_yaml import parse_journey
    >>> client = Client(Path("acme"), parse_journey("title: A first map"), language="en")
    >>> client.name, client.engine.query("rows").empty
    ('acme', True)
    """

    folder: Path
    """The client's folder."""
    whole_map: JourneyMap
    """The map with all its personas."""
    language: str = "en"
    """The language of words and numbers: nl or en."""
    selection: Selection = Selection()
    """What is looked at."""
    data: DataDescription | None = None
    """data.yaml; None where there is none."""
    store: Path | None = None
    """The folder of a linked store, where it is there already."""

    @property
    def name(self) -> str:
        """The name of the client's folder."""
        return self.folder.name

    @cached_property
    def map(self) -> JourneyMap:
        """The map, as the chosen persona sees it where one is chosen."""
        persona = self.selection.persona
        return self.whole_map.for_persona(persona) if persona else self.whole_map

    @property
    def small_cells(self) -> int:
        """Cells with fewer distinct customers than this are not shown."""
        return self.data.small_cells if self.data else _FEW

    @cached_property
    def engine(self) -> Engine:
        """The engine over the linked store; an empty store where the client has no data."""
        return DuckDBEngine(self.store or self._linked() or _NO_STORE)

    def _linked(self) -> Path | None:
        return linked_store(self.folder, self.data, self.whole_map) if self.data else None


def open_client(
    folder: Path | str,
    *,
    language: str | None = None,
    persona: str = "",
    period_start: str = "",
    period_end: str = "",
) -> Client:
    """Open a client's folder; the data are linked when they are first asked for.

    Parameters
    ----------
    folder
        The client's folder, from here or from the project's root.
    language
        nl or en; the language of the map when left out.
    persona
        Id of one persona; empty for all.
    period_start, period_end
        First and last day as yyyy-mm-dd, both included; empty for no limit.

    Raises
    ------
    ClientError
        The folder, language, persona or period cannot be used.
    MapError
        journey.yaml cannot be read.
    DataError
        data.yaml cannot be read.
    """
    path = _find_folder(folder)
    whole_map = read_journey(path)
    chosen = language or whole_map.language
    if chosen not in labels.LANGUAGES:
        raise ClientError.of("CJ-205", asked=chosen, known=list(labels.LANGUAGES))
    selection = _selection(whole_map, persona, period_start, period_end)
    return Client(path, whole_map, chosen, selection, read_data(path, whole_map))


def link_client(client: Client) -> Client:
    """Give a client with its linked store, which is made where it is not there yet.

    Raises
    ------
    ClientError
        CJ-210, when there is no data.yaml.
    DataError
        The files cannot be found, read or accepted.
    """
    return replace(client, store=linked_store(client.folder, _data(client), client.whole_map))


def explain_row(client: Client, row: str) -> Explained:
    """Tell what became of one row of a client's data, and why.

    Parameters
    ----------
    client
        The client.
    row
        `file:row` or `source:file:row`: the path in the client's folder, and the row as a
        spreadsheet numbers it.

    Returns
    -------
    Explained
        Its `text(language)` is the explanation in words. No id of a customer is in it, and of a
        row without consent nothing that stands in it.

    Raises
    ------
    ClientError
        CJ-210, when there is no data.yaml.
    DataError
        CJ-345 to CJ-349, when there is no such row; others, when the files cannot be linked.
    """
    return explain(client.folder, _data(client), client.whole_map, row)


def _data(client: Client) -> DataDescription:
    if client.data is None:
        raise ClientError.of("CJ-210", Place(file=client.name))
    return client.data


def write_rejected(client: Client, folder: Path, language: str | None = None) -> Path:
    """Write the rejected rows of a client, each with its reason and repair, as a CSV.

    Parameters
    ----------
    client
        The client.
    folder
        Where `rejected.csv` is written; made where it is not there.
    language
        Language of the header and the reasons; the client's when left out.

    Returns
    -------
    Path
        The file, in UTF-8 with a mark that spreadsheets understand. No cell is a formula.

    Raises
    ------
    ClientError
        CJ-224, when it cannot be written.
    """
    spoken = language or client.language
    frame = client.engine.query("rejected")
    frame["repair"] = _told(frame["reason"], "repair", spoken)
    frame["reason"] = _told(frame["reason"], "what", spoken)
    words = {name: labels.text(f"data.rejected.{name}", spoken) for name in frame.columns}
    path = folder / "rejected.csv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        frame.map(safe_text).rename(columns=words).to_csv(
            path, index=False, encoding="utf-8-sig", lineterminator="\n"
        )
    except OSError as wrong:
        reason = wrong.strerror or str(wrong)
        raise ClientError.of("CJ-224", path=str(path), reason=reason) from None
    return path


def _told(reasons: "pd.Series[str]", part: str, language: str) -> "pd.Series[str]":
    keys = {reason: f"data.reason.{reason}.{part}" for reason in reasons.unique()}
    return reasons.map({reason: labels.text(key, language) for reason, key in keys.items()})


def _find_folder(folder: Path | str) -> Path:
    places = [Path.cwd() / folder, *(root / folder for root in _project_roots())]
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise _no_folder(Path(folder), places)
    if not (found / FILE_NAME).is_file():
        raise ClientError.of("CJ-203", Place(file=str(folder)), folder=str(folder), file=FILE_NAME)
    return found.resolve()


def _project_roots() -> list[Path]:
    """Folders above this one, and the one of the package, that hold the sample clients."""
    here = Path.cwd()
    candidates = (*here.parents, Path(cjkit.__file__).parent.parent)
    return [root for root in candidates if (root / "sample_data").is_dir()]


def _no_folder(folder: Path, places: list[Path]) -> ClientError:
    if any(place.is_file() for place in places):
        return ClientError.of("CJ-201", folder=str(folder), nearest=str(folder.parent))
    beside = [p for place in places if place.parent.is_dir() for p in place.parent.iterdir()]
    near = nearest(folder.name, [path.name for path in beside if path.is_dir()])
    suggestion = str(folder.with_name(near)) if near else ""
    code = "CJ-201" if near else "CJ-202"
    return ClientError.of(code, folder=str(folder), nearest=suggestion)


def _selection(whole_map: JourneyMap, persona: str, start: str, end: str) -> Selection:
    if persona and persona not in [known.id for known in whole_map.personas]:
        raise _unknown_persona(persona, [known.id for known in whole_map.personas])
    first, last = _day("period_start", start), _day("period_end", end)
    if first and last and first > last:
        raise ClientError.of("CJ-208", start=first, end=last)
    return Selection(persona or None, first, last)


def _unknown_persona(asked: str, known: list[str]) -> ClientError:
    near = nearest(asked, known)
    code = "CJ-206" if near else "CJ-207"
    return ClientError.of(code, asked=asked, nearest=near, known=known)


def _day(name: str, value: str) -> dt.date | None:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ClientError.of("CJ-204", name=name, value=value) from None

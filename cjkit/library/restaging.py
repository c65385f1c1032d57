"""A client's map on another stage set of the library, with the reason in its change log."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from cjkit.errors import ClientError
from cjkit.formats.journey_yaml import OpenJourney, open_journey
from cjkit.library.shelves import stage_set
from cjkit.model.restaging import restage
from cjkit.model.versions import with_change


def restage_client(folder: Path, stages: str, moves: Sequence[str], reason: str) -> OpenJourney:
    """Give a client's map the stages of a set; what hung on the old ones moves along.

    Parameters
    ----------
    folder
        The client's folder.
    stages
        A stage set, or two joined by +, as `cjkit new` takes them.
    moves
        `old=new` for each old stage; a stage that keeps its id needs none.
    reason
        Why; it stands in the change log under a new version.

    Raises
    ------
    CjkitError
        An unknown set or stage, a move that is none, or old stages without a new one; the file
        is then left as it is.
    """
    opened = open_journey(folder)
    new = [stage.as_stage() for stage in stage_set(stages, opened.map.language).stages]
    kept = {stage.id for stage in new}
    mapping = {stage.id: stage.id for stage in opened.map.stages if stage.id in kept}
    restaged = restage(opened.map, new, mapping | dict(_move(move) for move in moves))
    return opened.save(with_change(restaged, reason, dt.date.today()))


def _move(move: str) -> tuple[str, str]:
    """Read `old=new`.

    >>> _move("search=consideration")
    ('search', 'consideration')
    """
    old, sign, new = (part.strip() for part in move.partition("="))
    if not (old and sign and new):
        raise ClientError.of("CJ-227", move=move)
    return old, new

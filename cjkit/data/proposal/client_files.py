"""A client made of files: a new folder with a map, or one that is there, and a data.yaml."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cjkit.data.proposal.proposing import Proposal, Written, propose_data, write_proposal
from cjkit.errors import ClientError
from cjkit.formats.journey_yaml import FILE_NAME, read_journey
from cjkit.labels import LANGUAGES, text
from cjkit.library.new_client import NewClient, new_client, next_steps
from cjkit.library.source_kinds import file_kind
from cjkit.model.journey_map import JourneyMap


@dataclass(frozen=True)
class ClientOfFiles:
    """A client with a data.yaml that was proposed from files."""

    made: NewClient | None
    """What was made for a new client; None where the client was there."""
    proposal: Proposal
    """What is proposed."""
    written: Written
    """What was written."""
    language: str
    """The language of the proposal."""


def client_of_files(
    folder: Path, files: Sequence[Path], *, stages: str = "five", language: str | None = None,
    title: str = "",
) -> ClientOfFiles:  # fmt: skip
    """Propose a data.yaml for a client, and make the client first where it is not there.

    The files are looked at before anything is made. Files in the folder stay where they are;
    others are copied into its folder `data`. A data.yaml that is there is never written over: the
    proposal is then data.proposed.yaml.

    Raises
    ------
    ClientError
        The folder cannot be made, or stage set or language are unknown.
    MapError
        journey.yaml of a client that is there cannot be read.
    DataError
        A file is no table that cjkit reads.
    """
    if language not in (None, *LANGUAGES):
        raise ClientError.of("CJ-205", asked=language, known=list(LANGUAGES))
    there = read_journey(folder) if (folder / FILE_NAME).is_file() else None
    spoken = language or (there.language if there else "en")
    proposal = propose_data(files, folder, spoken, attributes=_wanted(there))
    made = None
    if there is None:
        made = new_client(folder, stages=stages, language=spoken, title=title)
    written = write_proposal(folder, proposal, there or read_journey(folder))
    return ClientOfFiles(made, proposal, written, spoken)


def _wanted(journey_map: JourneyMap | None) -> list[str]:
    """Give the attributes that the traits of personas ask for."""
    personas = journey_map.personas if journey_map else ()
    rules = [rule for persona in personas for rule in persona.traits]
    return list(dict.fromkeys(c.field for rule in rules for c in rule.conditions))


def told(client: ClientOfFiles) -> Iterator[str]:
    """Tell what was made, copied and proposed, and what a person must decide, a line each."""
    language, written = client.language, client.written
    if client.made:
        yield from next_steps(client.made, language, written.path)
    else:
        yield text("cli.new.made", language, path=_short(written.path))
    if written.copied:
        first, target = written.copied[0]
        values = {"path": first.name, "n": len(written.copied), "target": _short(target.parent)}
        yield text("cli.new.copied", language, **values)
    for draft in client.proposal.drafts:
        kind = file_kind(draft.kind.id, language).name if draft.kind else draft.shape
        unsure = sum(remark.unsure for remark in draft.remarks)
        yield text("cli.new.source", language, id=draft.id, kind=kind, n=unsure)
    if written.problems:
        yield text("cli.new.asked", language, n=len(written.problems))
        yield from (problem.text(language) for problem in written.problems)


def _short(path: Path) -> Path:
    """Give a path from where the command runs, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path

"""The command line: one function a command, each of which loads what it needs when it runs."""

import datetime as dt
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

import cjkit
from cjkit.errors import CjkitError, ClientError
from cjkit.labels import LANGUAGES, text

app = typer.Typer(
    name="cjkit",
    help="Map a customer's journey in six steps, and keep the map true with data.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Client = Annotated[
    Path, typer.Argument(help="The client's folder: journey.yaml, and data.yaml if there are data.")
]
Language = Annotated[
    str | None, typer.Option(help="nl or en; the language of the map when left out.")
]

Persona = Annotated[str, typer.Option(help="Id of one persona; all when left out.")]
PeriodStart = Annotated[
    str, typer.Option("--from", help="First day, yyyy-mm-dd; no limit when left out.")
]
PeriodEnd = Annotated[str, typer.Option("--to", help="Last day, yyyy-mm-dd, itself included.")]


@app.callback(invoke_without_command=True)
def _cjkit(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        typer.echo(f"cjkit {cjkit.__version__}")
        raise typer.Exit


@app.command()
def report(  # noqa: PLR0913, PLR0917  (typer reads options from the parameters)
    client: Client,
    language: Language = None,
    persona: Persona = "",
    period_start: PeriodStart = "",
    period_end: PeriodEnd = "",
    output: Annotated[Path, typer.Option(help="Where reports go.")] = Path("reports"),
    with_code: Annotated[
        bool, typer.Option("--with-code", help="Show the code of each cell, folded.")
    ] = False,
) -> None:
    """Run the six notebooks for a client and publish page, tables and notebooks."""
    from tqdm import tqdm  # noqa: PLC0415  (loads when the command runs)

    with _told(client, language):
        published = cjkit.run_report(
            client,
            language=language,
            persona=persona,
            period_start=period_start,
            period_end=period_end,
            output=output,
            with_code=with_code,
            tell=tqdm.write,
        )
    typer.echo(published.page)


@app.command()
def check(
    client: Client,
    language: Language = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 1 on any warning as well.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON.")] = False,
    map_only: Annotated[
        bool, typer.Option("--map-only", help="Leave out the rules that need data.")
    ] = False,
) -> None:
    """Tell what is missing or doubtful in a map, and where data contradict it.

    Exit code 0: nothing serious. 1: something serious, or with --strict any warning. 2: unreadable.
    """
    from cjkit.checks import Severity, examine_client, examine_map  # noqa: PLC0415
    from cjkit.checks.listing import finding_lines, findings_json  # noqa: PLC0415

    today = dt.date.today()
    with _told(client, language, exit_code=2):
        opened = cjkit.open_client(client, language=language)
        whole = opened.whole_map
        examined = examine_map(whole, today) if map_only else examine_client(opened, today)
        if as_json:
            typer.echo(_json(findings_json(opened, examined, today)))
        else:
            typer.echo("\n".join(finding_lines(opened, examined)))
    worst = max((finding.severity for finding in examined.findings), default=Severity.NOTE)
    if worst >= (Severity.WARNING if strict else Severity.SERIOUS):
        raise typer.Exit(1)


@app.command()
def link(
    client: Client,
    row: Annotated[
        str, typer.Option("--explain", help="One row, as file:row or source:file:row.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option(help="The folder for rejected.csv, with every reason.")
    ] = None,
    language: Language = None,
) -> None:
    """Link a client's data and tell what became of the rows; or of one row, and why.

    Exit code 0: told. 1: something cannot be read or written.
    """
    from cjkit.client import explain_row, link_client  # noqa: PLC0415

    with _told(client, language):
        opened = cjkit.open_client(client, language=language)
        if row:
            typer.echo(explain_row(opened, row).text(opened.language))
        else:
            typer.echo("\n".join(_link_lines(link_client(opened), client, output)))


def _link_lines(opened: "cjkit.Client", folder: Path, output: Path | None) -> Iterator[str]:
    from cjkit.client import write_rejected  # noqa: PLC0415
    from cjkit.data.linked_lines import linked_lines  # noqa: PLC0415
    from cjkit.measures.history import refuse_inside  # noqa: PLC0415

    assert opened.data is not None  # it is linked
    if output is not None:
        refuse_inside(opened, output)
    yield from linked_lines(opened.engine, opened.data, opened.language)
    yield ""
    if output is not None:
        written = write_rejected(opened, output)
        yield text("cli.link.rejected", opened.language, path=written)
    else:
        yield text("cli.link.more", opened.language, client=folder)
    yield text("cli.link.store", opened.language, path=opened.store)


@app.command()
def measure(  # noqa: PLR0913, PLR0917  (typer reads options from the parameters)
    client: Client,
    output: Annotated[Path, typer.Option(help="The folder for the tables and measures.json.")],
    file_format: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
    only: Annotated[
        list[str] | None, typer.Option(help="A family or a measure; give it many times.")
    ] = None,
    period_start: PeriodStart = "",
    period_end: PeriodEnd = "",
    persona: Persona = "",
    unsuppressed: Annotated[
        bool, typer.Option("--unsuppressed", help="Exact figures, for inside the house only.")
    ] = False,
    language: Language = None,
) -> None:
    """Write all measures of a client as tables, with measures.json that tells what they are.

    Exit code 0: written. 1: written, but there are no data in what was asked. 2: nothing written.
    """
    with _told(client, language, exit_code=2):
        opened = _opened(client, language, persona, period_start, period_end)
        written = _written(opened, output, only or [], file_format, unsuppressed)
        found = _has_data(opened)
    typer.echo("\n".join(str(path) for path in written))
    if not found:
        typer.echo(text("cli.measure.no_data", opened.language), err=True)
        raise typer.Exit(1)


def _opened(
    folder: Path, language: str | None, persona: str, start: str, end: str
) -> "cjkit.Client":
    return cjkit.open_client(
        folder, language=language, persona=persona, period_start=start, period_end=end
    )


def _written(
    opened: "cjkit.Client", output: Path, only: list[str], file_format: str, unsuppressed: bool
) -> list[Path]:
    from cjkit.measures.history import refuse_inside  # noqa: PLC0415
    from cjkit.measures.tables import write_measures  # noqa: PLC0415

    refuse_inside(opened, output)
    return write_measures(
        opened, output, only=only, file_format=file_format, unsuppressed=unsuppressed
    )


def _has_data(opened: "cjkit.Client") -> bool:
    from cjkit.measures.tables import has_data  # noqa: PLC0415

    return has_data(opened)


@app.command()
def assumptions(  # noqa: PLR0913, PLR0917  (typer reads options from the parameters)
    client: Client,
    output: Annotated[
        Path | None, typer.Option(help="Where reports go; keeps this run and tells what changed.")
    ] = None,
    period_start: PeriodStart = "",
    period_end: PeriodEnd = "",
    persona: Persona = "",
    grade: Annotated[str, typer.Option(help="Id of the assumption that you grade.")] = "",
    given: Annotated[str, typer.Option("--as", help="The grade: indicated or known.")] = "",
    reason: Annotated[str, typer.Option(help="Why; it goes into the map's change log.")] = "",
    language: Language = None,
) -> None:
    """Hold the assumptions of a map against its data; grade one, when you say so.

    Exit code 0: none is contradicted, or the grade is written. 1: one is contradicted. 2: trouble.
    """
    from cjkit.measures.grading import grade_assumption  # noqa: PLC0415

    today = dt.date.today()
    with _told(client, language, exit_code=2):
        if grade:
            saved = grade_assumption(client, grade, given, reason, today)
            typer.echo(_graded(saved, grade, language))
            return
        opened = _opened(client, language, persona, period_start, period_end)
        contradicted = _tell_assumptions(opened, client, output, today)
    if contradicted:
        raise typer.Exit(1)


def _graded(saved: "cjkit.OpenJourney", identity: str, language: str | None) -> str:
    from cjkit.fields import enum_word  # noqa: PLC0415

    spoken = language or saved.map.language
    found = next(one for one in saved.map.assumptions if one.id == identity)
    values = {"path": saved.path, "version": saved.map.version, "id": identity}
    return text("cli.assumptions.graded", spoken, grade=enum_word(found.grade, spoken), **values)


def _tell_assumptions(
    opened: "cjkit.Client", folder: Path, output: Path | None, today: dt.date
) -> bool:
    """Print each assumption, what could be graded and what changed; tell if one is contradicted."""
    from cjkit.measures.assumption_lines import assumption_lines, is_contradicted  # noqa: PLC0415
    from cjkit.measures.history import assumption_changes, keep_assumptions  # noqa: PLC0415

    typer.echo("\n".join(assumption_lines(opened, str(folder))))
    if output is not None:
        typer.echo(assumption_changes(opened, output, today).text(opened.language))
        kept = keep_assumptions(opened, output, today)
        typer.echo(text("cli.assumptions.kept", opened.language, path=kept))
    return is_contradicted(opened)


@app.command()
def new(  # noqa: PLR0913, PLR0917  (typer reads options from the parameters)
    folder: Annotated[
        Path,
        typer.Argument(help="A folder that is not there yet, or is empty; with --data any client."),
    ],
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="More files, after --data.")
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            metavar="FILE...",
            help="Files or folders of the client: look at them and propose a data.yaml.",
        ),
    ] = None,
    stages: Annotated[
        str, typer.Option(help="A stage set of the library, or two, such as aida+loyalty.")
    ] = "five",
    language: Annotated[
        str | None, typer.Option(help="nl or en, for map and comments; en when left out.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the map.")] = "",
) -> None:
    """Make a client: a map that teaches, an example of data.yaml, a key for pseudonyms.

    With --data also a data.yaml proposed from the client's files; for a client that is there, that
    alone. A data.yaml that is there is never written over.
    """
    if more and not data:
        raise typer.BadParameter("files go after --data", param_hint="FILE")
    if data:
        _propose(folder, [*data, *(more or [])], stages, language, title)
        return
    from cjkit.library.new_client import new_client, next_steps  # noqa: PLC0415

    spoken = language or "en"
    with _told(folder, spoken):
        made = new_client(folder, stages=stages, language=spoken, title=title)
    typer.echo("\n".join(next_steps(made, spoken)))


def _propose(
    folder: Path, files: list[Path], stages: str, language: str | None, title: str
) -> None:
    from cjkit.data.proposal.client_files import client_of_files, told  # noqa: PLC0415

    with _told(folder, language):
        client = client_of_files(folder, files, stages=stages, language=language, title=title)
    typer.echo("\n".join(told(client)))


@app.command()
def restage(
    client: Client,
    stages: Annotated[str, typer.Option(help="A stage set, or two, such as aida+loyalty.")],
    reason: Annotated[str, typer.Option(help="Why; it goes into the map's change log.")],
    move: Annotated[
        list[str] | None, typer.Option(help="old=new, for each old stage; give it many times.")
    ] = None,
    language: Language = None,
) -> None:
    """Give a map another stage set; all that hung on the old stages moves to the new ones."""
    from cjkit.library.restaging import restage_client  # noqa: PLC0415

    with _told(client, language):
        saved = restage_client(client, stages, move or [], reason)
    spoken = language or saved.map.language
    values = {"path": saved.path, "version": saved.map.version, "n": len(saved.map.stages)}
    typer.echo(text("cli.restaged", spoken, **values))


@app.command()
def survey(
    client: Client,
    output: Annotated[Path, typer.Argument(help="The survey: a file in .xlsx or .txt.")],
    language: Language = None,
    touchpoints: Annotated[
        bool, typer.Option("--touchpoints", help="Ask about touchpoints instead of stages.")
    ] = False,
) -> None:
    """Write a survey with NPS, CSAT and CES questions for the stages or touchpoints of a map."""
    from cjkit.library.survey import survey as questions  # noqa: PLC0415
    from cjkit.library.survey import write_survey  # noqa: PLC0415

    with _told(client, language):
        opened = cjkit.open_client(client, language=language)
        asked = questions(
            opened.whole_map, opened.language, "touchpoint" if touchpoints else "stage"
        )
        write_survey(asked, output, opened.language)
    typer.echo(text("cli.survey.made", opened.language, n=len(asked), path=output))


@app.command()
def diff(
    versions: Annotated[
        list[str],
        typer.Argument(
            metavar="OLD NEW",
            help="Two files, folders or REVISION:path; with --rev one file.",
        ),
    ],
    rev: Annotated[
        list[str] | None, typer.Option(help="A git revision of the file; twice for two of them.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Changes as JSON.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="One page with the curves.")] = False,
    language: Language = None,
) -> None:
    """Tell in words what changed between two versions of a map, and why.

    Exit code 0: the same. 1: different. 2: trouble. Called by git (diff driver) always 0.
    """
    from cjkit.compare.revisions import as_git_calls, two_versions  # noqa: PLC0415

    by_git = as_git_calls(versions)
    try:
        _refuse_unknown(language)
        old, new = two_versions(versions, rev or [])
    except CjkitError as wrong:
        spoken = language if language in LANGUAGES else "en"
        typer.echo(wrong.text(str(spoken)), err=not by_git)
        raise typer.Exit(0 if by_git else 2) from None
    typer.echo(_told_difference(old, new, language or new.language, as_json, as_html), nl=False)
    if old != new and not by_git:
        raise typer.Exit(1)


def _refuse_unknown(language: str | None) -> None:
    if language not in (None, *LANGUAGES):
        raise ClientError.of("CJ-205", asked=language, known=list(LANGUAGES))


def _told_difference(
    old: "cjkit.JourneyMap", new: "cjkit.JourneyMap", language: str, as_json: bool, as_html: bool
) -> str:
    from cjkit.compare import compare_maps  # noqa: PLC0415
    from cjkit.compare.words import comparison_json, lines  # noqa: PLC0415

    if as_html:
        from cjkit.charts.compare import comparison_page  # noqa: PLC0415  (loads Altair)

        return comparison_page(old, new, language) + "\n"
    comparison = compare_maps(old, new)
    if as_json:
        return _json(comparison_json(comparison, language)) + "\n"
    return "".join(f"{line}\n" for line in lines(comparison, new.title, language) if comparison)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="The file to read, or a client's folder.")],
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    language: Language = None,
    base: Annotated[
        Path | None, typer.Option(help="The map to which notes (.cards.csv) are added.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Convert a map: .yaml .xlsx .json .mmd .cards.csv by suffix; out also improvements.csv."""
    from cjkit.formats.convert import convert as convert_file  # noqa: PLC0415

    with _told(source, language):
        scores = _focus_order(source) if target.name.endswith("improvements.csv") else None
        findings = convert_file(
            source, target, language=language, base=base, force=force, scores=scores
        )
    spoken = _spoken(source, language)
    for finding in findings:
        typer.echo(finding.text(spoken))
    typer.echo(target)


def _focus_order(source: Path) -> dict[str, float | None] | None:
    """Give the order of the to-do list by focus score, where a client has data to go by."""
    if not (source / "data.yaml").is_file():
        return None
    from cjkit.measures.to_do import focus_order  # noqa: PLC0415

    return focus_order(cjkit.open_client(source))


@app.command()
def schema() -> None:
    """Print the JSON Schema of journey.yaml."""
    from cjkit.formats.json_schema import journey_schema  # noqa: PLC0415

    typer.echo(_json(journey_schema()))


def _json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2)


_LARGE = 1_000_000


def _tell_large(client: Path) -> None:
    """Say that a large map takes a moment, on the stream that pipelines do not read."""
    path = client / "journey.yaml" if client.is_dir() else client
    if path.is_file() and path.stat().st_size > _LARGE:
        size = path.stat().st_size / 1_000_000
        typer.echo(f"{path} ({size:.1f} MB) …", err=True)


@contextmanager
def _told(client: Path, language: str | None, exit_code: int = 1) -> Iterator[None]:
    """Tell what the user can repair in words, never as a traceback."""
    _tell_large(client)
    try:
        yield
    except CjkitError as wrong:
        typer.echo(wrong.text(_spoken(client, language)), err=True)
        raise typer.Exit(exit_code) from None


def _spoken(client: Path, language: str | None) -> str:
    """Give the language for errors: the one asked for, else that of the map, else English."""
    if language in LANGUAGES:
        return str(language)
    try:
        return cjkit.open_client(client).language
    except CjkitError:
        return "en"


def main() -> None:
    """Run the command line."""
    # After Ctrl-C nbclient leaves a task behind, whose traceback asyncio would print.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    app()


if __name__ == "__main__":
    main()

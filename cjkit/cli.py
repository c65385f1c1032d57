"""The command line: report, check, schema. Each command loads what it needs when it runs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

import cjkit
from cjkit.errors import CjkitError
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
    persona: Annotated[str, typer.Option(help="Id of one persona; all when left out.")] = "",
    period_start: Annotated[
        str, typer.Option("--from", help="First day, yyyy-mm-dd; no limit when left out.")
    ] = "",
    period_end: Annotated[
        str, typer.Option("--to", help="Last day, yyyy-mm-dd, itself included.")
    ] = "",
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
def check(client: Client, language: Language = None) -> None:
    """Tell what is missing or doubtful in a map; exit code 1 when something is serious."""
    from cjkit.checks import Severity  # noqa: PLC0415  (loads when the command runs)

    with _told(client, language):
        opened = cjkit.open_client(client, language=language)
    findings = cjkit.check_map(opened.whole_map)
    words = {s: text(f"checks.severity.{s.name.lower()}", opened.language) for s in Severity}
    width = max(map(len, words.values()))
    for finding in findings:
        said = f"{finding.text(opened.language)} {finding.repair(opened.language)}"
        typer.echo(f"{words[finding.severity]:<{width}}  {finding.code}  {said}")
    typer.echo(text("cli.findings", opened.language, n=len(findings)))
    if any(finding.severity is Severity.SERIOUS for finding in findings):
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the JSON Schema of journey.yaml."""
    from cjkit.formats.json_schema import journey_schema  # noqa: PLC0415

    typer.echo(json.dumps(journey_schema(), ensure_ascii=False, indent=2))


@contextmanager
def _told(client: Path, language: str | None) -> Iterator[None]:
    """Tell what the user can repair in words, never as a traceback; exit code 1."""
    try:
        yield
    except CjkitError as wrong:
        typer.echo(wrong.text(_spoken(client, language)), err=True)
        raise typer.Exit(1) from None


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
    app()


if __name__ == "__main__":
    main()

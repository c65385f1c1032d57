"""A new client: a folder with a map that teaches, and a key for pseudonyms outside it."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from textwrap import wrap
from typing import Any

from cjkit.errors import ClientError
from cjkit.formats.yaml_edit import write_scalar
from cjkit.labels import LANGUAGES, text
from cjkit.library.shelves import (
    LibraryStage,
    PersonaField,
    TouchpointKind,
    emotion_words,
    metric_kinds,
    persona_fields,
    source_kinds,
    stage_set,
    touchpoint_kinds,
)
from cjkit.model.record import Record
from cjkit.model.stages import Period

_FILES = ("journey.yaml", "data.example.yaml")
_SOURCES = ("customers", "web", "survey")
_IN_TEMPLATE = ("pictures", "own_fields", "traits", "canvas.")
_SINGLE = ("background", "spending_pattern")


@dataclass(frozen=True)
class NewClient:
    """What was made."""

    folder: Path
    """The client's folder."""
    files: tuple[Path, ...]
    """The files in it."""
    key: Path
    """The key for pseudonyms, outside the folder."""


def new_client(
    folder: Path | str, *, stages: str = "five", language: str = "en", title: str = ""
) -> NewClient:
    """Make a client's folder with journey.yaml, an example of data.yaml and a pseudonym key.

    Parameters
    ----------
    folder
        A folder that is not there yet, or is empty.
    stages
        A stage set of the library, or two joined by +.
    language
        nl or en: the language of the map and its comments.
    title
        The title of the map; one with the folder's name when left out.

    Raises
    ------
    ClientError
        The folder is not empty or cannot be made, or stage set or language are unknown.
    """
    folder = Path(folder)
    if language not in LANGUAGES:
        raise ClientError.of("CJ-205", asked=language, known=list(LANGUAGES))
    values = _values(folder.resolve().name, stages, language, title)
    texts = {name: _render(f"{language}/{name}", values) for name in _FILES}
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ClientError.of("CJ-223", folder=str(folder))
    try:
        return NewClient(folder, _write(folder, texts), make_key(folder.resolve().name))
    except OSError as wrong:
        path, reason = str(wrong.filename or folder), wrong.strerror or str(wrong)
        raise ClientError.of("CJ-224", path=path, reason=reason) from None


def next_steps(made: NewClient, language: str, data: Path | None = None) -> list[str]:
    """Tell what was made and what to do next, a line each; `data` is a data.yaml that is there."""
    journey, example = made.files
    values = {"path": journey, "folder": made.folder, "key": made.key}
    proposed = made.folder / data.name if data else None
    files = [*made.files, proposed] if proposed else made.files
    lines = [text("cli.new.made", language, path=path) for path in files]
    told = [text(f"cli.new.{step}", language, **values) for step in ("read", "check")]
    todo = ("cli.new.proposed", proposed) if proposed else ("cli.new.data", example)
    told.append(text(todo[0], language, path=todo[1]))
    told.append(text("cli.new.key", language, **values))
    return lines + [f"{number}. {step}" for number, step in enumerate(told, start=1)]


def make_key(client: str) -> Path:
    """Make the key for a client's pseudonyms, readable by its owner only; one that is there stays.

    The key stands outside the client's folder, so that who gets the data does not get the key.
    """
    import platformdirs  # noqa: PLC0415

    key = Path(platformdirs.user_config_dir("cjkit")) / "keys" / f"{client}.key"
    key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(32) + "\n", "ascii")
    return key


def _write(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in texts.items():
        (folder / name).write_text(words, "utf-8", newline="\n")
    return tuple(folder / name for name in texts)


def _render(name: str, values: Mapping[str, Any]) -> str:
    import jinja2  # noqa: PLC0415  (loads when a client is made)

    place = jinja2.Environment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    place.filters |= {"said": write_scalar, "flow": flow}
    source = files("cjkit") / "library/client_templates" / name
    return place.from_string(source.read_text("utf-8")).render(values)


def _values(client: str, stages: str, language: str, title: str) -> dict[str, Any]:
    chosen = stage_set(stages, language)
    named = title or text("cli.new.title", language, client=client)
    placed = list(_touchpoints(chosen.stages))
    return {
        "title": named,
        "title_line": " ".join(named.split()),
        "organisation": client,
        "set_name": chosen.name,
        "set_about": wrap(chosen.about, 96),
        "stages": [stage.model_dump(mode="json") for stage in chosen.stages],
        "fields": list(_field_lines(persona_fields(language))),
        "touchpoints": placed,
        "touchpoint_lines": [
            _touchpoint_line(kind, language)
            for kind in touchpoint_kinds(language)
            if kind.id not in [touchpoint["id"] for touchpoint in placed]
        ],
        "experiences": [
            {"id": f"persona-1-{stage.id}", "stage": stage.id, "touchpoint": _place(stage)["id"]}
            for stage in chosen.stages
        ],
        "scale": _scale(language),
        "sources": [
            {"id": kind.id, "name": kind.name, "collected_by": kind.collected_by}
            for kind in source_kinds(language)
            if kind.id in _SOURCES
        ],
        "metrics": list(_metrics(chosen.stages, language)),
    }


def _place(stage: LibraryStage) -> dict[str, Any]:
    """Give where a stage takes place; the website where the library does not say."""
    if stage.touchpoint:
        return stage.touchpoint.model_dump(mode="json")
    return {"id": "website", "name": "Website", "setting": "digital"}


def _touchpoints(stages: tuple[LibraryStage, ...]) -> Iterator[dict[str, Any]]:
    places = {_place(stage)["id"]: _place(stage) for stage in stages}
    for identity, place in places.items():
        there = [stage.id for stage in stages if _place(stage)["id"] == identity]
        yield {**place, "stages": there}


def _touchpoint_line(kind: TouchpointKind, language: str) -> str:
    touchpoint = kind.as_touchpoint(language)
    rules = [rule.short_form() for rule in touchpoint.match]
    return f"- {flow({**_said(touchpoint), 'match': rules})}"


def flow(value: Any) -> str:
    """Write a value on one line, as people write it.

    >>> flow({"id": "web", "match": [{"page": "/a, b"}]})
    "{id: web, match: [{page: '/a, b'}]}"
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return write_scalar(value, flow=True)


def _field_lines(fields: tuple[PersonaField, ...]) -> Iterator[str]:
    """Give the lines of a persona sheet, each with its question in the place of the answer."""
    group = ""
    for field in fields:
        if field.id.startswith(_IN_TEMPLATE):
            continue
        *above, name = field.id.split(".")
        if above and above[0] != group:
            group = above[0]
            yield f"{group}:"
        answer = field.ask if above or name in _SINGLE else [field.ask]
        yield f"{'  ' * len(above)}{name}: {flow(answer)}"


def _scale(language: str) -> str:
    steps = [word for word in emotion_words(language) if word.step]
    return ", ".join(f"{word.value:g} {word.name}" for word in steps)


def _metrics(stages: tuple[LibraryStage, ...], language: str) -> Iterator[dict[str, Any]]:
    """Measure whom a stage reaches or how it feels, and how many go on from the first one."""
    kinds = {kind.id: kind for kind in metric_kinds(language)}
    for stage in stages:
        after = stage.period is Period.POST_PURCHASE
        yield _said(kinds["feeling" if after else "reach"].as_metric(stage.id))
    yield _said(kinds["conversion-rate"].as_metric(stages[0].id))


def _said(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_defaults=True)

"""What a cell asks of who fills it in: a list to choose from, a range, and a prompt that helps."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from cjkit.formats.workbook.cells import OLDEST_DAY, choices
from cjkit.formats.workbook.layout import Column, Field, Role, Sheet
from cjkit.formats.workbook.words import choice_word, field_help, subject_word
from cjkit.labels import number, text

List = tuple[str, ...]
"""Words to choose from."""
Name = Callable[[List], str]
"""Gives the name by which the workbook knows a list."""

_TITLE_LIMIT = 32
_PROMPT_LIMIT = 255


def validation(
    sheet: Sheet, column: Column, words: str, language: str, name: Name
) -> dict[str, Any]:
    """Give the rule of a column as XlsxWriter takes it.

    Parameters
    ----------
    sheet, column : Sheet, Column
        What it is for.
    words : str
        The heading of the column, which heads the prompt too.
    language : str
        nl or en.
    name : Name
        Gives the name of a list of choices.
    """
    rule = _rule(sheet, column, language, name)
    several = column.field is not None and column.field.shape.many
    return {
        **rule,
        "show_error": not several,
        "input_title": words[:_TITLE_LIMIT],
        "input_message": _cut(prompt(sheet, column, language)),
        "error_title": text("formats.wrong.title", language),
        "error_message": _cut(_how(sheet, column, language)),
    }


def _cut(words: str) -> str:
    return words if len(words) <= _PROMPT_LIMIT else words[: _PROMPT_LIMIT - 1] + "…"


def _rule(sheet: Sheet, column: Column, language: str, name: Name) -> dict[str, Any]:
    if column.role is Role.OWNER and sheet.owner:
        return _list(f"=ids_{sheet.owner.kind}")
    if column.role is Role.SUBJECT:
        return _list("=" + name(tuple(subject_word(s, language) for s in sheet.subjects)))
    if column.field is None:
        return {"validate": "integer", "criteria": ">=", "value": 1}
    return _field_rule(column.field, language, name)


def _list(source: str) -> dict[str, Any]:
    return {"validate": "list", "source": source}


def _field_rule(field: Field, language: str, name: Name) -> dict[str, Any]:
    if field.refers_to:
        return _list(f"=ids_{field.refers_to}")
    possible = choices(field.shape)
    if possible:
        return _list("=" + name(tuple(choice_word(field, value, language) for value in possible)))
    if field.shape.base is dt.date:
        return {"validate": "date", "criteria": ">=", "value": OLDEST_DAY}
    return _number_rule(field)


def _number_rule(field: Field) -> dict[str, Any]:
    least, most = field.shape.limit("ge"), field.shape.limit("le")
    kind = {int: "integer", float: "decimal"}.get(field.shape.base)
    if kind is None or least is None:
        return {"validate": "any"}
    if most is None:
        return {"validate": kind, "criteria": ">=", "value": least}
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def prompt(sheet: Sheet, column: Column, language: str) -> str:
    """Say what belongs in a cell, and how to put it there."""
    parts = [_how(sheet, column, language)]
    if column.field and not column.field.names_kind:
        parts.insert(0, field_help(column.field, language))
    if column.subject:
        about = subject_word(column.subject, language)
        parts.append(text("formats.prompt.only", language, subject=about))
    return " ".join(part for part in parts if part)


def _how(sheet: Sheet, column: Column, language: str) -> str:
    if column.role is Role.OWNER:
        return text("formats.prompt.reference", language)
    if column.field is None:
        return text(f"formats.prompt.{column.role.value}", language)
    several = [text("formats.prompt.several", language)] if column.field.shape.many else []
    return " ".join([*_how_one(column.field, language), *several])


def _how_one(field: Field, language: str) -> list[str]:
    key = _prompt_key(field)
    if not key:
        return []
    words = text(f"formats.prompt.{key}", language)
    least, most = field.shape.limit("ge"), field.shape.limit("le")
    if least is None:
        return [words]
    bounds = {"least": number(least, language), "most": number(most or 0, language)}
    way = "from" if most is None else "between"
    return [text(f"formats.prompt.{way}", language, prompt=words, **bounds)]


def _prompt_key(field: Field) -> str:
    if field.names_kind:
        return "id"
    if field.refers_to:
        return "reference"
    if choices(field.shape):
        return "choice"
    return {dt.date: "day", int: "whole", float: "number"}.get(field.shape.base, "")

"""What sheets, columns and choices are called, in Dutch and English."""

from enum import Enum
from typing import Any

from cjkit import labels
from cjkit.fields import field_label
from cjkit.formats.workbook.layout import Column, Field, Form, Role, Sheet
from cjkit.model.record import Record

TITLE_LIMIT = 31
"""Spreadsheets take no longer name for a sheet."""
_SILENT = ("evidence", "value", "text")
"""Fields that need no name of their own inside another one."""


def sheet_title(sheet: Sheet, language: str) -> str:
    """Give the name of a sheet.

    >>> from cjkit.formats.workbook.layout import sheets
    >>> [sheet_title(sheet, "en") for sheet in sheets()][:2]
    ['Journey map', 'Changes']
    """
    name = _part_name(sheet, language)
    if sheet.form is Form.RECORD:
        return name[:TITLE_LIMIT]
    end = labels.text(f"formats.sheet.{sheet.form.value}", language)
    return name[: TITLE_LIMIT - len(end)].rstrip() + end


def _part_name(sheet: Sheet, language: str) -> str:
    if sheet.field is None:
        return _capital(labels.text(f"fields.class.{sheet.model.__name__}", language))
    return field_name(sheet.field.owners[-1], sheet.field.name, language)


def heading(sheet: Sheet, column: Column, language: str) -> str:
    """Give what stands above a column; it names the part of the row it belongs to."""
    if column.role is Role.OWNER and sheet.owner:
        return _capital(labels.text(f"model.kind.{sheet.owner.kind}", language))
    if column.field is None:
        return labels.text(f"formats.heading.{column.role.value}", language)
    names = field_words(column.field, language)
    if column.subject:
        names = [field_words(column.subject, language)[-1], *names]
    return ": ".join(names)


def field_words(field: Field, language: str) -> list[str]:
    """Give the names on the way to a field, without those that go without saying."""
    steps = list(zip(field.owners, field.path, strict=True))
    said = [step for step in steps if step[1] not in _SILENT or _alike(step, field.name)]
    return [field_name(owner, name, language) for owner, name in said or steps[-1:]]


def _alike(step: tuple[type[Record], str], last: str) -> bool:
    """Tell whether evidence has a field of the same name as what it is evidence of."""
    owner, name = step
    return name == "evidence" and last in owner.model_fields and last != name


def field_name(model: type[Record], name: str, language: str) -> str:
    """Give the name of a field; one that the catalogue does not have yet goes by its own."""
    try:
        return field_label(model, name, language)
    except KeyError:
        return _capital(name.replace("_", " "))


def field_help(field: Field, language: str) -> str:
    """Say what a field holds; in the words of the model where the catalogue has none."""
    at = -2 if field.name in _SILENT and len(field.path) > 1 else -1
    owner, name = field.owners[at], field.path[at]
    asked = [f"help.{model.__name__}.{name}" for model in owner.__mro__]
    found = next((key for key in asked if labels.has_text(key, language)), None)
    return labels.text(found, language) if found else owner.model_fields[name].description or ""


def subject_word(field: Field, language: str) -> str:
    """Give the words for what a statement is about.

    >>> from cjkit.formats.workbook.layout import sheets
    >>> about = next(s for s in sheets() if s.form is Form.STATEMENT and s.kind == "")
    >>> subject_word(about.subjects[1], "nl")
    'Merk'
    """
    return ": ".join(field_words(field, language))


def choice_word(field: Field, value: Any, language: str) -> str:
    """Give a choice in words."""
    if isinstance(value, bool):
        return labels.write(value, language)
    plain = value.value if isinstance(value, Enum) else value
    group = type(value).__name__ if isinstance(value, Enum) else _capital(field.name)
    key = f"fields.value.{group}.{plain}"
    return labels.text(key, language) if labels.has_text(key, language) else str(plain)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

"""What was done to the values of a source before they counted, as data.yaml asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cjkit import labels
from cjkit.data.sources import TRACKING, DataDescription, Shape, Source

_HAVE_CUSTOMERS = (Shape.EVENTS, Shape.ANSWERS, Shape.CUSTOMERS)


@dataclass(frozen=True)
class Step:
    """One thing that was done: a key under `measures.lineage.step` and the values in it."""

    key: str
    values: Mapping[str, Any]

    def text(self, language: str) -> str:
        """Give it in words.

        >>> Step("decimal", {}).text("en")
        'numbers are read with a decimal comma'
        """
        return labels.text(f"measures.lineage.step.{self.key}", language, **self.values)


def source_steps(source: Source, data: DataDescription | None) -> Iterator[Step]:
    """Give what was done to the values of a source, in the order in which it happens.

    Parameters
    ----------
    source
        The source as it was linked.
    data
        data.yaml, for what holds for all sources; None where it is not there.
    """
    yield from _reading(source)
    yield from _consent(source)
    yield from _values(source)
    yield from _checks(source)
    if source.shape in _HAVE_CUSTOMERS and "customer" in source.columns:
        by = data.pseudonymised_by if data else None
        yield Step("pseudonymised_by", {"by": by}) if by else Step("pseudonyms", {})
    yield from _tracking(source, data)


def _reading(source: Source) -> Iterator[Step]:
    if source.sheet:
        yield Step("sheet", {"sheet": source.sheet})
    if source.header_row > 1:
        yield Step("header_row", {"row": source.header_row})
    if source.encoding != "utf-8":
        yield Step("encoding", {"encoding": source.encoding})
    if source.empty:
        yield Step("empty", {"codes": [str(code) for code in source.empty]})


def _consent(source: Source) -> Iterator[Step]:
    consent = source.consent
    if consent.column:
        granted = [str(value) for value in consent.granted]
        yield Step("consent_column", {"column": consent.column, "granted": granted})
    elif consent.by:
        yield Step("consent_by", {"by": consent.by})
    elif consent.not_applicable:
        yield Step("consent_not_needed", {"reason": consent.not_applicable})


def _values(source: Source) -> Iterator[Step]:
    if source.decimal == ",":
        yield Step("decimal", {})
    if source.date_format:
        yield Step("dates", {"formats": list(source.date_format)})
    if source.day:
        yield Step("day", {"day": source.day})
    if source.zone and source.shape is not Shape.CUSTOMERS:
        yield Step("zone", {"zone": source.zone})
    for name, column in source.columns.items():
        if "{" in column:
            yield Step("template", {"name": name, "template": column})
    for question in source.questions:
        low, high = question.scale
        codes = [str(code) for code in question.not_answered]
        said = {"question": question.name or question.column, "low": low, "high": high}
        yield Step("question_codes" if codes else "question", {**said, "codes": codes})
    if "weight" in source.columns:
        yield Step("weights", {"column": source.columns["weight"]})


def _checks(source: Source) -> Iterator[Step]:
    if source.limits:
        yield Step("limits", {"columns": list(source.limits)})
    if source.time_order:
        yield Step("time_order", {"columns": list(source.time_order)})
    if "event_id" in source.columns:
        yield Step("copies_by_id", {"column": source.columns["event_id"]})
    if source.duplicates:
        yield Step("copies", {})


def _tracking(source: Source, data: DataDescription | None) -> Iterator[Step]:
    if source.customer_parameter:
        yield Step("customer_parameter", {"name": source.customer_parameter})
    if "url" in source.columns:
        yield Step("address", {"column": source.columns["url"]})
    tracked = "url" in source.columns or any(name in source.columns for name in TRACKING)
    if data and data.spellings and tracked:
        yield Step("spellings", {"fields": list(data.spellings)})
    if data and data.channels and source.shape is not Shape.CUSTOMERS:
        yield Step("channels", {})

"""A proposal as data.yaml: comments that teach, and every doubt named at the place it is about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from cjkit import labels
from cjkit.data.proposal.drafting import Draft
from cjkit.data.proposal.remarks import shown
from cjkit.data.sources import Shape, Source
from cjkit.formats.yaml_edit import write_scalar
from cjkit.labels import Word
from cjkit.library.new_client import flow
from cjkit.library.source_kinds import file_kind

_WIDTH = 98
_ZONES = {"nl": "Europe/Amsterdam", "en": "Europe/London"}
_SUFFIXES = {
    "csv": (".csv", ".tsv", ".txt"),
    "xlsx": (".xlsx",),
    "parquet": (".parquet",),
    "jsonl": (".jsonl", ".ndjson"),
}


def write_data(drafts: Sequence[Draft], language: str) -> str:
    """Give the text of data.yaml for these sources."""
    lines = list(_comment(labels.text("data.proposal.head", language)))
    zone = labels.text("data.proposal.zone", language)
    small = labels.text("data.proposal.small_cells", language)
    lines += ["format: 1", f"zone: {_ZONES[language]}    # {zone}", f"small_cells: 10    # {small}"]
    lines.append("sources:")
    givers = [draft.id for draft in drafts if draft.shape == Shape.CUSTOMERS]
    for draft in drafts:
        lines += ["", *_source(draft, language, (*givers, "customers")[0])]
    if all(_is_comment(draft) for draft in drafts):
        lines[lines.index("sources:")] = "sources: []"
    return "\n".join(lines) + "\n"


def _is_comment(draft: Draft) -> bool:
    """Tell a source that this version of cjkit does not read yet."""
    return draft.shape not in {shape.value for shape in Shape}


def _source(draft: Draft, language: str, giver: str) -> Iterator[str]:
    yield from _comment(_about(draft, language), "  ")
    for remark in sorted(draft.remarks, key=lambda remark: remark.unsure):
        yield from _comment(remark.text(language), "  ")
    lines = [*_form(draft), *_mapping(draft), *_consent(draft, language, giver)]
    mark = "# " if _is_comment(draft) else ""
    yield f"  {mark}- id: {draft.id}"
    yield from (f"  {mark}  {line}" for line in lines)


def _about(draft: Draft, language: str) -> str:
    names = ", ".join(shown(path.name) for path in draft.sample.paths[:4])
    more = len(draft.sample.paths) - 4
    values: dict[str, Any] = {"files": f"{names} …" if more > 0 else names, "n": draft.sample.rows}
    if draft.kind is None:
        return labels.text("data.proposal.about_unknown", language, **values)
    kind = file_kind(draft.kind.id, language)
    return labels.text("data.proposal.about", language, kind=kind.name, row=kind.row, **values)


def _form(draft: Draft) -> Iterator[str]:
    """Give what the files are, and how they are written where that is not the default."""
    if draft.kind:
        yield f"kind: {draft.kind.id}"
    if draft.kind is None or draft.kind.shape != draft.shape:
        yield f"shape: {draft.shape}"
    yield f"files: {_said(draft.files[0]) if len(draft.files) == 1 else flow(list(draft.files))}"
    form, name = draft.sample.form, draft.sample.paths[0].name.lower().removesuffix(".gz")
    if not name.endswith(_SUFFIXES[form.format]):
        yield f"format: {form.format}"
    if form.sheet is not None:
        yield f"sheet: {_said(form.sheet)}"
    if form.header_row > 1:
        yield f"header_row: {form.header_row}"
    usual = "\t" if name.endswith(".tsv") else ","
    if form.format == "csv" and form.separator != usual:
        yield f"separator: {_separator(form.separator)}"
    if form.encoding != "utf-8" and form.format == "csv":
        yield f"encoding: {form.encoding}"
    if draft.decimal != ".":
        yield f'decimal: "{draft.decimal}"'
    if draft.dates:
        dates = flow(list(draft.dates)) if len(draft.dates) > 1 else _quoted(draft.dates[0])
        yield f"date_format: {dates}"
    if draft.empty:
        mark = "" if "empty" in Source.model_fields else "# "
        yield f"{mark}empty: {flow(list(draft.empty))}"


def _separator(sign: str) -> str:
    return '"\\t"' if sign == "\t" else f'"{sign}"'


def _quoted(form: str) -> str:
    return f'"{form}"' if "%" in form else form


def _mapping(draft: Draft) -> Iterator[str]:
    """Give which column is what."""
    yield from _pairs("columns", draft.columns)
    if draft.attributes:
        same = all(ours == theirs for ours, theirs in draft.attributes.items())
        if same:
            yield f"attributes: {flow(list(draft.attributes))}"
        else:
            yield from _pairs("attributes", draft.attributes)
    for part in ("group", "persona"):
        if column := getattr(draft, part):
            yield f"{part}: {_said(column)}"
    yield from _pairs("counts", draft.counts)
    if draft.questions:
        yield "questions:"
        yield from (f"  - {flow(question)}" for question in draft.questions)


def _pairs(part: str, pairs: Mapping[str, str]) -> Iterator[str]:
    if pairs:
        yield f"{part}:"
        yield from (f"  {ours}: {_said(theirs)}" for ours, theirs in pairs.items())


def _said(text: str) -> str:
    return write_scalar(text)


def _consent(draft: Draft, language: str, giver: str) -> Iterator[str]:
    """Give what is known of consent; where a person must decide, an empty one that is refused."""
    consent = draft.consent
    for remark in consent.remarks:
        yield from _comment(remark.text(language))
    if consent.said:
        yield f"consent: {flow(_worded(consent.said, language))}"
        return
    yield from _comment(labels.text("data.proposal.decide", language, giver=giver))
    for choice in consent.choices:
        yield f"# consent: {flow(_worded(choice, language))}"
    yield "consent: {}"


def _worded(said: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        key: labels.text(value, language) if isinstance(value, Word) else value
        for key, value in said.items()
    }


def _comment(text: str, margin: str = "") -> Iterator[str]:
    paragraphs: Iterable[str] = text.strip().split("\n")
    for paragraph in paragraphs:
        yield from (f"{margin}# {line}" for line in wrap(paragraph, _WIDTH - len(margin)) or [""])

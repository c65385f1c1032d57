"""What a person should know or decide about a source, in the order of its parts."""

from collections.abc import Iterator, Mapping

from cjkit.data.proposal.columns import count_columns
from cjkit.data.proposal.questions import leftovers
from cjkit.data.proposal.remarks import Remark, some
from cjkit.data.proposal.samples import Sample
from cjkit.data.proposal.seeing import Seen
from cjkit.library.source_kinds import file_kinds, plain_header


def kind_doubts(seen: Seen) -> Iterator[Remark]:
    """Say where the kind is not sure."""
    if seen.kind is None:
        yield Remark("no_kind", {"shape": seen.shape})
    elif seen.recognised.rival:
        rival = seen.recognised.rival
        yield Remark("rival", {"kind": seen.kind.id, "rival": rival.id})


def form_doubts(sample: Sample) -> Iterator[Remark]:
    """Say what is odd in how the files are written."""
    if sample.doubled:
        yield Remark("doubled", {"columns": some(sample.doubled)})
    for column in sample.columns if len(sample.paths) > 1 else ():
        lacking = sample.lacking(column.name)
        if lacking and column.filled:
            values = {"column": column.name, "files": some([path.name for path in lacking])}
            yield Remark("lacking", values)
    if sample.form.header_row > 1:
        yield Remark("header_row", {"row": sample.form.header_row})
    encoding = sample.form.encoding
    if encoding in ("cp1252", "latin-1"):
        yield Remark("encoding", {"encoding": encoding}, unsure=False)


def role_doubts(seen: Seen, columns: Mapping[str, str]) -> Iterator[Remark]:
    """Say which columns are missing, and what stands in for them."""
    if seen.shape == "events":
        if "customer" not in columns:
            yield Remark("no_customer")
        if "at" not in columns:
            yield _no_moment(seen)
        elif len(parts := date_parts(seen.sample)) == 3:
            yield _moment_in_parts(parts)
        if "event" not in columns:
            yield Remark("no_event", {}, unsure=False)
    if seen.shape == "customers" and "customer" not in columns:
        yield Remark("no_customer")
    if seen.shape == "counts" and "day" not in columns:
        yield Remark("no_day")
    if seen.shape == "answers" and "at" not in columns:
        yield Remark("no_answer_day")
    customer = seen.found.get("customer")
    if customer and 2 * customer.mail_addresses > customer.filled and "customer" in columns:
        yield Remark("mail_as_customer", {"column": customer.name})


def _no_moment(seen: Seen) -> Remark:
    """Say that no column holds the moment; with a template where its parts stand apart."""
    parts = date_parts(seen.sample)
    if "month" not in parts:
        return Remark("no_moment")
    return _moment_in_parts(parts)


def _moment_in_parts(parts: Mapping[str, str]) -> Remark:
    template = "-".join("{" + parts[p] + "}" if p in parts else "2026" for p in ("year", "month"))
    template += "-{" + parts["day"] + "}" if "day" in parts else "-01"
    key = "moment_in_parts" if "year" in parts else "moment_without_year"
    return Remark(key, {"columns": list(parts.values()), "template": template})


def date_parts(sample: Sample) -> dict[str, str]:
    """Give year, month and day -> the column that holds it, where each has its own.

    >>> from cjkit.data.proposal.samples import Column
    >>> date_parts(Sample((), (), (Column("jaar", 0), Column("maand", 1)), 1))
    {'year': 'jaar', 'month': 'maand'}
    """
    words = {
        "year": (("year", "jaar"), ("year", "jaar")),
        "month": (("month", "maand"), ("month", "maand")),
        "day": (("day", "dag"), ("dayofmonth", "dagvandemaand")),
    }
    found: dict[str, str] = {}
    for part, (exact, ending) in words.items():
        plain = {plain_header(column.name): column.name for column in sample.columns}
        hits = [name for header, name in plain.items() if header.endswith(ending)]
        same = [plain[header] for header in exact if header in plain]
        if same or hits:
            found[part] = (same or hits)[0]
    return found


def question_doubts(seen: Seen) -> Iterator[Remark]:
    """Say what was assumed of questions and their scales."""
    if not seen.asked:
        return
    coded = [a.column.name for a in seen.asked if a.scale.not_answered]
    codes = sorted({code for a in seen.asked for code in a.scale.not_answered})
    odd = [(a.column.name, a.scale.odd[0]) for a in seen.asked if a.scale.odd]
    if coded:
        yield Remark("codes", {"columns": some(coded), "codes": [str(c) for c in codes]})
    for column, value in odd[:3]:
        yield Remark("odd_answer", {"column": column, "value": value})
    unnamed = [a.column.name for a in seen.asked if not a.named]
    if unnamed:
        yield Remark("ratings_guessed", {"columns": some(unnamed), "n": len(unnamed)})
    if seen.found.get("label") is None:
        yield Remark("question_places", {}, unsure=False)
    left = [n for n in leftovers(seen.sample.columns, seen.taken) if n not in seen.sample.doubled]
    if left:
        yield Remark("maybe_questions", {"columns": some(left)})


def count_doubts(seen: Seen) -> Iterator[Remark]:
    """Say which numbers are no counts, or may be."""
    if seen.shape != "counts":
        return
    counted = count_columns(seen).values()
    rates = {plain_header(h) for kind in file_kinds("en") for h in kind.averages}
    averages = [c.name for c in seen.free if plain_header(c.name) in rates]
    others = [
        c.name for c in seen.free
        if c.name not in averages and c.name not in counted
        and c.filled and max(c.point_numbers, c.comma_numbers) >= 0.9 * c.filled
    ]  # fmt: skip
    if averages:
        yield Remark("averages", {"columns": averages}, unsure=False)
    if others:
        yield Remark("other_numbers", {"columns": some(others)})

"""What the sources of customers say of one customer, in one row."""

from collections.abc import Sequence

from cjkit.data.columns import Texts
from cjkit.data.judging import Judged
from cjkit.data.link import Link
from cjkit.data.sources import Shape
from cjkit.data.sql_text import quoted


def merge_customers(step: Link, judged: Sequence[Judged]) -> None:
    """Put what the sources of customers say of one customer in one row of the table `merged`."""
    names = [f"attribute.{name}" for name in step.attributes]
    merged = [
        f"first({quoted(name)} order by place) filter (where {quoted(name)} is not null)"
        f" as {quoted(name.removeprefix('attribute.'))}"
        for name in names
    ]
    people = [one for one in judged if one.source.shape is Shape.CUSTOMERS]
    columns = ", ".join(["id", "declared_group", "declared_persona", *map(quoted, names)])
    rows = [
        f"select {columns}, {one.number} as place from {one.table} where failed = 0"
        for one in people
    ]
    step.run(
        "link_merged",
        customers=" union all ".join(rows) or _no_customers(names),
        attributes="".join(f", {one}" for one in merged),
    )


def attributes(step: Link) -> Texts:
    """Give the columns of `merged` that trait rules may ask."""
    return Texts(frozenset(step.attributes))


def _no_customers(names: Sequence[str]) -> str:
    columns = ["id", "declared_group", "declared_persona", *names]
    nothing = ", ".join(f"null::varchar as {quoted(name)}" for name in columns)
    return f"select {nothing}, 0 as place where false"

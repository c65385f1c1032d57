"""Where a row came from: UTM parameters, own parameters, page and hosts from its addresses."""

from collections.abc import Iterable

from cjkit.data.sources import FIELDS, TRACKING, Source
from cjkit.data.sql_text import literal, quoted
from cjkit.model.journey_map import JourneyMap

PARAMETER = "parameter."


def parameter_fields(journey_map: JourneyMap) -> list[str]:
    """Give the URL parameters that rules ask for, as `parameter.<name>`."""
    rules = [
        *(rule for t in journey_map.touchpoints for rule in t.match),
        *(rule for s in journey_map.stages for rule in s.entry),
    ]
    fields = {c.field for rule in rules for c in rule.conditions}
    return sorted(field for field in fields if field.startswith(PARAMETER))


def field_columns(sources: Iterable[Source], journey_map: JourneyMap) -> list[str]:
    """Give the names of all fields that rules may use on the rows of these sources."""
    own = {name for source in sources for name in source.own_columns}
    return [*FIELDS, *parameter_fields(journey_map), *sorted(own)]


def field_sql(field: str, source: Source) -> str:
    """Give SQL for a field of a source's rows: its own column first, else from an address."""
    if field == "source":
        return literal(source.id)
    ways = [quoted(field)] if field in source.columns else []
    if "url" in source.columns:
        ways += _from_url(field)
    if field == "referrer_host" and "referrer" in source.columns:
        ways.append('url_host("referrer")')
    if field == "campaign" and "utm_campaign" in source.columns:
        ways.append('"utm_campaign"')
    return f"coalesce({', '.join([*ways, 'null::varchar'])})"


def _from_url(field: str) -> list[str]:
    if field in ("page", "host"):
        return [f'url_{field}("url")']
    name = "utm_campaign" if field == "campaign" else field
    if name in TRACKING or name.startswith(PARAMETER):
        pattern = name.removeprefix(PARAMETER).replace(".", r"\.")
        return [f'url_parameter("url", {literal(pattern)})']
    return []

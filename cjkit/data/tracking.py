"""Where a row came from: UTM parameters, click id, own parameters, page, hosts, channel, device.

Each field is one expression over the text columns of its source. The macros that it uses stand in
queries/link_macros.sql.
"""

import re
from collections.abc import Iterable, Iterator

from cjkit.data.channels import RULE_FIELDS, channel_sql
from cjkit.data.devices import device_sql
from cjkit.data.sites import category_sql
from cjkit.data.sources import FIELDS, TRACKING, DataDescription, Source
from cjkit.data.spellings import spelled_sql
from cjkit.data.sql_text import literal, quoted
from cjkit.model.journey_map import JourneyMap

PARAMETER = "parameter."
UNKNOWN = "null::varchar"
"""SQL of a field that a source cannot know."""

CLICK_IDS = (
    "gclid",
    "gbraid",
    "wbraid",
    "dclid",
    "msclkid",
    "fbclid",
    "ttclid",
    "twclid",
    "li_fat_id",
    "epik",
    "sccid",
    "rdt_cid",
    "yclid",
    "mc_eid",
)
"""URL parameters by which advertisers and mail programmes know a click, and so a person."""


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


def field_sql(field: str, source: Source, data: DataDescription) -> str:
    """Give SQL for a field of a source's rows: its own column first, else from an address.

    Parameters
    ----------
    field
        One of `field_columns`.
    source
        The source whose text columns the SQL reads.
    data
        data.yaml, which says what the channels, sites and spellings are.
    """
    ways = [way for way in _ways(field, source, data) if way != UNKNOWN]
    if not ways:
        return UNKNOWN
    found = ways[0] if len(ways) == 1 else f"coalesce({', '.join(ways)})"
    return spelled_sql(found, data.spellings.get(field))


def customer_sql(source: Source) -> str:
    """Give SQL for the id of a row's customer as it came: the column, else a URL parameter.

    It still has to be normalised, and consent asked, as every id.
    """
    ways = [quoted("customer")] if "customer" in source.columns else []
    if source.customer_parameter and "url" in source.columns:
        ways.append(_parameter(source.customer_parameter))
    return f"coalesce({', '.join(ways)})" if len(ways) > 1 else "".join(ways) or UNKNOWN


def _ways(field: str, source: Source, data: DataDescription) -> Iterator[str]:
    if field == "source":
        yield literal(source.id)
    if field in source.columns:
        yield _kind_of_click(quoted(field)) if field == "click_id" else quoted(field)
    if "url" in source.columns:
        yield from _from_url(field, source)
    if field == "referrer_host" and "referrer" in source.columns:
        yield 'url_host("referrer")'
    if field == "device" and "user_agent" in source.columns:
        yield device_sql('"user_agent"')
    if field == "campaign":
        yield field_sql("utm_campaign", source, data)
    if field == "site_category":
        yield _site_category(source, data)
    if field == "channel":
        yield _channel(source, data)


def _from_url(field: str, source: Source) -> Iterator[str]:
    if field in ("page", "host"):
        yield f'url_{field}("url")'
    if field == "click_id":
        yield f"""url_click_id("url", {literal("|".join(CLICK_IDS))})"""
    if field in TRACKING:
        yield _parameter(field)
    if field.startswith(PARAMETER):
        name = field.removeprefix(PARAMETER)
        person = name in (*CLICK_IDS, (source.customer_parameter or "").lower())
        yield _presence(name) if person else _parameter(name)


def _parameter(name: str) -> str:
    return f"""url_parameter("url", {literal(re.escape(name))})"""


def _presence(name: str) -> str:
    """Give SQL for a parameter that names a person: its name where it is there, never its value."""
    return f"""url_click_id("url", {literal(re.escape(name))})"""


def _kind_of_click(column: str) -> str:
    """Give SQL for a column that should hold the kind; a value that is an id itself is dropped."""
    kinds = ", ".join(literal(kind) for kind in CLICK_IDS)
    return f"case when lower({column}) in ({kinds}) then lower({column}) end"


def _site_category(source: Source, data: DataDescription) -> str:
    sites = [field_sql(field, source, data) for field in ("utm_source", "referrer_host")]
    known = [site for site in sites if site != UNKNOWN]
    return category_sql(f"coalesce({', '.join(known)})", data.referrers) if known else UNKNOWN


def _channel(source: Source, data: DataDescription) -> str:
    """Give SQL for the channel by the rules, where a source tells where its rows came from."""
    if data.channels is None:
        return UNKNOWN
    fields = {field: field_sql(field, source, data) for field in RULE_FIELDS}
    known = {field: sql for field, sql in fields.items() if sql != UNKNOWN}
    return channel_sql(data.channels, known) if known.keys() - {"host", "page"} else UNKNOWN

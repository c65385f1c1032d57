"""CPU seconds of taking the six UTM parameters out of addresses, beside the barest SQL for them.

Run: .venv/bin/python tests/benchmarks/urls.py [--rows 1000000]

The bare expression knows one spelling of a name, takes no heed of `#`, and stops at a value that is
not UTF-8. A line more each for what cjkit takes out beside them.
"""

import argparse
import resource
from collections.abc import Iterable

import duckdb

from cjkit.data.channels import library_rules
from cjkit.data.sources import TRACKING, DataDescription, Source
from cjkit.data.sql import run_sql
from cjkit.data.tracking import field_sql

ADDRESSES = """
create table visits as select case
  when i % 10 < 6 then 'https://www.shop.example/' || (i % 977) || '/product-' || (i % 31)
    || '?utm_source=' || ['google', 'Facebook', 'nieuwsbrief', 'bing'][i % 4 + 1]
    || '&utm_medium=' || ['cpc', 'paid+social', 'e%2Dmail', 'organic'][i % 4 + 1]
    || '&utm_campaign=voorjaar_' || (i % 12) || '&utm_content=knop+' || (i % 5)
    || '&utm_term=rente%20vast&utm_id=' || (i % 100) || '&gclid=' || md5(i::varchar)
  when i % 10 < 8 then 'https://www.shop.example/' || (i % 977) || '?page=' || (i % 9) || '#reviews'
  else 'https://www.shop.example/' || (i % 977) || '/product'
end as url,
case when i % 3 = 0 then 'https://www.google.nl/' when i % 3 = 1 then 'https://l.facebook.com/l.php'
end as referrer
from range($rows) t(i)
"""
SOURCE = Source.model_validate(
    {
        "id": "web",
        "shape": "events",
        "files": "web.csv",
        "columns": {"customer": "c", "at": "t", "url": "u", "referrer": "r"},
        "consent": {"not_applicable": "Generated."},
    }
)


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def seconds(connection: duckdb.DuckDBPyConnection, expressions: Iterable[str]) -> float:
    asked = ", ".join(f"max({expression})" for expression in expressions)
    taken = []
    for _ in range(3):
        before = cpu()
        connection.execute(f"select {asked} from visits").fetchall()
        taken.append(cpu() - before)
    return min(taken)


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--rows", type=int, default=1_000_000)
    rows = reader.parse_args().rows
    connection = duckdb.connect()
    run_sql(connection, "link_macros")
    connection.execute(ADDRESSES, {"rows": rows})
    data = DataDescription(channels=library_rules("ga4"))
    bare = seconds(
        connection,
        (f"url_decode(regexp_extract(url, '[?&]{name}=([^&#]*)', 1))" for name in TRACKING),
    )
    print(f"\n{rows:,} addresses, of which six in ten with UTM parameters")
    print(f"{'what':<44}{'CPU s':>10}{'x bare':>10}")
    print(f"{'six parameters, barest SQL':<44}{bare:>10.2f}{1:>10.2f}")
    for what, fields in {
        "six parameters": TRACKING,
        "host and page": ("host", "page"),
        "click id": ("click_id",),
        "referrer's host": ("referrer_host",),
        "category of the site": ("site_category",),
        "channel by the rules of ga4": ("channel",),
        "all of these together": (
            *TRACKING,
            "host",
            "page",
            "click_id",
            "referrer_host",
            "site_category",
            "channel",
        ),
    }.items():
        ours = seconds(connection, (field_sql(field, SOURCE, data) for field in fields))
        print(f"{what:<44}{ours:>10.2f}{ours / bare:>10.2f}")

"""Which device a user agent tells of: phone, tablet, computer or other."""

from cjkit.data.sql_text import written
from cjkit.library.shelves import read_shelf


def device_sql(user_agent: str) -> str:
    """Give SQL for the device of a user agent; null where there is none.

    The rules stand in cjkit/library/tracking/devices.yaml, in order; the first that fits wins.
    """
    tests = " ".join(
        f"when regexp_matches(a, {written(rule['user_agent'])}, 'i') then {written(rule['device'])}"
        for rule in read_shelf("tracking/devices")
    )
    known = f"case {tests} when a is not null then 'other' end"
    return f"list_transform([{user_agent}], lambda a: {known})[1]"

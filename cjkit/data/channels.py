"""Channels: ordered rules that a marketer can read; the first that fits wins, as a case in SQL."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator

from cjkit.data.bound import Written
from cjkit.data.columns import Expressions
from cjkit.data.matching import compiles, first_met
from cjkit.data.sql_text import written, written_list
from cjkit.errors import DataError, Place, Problem, nearest
from cjkit.formats.yaml_text import YamlText, parse_yaml, read_yaml, validate
from cjkit.labels import LANGUAGES
from cjkit.model.record import Record, Slug, Text
from cjkit.model.rules import Condition, Operator, Rule

SETS = ("ga4", "simple")
"""The sets of rules in the library."""

ARRIVAL = ("utm_source", "utm_medium", "utm_campaign", "click_id", "referrer_host")
"""The fields of which at least one is known when a row says where a visitor came from."""

RULE_FIELDS = (*ARRIVAL, "utm_term", "utm_content", "utm_id", "site_category", "host", "page")
"""The fields that channel rules may use."""

NONE = "(none)"
"""How a field reads that a row lacks."""


class ChannelRule(Record):
    """A channel and when a row belongs to it; one rule of several is enough."""

    channel: Text
    """The name of the channel."""
    when: Annotated[tuple[Rule, ...], Field(min_length=1)]
    """Rules on rows."""

    @field_validator("when", mode="before")
    @classmethod
    def _read_one_as_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, dict) else value


class ChannelRules(Record):
    """A set of channels, in the order in which they are tried."""

    id: Slug
    """The id of the set."""
    version: Text
    """The version of the set."""
    rules: Annotated[tuple[ChannelRule, ...], Field(min_length=1)]
    """The channels."""
    otherwise: Text | None = None
    """The channel of a row that came from somewhere and fits no rule."""


def library_rules(name: str, language: str = "en") -> ChannelRules:
    """Give a set of the library, with the names of channels in one language.

    >>> rules = library_rules("simple", "nl")
    >>> rules.version, rules.rules[1].channel
    ('1', 'AI-assistenten')
    """
    path = files("cjkit") / "library" / "channel_rules" / f"{name}.yaml"
    return _rules(parse_yaml(path.read_text("utf-8"), f"{name}.yaml", DataError), language)


def find_rules(asked: str, folder: Path, language: str, place: Place) -> ChannelRules:
    """Give the set that data.yaml asks for: one of the library, or a file in the client's folder.

    Raises
    ------
    DataError
        There is no such set, or the file has rules that cannot be used; with file:line:column.
    """
    if asked in SETS:
        return library_rules(asked, language)
    path = folder / asked
    if Path(asked).is_absolute() or ".." in Path(asked).parts:
        raise DataError.of("CJ-314", place, pattern=asked)
    if path.is_file():
        return _rules(read_yaml(path, DataError), language)
    near = nearest(asked, [*SETS, *(p.name for p in folder.glob("*.y*ml"))])
    code = "CJ-350" if near else "CJ-351"
    raise DataError.of(code, place, asked=asked, nearest=near, known=list(SETS))


def _rules(text: YamlText, language: str) -> ChannelRules:
    text = YamlText(text.file, text.text, _in(language, text.data), text.positions, text.problems)
    rules = validate(ChannelRules, text, DataError)
    problems = list(_rule_problems(rules, text))
    if problems:
        raise DataError(problems)
    return rules


def _in(language: str, value: Any) -> Any:
    """Take one language out of names that stand in both."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return value[language]
        return {key: _in(language, inner) for key, inner in value.items()}
    return [_in(language, item) for item in value] if isinstance(value, list) else value


def _rule_problems(rules: ChannelRules, text: YamlText) -> Iterator[Problem]:
    for index, rule in enumerate(rules.rules):
        place = text.place(("rules", index))
        conditions = [c for one in rule.when for c in one.conditions]
        for field in sorted({c.field for c in conditions} - set(RULE_FIELDS)):
            near = nearest(field, RULE_FIELDS)
            said = {"channel": rule.channel, "field": field, "nearest": near}
            code = "CJ-352" if near else "CJ-353"
            yield Problem(code, said | {"known": list(RULE_FIELDS)}, place)
        for pattern in _unreadable(conditions):
            yield Problem("CJ-354", {"channel": rule.channel, "pattern": pattern}, place)


def _unreadable(conditions: list[Condition]) -> list[str]:
    import duckdb  # noqa: PLC0415  (only a set with patterns needs it before there are rows)

    matching = (c for c in conditions if c.operator is Operator.MATCHES)
    patterns = [str(value) for condition in matching for value in condition.values]
    if not patterns:
        return []
    with duckdb.connect() as connection:
        return [pattern for pattern in patterns if not compiles(connection, pattern)]


def channel_sql(rules: ChannelRules, fields: Mapping[str, str]) -> str:
    """Give SQL for the channel of a row.

    Null where the row says nothing about where the visitor came from, and where the visitor came
    from another page of the same site. A field that is absent from `fields` fits no rule.

    Parameters
    ----------
    rules
        The set of rules.
    fields
        Name of a field -> its SQL.
    """
    wanted = {c.field for rule in rules.rules for one in rule.when for c in one.conditions}
    used = {n: sql for n, sql in fields.items() if n in {*wanted, *ARRIVAL, "host"}}
    row = ", ".join(f'"{name}" := {sql}' for name, sql in used.items())
    read = Expressions({name: f"coalesce(r.\"{name}\", '{NONE}')" for name in used})
    number = first_met([rule.when for rule in rules.rules], read, Written())
    names = written_list([rule.channel for rule in rules.rules])
    channel = f"coalesce({names}[{number}], {_otherwise(rules, used)})"
    inside = _inside(used)
    found = f"case when {inside} then null else {channel} end" if inside else channel
    return f"list_transform([struct_pack({row})], lambda r: {found})[1]"


def _otherwise(rules: ChannelRules, fields: Mapping[str, str]) -> str:
    """Give SQL for the channel of a row that fits no rule: only where something is known of it."""
    came = [f'r."{name}" is not null' for name in ARRIVAL if name in fields]
    if rules.otherwise is None or not came:
        return "null"
    return f"case when {' or '.join(came)} then {written(rules.otherwise)} end"


def _inside(fields: Mapping[str, str]) -> str:
    """Give SQL that is true where the referrer is the site itself and nothing else is known."""
    if not {"host", "referrer_host"} <= fields.keys():
        return ""
    same = " = ".join(
        f"regexp_replace(r.{name}, '^www\\.', '')" for name in ("referrer_host", "host")
    )
    others = [name for name in ARRIVAL if name in fields and name != "referrer_host"]
    return " and ".join([f"coalesce({same}, false)", *(f'r."{name}" is null' for name in others)])

"""Any map comes back the same from a workbook: maps made from the model itself."""

import datetime as dt
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjkit.formats.workbook.cells import choices
from cjkit.formats.workbook.layout import Shape
from cjkit.formats.workbook.reading import read_workbook
from cjkit.formats.workbook.writing import render_workbook
from cjkit.model.journey_map import JourneyMap
from cjkit.model.record import Record, reference_kind

WORDS = st.one_of(
    st.text(min_size=1, max_size=30).map(str.strip).filter(bool),
    st.sampled_from(["=1", "a; b", '"x"', "true", "007", "1.50", "a\r\nb", "_x0041_", "-"]),
)
SLUGS = st.sampled_from(["a", "b-2", "impressions"])
PATTERNED = {
    ("FocusWeights", "reach"): st.floats(0.1, 1000),
    ("Condition", "field"): st.sampled_from(["age", "utm_medium", "parameter.x"]),
    ("Silence", "code"): st.sampled_from(["CJ-701", "CJ-799"]),
    ("Silence", "about"): SLUGS,
    ("Metric", "counted"): SLUGS,
}
"""Texts that must look like something."""


def one(shape: Shape) -> st.SearchStrategy[Any]:
    """Give values of one field."""
    if choices(shape):
        return st.sampled_from(choices(shape))
    if shape.is_a(Record):
        return records(shape.base)
    least, most = shape.limit("ge"), shape.limit("le")
    low, high = (-1e9, 1e9) if least is None else (least, most or 1e6)
    by_base = {
        int: st.integers(int(low), int(high)),
        float: st.floats(low, high),
        dt.date: st.dates(),
        str: WORDS,
    }
    mixed = st.one_of(st.booleans(), st.integers(-(10**9), 10**9), st.floats(low, high), WORDS)
    return by_base.get(shape.base, mixed)


def field_values(model: type[Record], name: str) -> st.SearchStrategy[Any]:
    """Give values of a field; ids and references get theirs afterwards."""
    info = model.model_fields[name]
    shape = Shape.of(info)
    if name == "id" or reference_kind(info):
        return st.just(None)
    single = PATTERNED.get((model.__name__, name)) or one(shape)
    least = 1 if info.is_required() or shape.is_a(Record) else 0
    return st.lists(single, min_size=least, max_size=2) if shape.many else single


def records(model: type[Record]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: field_values(model, name) for name in model.model_fields}
    always = {name: values for name, values in fields.items() if always_there(model, name)}
    sometimes = {name: values for name, values in fields.items() if name not in always}
    return st.fixed_dictionaries(always, optional=sometimes)


def always_there(model: type[Record], name: str) -> bool:
    """Tell whether a field must be filled: also lists of records that others refer to."""
    shape = Shape.of(model.model_fields[name])
    if model.model_fields[name].is_required() or not shape.is_a(Record):
        return model.model_fields[name].is_required()
    inner = [Shape.of(info) for info in shape.base.model_fields.values()]
    return bool(shape.base.id_kind) or any(s.many and s.is_a(Record) for s in inner)


def name_all(model: type[Record], data: dict[str, Any], counts: dict[str, int]) -> None:
    """Number the ids of each kind; references take number 1, which is always there."""
    for name, value in list(data.items()):
        info = model.model_fields[name]
        shape, kind = Shape.of(info), reference_kind(info)
        if kind:
            data[name] = [f"{kind}-1"] if shape.many else f"{kind}-1"
        elif name == "id":
            counts[model.id_kind] = counts.get(model.id_kind, 0) + 1
            data[name] = f"{model.id_kind}-{counts[model.id_kind]}"
        elif shape.is_a(Record):
            for inner in value if shape.many else [value]:
                name_all(shape.base, inner, counts)


@st.composite
def maps(draw: st.DrawFn) -> JourneyMap:
    data = draw(records(JourneyMap))
    name_all(JourneyMap, data, {})
    return JourneyMap.model_validate(data)


def says_something(journey_map: JourneyMap) -> bool:
    """Tell whether the focus, which has no row as long as it is empty, is not there or filled."""
    focus = journey_map.metrics.focus
    return focus is None or bool(focus.model_dump(exclude_defaults=True))


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(journey_map=maps().filter(says_something), language=st.sampled_from(["nl", "en"]))
def test_any_map_comes_back_the_same(
    journey_map: JourneyMap, language: str, tmp_path_factory
) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "any.xlsx"
    path.write_bytes(render_workbook(journey_map, language))
    assert read_workbook(path) == journey_map

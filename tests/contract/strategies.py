"""Hypothesis strategies for every wire type, made from the types themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from schemas.times import LAST_YEAR

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TIMES = st.builds(
    lambda time, minutes: time.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(2, 1, 2), datetime(LAST_YEAR - 1, 12, 30)),  # noqa: DTZ001 - the zone is given above
    st.integers(-23 * 60, 23 * 60),
)


@cache
def wire_values(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Valid values of a struct of the contract."""
    return _values(inspect.type_info(kind))


def _values(shape: inspect.Type) -> st.SearchStrategy[Any]:
    match shape:
        case inspect.Metadata(type=inner):
            return _values(inner)
        case inspect.StructType():
            return st.builds(shape.cls, **{field.name: _values(field.type) for field in shape.fields})
        case inspect.UnionType():
            return st.one_of([_values(option) for option in shape.types])
        case inspect.StrType():
            return st.just("CNY") if shape.pattern else _bounded_text(shape)
        case inspect.IntType():
            return st.integers(-(2**63) if shape.ge is None else shape.ge, 2**63 if shape.le is None else shape.le)
        case inspect.FloatType():
            return st.floats(shape.ge, shape.le, allow_nan=False, allow_infinity=False)
        case inspect.LiteralType():
            return st.sampled_from(shape.values)
        case inspect.VarTupleType():
            return st.lists(_values(shape.item_type), min_size=shape.min_length or 0, max_size=3).map(tuple)
        case inspect.DictType():
            return st.dictionaries(TEXT, _values(shape.value_type), max_size=3)
    return _PLAIN[type(shape)]


def _bounded_text(shape: inspect.StrType) -> st.SearchStrategy[str]:
    return TEXT.filter(bool) if shape.min_length else TEXT


_PLAIN: dict[type[inspect.Type], st.SearchStrategy[Any]] = {
    inspect.DateTimeType: TIMES,
    inspect.BoolType: st.booleans(),
    inspect.NoneType: st.none(),
}

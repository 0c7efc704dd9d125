import math
from datetime import datetime, timezone

import pytest
from celeriac_worker.codec import ValueType, decode_value, encode_value
from celeriac_worker.value_problem import ValueProblem

from conftest import to_type
from fixture_files import read_cases

CASES = read_cases("values.json")

# What JavaScript's one kind of number, or its strings of UTF-16, makes different by nature.
SKIPPED = {
    "int minus zero is zero",
    "bigint from a fraction",
    "bigint from an unsafe number",
    "datetime as a number",
    "map with a bigint",
}


class NoValue(Exception):
    """Python has no value for this one of JavaScript."""


def to_python(js):
    if isinstance(js, list):
        return [to_python(item) for item in js]
    if not isinstance(js, dict):
        return js
    if len(js) == 1:
        tag, value = next(iter(js.items()))
        if tag == "$bigint":
            return int(value)
        if tag == "$double":
            return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}[value]
        if tag == "$date":
            try:
                return datetime.fromisoformat(value).astimezone(timezone.utc)
            except (ValueError, OverflowError):
                raise NoValue from None
    return {key: to_python(value) for key, value in js.items()}


def same(left, right) -> bool:
    if isinstance(left, float) and isinstance(right, (int, float)):
        if math.isnan(left) or math.isnan(right):
            return math.isnan(left) and math.isnan(right)
        return left == right and math.copysign(1, left) == math.copysign(1, right)
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def convert(convert_one, case, value):
    if value is None and case.get("nullable"):
        return None  # nullable is the parameter's, not the type's
    return convert_one(to_type(case["type"]), value)


def cases(direction: str) -> list:
    source = "js" if direction == "encode" else "wire"
    return [
        pytest.param(case, id=case["name"])
        for case in CASES
        if case.get("only", direction) == direction
        if source in case and case["name"] not in SKIPPED
        if source == "wire" or has_value(case["js"])
    ]


def has_value(js) -> bool:
    try:
        to_python(js)
    except NoValue:
        return False
    return True


@pytest.mark.parametrize("case", cases("encode"))
def test_encodes(case):
    value = to_python(case["js"])
    if "refused" in case:
        with pytest.raises(ValueProblem) as refused:
            convert(encode_value, case, value)
        assert {"code": refused.value.code, "path": refused.value.path} == case["refused"]
    else:
        assert same(convert(encode_value, case, value), case["wire"])


@pytest.mark.parametrize("case", cases("decode"))
def test_decodes(case):
    if "refused" in case:
        with pytest.raises(ValueProblem) as refused:
            convert(decode_value, case, case["wire"])
        assert {"code": refused.value.code, "path": refused.value.path} == case["refused"]
    else:
        assert same(convert(decode_value, case, case["wire"]), to_python(case["js"]))


def test_a_datetime_without_zone_is_utc_and_microseconds_stay():
    kind = ValueType("datetime")
    assert encode_value(kind, datetime(2024, 5, 1, 12, 30, 45, 123456)) == (
        "2024-05-01T12:30:45.123456Z"
    )
    assert decode_value(kind, "2024-05-01T12:30:45.123456789Z").microsecond == 123456


def test_a_tuple_is_a_list_and_a_double_is_a_float():
    assert encode_value(ValueType("list", "int"), (1, 2)) == [1, 2]
    assert isinstance(decode_value(ValueType("double"), 3), float)


def test_a_bigint_of_more_digits_than_python_takes_is_refused():
    with pytest.raises(ValueProblem):
        decode_value(ValueType("bigint"), "1" * 5000)
    with pytest.raises(ValueProblem):
        encode_value(ValueType("bigint"), 10**5000)
    with pytest.raises(ValueProblem):
        encode_value(ValueType("string"), 10**5000)


def test_a_type_that_cannot_travel_is_refused():
    with pytest.raises(ValueProblem, match="dataframe"):
        decode_value(ValueType("dataframe"), {"part": 0})


def test_a_whole_number_beyond_the_safe_ones_comes_as_the_float_that_it_is():
    decoded = decode_value(ValueType("map"), {"a": [10**20], "b": 2**53 - 1})
    assert [type(decoded["a"][0]), type(decoded["b"])] == [float, int]
    assert encode_value(ValueType("map"), decoded) == {"a": [1e20], "b": 2**53 - 1}
    assert decode_value(ValueType("dynamic"), 590295810358705700000) == 2.0**69
    for wrong in (2**53 + 1, 10**400):
        with pytest.raises(ValueProblem) as refused:
            decode_value(ValueType("dynamic"), [wrong])
        assert (refused.value.code, refused.value.path) == ("unsafe-integer", "[0]")

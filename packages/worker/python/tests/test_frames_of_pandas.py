import datetime
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from celeriac_worker.frames import encode_frame
from celeriac_worker.value_problem import ValueProblem

from frame_tools import decode_table, encode


def refusal(frame) -> tuple[str, str, str]:
    with pytest.raises(ValueProblem) as refused:
        encode_frame(frame)
    return refused.value.code, refused.value.path, refused.value.message


def test_nan_of_a_float_column_is_nan_and_na_is_null():
    nullable = pd.arrays.FloatingArray(np.array([math.nan, 1.0]), np.array([False, True]))
    table = encode(pd.DataFrame({"numpy": [math.nan, 1.0], "nullable": nullable}))
    assert repr(table["numpy"].to_pylist()) == "[nan, 1.0]"
    assert repr(table["nullable"].to_pylist()) == "[nan, None]"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a", None], "string"),
        ([datetime.date(2024, 5, 1), None], "date32[day]"),
        ([Decimal("1.5"), None], "decimal128(2, 1)"),
        ([b"\x00", None], "binary"),
        ([[1, 2], None], "list<item: int64>"),
        ([{"a": 1}, None], "struct<a: int64>"),
        ([None, None], "null"),
        ([2**53 + 1, None], "int64"),
    ],
)
def test_columns_of_objects_are_what_their_values_are(values, kind):
    column = encode(pd.DataFrame({"c": pd.Series(values, dtype=object)}))["c"]
    assert (str(column.type).replace("element", "item"), column.to_pylist()) == (kind, values)


@pytest.mark.parametrize(
    "dtype", ["string[python]", "string[pyarrow]", "str", "category", "Sparse[float64]", "float16"]
)
def test_further_types_of_pandas_travel(dtype):
    values = [1.0, 2.0] if "float" in dtype else ["a", "b"]
    assert encode(pd.DataFrame({"c": pd.Series(values, dtype=dtype)}))["c"].to_pylist() == values


def test_missing_times_are_null():
    frame = pd.DataFrame({"t": pd.to_datetime(["2024-05-01", None]), "d": pd.to_timedelta([None, 1])})
    assert [column.null_count for column in encode(frame).columns] == [1, 1]


@pytest.mark.parametrize(
    ("frame", "code", "path"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "duplicate-column", ".a"),
        (pd.DataFrame({"a\0b": [1]}), "invalid-column-name", '["a\\u0000b"]'),
        (pl.DataFrame({"a\0b": [1]}), "invalid-column-name", '["a\\u0000b"]'),
        (pd.DataFrame([[1, 2]]), "invalid-column-name", ""),
        (pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])), "invalid-column-name", ""),
        (pd.DataFrame({"a": [1, "x"]}), "wrong-type", ".a"),
        (pd.DataFrame({"a b": [1j]}), "wrong-type", '["a b"]'),
        (pd.DataFrame({"p": pd.period_range("2024", periods=1, freq="M")}), "wrong-type", ".p"),
        (pd.DataFrame({"s": pd.Series(["\ud800"], dtype=object)}), "lone-surrogate", ".s"),
        (pd.DataFrame([[1]], columns=pd.Index(["\ud800"], dtype=object)), "lone-surrogate", '["\\ud800"]'),
        (pd.DataFrame({"a": [1]}, index=["row"]), "unnamed-index", ""),
        (pd.DataFrame({"a": [1]}, index=pd.Index([1], name="a")), "duplicate-column", ".a"),
        (pd.DataFrame({"n": pd.Series([2**64], dtype=object)}), "wrong-type", ".n"),
    ],
)
def test_what_would_be_lost_or_mistaken_is_refused(frame, code, path):
    assert refusal(frame)[:2] == (code, path)


def test_an_index_that_numbers_rows_is_dropped_and_one_with_a_name_is_a_column():
    frame = pd.DataFrame({"a": [1, 2, 3]})
    assert encode(frame[frame["a"] > 1]).to_pydict() == {"a": [2, 3]}
    named = frame.set_index(pd.Index(["x", "y", "z"], name="key"))
    assert encode(named).to_pydict() == {"key": ["x", "y", "z"], "a": [1, 2, 3]}
    levels = frame.set_index(pd.MultiIndex.from_tuples([("x", 1)] * 3, names=["k", "l"]))
    assert encode(levels).column_names == ["k", "l", "a"]


def test_what_is_no_frame_is_named():
    for value in (pd.Series([1]), [[1]], "a", object()):
        assert refusal(value)[0] == "wrong-type"


def test_batches_and_readers_of_arrow_are_frames():
    table = pa.table({"a": [1]})
    assert encode(table.to_batches()[0]).to_pydict() == {"a": [1]}
    assert encode(table.to_reader()).to_pydict() == {"a": [1]}


def test_a_frame_that_is_read_is_numbered_from_0():
    frame = decode_table(pa.table({"a": [5, 6]}))
    assert isinstance(frame.index, pd.RangeIndex) and frame.index.to_list() == [0, 1]

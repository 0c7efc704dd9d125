"""Arrow tables to pandas, without a sentinel for null that a value could be mistaken for.

| column | without nulls | with nulls |
|---|---|---|
| integers, booleans | NumPy's | ``Int64``, ``UInt8``, ``boolean``, … |
| floats | NumPy's; NaN is NaN | ``Float64``, ``Float32``: null is ``NA``, NaN is NaN |
| text | ``str``, in pandas 2 ``string`` | the same, missing |
| timestamps, durations | ``datetime64[unit]``, with a zone ``datetime64[unit, zone]``, ``timedelta64[unit]`` | ``NaT`` |
| dictionaries | ``category``, ordered where it is | missing |
| all others: dates, times, decimals, bytes, lists, structs | ``ArrowDtype`` of their very type | ``NA`` |

Columns can be written to, rows are numbered from 0.
"""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.types as types

from ..value_problem import ValueProblem, key_step
from .plain_types import to_plain

# Objects, which pandas 2 would make of text, forget that they are text where all are missing.
_TEXT = pd.StringDtype("pyarrow") if int(pd.__version__.split(".")[0]) < 3 else None


def to_pandas(table: pa.Table) -> pd.DataFrame:
    if table.num_columns == 0:
        return pd.DataFrame(index=pd.RangeIndex(table.num_rows), columns=pd.Index([], dtype="str"))
    arrays = {}
    for name, column in zip(table.column_names, table.columns):
        try:
            arrays[name] = _to_array(to_plain(column, name))
        except (pa.ArrowException, TypeError, ValueError, LookupError, OverflowError) as error:
            message = f"pandas cannot hold a column of type {column.type}: {error}"
            raise ValueProblem("invalid-frame", message, key_step(name)) from None
    return pd.DataFrame(arrays, copy=False)


def _to_array(column: pa.ChunkedArray) -> Any:
    kind = column.type
    if types.is_float16(kind) and column.null_count:
        return pd.arrays.ArrowExtensionArray(column)
    if types.is_integer(kind) or types.is_floating(kind):
        return _to_numbers(column, 0)
    if types.is_boolean(kind):
        return _to_numbers(column, False)
    if types.is_string(kind) or types.is_large_string(kind):
        return _TEXT.__from_arrow__(column) if _TEXT is not None else column.to_pandas().array
    if types.is_timestamp(kind) or types.is_duration(kind):
        array = column.to_pandas().array
        return array.copy()
    if types.is_dictionary(kind):
        return _to_categories(column)
    return pd.arrays.ArrowExtensionArray(column)


def _to_numbers(column: pa.ChunkedArray, filler: object) -> Any:
    if not column.null_count:
        return _writable(column.to_numpy())
    missing = _writable(column.is_null().to_numpy())
    values = _writable(column.fill_null(pa.scalar(filler, column.type)).to_numpy())
    if values.dtype.kind == "b":
        return pd.arrays.BooleanArray(values, missing)
    array = pd.arrays.FloatingArray if values.dtype.kind == "f" else pd.arrays.IntegerArray
    return array(values, missing)


def _to_categories(column: pa.ChunkedArray) -> pd.Categorical:
    ordered = column.type.ordered
    column = pa.chunked_array([column.unify_dictionaries().combine_chunks()], column.type)
    (chunk,) = column.chunks if column.num_chunks else [pa.array([], column.type)]
    values = chunk.dictionary
    if values.null_count or len(values.unique()) != len(values):
        chunk = chunk.cast(column.type.value_type).dictionary_encode()
    codes = chunk.indices.cast(pa.int64()).fill_null(-1)
    categories = pd.Index(_to_array(pa.chunked_array([chunk.dictionary])))
    return pd.Categorical.from_codes(codes.to_numpy(), categories, ordered=ordered)


def _writable(values: np.ndarray) -> np.ndarray:
    return values if values.flags.writeable else values.copy()

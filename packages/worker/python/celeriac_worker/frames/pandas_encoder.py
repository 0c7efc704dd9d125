"""pandas to Arrow tables.

Nulls are ``NA`` of nullable types, ``NaT``, missing text and categories, and ``None`` or NaN in a
column of objects. NaN in a float column of NumPy or in ``Float64`` is NaN and no null.

An index without a name that numbers rows is dropped. One with names becomes columns before the
others. Any other is refused, because its labels would be lost.
"""

from typing import Any

import pandas as pd
import pyarrow as pa

from ..value_problem import ValueProblem, describe, key_step
from .arrow_frames import check_names
from .plain_types import to_plain


def to_table(frame: pd.DataFrame) -> pa.Table:
    frame = _with_index(frame)
    names = list(frame.columns)
    check_names(names)
    if not names:
        empty = pa.RecordBatch.from_struct_array(pa.array([{}] * len(frame), pa.struct([])))
        return pa.Table.from_batches([empty])
    columns = [_to_column(frame.iloc[:, at], name) for at, name in enumerate(names)]
    return pa.Table.from_arrays(columns, names)


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    index = frame.index
    if isinstance(index, pd.RangeIndex) and index.name is None:
        return frame
    if all(name is not None for name in index.names):
        taken = [name for name in index.names if name in frame.columns]
        if taken:
            raise ValueProblem(
                "duplicate-column", "a column and the index have this name", key_step(str(taken[0]))
            )
        return frame.reset_index()
    if index.nlevels == 1 and pd.api.types.is_integer_dtype(index.dtype) or len(index) == 0:
        return frame
    raise ValueProblem(
        "unnamed-index",
        f"the index holds labels ({describe(index[0])}, …) that would be lost: name it "
        "(frame.index.name = ...), which makes it a column, or drop it (frame.reset_index(drop=True))",
    )


def _to_column(series: pd.Series, name: str) -> pa.ChunkedArray:
    try:
        name.encode()
        return to_plain(_to_arrow(series), name)
    except UnicodeEncodeError:
        problem = ValueProblem("lone-surrogate", "the text holds a lone surrogate")
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        text = str(error).strip().splitlines() or [type(error).__name__]
        problem = ValueProblem("wrong-type", f"a column of {series.dtype} cannot be sent: {text[0]}")
    raise problem.below(key_step(name))


def _to_arrow(series: pd.Series) -> Any:
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        values = series.cat
        codes = pa.array(values.codes, mask=values.codes.to_numpy() < 0)
        categories = _to_arrow(pd.Series(values.categories))
        if isinstance(categories, pa.ChunkedArray):
            categories = categories.combine_chunks()
        return pa.DictionaryArray.from_arrays(codes, categories, ordered=values.ordered)
    if isinstance(dtype, pd.SparseDtype):
        series = series.sparse.to_dense()
    if series.dtype.kind in "biuf" and not pd.api.types.is_extension_array_dtype(series.dtype):
        return pa.array(series.to_numpy(), from_pandas=False)
    return pa.array(series.array, from_pandas=True)

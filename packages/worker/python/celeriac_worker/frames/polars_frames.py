"""polars frames; by polars alone where pyarrow is not installed."""

import io
from collections.abc import Callable
from typing import Any

import polars as pl

from ..byte_source import ByteSource
from ..payload import BufferPayload, Payload
from ..value_problem import ValueProblem
from .frame_column import ColumnKind, FrameColumn

# Bytes that polars does not expect make it panic, which is no Exception.
_REFUSALS = (
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
    OSError,
    ValueError,
    TypeError,
)


def read_polars(source: ByteSource) -> tuple[pl.DataFrame, Callable[[], list[FrameColumn]]]:
    """Reads a stream; raises ``ValueProblem``."""
    try:
        from .arrow_frames import describe_table, read_table
    except ModuleNotFoundError:
        frame = _read_alone(source)
        return frame, lambda: _describe(frame)
    table = read_table(source)
    try:
        # Older versions mix up dictionaries that differ; from_arrow renames a column without a name.
        frame = pl.DataFrame(table.unify_dictionaries().to_reader())
    except _REFUSALS as error:
        raise ValueProblem("invalid-frame", f"polars cannot hold the frame: {error}") from None
    return frame, lambda: describe_table(table)


def to_payload(frame: pl.DataFrame | pl.LazyFrame) -> Payload:
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    try:
        from .arrow_frames import check_names, import_table, to_payload as arrow_payload
    except ModuleNotFoundError:
        sink = io.BytesIO()
        frame.write_ipc_stream(sink, compat_level=pl.CompatLevel.oldest())
        return BufferPayload(sink.getbuffer())
    check_names(frame.columns)  # before its way to pyarrow, on which names end at NUL
    return arrow_payload(import_table(frame.to_arrow(compat_level=pl.CompatLevel.oldest())))


def _read_alone(source: ByteSource) -> pl.DataFrame:
    try:
        with source.open() as stream:
            return pl.read_ipc_stream(stream)
    except _REFUSALS as error:
        text = str(error).splitlines()[:1] or [type(error).__name__]
        raise ValueProblem("invalid-frame", f"the bytes are no Arrow stream: {text[0]}") from None


def _describe(frame: pl.DataFrame) -> list[FrameColumn]:
    return [
        FrameColumn(column.name, _kind(column.dtype), str(column.dtype), column.null_count)
        for column in frame
    ]


def _kind(dtype: Any) -> ColumnKind:
    if dtype.is_numeric():
        return "numerical"
    if dtype in (pl.String, pl.Boolean, pl.Categorical, pl.Enum):
        return "categorical"
    if dtype in (pl.Date, pl.Datetime):
        return "dateTime"
    return "empty" if dtype == pl.Null else "other"

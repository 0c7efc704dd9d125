"""Arrow tables and their IPC streams."""

from typing import Any

import pyarrow as pa
import pyarrow.types as types

from ..byte_source import ByteSource
from ..payload import Payload
from ..value_problem import ValueProblem, key_step
from .frame_column import ColumnKind, FrameColumn
from .plain_types import to_plain


def read_table(source: ByteSource) -> pa.Table:
    """Reads a stream where it lies; a file is mapped, not read. Raises ``ValueProblem``."""
    path = source.path()
    try:
        stream: Any = pa.py_buffer(source.view()) if path is None else pa.memory_map(str(path))
        with pa.ipc.open_stream(stream) as reader:
            table = reader.read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise invalid_frame(error) from None
    check_names(table.column_names)
    return table


def invalid_frame(error: object) -> ValueProblem:
    text = str(error).strip().splitlines()[:1] or ["it is empty"]
    return ValueProblem("invalid-frame", f"the bytes are no Arrow stream: {text[0][:200]}")


def check_names(names: list[Any]) -> None:
    """Refuses names that occur twice, are no strings or hold NUL: a column is found by its name."""
    seen = set()
    for name in names:
        if not isinstance(name, str):
            raise ValueProblem(
                "invalid-column-name",
                f"the name of a column is {name!r}, a {type(name).__name__}: name columns by strings "
                "(frame.columns = frame.columns.astype(str))",
            )
        if "\0" in name:
            raise ValueProblem(
                "invalid-column-name", "the name holds a NUL, at which libraries cut it off", key_step(name)
            )
        if name in seen:
            raise ValueProblem("duplicate-column", "two columns have this name", key_step(name))
        seen.add(name)


def describe_table(table: pa.Table) -> list[FrameColumn]:
    return [
        FrameColumn(name, _kind(column.type), str(column.type), lambda c=column: c.null_count)
        for name, column in zip(table.column_names, table.columns)
    ]


def _kind(kind: pa.DataType) -> ColumnKind:
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return "numerical"
    if types.is_dictionary(kind) or types.is_boolean(kind) or _is_text(kind):
        return "categorical"
    if types.is_timestamp(kind) or types.is_date(kind):
        return "dateTime"
    return "empty" if types.is_null(kind) else "other"


def _is_text(kind: pa.DataType) -> bool:
    return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)


def import_table(value: Any) -> pa.Table | None:
    """The table that a value is or exports; ``None`` where it is none."""
    if isinstance(value, pa.RecordBatch):
        value = pa.Table.from_batches([value])
    elif not isinstance(value, pa.Table):
        if not hasattr(value, "__arrow_c_stream__"):
            return None
        try:
            value = pa.table(value)
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise ValueProblem("wrong-type", f"the frame cannot be read: {error}") from None
    check_names(value.column_names)
    return pa.Table.from_arrays(
        [to_plain(column, name) for name, column in zip(value.column_names, value.columns)],
        value.column_names,
    ) if value.num_columns else value.replace_schema_metadata(None)


def to_payload(table: pa.Table) -> Payload:
    """Its stream; the size is known before anything is written."""
    table = table.unify_dictionaries()

    def write(stream: Any) -> None:
        with pa.ipc.new_stream(stream, table.schema) as writer:
            writer.write_table(table)

    counter = pa.MockOutputStream()
    write(counter)
    return TablePayload(counter.size(), write)


class TablePayload(Payload):
    __slots__ = ()

    def view(self) -> memoryview:
        buffer = pa.allocate_buffer(self.size)
        self.write(pa.FixedSizeBufferWriter(buffer))
        return memoryview(buffer)

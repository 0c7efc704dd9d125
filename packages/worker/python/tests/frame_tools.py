"""What the tests of frames use."""

import io

import pyarrow as pa
from celeriac_worker.byte_source import PartSource
from celeriac_worker.frames import decode_frame, encode_frame


def to_stream(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def decode(stream: bytes, form: str | None = None):
    frame, _ = decode_frame(PartSource(memoryview(stream)), form)
    return frame


def decode_table(table: pa.Table, form: str | None = None):
    return decode(to_stream(table), form)


def encode(frame) -> pa.Table:
    payload = encode_frame(frame)
    sink = io.BytesIO()
    payload.write(sink)
    view = payload.view()
    assert sink.getvalue() == bytes(view) and payload.size == view.nbytes
    return pa.ipc.open_stream(view).read_all()


def values(table: pa.Table) -> dict[str, str]:
    """The columns as text, in which NaN is equal to itself and -0 is not 0."""
    return {name: repr(table[name].to_pylist()) for name in table.column_names}

"""``blob``: bytes."""

from .byte_source import ByteSource
from .payload import BufferPayload
from .value_problem import wrong_type


def decode_blob(source: ByteSource) -> bytes:
    view = source.view()
    whole = view.obj
    # What was read as bytes is the value already; a copy of it would be a second one.
    return whole if isinstance(whole, bytes) and len(whole) == view.nbytes else bytes(view)


def encode_blob(value: object) -> BufferPayload:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise wrong_type("bytes", value)
    view = memoryview(value)
    return BufferPayload(view.cast("B") if view.c_contiguous else memoryview(bytes(view)))

"""Binary bodies of tasks and replies: JSON, and beside it parts of bytes that are in no text.

``CLRP`` · number of parts · bytes of the JSON · zero, each of 32 bits · the length of each part in
64 bits, all little-endian · the JSON · the parts. Each part begins at the next multiple of 64 bytes
from the body's start, so that Arrow reads it where it lies; the body ends with its last part.
"""

import struct
from collections.abc import Iterator, Sequence

BINARY_CONTENT_TYPE = "application/vnd.celeriac.parts"

_HEADER = struct.Struct("<4sIII")
_MAGIC = b"CLRP"
_ALIGNMENT = 64


class BodyError(ValueError):
    """The bytes are no binary body."""


def is_binary(body: bytes) -> bool:
    """Whether one of our own bodies is binary; JSON never begins so."""
    return body.startswith(_MAGIC)


def encode_body(text: bytes, parts: Sequence[memoryview]) -> bytes:
    """Joins JSON and parts; the parts are copied once."""
    lengths = [part.nbytes for part in parts]
    head = _HEADER.pack(_MAGIC, len(parts), len(text), 0)
    pieces: list[bytes | memoryview] = [head, struct.pack(f"<{len(parts)}Q", *lengths), text]
    end = len(head) + 8 * len(parts) + len(text)
    for part, (start, stop) in zip(parts, _spans(end, lengths)):
        pieces += [bytes(start - end), part]
        end = stop
    return b"".join(pieces)


def split_body(body: bytes | memoryview) -> tuple[bytes, tuple[memoryview, ...]]:
    """The JSON and the parts, which are views of ``body``; raises ``BodyError``."""
    view = memoryview(body).toreadonly()
    if view.nbytes < _HEADER.size:
        raise BodyError("it is shorter than its header")
    magic, count, text_length, zero = _HEADER.unpack_from(view)
    if magic != _MAGIC or zero != 0:
        raise BodyError("it does not begin with CLRP and its counts")
    text_start = _HEADER.size + 8 * count
    text_end = text_start + text_length
    if text_end > view.nbytes:
        raise BodyError(f"it ends within its header or JSON, at {view.nbytes} bytes")
    lengths = struct.unpack_from(f"<{count}Q", view, _HEADER.size)
    spans = list(_spans(text_end, lengths))
    end = spans[-1][1] if spans else text_end
    if end != view.nbytes:
        raise BodyError(f"it has {view.nbytes} bytes, not the {end} that its header says")
    return bytes(view[text_start:text_end]), tuple(view[start:stop] for start, stop in spans)


def _spans(end: int, lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    for length in lengths:
        start = -(-end // _ALIGNMENT) * _ALIGNMENT
        end = start + length
        yield start, end

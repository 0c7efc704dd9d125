"""Bytes of a result, of known size, to be sent or stored."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from .byte_source import PIECE_BYTES
from .value_problem import ValueProblem


@dataclass(frozen=True, slots=True)
class Payload:
    size: int
    write: Callable[[BinaryIO], object]
    """Writes ``size`` bytes, in pieces where they are not in memory anyway."""

    def view(self) -> memoryview:
        """All of them in memory."""
        sink = io.BytesIO()
        self.write(sink)
        return sink.getbuffer()


class BufferPayload(Payload):
    """Bytes in memory, which are not copied."""

    def __init__(self, buffer: memoryview):
        super().__init__(buffer.nbytes, lambda stream: stream.write(buffer))
        object.__setattr__(self, "_buffer", buffer)

    __slots__ = ("_buffer",)

    def view(self) -> memoryview:
        return self._buffer


def file_payload(stream: BinaryIO) -> Payload:
    """What is in a file from where it stands to its end; it must stay open until it is written."""
    start = stream.tell()
    size = stream.seek(0, os.SEEK_END) - start
    stream.seek(start)

    def write(target: BinaryIO) -> None:
        left = size
        stream.seek(start)
        while left > 0:
            piece = stream.read(min(left, PIECE_BYTES))
            if not piece:
                raise ValueProblem("wrong-type", "the file became shorter while it was sent")
            target.write(piece)
            left -= len(piece)

    return Payload(size, write)

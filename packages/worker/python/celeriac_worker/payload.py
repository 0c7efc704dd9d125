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

    def write(target: BinaryIO) -> None:
        both_files = all(isinstance(getattr(one, "raw", None), io.FileIO) for one in (stream, target))
        copied = (_copy_in_kernel if both_files else _copy_in_pieces)(stream, target, (start, size))
        if copied < size:
            raise ValueProblem("wrong-type", "the file became shorter while it was sent")

    return Payload(size, write)


def _copy_in_kernel(stream: BinaryIO, target: BinaryIO, span: tuple[int, int]) -> int:
    """From file to file, past this process' memory."""
    start, size = span
    copied = 0
    target.flush()
    while copied < size:
        count = min(size - copied, 2**30)
        sent = os.sendfile(target.fileno(), stream.fileno(), start + copied, count)
        if sent == 0:
            break
        copied += sent
    target.seek(0, os.SEEK_CUR)  # Python's own position does not know of it
    return copied


def _copy_in_pieces(stream: BinaryIO, target: BinaryIO, span: tuple[int, int]) -> int:
    start, size = span
    stream.seek(start)
    copied = 0
    while copied < size:
        piece = stream.read(min(size - copied, PIECE_BYTES))
        if not piece:
            break
        target.write(piece)
        copied += len(piece)
    return copied

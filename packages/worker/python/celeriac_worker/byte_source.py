"""Bytes of an argument, in its message or apart from it, as what reads them wants them."""

import io
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol

PIECE_BYTES = 1024 * 1024


class BlobStore(Protocol):
    """The blobs of one call. What cannot be read or stored raises ``CallFailure``."""

    limit_bytes: int
    """At most so many bytes of a reply's parts stand in the reply."""

    def open(self, claim: Mapping[str, object]) -> BinaryIO:
        """The bytes of an argument from their beginning; ends where ``bytes`` of the claim does."""

    def path(self, claim: Mapping[str, object]) -> Path | None:
        """The file that an argument is in, where it is in one of this machine."""

    def store(self, size: int, write: Callable[[BinaryIO], object]) -> Mapping[str, object]:
        """Stores what ``write`` writes, ``size`` bytes; gives ``blob`` and ``bytes``."""


class ByteSource(Protocol):
    """Bytes to read, any number of times."""

    def view(self) -> memoryview:
        """All of them in memory."""

    def open(self) -> BinaryIO:
        """A stream of them; not every one can seek."""

    def path(self) -> Path | None:
        """The file that they are in, where there is one."""

    def copy_to(self, target: Path) -> None: ...


class PartSource:
    """A part of the message's body."""

    def __init__(self, part: memoryview):
        self._part = part

    def view(self) -> memoryview:
        return self._part

    def open(self) -> BinaryIO:
        return io.BytesIO(self._part)

    def path(self) -> Path | None:
        return None

    def copy_to(self, target: Path) -> None:
        with open(target, "xb") as file:
            file.write(self._part)


class BlobSource:
    """A blob; a large one is never in memory as a whole unless ``view`` is asked for."""

    def __init__(self, blobs: BlobStore, claim: Mapping[str, object]):
        self._blobs = blobs
        self._claim = claim

    def view(self) -> memoryview:
        with self.open() as stream:
            return memoryview(stream.read())

    def open(self) -> BinaryIO:
        return self._blobs.open(self._claim)

    def path(self) -> Path | None:
        return self._blobs.path(self._claim)

    def copy_to(self, target: Path) -> None:
        with self.open() as stream, open(target, "xb") as file:
            shutil.copyfileobj(stream, file, PIECE_BYTES)

"""The blobs of one call: values that are too large for its message or its reply."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from .blob_directory import open_file, store_file
from .blob_http import open_url, put_url
from .blob_keys import parse_claim, parse_slots
from .failure import CallFailure
from .reply import MAX_REPLY_BYTES


class CallBlobs:
    """Reads what the message names, and stores results where it says.

    Values are read and written in pieces; how much is in memory is up to who reads and writes.
    """

    def __init__(self, slots: object, directory: Path | None):
        """``slots`` is what the message says; refuses with ``MALFORMED_MESSAGE``."""
        self._slots = parse_slots(slots)
        self._directory = directory
        self._stored = 0
        self.limit_bytes = MAX_REPLY_BYTES if self._slots is None else self._slots.limit_bytes

    def open(self, claim: Mapping[str, object]) -> BinaryIO:
        """The bytes of an argument from their beginning; ends where ``bytes`` of the claim does."""
        found = parse_claim(claim)
        if found.url is not None:
            return open_url(found.url, found.size)
        return open_file(self._need_directory(), found)

    def path(self, claim: Mapping[str, object]) -> Path | None:
        """The file that an argument is in, where it is in one of this machine."""
        found = parse_claim(claim)
        if found.url is not None:
            return None
        open_file(self._need_directory(), found).close()
        return self._need_directory() / found.key

    def store(self, size: int, write: Callable[[BinaryIO], object]) -> Mapping[str, object]:
        """Stores what ``write`` writes, ``size`` bytes; gives ``blob`` and ``bytes``."""
        slots = self._slots
        if slots is None:
            raise CallFailure(
                "INVALID_RESULT",
                f"The result takes more than {MAX_REPLY_BYTES} bytes, and its caller has no blob store.",
            )
        name = f"r{self._stored}"
        if slots.urls is None:
            name = store_file(self._need_directory() / slots.call, name, write)
        elif self._stored < len(slots.urls):
            put_url(slots.urls[self._stored], size, write)
        else:
            raise CallFailure(
                "INVALID_RESULT",
                f"A call may give {len(slots.urls)} results of more than {slots.limit_bytes} bytes; "
                "its caller can allow more by maxLargeResults.",
            )
        self._stored += 1
        return {"blob": f"{slots.call}/{name}", "bytes": size}

    def _need_directory(self) -> Path:
        if self._directory is None:
            raise CallFailure(
                "BLOB_FAILED", "This worker was started without a blob directory; deploy it again."
            )
        return self._directory

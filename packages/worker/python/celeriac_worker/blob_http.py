"""Blobs behind addresses that are signed for one use each; no credentials, no redirects."""

import http.client
import io
import ssl
import time
from collections.abc import Callable
from typing import BinaryIO, NoReturn, TypeVar
from urllib.parse import urlsplit

from .failure import CallFailure

PIECE_BYTES = 1024 * 1024
SILENCE_SECONDS = 30.0
"""A connection that is silent for so long is given up."""

Result = TypeVar("Result")

_TRIES = 3
_PAUSE_SECONDS = 0.3
_LOSSES = (OSError, http.client.HTTPException)


def open_url(url: str, size: int) -> BinaryIO:
    """What ``GET`` gives, as a stream of exactly ``size`` bytes; refuses with ``BLOB_FAILED``."""
    response = _repeat("read", lambda: _get(url))
    if response.length != size:
        response.close()
        raise CallFailure(
            "BLOB_FAILED", f"An argument has {response.length} bytes in the blob storage, not {size}."
        )
    return _Body(response, size)


def put_url(url: str, size: int, write: Callable[[BinaryIO], object]) -> None:
    """Sends what ``write`` writes; it may be asked to write again. Refuses with ``BLOB_FAILED``."""
    _repeat("stored", lambda: _put(url, size, write))


class _Body(io.RawIOBase):
    """The bytes of an answer; shorter than promised is an error, not an end."""

    def __init__(self, response: http.client.HTTPResponse, size: int):
        self._response = response
        self._left = size

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """As many bytes as asked for, in one piece of memory; fewer at the end only."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        if wanted == 0:
            return b""
        try:
            data = self._response.read(wanted)
        except _LOSSES as error:
            _fail("read", error)
        self._left -= len(data)
        if len(data) < wanted:
            _fail("read", ConnectionError("the connection ended early"))
        return data

    def readinto(self, buffer) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        return self.read(-1)

    def close(self) -> None:
        self._response.close()
        super().close()


class _Sink(io.RawIOBase):
    """Sends what is written, and counts it."""

    def __init__(self, connection: http.client.HTTPConnection):
        self._connection = connection
        self.sent = 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        view = memoryview(data).cast("B")
        # A socket's timeout bounds all of what it is given at once.
        for start in range(0, view.nbytes, PIECE_BYTES):
            self._connection.send(view[start : start + PIECE_BYTES])
        self.sent += view.nbytes
        return view.nbytes


class _Refused(Exception):
    """The storage answered, and not as hoped."""

    def __init__(self, status: int):
        super().__init__(f"it answered {status}")
        self.may_pass = status >= 500 or status in (408, 429)


def _get(url: str) -> http.client.HTTPResponse:
    connection = _connect(url)
    connection.request("GET", _target(url), headers={"Accept-Encoding": "identity"})
    response = connection.getresponse()
    if response.status == 200:
        return response
    connection.close()
    raise _Refused(response.status)


def _put(url: str, size: int, write: Callable[[BinaryIO], object]) -> None:
    connection = _connect(url)
    try:
        connection.putrequest("PUT", _target(url), skip_accept_encoding=True)
        connection.putheader("Content-Length", str(size))
        connection.endheaders()
        sink = _Sink(connection)
        write(sink)  # type: ignore[arg-type]
        if sink.sent != size:
            raise CallFailure("BLOB_FAILED", f"A result gave {sink.sent} bytes, not {size}.")
        status = connection.getresponse().status
        if status not in (200, 201, 204):
            raise _Refused(status)
    finally:
        connection.close()


def _repeat(what: str, work: Callable[[], Result]) -> Result:
    for attempt in range(1, _TRIES + 1):
        try:
            return work()
        except _Refused as error:
            if attempt == _TRIES or not error.may_pass:
                _fail(what, error)
        except _LOSSES as error:
            if attempt == _TRIES:
                _fail(what, error)
        time.sleep(_PAUSE_SECONDS * attempt)
    raise AssertionError


def _connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "http":
        return http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=SILENCE_SECONDS, blocksize=PIECE_BYTES
        )
    return http.client.HTTPSConnection(
        parts.hostname or "",
        parts.port,
        timeout=SILENCE_SECONDS,
        blocksize=PIECE_BYTES,
        context=ssl.create_default_context(),
    )


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _fail(what: str, error: Exception) -> NoReturn:
    """Never tells the address: whoever has it may use it."""
    why = str(error) or type(error).__name__
    raise CallFailure("BLOB_FAILED", f"A value cannot be {what} in the blob storage: {why}.") from None

"""``file``: a private temporary file that keeps its name, or its content where the hint says so."""

import io
import mimetypes
import os
import stat
from pathlib import Path
from typing import BinaryIO

from .byte_references import ByteReference, check_file_name
from .byte_source import ByteSource
from .payload import BufferPayload, Payload, file_payload
from .task_files import TaskFiles
from .value_problem import ValueProblem, describe, wrong_type

UNKNOWN_MEDIA_TYPE = "application/octet-stream"


def decode_file(
    source: ByteSource, reference: ByteReference, form: str | None, files: TaskFiles
) -> Path | bytes | str | BinaryIO:
    """By the form of its parameter: ``bytes``, ``text`` (UTF-8), ``stream``, or else a path.

    Of a file that lies in a folder of this machine, the path is a link to it: nothing is copied.
    """
    if form == "bytes":
        return bytes(source.view())
    if form == "text":
        return _to_text(source)
    if form == "stream":
        return files.keep(source.open())
    path = files.new_path(reference.name)
    there = source.path()
    if there is None:
        source.copy_to(path)
    else:
        path.symlink_to(there)
    return path


def encode_file(value: object, name: str, files: TaskFiles) -> tuple[Payload, dict[str, str]]:
    """A path as ``str`` or ``Path``, bytes, or an open binary file; ``name`` is for what has none."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return BufferPayload(memoryview(value).cast("B")), _meta(name)
    if isinstance(value, (str, os.PathLike)):
        return file_payload(files.keep(_open(value))), _meta(os.path.basename(os.fspath(value)))
    if isinstance(value, io.TextIOBase) or not hasattr(value, "read"):
        raise wrong_type("a path, bytes or a file that is open in binary mode", value)
    return _encode_stream(value, name)  # type: ignore[arg-type]


def _encode_stream(stream: BinaryIO, name: str) -> tuple[Payload, dict[str, str]]:
    own = getattr(stream, "name", None)
    meta = _meta(os.path.basename(own) if isinstance(own, str) and own else name)
    try:
        if isinstance(stream, io.BytesIO):
            return BufferPayload(stream.getbuffer()), meta
        if hasattr(stream, "flush"):
            stream.flush()
        if stream.seekable():
            stream.seek(0)
            return file_payload(stream), meta
        content = stream.read()
    except (OSError, ValueError) as error:
        raise ValueProblem("wrong-type", f"the file cannot be read: {error}") from None
    if not isinstance(content, bytes):
        raise wrong_type("a file that gives bytes", content)
    return BufferPayload(memoryview(content)), meta


def _open(path: str | os.PathLike) -> BinaryIO:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ValueError("it is no file")
        return open(path, "rb")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ValueProblem(
            "wrong-type", f"expected the path of a file, got {describe(str(path))}: {why}"
        ) from None


def _meta(name: str) -> dict[str, str]:
    known, _ = mimetypes.guess_type(name)
    return {"name": check_file_name(name), "mediaType": known or UNKNOWN_MEDIA_TYPE}


def _to_text(source: ByteSource) -> str:
    try:
        return str(source.view(), "utf-8")
    except UnicodeDecodeError as error:
        raise ValueProblem(
            "wrong-type", f"expected text in UTF-8, got other bytes at {error.start}"
        ) from None

"""Blobs as files of the directory that only this app has mounted."""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from .blob_keys import BlobClaim
from .failure import CallFailure

_READABLE_BY_THE_HOST = 0o644


def open_file(directory: Path, claim: BlobClaim) -> BinaryIO:
    """The file of a claim; refuses what is gone, is no file or has another size."""
    try:
        descriptor = os.open(directory / claim.key, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise CallFailure(
            "BLOB_FAILED", f"An argument cannot be read from the blob directory: {error.strerror}."
        ) from None
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode) and found.st_size == claim.size:
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise CallFailure(
        "BLOB_FAILED", f"An argument has {found.st_size} bytes in the blob directory, not {claim.size}."
    )


def store_file(folder: Path, name: str, write: Callable[[BinaryIO], object]) -> str:
    """Writes a new file; resolves to its name, which no earlier run of the call can have given."""
    unique = f"{name}-{secrets.token_hex(4)}"
    path = folder / unique
    try:
        with open(path, "xb") as file:
            os.fchmod(file.fileno(), _READABLE_BY_THE_HOST)
            write(file)
    except OSError as error:
        path.unlink(missing_ok=True)
        gone = isinstance(error, FileNotFoundError)
        why = "the call is over" if gone else error.strerror
        raise CallFailure("BLOB_FAILED", f"A result cannot be stored: {why}.") from None
    return unique

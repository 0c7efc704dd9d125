"""Where the bytes of a value are: ``{"part": 0}`` in its body, ``{"blob": "key", "bytes": 12}`` apart.

Read only where the declared type is one of ``BYTES_TYPES``; any other object is what it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .value_problem import ValueProblem, describe, wrong_type

BYTES_TYPES = frozenset(("dataframe", "file", "blob", "graphics"))

_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:;[\t -~]*)?\Z", re.ASCII)
_NO_NAME = re.compile(r"[/\\\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ByteReference:
    """A reference that has everything its type asks for; ``part`` or ``blob`` is set."""

    part: int | None = None
    blob: Mapping[str, object] | None = None
    """The claim as it stands in the message: ``blob``, ``bytes``, perhaps a ``url``."""

    name: str = ""
    media_type: str = ""


def parse_reference(type_name: str, wire: object) -> ByteReference:
    """Reads a reference to the bytes of a type; raises ``ValueProblem``."""
    if not isinstance(wire, dict) or ("part" in wire) == ("blob" in wire):
        raise wrong_type(f"a {type_name} (where its bytes are)", wire)
    name = check_file_name(wire.get("name")) if type_name == "file" else ""
    has_media_type = type_name in ("file", "graphics")
    media_type = _check_media_type(wire.get("mediaType")) if has_media_type else ""
    if "part" in wire:
        if not _is_count(wire["part"]):
            raise wrong_type("the index of a part", wire["part"])
        return ByteReference(part=wire["part"], name=name, media_type=media_type)
    if not isinstance(wire["blob"], str) or not wire["blob"] or not _is_count(wire.get("bytes")):
        raise wrong_type("a blob with its key and size", wire)
    return ByteReference(blob=wire, name=name, media_type=media_type)


def check_file_name(name: object) -> str:
    """A name that any file system holds: no folders, at most 255 bytes."""
    if isinstance(name, str) and name not in ("", ".", "..") and not _NO_NAME.search(name):
        try:
            if len(name.encode()) <= 255:
                return name
        except UnicodeEncodeError:
            pass
    raise ValueProblem(
        "invalid-file-name",
        f"expected a file name (no folders, at most 255 bytes), got {describe(name)}",
    )


def _check_media_type(value: object) -> str:
    if isinstance(value, str) and _MEDIA_TYPE.match(value):
        return value
    raise ValueProblem(
        "invalid-media-type", f"expected a media type such as image/png, got {describe(value)}"
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0

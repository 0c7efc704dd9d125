"""The bytes of a reply: parts of its body, or blobs where they are too many for it."""

from collections.abc import Mapping

from .blob_values import encode_blob
from .byte_source import BlobStore
from .failure import CallFailure
from .file_values import encode_file
from .function_table import Parameter
from .graphics_values import encode_graphics
from .payload import Payload
from .reply import MAX_REPLY_BYTES
from .task_files import TaskFiles


class Outgoing:
    """Takes the bytes of one reply, in the order in which its values stand."""

    def __init__(self, blobs: BlobStore | None, files: TaskFiles):
        self._blobs = blobs
        self._limit = MAX_REPLY_BYTES if blobs is None else blobs.limit_bytes
        self._inline = 0
        self._files = files
        self.parts: list[memoryview] = []

    def encode(self, parameter: Parameter, type_name: str, value: object) -> object:
        """The reference to the bytes of a value within an output; raises ``ValueProblem``."""
        meta: Mapping[str, str] = {}
        if type_name == "blob":
            payload: Payload = encode_blob(value)
        elif type_name == "graphics":
            payload, meta = encode_graphics(value)
        elif type_name == "file":
            payload, meta = encode_file(value, parameter.name, self._files)
        else:
            from .frames import encode_frame

            payload = encode_frame(value)
        return {**self._add(payload), **meta}

    def _add(self, payload: Payload) -> Mapping[str, object]:
        """Where they are, as the reply says it; refuses what is too large with ``INVALID_RESULT``."""
        if self._inline + payload.size <= self._limit:
            self._inline += payload.size
            self.parts.append(payload.view())
            return {"part": len(self.parts) - 1}
        if self._blobs is None:
            raise CallFailure(
                "INVALID_RESULT",
                f"The result takes more than {self._inline + payload.size} bytes; at most "
                f"{MAX_REPLY_BYTES} can be sent where there is no blob store.",
            )
        return self._blobs.store(payload.size, payload.write)

"""The values of one call on their way in and out, and what they need until it has ended."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from .arguments import decode_arguments
from .blob_store import CallBlobs
from .call import parse_arguments
from .failure import CallFailure, from_exception
from .function_table import FunctionEntry
from .graphics_values import close_figures
from .incoming import Incoming
from .outgoing import Outgoing
from .outputs import encode_outputs
from .task_files import TaskFiles

Encoded = tuple[object, list[memoryview]]
"""A value of a reply, and the parts that it refers to."""


class CallValues:
    """Decodes the arguments of a call and encodes what its function yields and returns.

    As a context it removes the call's temporary files when it is left, however that is.
    """

    def __init__(self, entry: FunctionEntry, blob_directory: Path | None = None):
        self._entry = entry
        self._blob_directory = blob_directory
        self._blobs: CallBlobs | None = None
        self._files = TaskFiles()

    def decode(self, body: bytes | str) -> dict[str, object]:
        """The arguments by name; refuses with ``MALFORMED_MESSAGE`` and ``INVALID_ARGUMENT``."""
        wire, parts, blobs = parse_arguments(body)
        self._blobs = CallBlobs(blobs, self._blob_directory)
        return decode_arguments(self._entry, wire, Incoming(parts, self._blobs, self._files))

    def encode(self, returned: object) -> Encoded:
        """What one reply holds; refuses with ``INVALID_RESULT``."""
        outgoing = Outgoing(self._blobs, self._files)
        try:
            return encode_outputs(self._entry, returned, outgoing), outgoing.parts
        except RecursionError:
            raise CallFailure("INVALID_RESULT", "The result is nested too deeply.") from None
        except CallFailure:
            raise
        except Exception as error:  # of a figure that cannot be drawn, of a file that cannot be read
            failure = from_exception("INVALID_RESULT", error, Path("/"))
            raise failure.reworded(
                f"The result cannot be sent: {failure.python_type}: {failure.message}"
            ) from None

    def __enter__(self) -> "CallValues":
        return self

    def __exit__(self, *_error: object) -> None:
        self._files.close()
        if any(output.type.name == "graphics" for output in self._entry.outputs):
            close_figures()

    @contextmanager
    def while_running(self) -> Iterator[None]:
        """Where the function runs: its own temporary files go with the call if it deals in files."""
        parameters = (*self._entry.inputs, *self._entry.outputs)
        has_files = any(parameter.type.has_bytes for parameter in parameters)
        with self._files.as_default() if has_files else nullcontext():
            yield

"""The bytes that the arguments of one call refer to, as values."""

from collections.abc import Callable, Sequence

from .blob_values import decode_blob
from .byte_references import ByteReference, parse_reference
from .byte_source import BlobSource, BlobStore, ByteSource, PartSource
from .file_values import decode_file
from .function_table import Parameter
from .graphics_values import decode_graphics
from .task_files import TaskFiles
from .value_problem import ValueProblem


class Incoming:
    """Parts of the message's body, and blobs apart from it."""

    def __init__(self, parts: Sequence[memoryview], blobs: BlobStore | None, files: TaskFiles):
        self._parts = parts
        self._blobs = blobs
        self._files = files
        self.frames: dict[str, Callable[[], list]] = {}
        """What tells of the columns of each input that is a frame."""

    def decode(self, parameter: Parameter, type_name: str, wire: object) -> object:
        """The value of one of ``BYTES_TYPES`` within a parameter; raises ``ValueProblem``."""
        reference = parse_reference(type_name, wire)
        source = self._find(reference)
        if type_name == "blob":
            return decode_blob(source)
        if type_name == "graphics":
            return decode_graphics(source, parameter.form)
        if type_name == "file":
            return decode_file(source, reference, parameter.form, self._files)
        from .frames import decode_frame

        frame, describe = decode_frame(source, parameter.form)
        if parameter.type.name == "dataframe":
            self.frames[parameter.name] = describe
        return frame

    def _find(self, reference: ByteReference) -> ByteSource:
        if reference.part is not None:
            if reference.part >= len(self._parts):
                raise ValueProblem(
                    "no-such-part", f"part {reference.part} is not in the body of {len(self._parts)}"
                )
            return PartSource(self._parts[reference.part])
        if self._blobs is None:
            raise ValueProblem("no-such-part", "the bytes are in a blob, but the worker has no store")
        assert reference.blob is not None
        return BlobSource(self._blobs, reference.blob)

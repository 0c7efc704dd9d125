"""Why a call has no result, as its caller is told."""

import traceback
from pathlib import Path
from types import TracebackType
from typing import Literal

from .full_disk import remedy_of

MAX_MESSAGE = 8_192
MAX_TRACEBACK = 16_384

Code = Literal[
    "TASK_FAILED",
    "INVALID_ARGUMENT",
    "INVALID_RESULT",
    "CONTRACT_MISMATCH",
    "UNKNOWN_TASK",
    "MALFORMED_MESSAGE",
    "IMPORT_FAILED",
    "WORKER_LOST",
    "TIMED_OUT",
    "BLOB_FAILED",
    "CANCELLED",
]

_RUNTIME = str(Path(__file__).parent)


class CallFailure(Exception):
    """A call that ends without a result."""

    def __init__(
        self,
        code: Code,
        message: str,
        python_type: str | None = None,
        traceback_text: str | None = None,
        maybe_executed: bool | None = None,
        remedy: str | None = None,
    ):
        super().__init__(code, message, python_type, traceback_text, maybe_executed, remedy)
        self.code = code
        self.message = message
        self.python_type = python_type
        self.traceback_text = traceback_text
        self.maybe_executed = maybe_executed
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def reworded(self, message: str) -> "CallFailure":
        return CallFailure(
            self.code,
            message,
            self.python_type,
            self.traceback_text,
            self.maybe_executed,
            self.remedy,
        )

    def after_another(self) -> "CallFailure":
        """The same of a call that another worker had, which may have run it."""
        if self.maybe_executed is not None:
            return self
        return CallFailure(self.code, self.message, self.python_type, self.traceback_text, True)

    def to_reply(self) -> dict[str, object]:
        """The reply that tells of it; never holds what UTF-8 cannot carry."""
        message = clean_text(_bounded(self.message, MAX_MESSAGE))
        failure: dict[str, object] = {"code": self.code, "message": message}
        if self.maybe_executed is not None:
            failure["maybeExecuted"] = self.maybe_executed
        if self.remedy is not None:
            failure["remedy"] = clean_text(_bounded(self.remedy, MAX_MESSAGE))
        if self.python_type is not None:
            failure["pythonType"] = clean_text(self.python_type)
        if self.traceback_text is not None:
            failure["traceback"] = clean_text(_bounded(self.traceback_text, MAX_TRACEBACK))
        return {"kind": "failure", "failure": failure}


def from_exception(code: Code, error: BaseException, code_root: Path) -> CallFailure:
    """A failure by an exception of user code: its type, message and the user's part of the traceback."""
    report = traceback.TracebackException(
        type(error), error, _skip_own_frames(error.__traceback__, code_root)
    )
    text = "".join(report.format())
    return CallFailure(
        code,
        _safe_text(error),
        python_type(type(error)),
        text.replace(f'File "{code_root}/', 'File "'),
        remedy=remedy_of(error),
    )


def python_type(kind: type) -> str:
    """``ValueError`` for what is built in, ``module.Name`` for any other."""
    if kind.__module__ in ("builtins", "__main__"):
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"


def _skip_own_frames(tb: TracebackType | None, code_root: Path) -> TracebackType | None:
    """Begins at the first frame in user code; without one, after the last frame of ours."""
    root = f"{code_root}/"
    beyond_ours = tb
    step = tb
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if file.startswith(root):
            return step
        if file.startswith(_RUNTIME) or file.startswith("<frozen importlib"):
            beyond_ours = step.tb_next
        step = step.tb_next
    return beyond_ours


def _safe_text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "<the exception's text cannot be made>"


def _bounded(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    head = limit // 4
    return f"{text[:head]}\n… {len(text) - limit} characters left out …\n{text[head - limit:]}"


def clean_text(text: str) -> str:
    """The text without what UTF-8 cannot carry."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

"""What a function may say and ask while it runs; outside of a task all of it does no harm.

It needs nothing but Python, so that a file of an app runs and is tested where no worker is.
"""

import logging
import math
import os
from collections.abc import Iterator, Mapping
from typing import Protocol

MAX_TEXT = 4_096

_LEVELS = ("debug", "info", "warning", "error", "critical")
_log = logging.getLogger("task")


class Cancelled(BaseException):
    """Raised in a function whose caller wants no result any more; what it has to put away, it may.

    No ``Exception``, so that a net for those lets it pass.
    """


class Running(Protocol):
    """The call that runs, as far as its function may see it."""

    def progress(self, percent: float | None, text: str | None) -> None: ...

    def cancelled(self) -> bool: ...


_running: Running | None = None


def set_running(call: Running | None) -> None:
    """Makes a call the one that the functions below are about; ``None`` once it has ended."""
    global _running
    _running = call


def progress(percent: float | None = None, text: str | None = None) -> None:
    """Tells the caller how far the call is: percent from 0 to 100, a text, or both.

    Cheap enough for a loop: of many calls in a short time the last is told. Raises ``TypeError``
    for a percent that is no number.
    """
    if percent is not None:
        percent = float(percent)
        percent = None if math.isnan(percent) else min(max(percent, 0.0), 100.0)
    if _running is not None:
        _running.progress(percent, None if text is None else _to_text(text))


def log(text: object, level: str = "info") -> None:
    """Logs a line under the logger ``task``; its caller sees it where it asked for logs.

    ``level`` is ``debug``, ``info``, ``warning``, ``error`` or ``critical``; ``ValueError`` for any
    other. ``print`` and ``logging`` reach the caller as well.
    """
    if level not in _LEVELS:
        raise ValueError(f"level is {level!r}, not one of {', '.join(_LEVELS)}")
    _log.log(getattr(logging, level.upper()), "%s", text)


def cancelled() -> bool:
    """Whether the caller has cancelled the call; from any thread."""
    return _running is not None and _running.cancelled()


class AppSettings(Mapping[str, str]):
    """The app's environment, as ``env`` of its container.json gives it, without the worker's own."""

    def __getitem__(self, name: str) -> str:
        if _is_own(name):
            raise KeyError(name)
        return os.environ[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in os.environ if not _is_own(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)


settings = AppSettings()


def _is_own(name: str) -> bool:
    return name.startswith("CELERIAC_")


def _to_text(text: object) -> str:
    return str(text)[:MAX_TEXT].encode("utf-8", "backslashreplace").decode("utf-8")

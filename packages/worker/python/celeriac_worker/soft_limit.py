"""Soft time limits, which interrupt the user's code and nothing else.

Billiard's handler raises wherever the process is, which in the middle of sending a result would
break the connection and lose it.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from billiard.exceptions import SoftTimeLimitExceeded

_interruptible = False
_installed = False


@contextmanager
def interruptible() -> Iterator[None]:
    """Within it, the pool's signal raises ``SoftTimeLimitExceeded``; outside it does nothing."""
    global _interruptible, _installed
    if not _installed:
        signal.signal(signal.SIGUSR1, _on_soft_limit)
        _installed = True
    _interruptible = True
    try:
        yield
    finally:
        _interruptible = False


def _on_soft_limit(_signal: int, _frame: FrameType | None) -> None:
    if _interruptible:
        raise SoftTimeLimitExceeded()

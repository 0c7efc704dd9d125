"""What breaks into a function while it runs: its caller's cancellation, and its soft time limit.

The main process writes which run is meant into a page that it shares with its pool processes, then
sends a signal. So a signal that comes late never meets the next call, and one that comes early is
found when the function begins. Nothing but the user's code is ever broken into: in the middle of
sending a result it would break the connection and lose it.
"""

import enum
import mmap
import os
import signal
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from billiard.exceptions import SoftTimeLimitExceeded
from billiard.process import current_process

from .task_api import Cancelled

_SLOT = struct.Struct("=QQQQQ")
_ASKED = struct.Struct("=QQ")
_RUN = struct.Struct("=Q")
_BEGUN, _ENDED, _ANSWERED = (_ASKED.size + index * _RUN.size for index in range(3))


class Interrupt(enum.IntEnum):
    CANCELLED = 1
    SOFT_LIMIT = 2


class InterruptPage:
    """Memory that a main process shares with the pool processes that it forks, a slot for each.

    In a slot: the run that is meant and what is asked of it, by the main process; and the runs that
    have begun, whose function has ended and whose caller has an answer, by the pool process.
    """

    def __init__(self, slots: int):
        self._slots = slots
        self._page = mmap.mmap(-1, slots * _SLOT.size)

    def write(self, slot: int, run: int, interrupt: Interrupt) -> None:
        _ASKED.pack_into(self._page, slot * _SLOT.size, run, interrupt)

    def read(self, slot: int) -> tuple[int, int]:
        return _ASKED.unpack_from(self._page, slot * _SLOT.size)

    def begin(self, slot: int, run: int) -> None:
        _RUN.pack_into(self._page, slot * _SLOT.size + _BEGUN, run)

    def has_begun(self, run: int) -> bool:
        """Whether any pool process has begun it, one that is gone by now included."""
        return self._is_noted(_BEGUN, run)

    def end(self, slot: int, run: int) -> None:
        _RUN.pack_into(self._page, slot * _SLOT.size + _ENDED, run)

    def has_ended(self, slot: int, run: int) -> bool:
        (ended,) = _RUN.unpack_from(self._page, slot * _SLOT.size + _ENDED)
        return ended == run

    def answer(self, slot: int, run: int) -> None:
        _RUN.pack_into(self._page, slot * _SLOT.size + _ANSWERED, run)

    def is_answered(self, run: int) -> bool:
        """Whether any pool process has answered it, one that is gone by now included."""
        return self._is_noted(_ANSWERED, run)

    def _is_noted(self, field: int, run: int) -> bool:
        offsets = (slot * _SLOT.size + field for slot in range(self._slots))
        return any(_RUN.unpack_from(self._page, offset) == (run,) for offset in offsets)


class Interrupts:
    """One pool process' side: knows the run that is on, and raises in the user's code."""

    def __init__(self, page: InterruptPage) -> None:
        self._page = page
        self._slot: int | None = None
        self._run = 0
        self._open = False
        self._raised: Interrupt | None = None

    def begin(self, run: int) -> None:
        """Makes a run the one that is meant from now on; to be called in the process' main thread."""
        if self._slot is None:
            self._slot = getattr(current_process(), "index", 0)
            # Not before here: the pool sets a handler of its own once the process has begun.
            signal.signal(signal.SIGUSR1, self._on_signal)
        self._run, self._raised = run, None
        self._page.begin(self._slot, run)

    def end(self) -> None:
        """The function of the run has ended; all that is left is to answer."""
        assert self._slot is not None
        self._page.end(self._slot, self._run)

    def answered(self) -> None:
        """The broker has the answer, so that the main process need not give one."""
        assert self._slot is not None
        self._page.answer(self._slot, self._run)

    def asked(self) -> Interrupt | None:
        """What was asked of this run; may be called by any thread."""
        if self._slot is None:
            return None
        run, interrupt = self._page.read(self._slot)
        return Interrupt(interrupt) if run == self._run and run else None

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """Within it, and nowhere else, an interrupt raises; one that came before does so at once."""
        self._open = True
        try:
            self._raise_once()
            yield
        finally:
            self._open = False

    @contextmanager
    def postponed(self) -> Iterator[None]:
        """Within user code: what must not be left half done, such as sending."""
        if threading.current_thread() is not threading.main_thread():
            yield  # signals are none of its business
            return
        was_open, self._open = self._open, False
        try:
            yield
        finally:
            self._open = was_open
        if was_open:
            self._raise_once()

    def _on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        if self._open:
            self._raise_once()

    def _raise_once(self) -> None:
        asked = self.asked()
        if asked is None or asked is self._raised:
            return
        self._raised = asked
        if asked is Interrupt.CANCELLED:
            raise Cancelled("The caller cancelled the call.")
        raise SoftTimeLimitExceeded()


def interrupt(pid: int) -> None:
    """Tells a pool process to look at its slot; one that is gone needs no telling."""
    try:
        os.kill(pid, signal.SIGUSR1)
    except ProcessLookupError:
        pass

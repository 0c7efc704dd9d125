"""Ends runs before their time: at their limits, and when their caller cancels them."""

import logging
import os
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from .failure import CallFailure
from .interrupts import Interrupt, InterruptPage, interrupt

if TYPE_CHECKING:
    from .guarded_request import GuardedRequest

log = logging.getLogger("celeriac_worker")

GRACE_SECONDS = 3.0
"""How long a function that was told to end may take to do so."""


Later = Callable[[float, Callable[[], None]], object]
"""Calls a function in so many seconds, and only while the worker is connected."""

SlotOf = Callable[[int], int | None]
"""The slot of a pool process by its process id; none where it is gone."""


class RunControl:
    """The main process' side: knows which pool process runs what, and until when.

    What a run was sent may still be on its way when it is killed; a function that has ended is
    never killed, so that its result is not lost while the broker is away.
    """

    def __init__(self, page: InterruptPage):
        self._page = page
        self._limited: dict[int, "GuardedRequest"] = {}
        self._later: Later = _never
        self._slot_of: SlotOf = {}.get

    def attach(self, later: Later, slot_of: SlotOf) -> None:
        """Takes what calls something later while the worker is connected, and what knows the pool."""
        self._later = later
        self._slot_of = slot_of

    def begin(self, request: "GuardedRequest") -> None:
        """A pool process has taken a call that has limits."""
        soft, hard = request.limits.soft, request.limits.hard
        if soft is not None:
            self._plan(request, interrupt_in=soft.seconds)
        if hard is not None:
            self._plan(request, kill_in=hard.seconds)

    def end(self, request: "GuardedRequest") -> None:
        """The call is over, or its process is."""
        self._limited.pop(request.call.run, None)

    def cancel(self, request: "GuardedRequest", *, kill: bool) -> None:
        """Interrupts the function, and kills it where it does not end; with ``kill`` at once."""
        request.interrupt_at = None
        request.cancelled = True
        self._plan(request, kill_in=0.0 if kill else GRACE_SECONDS)
        if kill:
            self.look()
        else:
            self._interrupt(request, Interrupt.CANCELLED)

    def has_begun(self, request: "GuardedRequest") -> bool:
        """Whether the pool process that it was sent to has taken it."""
        return self._page.has_begun(request.call.run)

    def is_answered(self, request: "GuardedRequest") -> bool:
        """Whether its pool process had answered it before it was lost."""
        return self._page.is_answered(request.call.run)

    def look(self) -> None:
        """Does what is due; called now and then, whether the broker is there or not."""
        now = time.monotonic()
        for request in list(self._limited.values()):
            if request.kill_at is not None and request.kill_at <= now:
                self._kill(request)
            elif request.interrupt_at is not None and request.interrupt_at <= now:
                request.interrupt_at = None
                self._interrupt(request, Interrupt.SOFT_LIMIT)

    def _plan(
        self,
        request: "GuardedRequest",
        *,
        interrupt_in: float | None = None,
        kill_in: float | None = None,
    ) -> None:
        now = time.monotonic()
        self._limited[request.call.run] = request
        if interrupt_in is not None:
            request.interrupt_at = now + interrupt_in
            self._later(interrupt_in, self.look)
        if kill_in is not None and (request.kill_at is None or request.kill_at > now + kill_in):
            request.kill_at = now + kill_in
            self._later(kill_in, self.look)

    def _interrupt(self, request: "GuardedRequest", kind: Interrupt) -> None:
        slot = self._slot_of(request.worker_pid)
        if slot is not None:
            self._page.write(slot, request.call.run, kind)
            interrupt(request.worker_pid)

    def _kill(self, request: "GuardedRequest") -> None:
        request.kill_at = None
        slot = self._slot_of(request.worker_pid)
        if slot is None or self._page.has_ended(slot, request.call.run):
            return
        limit = request.limits.hard
        request.ends_by = request.ends_by or (
            CallFailure(
                "CANCELLED",
                f"{request.name} was cancelled by its caller while it ran, and its process was ended.",
            )
            if request.cancelled
            else CallFailure(
                "TIMED_OUT", f"{request.name} was killed: its time limit of {limit} was over."
            )
        )
        log.warning("%s [%s] is killed: %s", request.name, request.id, request.ends_by.code)
        kill_group(request.worker_pid)


def _never(_seconds: float, _call: Callable[[], None]) -> None:
    """Nothing is due before the worker is connected."""


def kill_group(pid: int) -> None:
    """Kills a pool process with all that it has started and that has not left its group."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

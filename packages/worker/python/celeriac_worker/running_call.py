"""The call that this pool process runs, with what its function may say and ask meanwhile."""

import logging
import math
import sys
import threading
import time

from .call import Call
from .call_events import CallEvents, Wanted
from .interrupts import Interrupt, Interrupts
from .output_lines import ForwardedStream, ForwardingHandler, OutputLines
from .task_api import set_running

PROGRESS_SECONDS = 0.05
"""Between two words of progress; of those in between the last is told."""


class RunningCall:
    """Lasts as long as the function runs."""

    def __init__(self, call: Call, events: CallEvents, interrupts: Interrupts):
        self.call = call
        self.events = events
        self._interrupts = interrupts
        self._lines = OutputLines(events) if events.wants(Wanted.LOG) else None
        self._handler: logging.Handler | None = None
        self._streams: tuple[ForwardedStream, ...] = ()
        self._wants_progress = events.wants(Wanted.PROGRESS)
        self._progress: dict[str, object] | None = None
        self._progressed = -math.inf
        self._progress_lock = threading.Lock()

    def __enter__(self) -> "RunningCall":
        set_running(self)
        if self._lines is not None:
            out = ForwardedStream("stdout", sys.stdout, self._lines)
            err = ForwardedStream("stderr", sys.stderr, self._lines)
            self._streams = (out, err)
            self._originals = (sys.stdout, sys.stderr)
            sys.stdout, sys.stderr = out, err
            self._handler = ForwardingHandler(self._lines)
            logging.getLogger().addHandler(self._handler)
        return self

    def __exit__(self, *_exception: object) -> None:
        set_running(None)
        if self._lines is not None:
            assert self._handler is not None
            logging.getLogger().removeHandler(self._handler)
            sys.stdout, sys.stderr = self._originals
            for stream in self._streams:
                stream.finish()
            self._lines.finish()
        if self._progress is not None:
            self._tell_progress()

    def cancelled(self) -> bool:
        return self._interrupts.asked() is Interrupt.CANCELLED

    def progress(self, percent: float | None, text: str | None) -> None:
        """Tells at once where the last word was long ago, else with the next or at the end."""
        if not self._wants_progress:
            return
        known: dict[str, object] = {}
        if percent is not None:
            known["percent"] = percent
        if text is not None:
            known["text"] = text
        with self._progress_lock:
            self._progress = known
            if time.monotonic() - self._progressed >= PROGRESS_SECONDS:
                self._tell_progress()

    def _tell_progress(self) -> None:
        progress, self._progress = self._progress, None
        self._progressed = time.monotonic()
        if progress is not None and not self.events.tell("progress", progress):
            self._progress = progress

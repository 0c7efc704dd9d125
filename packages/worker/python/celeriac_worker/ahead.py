"""Takes more calls than can run, while all of them are quick."""

import logging
import time
from collections.abc import Callable, Iterable

from kombu import Message

log = logging.getLogger("celeriac_worker")

QUICK_SECONDS = 0.1
QUICK_CALLS = 100
"""So many in a row, each ended while every process was busy."""


class Ahead:
    """A second consumer of the queue, by which a call for each process waits here for the process.

    Without it a process that has ended a call waits until the broker has written the acknowledgement
    to its disk and sent the next one, which takes longer than a quick call. With it, calls wait here
    for a slow one, and another worker may have nothing to do. So it begins after many quick calls,
    and ends when one is slow: once, one call for each process may wait.

    A quorum queue takes back what is on its way to a consumer that is cancelled, marked as if it had
    been delivered. So it is cancelled when all that the broker may send by it is here.
    """

    def __init__(self, prefetch: int):
        self._prefetch = prefetch
        self._consume: Callable[[], None] | None = None
        self._cancel: Callable[[], None] | None = None
        self._taken: list[Message] = []
        self._quick = 0
        self.is_open = False

    @property
    def unsettled(self) -> int:
        """How many messages that came by it the broker knows to be here."""
        return sum(not one.acknowledged for one in self._taken)

    @property
    def may_bring_more(self) -> bool:
        """Whether the broker may have sent something by it that is not here yet."""
        return self.is_open and self.unsettled < self._prefetch

    def attach(self, consume: Callable[[], None], cancel: Callable[[], None]) -> None:
        """Takes what begins it and what ends it, for a new connection."""
        self._consume, self._cancel = consume, cancel
        self._taken, self._quick, self.is_open = [], 0, False

    def detach(self) -> None:
        """It does not begin any more."""
        self._consume = None

    def take(self, message: Message) -> None:
        """A message came by it."""
        self._taken = [one for one in self._taken if not one.acknowledged]
        self._taken.append(message)

    def ended(self, seconds: float, *, all_busy: bool) -> None:
        """A call has ended after so long."""
        if seconds > QUICK_SECONDS:
            self._quick = 0
        elif all_busy:
            self._quick += 1
            if self._quick >= QUICK_CALLS and not self.is_open and self._consume is not None:
                self.is_open = True
                self._consume()

    def look(self, began: Iterable[float]) -> None:
        """Ends it where a call is slow, now or lately; ``began`` says when those that run have."""
        now = time.monotonic()
        if any(now - at > QUICK_SECONDS for at in began):
            self._quick = 0
        if self._quick < QUICK_CALLS and not self.may_bring_more:
            self.close()

    def close(self) -> None:
        """Ends it at once, where it is there."""
        if self.is_open and self._cancel is not None:
            self.is_open = False
            self._cancel()

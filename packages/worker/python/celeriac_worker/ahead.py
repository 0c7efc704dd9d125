"""Takes more calls than can run, while all of them are quick."""

import time
from collections.abc import Callable, Iterable

from kombu import Message

QUICK_SECONDS = 0.1
"""What calls may take on average."""

SLOW_SECONDS = 1.0
"""What no call may take; more than any pause of a busy machine, mostly."""

QUICK_CALLS = 100
"""So many in a row, each ended while every process was busy."""

SHARE_OF_LAST = 0.05
"""What the call that ended last counts for in the average."""


class Ahead:
    """A second consumer of the queue, by which a call for each process waits here for the process.

    Without it a process that has ended a call waits until the broker has written the acknowledgement
    to its disk and sent the next one, which takes longer than a quick call. With it, calls wait here
    for a slow one, and another worker may have nothing to do. So it begins after many quick calls,
    and ends when one is slow: once, one call for each process may wait.

    A quorum queue takes back what is on its way to a consumer that is cancelled, marked as if it had
    been delivered. So it is cancelled only when all that the broker may send by it is here. Each has
    a tag of its own: a queue knows a consumer until all that came by it is settled, and RabbitMQ 3.10
    fails, and ends the connection, where another one begins by its tag until then.
    """

    def __init__(self, prefetch: int, worker: str):
        self._prefetch = prefetch
        self._worker = worker
        self._begin: Callable[[str], None] | None = None
        self._end: Callable[[str], None] | None = None
        self._taken: list[Message] = []
        self._quick = 0
        self._mean = 0.0
        self._begun = 0
        self._tag: str | None = None

    @property
    def is_open(self) -> bool:
        return self._tag is not None

    @property
    def unsettled(self) -> int:
        """How many messages that came by it, whenever, the broker knows to be here."""
        return sum(not one.acknowledged for one in self._taken)

    @property
    def may_bring_more(self) -> bool:
        """Whether the broker may have sent something by it that is not here yet."""
        if self._tag is None:
            return False
        return sum(self._is_here(one) for one in self._taken) < self._prefetch

    def attach(self, begin: Callable[[str], None], end: Callable[[str], None]) -> None:
        """Takes what begins a consumer of a tag and what ends it, for a new connection."""
        self._begin, self._end = begin, end
        self._taken, self._quick, self._tag = [], 0, None

    def detach(self) -> None:
        """It does not begin any more."""
        self._begin = None

    def take(self, message: Message) -> None:
        """A message came by it."""
        self._taken = [one for one in self._taken if not one.acknowledged]
        self._taken.append(message)
        self._close_if_slow()

    def ended(self, seconds: float, *, all_busy: bool) -> None:
        """A call has ended after so long."""
        self._mean += (seconds - self._mean) * SHARE_OF_LAST
        if seconds > SLOW_SECONDS or self._mean > QUICK_SECONDS:
            self._quick = 0
        elif all_busy:
            self._quick += 1
            if self._quick >= QUICK_CALLS and self._tag is None and not self.unsettled:
                self._open()

    def look(self, began: Iterable[float]) -> None:
        """Ends it where a call is slow, now or lately; ``began`` says when those that run have."""
        now = time.monotonic()
        if any(now - at > SLOW_SECONDS for at in began):
            self._quick = 0
        self._close_if_slow()

    def close(self) -> None:
        """Ends it at once, where it is there."""
        if self._tag is not None and self._end is not None:
            tag, self._tag = self._tag, None
            self._end(tag)

    def _open(self) -> None:
        if self._begin is not None:
            self._begun += 1
            self._tag = f"{self._worker} ahead {self._begun}"
            self._begin(self._tag)

    def _close_if_slow(self) -> None:
        if self._quick < QUICK_CALLS and not self.may_bring_more:
            self.close()

    def _is_here(self, message: Message) -> bool:
        return message.delivery_info["consumer_tag"] == self._tag and not message.acknowledged

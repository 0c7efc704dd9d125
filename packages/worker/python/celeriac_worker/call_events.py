"""What one run of a call tells its caller before its result: one numbered stream."""

import os
import threading
from collections.abc import Sequence
from enum import IntFlag

from .call import Call
from .interrupts import Interrupts
from .reply import Reply, encode_reply
from .reply_publisher import EVENT_WAIT_SECONDS, ReplyPublisher


class Wanted(IntFlag):
    """Bits of the header ``celeriac_events``; partial results are told unasked."""

    STARTED = 1
    PROGRESS = 2
    LOG = 4


class CallEvents:
    """Numbers events from 1; what was not sent has no number, so that a gap tells of a loss.

    Threads that an earlier call left behind, and processes that the function forked, tell nothing.
    """

    def __init__(self, call: Call, publisher: ReplyPublisher, interrupts: Interrupts):
        self._call = call
        self._publisher = publisher
        self._interrupts = interrupts
        self._seq = 0
        self._lock = threading.Lock()
        self._pid = os.getpid()
        alone = threading.active_count() == 1
        self._strangers = () if alone else set(threading.enumerate()) - {threading.current_thread()}

    def wants(self, wanted: Wanted) -> bool:
        return bool(self._call.wanted & wanted) and self._call.reply_to is not None

    def are_of_this_thread(self) -> bool:
        return os.getpid() == self._pid and threading.current_thread() not in self._strangers

    def tell(self, kind: str, payload: dict[str, object]) -> bool:
        """Sends an event at once or not at all; never waits. False where it was not sent."""
        if not self.are_of_this_thread():
            return False
        with self._interrupts.postponed():
            # A signal handler of the function may come here while this thread is here already.
            if not self._lock.acquire(timeout=EVENT_WAIT_SECONDS):
                return False
            try:
                sent = self._publisher.event(self._to_reply(kind, payload))
                self._seq += sent
                return sent
            finally:
                self._lock.release()

    def partial(self, value: object, parts: Sequence[memoryview] = ()) -> None:
        """Sends a partial result, kept until the broker has it; waits where many are under way.

        Not to be called while interrupts are allowed. Raises ``ReplyNotSent`` where the broker
        stays away, and ``CallFailure`` for a value that is too large for it.
        """
        if self._call.reply_to is None:
            return
        with self._lock:
            self._publisher.send(self._to_reply("partial", {"value": value}, parts), ahead=True)
            self._seq += 1

    def _to_reply(
        self, kind: str, payload: dict[str, object], parts: Sequence[memoryview] = ()
    ) -> Reply:
        call = self._call
        run = {"run": call.attempt} if call.attempt > 1 else {}
        body = encode_reply({"kind": kind, **run, "seq": self._seq + 1, **payload}, parts)
        assert call.reply_to is not None
        return Reply(call.reply_to, call.correlation_id, body)

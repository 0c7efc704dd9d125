"""Sends replies from a pool process, over a connection of its own, until the broker has them."""

import logging
import random
import threading
import time
from collections import deque

from .confirmed_channel import LOSSES, REFUSALS, ConfirmedChannel
from .reply import Reply
from .worker_settings import BrokerAddress

log = logging.getLogger("celeriac_worker")

PATIENCE_SECONDS = 300.0
"""How long a result is kept for a broker that is away."""

AHEAD = 64
AHEAD_BYTES = 4 * 1024 * 1024
"""What may be under way to the broker before a partial result waits for its confirmation."""

EVENT_WAIT_SECONDS = 0.05


class ReplyNotSent(Exception):
    """The broker did not take a reply in time."""


class ReplyPublisher:
    """Connects when it is first needed; every reply is confirmed by the broker, events are not.

    All that a call tells goes over one channel, so that it arrives in its order. May be used by
    any thread of the process.
    """

    def __init__(self, broker: BrokerAddress):
        self._broker = broker
        self._channel: ConfirmedChannel | None = None
        self._kept: deque[tuple[Reply, int]] = deque()
        self._lock = threading.Lock()
        self._connector: threading.Thread | None = None

    def send(self, reply: Reply, patience: float = PATIENCE_SECONDS, *, ahead: bool = False) -> None:
        """Sends and sends again; raises ``ReplyNotSent`` after ``patience`` seconds.

        With ``ahead`` it waits only where much is unconfirmed already; the next reply without it
        waits for all. A reply may come twice, where the connection is lost before it is confirmed.
        A broker that refuses it for good is asked three times only.
        """
        deadline = time.monotonic() + patience
        pause, refusals = 0.1, 0
        with self._lock:
            self._kept.append((reply, 0))
            while True:
                try:
                    return self._deliver(ahead)
                except LOSSES as error:
                    self._close()
                    refusals += isinstance(error, REFUSALS)
                    if refusals == 3 or time.monotonic() + pause > deadline:
                        self._kept.clear()
                        raise ReplyNotSent(f"{type(error).__name__}: {error}") from error
                    log.warning("The broker did not take a reply (%s); trying again.", error)
                    time.sleep(pause * random.uniform(0.5, 1))
                    pause = min(pause * 2, 1.0)

    def event(self, reply: Reply) -> bool:
        """Sends what may be lost, without waiting; false where the broker does not take it at once."""
        if not self._lock.acquire(timeout=EVENT_WAIT_SECONDS):
            return False
        try:
            if self._channel is None:
                self._connect_aside()
                return False
            if not self._channel.takes_at_once():
                return False
            self._channel.publish(reply, persistent=False)
            return True
        except LOSSES:
            self._close()
            return False
        finally:
            self._lock.release()

    def connect(self) -> None:
        """Connects ahead of the first reply; a broker that is away is no error yet."""
        with self._lock:
            try:
                self._open()
            except LOSSES:
                pass

    def _deliver(self, ahead: bool) -> None:
        channel, kept = self._open(), self._kept
        for index, (reply, number) in enumerate(kept):
            if number == 0:
                kept[index] = reply, channel.publish(reply)
        while kept and not (ahead and _is_little(kept)):
            channel.wait(kept[0][1])
            kept.popleft()

    def _open(self) -> ConfirmedChannel:
        if self._channel is None:
            self._channel = ConfirmedChannel(self._broker)
        return self._channel

    def _close(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()
        self._kept = deque((reply, 0) for reply, _ in self._kept)

    def _connect_aside(self) -> None:
        """Events alone do not wait for a broker that is away, so a thread does."""
        if self._connector is None or not self._connector.is_alive():
            self._connector = threading.Thread(target=self._reconnect, daemon=True)
            self._connector.start()

    def _reconnect(self) -> None:
        pause = 0.1
        while self._channel is None:
            try:
                channel = ConfirmedChannel(self._broker)
            except LOSSES:
                time.sleep(pause)
                pause = min(pause * 2, 2.0)
                continue
            with self._lock:
                if self._channel is None:
                    self._channel = channel
                else:
                    channel.close()


def _is_little(kept: deque[tuple[Reply, int]]) -> bool:
    return len(kept) < AHEAD and sum(len(reply.body) for reply, _ in kept) < AHEAD_BYTES

"""Replies of the worker's main process, sent over the connection that it consumes with."""

import logging
from collections import deque

import amqp

from .confirmed_channel import LOSSES
from .failure import CallFailure
from .reply import RESULTS_EXCHANGE, Reply, encode_reply, to_message

log = logging.getLogger("celeriac_worker")

MAX_KEPT = 10_000


class Outbox:
    """Sends at once where there is a channel, and keeps replies for the next one otherwise.

    On the channel that tasks are acknowledged on, so that the broker has the reply before the
    acknowledgement that follows it.
    """

    def __init__(self, user: str):
        self._user = user
        self._channel: amqp.Channel | None = None
        self._kept: deque[Reply] = deque(maxlen=MAX_KEPT)

    @property
    def is_open(self) -> bool:
        return self._channel is not None

    def open(self, channel: amqp.Channel) -> None:
        """Sends by this channel from now on, what was kept first."""
        self._channel = channel
        kept, self._kept = self._kept, deque(maxlen=MAX_KEPT)
        for reply in kept:
            self.send(reply)

    def close(self) -> None:
        """Keeps replies until the next ``open``."""
        self._channel = None

    def refuse(self, reply_to: str | None, correlation_id: str | None, failure: CallFailure) -> None:
        """Tells a caller why its call has no result; without ``reply_to`` there is nobody to tell."""
        if reply_to is not None:
            self.send(Reply(reply_to, correlation_id, encode_reply(failure.to_reply())))

    def send(self, reply: Reply) -> None:
        if self._channel is None:
            self._kept.append(reply)
            return
        try:
            self._channel.basic_publish(
                to_message(reply, self._user),
                exchange=RESULTS_EXCHANGE,
                routing_key=reply.routing_key,
            )
        except LOSSES as error:
            log.warning("A reply waits for the broker to come back: %s", error)
            self.close()
            self._kept.append(reply)

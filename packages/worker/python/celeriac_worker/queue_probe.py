"""Finds out that a queue has sent all that it may."""

from collections.abc import Callable
from typing import Any

from amqp import spec
from kombu import Consumer


class QueueProbe:
    """Asks a queue for one message, by the channel of its consumer and without waiting.

    A quorum queue answers in turn: after it has settled all that was acknowledged before, and sent
    what it had for whoever may be sent more. So then nothing is on its way by the consumer but what
    was sent before the answer, and comes before the broker hears the next word. A message, where
    there is one, is taken as if it had come by the consumer.
    """

    def __init__(self, on_answer: Callable[[], None]):
        self._on_answer = on_answer
        self._asked_by: Any = None

    def ask(self, consumer: Consumer) -> None:
        """Once by each channel."""
        channel = consumer.channel
        if self._asked_by is channel:
            return
        self._asked_by = channel
        (queue,) = consumer.queues

        def on_message(delivery_tag, redelivered, exchange, routing_key, _left, message):
            self._on_answer()
            message.channel = channel
            message.delivery_info = {
                "consumer_tag": "",
                "delivery_tag": delivery_tag,
                "redelivered": redelivered,
                "exchange": exchange,
                "routing_key": routing_key,
            }
            consumer._receive_callback(message)

        def on_none(_cluster):
            self._on_answer()

        channel._callbacks[spec.Basic.GetOk] = on_message
        channel._callbacks[spec.Basic.GetEmpty] = on_none
        channel.send_method(spec.Basic.Get, "Bsb", (0, queue.name, False))

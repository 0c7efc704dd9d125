"""The step of the consumer that takes messages from the app's queue."""

import logging

import amqp
import kombu
from celery.bootsteps import StartStopStep
from celery.worker.consumer.connection import Connection
from celery.worker.consumer.tasks import Tasks
from kombu.common import QoS

log = logging.getLogger("celeriac_worker")


class NamedConsumer(kombu.Consumer):
    """A consumer whose tag is the worker's name, so that the broker tells who consumes."""

    def _add_tag(self, queue, consumer_tag=None):
        return super()._add_tag(queue, self.tag_prefix)


class QueueConsumer(Tasks):
    """Consumes one queue that exists, with a prefetch per consumer, as quorum queues want it."""

    requires = (Connection,)

    def start(self, c):
        c.update_strategies()
        c.qos_global = False
        channel = c.connection.default_channel
        prefetch = c.initial_prefetch_count
        channel.basic_qos(0, prefetch, False)
        c.task_consumer = NamedConsumer(
            channel,
            [queue(channel) for queue in c.app.amqp.queues.consume_from.values()],
            auto_declare=False,
            accept=c.app.conf.accept_content,
            on_decode_error=c.on_decode_error,
            tag_prefix=c.app.settings.worker,
        )
        c.task_consumer.consume = _guard_consume(c, c.task_consumer.consume)
        c.qos = QoS(_never_changes, prefetch)
        c.qos.prev = prefetch


class ControlConsumer(StartStopStep):
    """Takes cancellations from the worker's own queue, which is there or is done without."""

    requires = (Connection,)

    def start(self, c):
        queue = c.app.settings.control_queue
        if queue is None:
            return
        strategy = c.app.strategy
        # A channel of its own: a refusal closes it, and nothing else.
        channel = c.connection.channel()
        try:
            channel.basic_consume(
                queue,
                no_ack=True,
                consumer_tag=c.app.settings.worker,
                callback=lambda message: strategy.control(message.body),
                on_cancel=lambda _tag: log.warning("The queue %s was removed.", queue),
            )
        except (amqp.NotFound, amqp.AccessRefused) as error:
            log.warning("%s cannot be consumed, so calls cannot be cancelled: %s", queue, error)


def _never_changes(prefetch_count: int) -> None:
    """Nothing here changes the prefetch count while it consumes."""


def _guard_consume(c, consume):
    def guarded() -> None:
        try:
            consume()
        except (amqp.NotFound, amqp.AccessRefused) as error:
            c.tell_what_runs()
            c.give_up(f"The queue {c.app.settings.queue} cannot be consumed", error)

    return guarded

"""Celery's consumer without anything that declares, shares a queue or trusts a message."""

import logging
import signal
import socket
from pathlib import Path

from amqp import spec
from celery.exceptions import WorkerShutdown
from celery.worker.consumer import Consumer
from celery.worker.state import active_requests, maybe_shutdown
from kombu import Message

from .broker_reader import read_at_once
from .confirmed_channel import LOSSES
from .failure import CallFailure
from .health import alive_file
from .reply import to_ready_reply, to_running_reply
from .warm_shutdown import STEP_SECONDS

log = logging.getLogger("celeriac_worker")

START_PATIENCE_SECONDS = 60
RECONNECT_PATIENCE_SECONDS = 300
EXIT_UNRECOVERABLE = 1
TICK_SECONDS = 0.5


class GuardedConsumer(Consumer):
    """Connects, consumes one queue under the worker's name, and says so."""

    class Blueprint(Consumer.Blueprint):
        default_steps = [
            "celery.worker.consumer.connection:Connection",
            "celeriac_worker.queue_consumer:ControlConsumer",
            "celeriac_worker.queue_consumer:QueueConsumer",
            "celery.worker.consumer.consumer:Evloop",
        ]

    event_dispatcher = None
    _tick = None
    _wakeup: tuple[socket.socket, socket.socket] | None = None

    def create_task_handler(self, *_args, **_kwargs):
        strategy, own_tag = self.app.strategy, self.app.settings.worker

        def on_message(message: Message) -> None:
            if message.delivery_info["consumer_tag"] != own_tag:
                strategy.ahead.take(message)
            try:
                strategy.handle(self, message)
            except LOSSES:
                raise  # the connection's loss is Celery's to handle
            except Exception as error:
                log.exception("A message could not be handled.")
                strategy.refuse(message, CallFailure("MALFORMED_MESSAGE", f"Not handled: {error}"))

        return on_message

    def on_decode_error(self, message, exc):
        if isinstance(message, Message):
            failure = CallFailure("MALFORMED_MESSAGE", f"The message cannot be read: {exc}")
            self.app.strategy.refuse(message, failure)
        else:
            log.error("A message cannot be read: %s", exc)

    def on_ready(self):
        super().on_ready()
        outbox = self.app.outbox
        outbox.open(self.connection.default_channel)
        outbox.send(to_ready_reply(self.app.settings.worker, self.app.imports.to_word()))
        self._report(now=True)
        log.info("Consuming %s.", self.app.settings.queue)

    def on_close(self):
        self.app.outbox.close()
        pool = getattr(self.pool, "_pool", None)
        unsent = {job.correlation_id for job in getattr(pool, "outbound_buffer", ())}
        self.app.strategy.deliveries.drop_waiting(active_requests, unsent)
        super().on_close()

    def ensure_connected(self, conn):
        """Connects within a bound; what stays away or refuses ends the worker, with exit code 1."""
        first = self.first_connection_attempt
        patience = START_PATIENCE_SECONDS if first else RECONNECT_PATIENCE_SECONDS

        def on_error(error, interval):
            log.warning("%s: %s; trying again in %.1f s.", conn.as_uri(), error, interval)

        try:
            connected = conn.ensure_connection(
                on_error,
                interval_start=0.1,
                interval_step=0.3,
                interval_max=1.0,
                callback=self._while_away,
                timeout=patience,
            )
        except Exception as error:
            self.give_up(f"The broker at {conn.as_uri()} cannot be used", error)
        self.first_connection_attempt = False
        return connected

    def _while_away(self):
        if self.app.warm_shutdown.begun:
            self.app.warm_shutdown.finish()
        maybe_shutdown()
        self.app.control_of_runs.look()

    def tell_what_runs(self):
        """What was taken from a queue that is gone is answered when it ends, and nothing else of it."""
        outbox = self.app.outbox
        outbox.open(self.connection.channel())
        for request in tuple(active_requests):
            reply = to_running_reply(request.call, self.app.settings.worker)
            if reply is not None:
                outbox.send(reply)

    def give_up(self, what: str, error: Exception):
        log.critical("%s: %s: %s", what, type(error).__name__, error)
        raise WorkerShutdown(EXIT_UNRECOVERABLE) from error

    def register_with_event_loop(self, hub):
        super().register_with_event_loop(hub)
        read_at_once(self.connection.connection, hub)
        self.app.control_of_runs.attach(hub.call_later, self._slot_of)
        self.app.strategy.deliveries.attach(hub.call_later)
        self.app.strategy.ahead.attach(self._begin_ahead, self._end_ahead)
        if self._tick is not None:
            hub.timer.cancel(self._tick)
        self._tick = hub.call_repeatedly(TICK_SECONDS, self._on_tick)
        self._on_tick()
        self._on_shutdown()
        if self._wakeup is None:
            self._wakeup = socket.socketpair()
            for end in self._wakeup:
                end.setblocking(False)
            signal.set_wakeup_fd(self._wakeup[1].fileno(), warn_on_full_buffer=False)
        # A signal only sets a flag; without this it is seen when the next timer is due.
        hub.add_reader(self._wakeup[0].fileno(), self._on_wakeup)

    def _on_wakeup(self):
        assert self._wakeup is not None
        try:
            self._wakeup[0].recv(4096)
        except BlockingIOError:
            pass
        self._on_shutdown()

    def _on_shutdown(self):
        shutdown, consumer = self.app.warm_shutdown, self.task_consumer
        if shutdown.begun and getattr(consumer, "channel", None) is not None:
            if shutdown.advance(consumer, self.app.settings.worker, self.initial_prefetch_count):
                shutdown.finish(() if self.app.traces.wanted else self._processes())
            else:
                self.hub.call_later(STEP_SECONDS, self._on_shutdown)

    def _begin_ahead(self, tag):
        consumer = self.task_consumer
        (queue,) = consumer.queues
        # Without waiting, as the loop must not; the channel's prefetch is for each of its consumers.
        consumer.channel.basic_consume(
            queue.name,
            consumer_tag=tag,
            callback=consumer._receive_callback,
            nowait=True,
        )

    def _end_ahead(self, tag):
        # With an answer, until which py-amqp does not give back what comes nevertheless.
        channel = self.task_consumer.channel
        channel.send_method(spec.Basic.Cancel, "sb", (tag, False))

    def _on_tick(self):
        Path(alive_file()).touch()
        self.app.control_of_runs.look()
        self.app.strategy.ahead.look(request.began for request in active_requests)
        # Finds lost processes at once, instead of at the pool's own five-second round.
        if self.pool is not None and getattr(self.pool, "_pool", None) is not None:
            self.pool.maintain_pool()

        self._report()

    def _report(self, *, now=False):
        report = self.app.strategy.report.due(len(active_requests), now=now)
        if report is not None and self.app.outbox.is_open:
            self.app.outbox.send(report)

    def _slot_of(self, pid):
        return next((one.index for one in self._processes() if one.pid == pid), None)

    def _processes(self):
        return getattr(getattr(self.pool, "_pool", None), "_pool", ())

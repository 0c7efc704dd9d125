"""How a worker ends: it takes no new calls, answers those that it has, and exits."""

import logging
import signal
import time
from collections.abc import Iterable
from typing import Any

import amqp
from amqp import spec
from celery.apps.worker import Worker
from celery.worker import state
from kombu import Consumer

from .ahead import Ahead
from .deliveries import Deliveries
from .queue_probe import QueueProbe
from .run_control import kill_group

log = logging.getLogger("celeriac_worker")

QUIET_SECONDS = 1.0
"""After which a queue that sent nothing is asked whether it has more to send."""

PATIENCE_SECONDS = 5.0
"""How long the broker may take to answer that, and to say that it sends no more calls."""

STEP_SECONDS = 0.05


class WarmShutdown:
    """Begun by a signal, and carried on by the consumer's loop, as limits and cancellations are.

    A quorum queue takes back what is on its way to a consumer that is cancelled, marked as if it
    had been delivered, and the next worker would have to take it for a call that may have started.
    So acknowledgements are held back until as many messages are here as the broker may send, or the
    queue has said that it has no more to send: then nothing is on its way, and nothing is lost. A
    broker that says that it takes nothing back is told at once.
    """

    def __init__(self, deliveries: Deliveries, ahead: Ahead):
        self._deliveries = deliveries
        self._ahead = ahead
        self._begun = False
        self._channel: amqp.Channel | None = None
        self._since = 0.0
        self._seen = 0
        self._cancelled: bool | None = None
        self._tag = ""
        self._probe = QueueProbe(self._cancel)

    @property
    def begun(self) -> bool:
        return self._begun

    def begin(self, *_signal: object) -> None:
        """A handler of signals; the second one changes nothing."""
        self._begun = True

    def advance(self, consumer: Consumer, tag: str, prefetch: int) -> bool:
        """One step on the way, every ``STEP_SECONDS`` once it has begun; true where all is done."""
        deliveries, channel, now = self._deliveries, consumer.channel, time.monotonic()
        if self._channel is not channel:
            log.info("Taking no new calls.")
            self._channel, self._tag, self._cancelled = channel, tag, None
            self._since, self._seen = now, deliveries.begun
            deliveries.hold()
            self._ahead.detach()
        if self._cancelled is None:
            if self._seen != deliveries.begun:
                self._since, self._seen = now, deliveries.begun
            quiet = now - self._since
            if (
                self._is_all_here(prefetch)
                or quiet > QUIET_SECONDS + PATIENCE_SECONDS
                or _takes_nothing_back(channel)
            ):
                self._cancel()
            elif quiet > QUIET_SECONDS:
                self._probe.ask(consumer)
        elif self._cancelled or now - self._since > PATIENCE_SECONDS:
            deliveries.release()
            return deliveries.unsettled == 0
        return False

    def finish(self, idle: Iterable[Any] = ()) -> None:
        """Ends the worker when its loop comes round, and pool processes that have nothing to do."""
        state.should_stop = 0
        for process in idle:
            # They would sleep for a second, each.
            process._controlled_termination = True
            kill_group(process.pid)

    def _is_all_here(self, prefetch: int) -> bool:
        own = self._deliveries.unsettled - self._ahead.unsettled
        return own >= prefetch and not self._ahead.may_bring_more

    def _cancel(self) -> None:
        channel = self._channel
        if channel is None or self._cancelled is not None:
            return
        self._cancelled, self._since = False, time.monotonic()
        self._ahead.close()
        # py-amqp would give a message back that comes after the broker's word.
        channel._callbacks[spec.Basic.CancelOk] = self._on_cancelled
        # Without waiting, as a broker that hangs would hang the worker.
        channel.send_method(spec.Basic.Cancel, "sb", (self._tag, False))

    def _on_cancelled(self, tag: str) -> None:
        self._cancelled = self._cancelled or tag == self._tag


def _takes_nothing_back(channel: amqp.Channel) -> bool:
    """Whether what the broker has sent stays here when its consumer is cancelled."""
    capabilities = channel.connection.server_properties.get("capabilities", {})
    return capabilities.get("celeriac.cancel_keeps_deliveries", False)


class GuardedWorker(Worker):
    """Celery's worker, which no signal but SIGKILL ends before its calls are answered."""

    def install_platform_tweaks(self, worker):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, self.app.warm_shutdown.begin)
        signal.signal(signal.SIGUSR2, signal.SIG_IGN)

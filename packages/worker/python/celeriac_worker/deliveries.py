"""What this worker has of each call: the message, and whether its function may have started.

A lost connection returns every message that is not acknowledged to its queue, and the broker
delivers it again, marked as redelivered, while its function still runs here. That is no new call.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Container
from typing import Any

from kombu import Message

from .confirmed_channel import LOSSES

log = logging.getLogger("celeriac_worker")

MAX_REMEMBERED = 20_000

LATE_SECONDS = 0.005
"""How long an acknowledgement waits for the next call, if the broker needs none to send that."""


def settle(message: Message, *, requeue: bool = False) -> None:
    """Acknowledges or requeues; over a lost connection the broker has the message back anyway."""
    try:
        message.requeue() if requeue else message.ack()
    except LOSSES as error:
        log.info("A message was returned to its queue by a lost connection (%s).", error)


class Delivery:
    """One call under way; its message is the one delivered last."""

    def __init__(self, deliveries: "Deliveries", task_id: str, message: Message):
        self._deliveries = deliveries
        self._task_id = task_id
        self.message = message
        self.request: Any = None

    def ack(self, _logger: object = None, _errors: object = None) -> None:
        """What Celery's request calls when it is done."""
        self._deliveries.finish(self._task_id, self.message)

    def reject(self, _logger: object = None, _errors: object = None, requeue: bool = False) -> None:
        """What Celery's request calls when the message has to be delivered again."""
        self._deliveries.forget(self._task_id)
        settle(self.message, requeue=True)


class Deliveries:
    """Calls under way, calls done lately, and calls that were received but never started."""

    def __init__(self, prefetch: int) -> None:
        self._prefetch = prefetch
        self._later: Callable[[float, Callable[[], None]], object] | None = None
        self._late: list[Message] = []
        self._running: dict[str, Delivery] = {}
        self._finished: OrderedDict[str, None] = OrderedDict()
        self._unstarted: set[str] = set()
        self._held: list[Message] | None = None
        self.begun = 0
        """Calls that were begun, ever."""

    def resume(self, task_id: str, message: Message) -> bool:
        """Takes the message of a call that runs or has ended here; false where it did neither."""
        if task_id in self._finished:
            settle(message)
            return True
        running = self._running.get(task_id)
        if running is None:
            return False
        running.message = message
        return True

    def running(self, task_id: str) -> Any:
        """The request of a call under way; none where it is not."""
        delivery = self._running.get(task_id)
        return None if delivery is None else delivery.request

    @property
    def requests(self) -> list[Any]:
        """The requests of all calls under way."""
        return [one.request for one in self._running.values() if one.request is not None]

    def has_finished(self, task_id: str) -> bool:
        """Whether the call ended here lately."""
        return task_id in self._finished

    @property
    def unsettled(self) -> int:
        """How many messages the broker knows to be here."""
        return len(self._running) + len(self._held or ()) + len(self._late)

    @property
    def is_full(self) -> bool:
        """Whether as many messages are here as there are processes."""
        return self.unsettled >= self._prefetch

    def attach(self, later: Callable[[float, Callable[[], None]], object]) -> None:
        """Takes what calls something later, from now on and until the connection is lost."""
        self._later, self._late = later, []

    def make_room(self) -> None:
        """Acknowledges what waits for that where the broker may send nothing more before."""
        if self._late and self.is_full:
            self._settle_late()

    def hold(self) -> None:
        """Keeps acknowledgements from now on, so that the broker sends no more than it may."""
        self._held, self._late = self._late, []

    def release(self) -> None:
        """Sends the acknowledgements that were kept, and each from now on."""
        held, self._held = self._held, None
        for message in held or ():
            settle(message)

    def may_have_started(self, task_id: str) -> bool:
        """False where a redelivered call is known never to have been started by anyone."""
        return task_id not in self._unstarted

    def begin(self, task_id: str, message: Message) -> Delivery:
        self._unstarted.discard(task_id)
        self.begun += 1
        delivery = self._running[task_id] = Delivery(self, task_id, message)
        return delivery

    def finish(self, task_id: str, message: Message) -> None:
        """Acknowledges, or keeps that for later while acknowledgements are held.

        One that nobody waits for is kept for a moment: whoever makes one call after the other would
        have the broker write it to its disk just before the next call.
        """
        if self._held is not None:
            self._held.append(message)
        elif self._later is None or self.is_full:
            settle(message)
        else:
            if not self._late:
                self._later(LATE_SECONDS, self._settle_late)
            self._late.append(message)
        self.forget(task_id)
        self._finished[task_id] = None
        if len(self._finished) > MAX_REMEMBERED:
            self._finished.popitem(last=False)

    def _settle_late(self) -> None:
        late, self._late = self._late, []
        for message in late:
            settle(message)

    def forget(self, task_id: str) -> None:
        self._running.pop(task_id, None)

    def drop_waiting(self, active: Container[object], unsent: Container[str]) -> None:
        """After a loss: forgets what was sent to no pool process; it comes again.

        ``active`` holds the requests that were sent to one, ``unsent`` the ids of those that wait.
        """
        # The broker has them back.
        self._later, self._late = None, []
        if self._held is not None:
            self._held = []
        for task_id, delivery in list(self._running.items()):
            if delivery.request in active:
                continue
            self.forget(task_id)
            if task_id in unsent or delivery.request._apply_result is None:
                self._unstarted.add(task_id)

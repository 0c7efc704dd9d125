"""Decides what becomes of each message: run, refused with an answer, or known already."""

import logging
import math
from collections.abc import Mapping, Sequence

from celery.worker.state import task_reserved
from kombu import Message

from .call import Call
from .deliveries import Deliveries, settle
from .failure import CallFailure
from .guarded_request import GuardedRequest
from .outbox import Outbox
from .user_modules import LoadedFunction

log = logging.getLogger("celeriac_worker")


class GuardedStrategy:
    """No message, whatever is in it, harms the worker or stays without an answer."""

    def __init__(self, functions: Sequence[LoadedFunction], contract: str, outbox: Outbox):
        self._functions: Mapping[str, LoadedFunction] = {
            name: loaded
            for loaded in functions
            for name in (loaded.entry.task, *loaded.entry.aliases)
        }
        self._contract = contract
        self._outbox = outbox
        self.deliveries = Deliveries()

    def handle(self, consumer, message: Message) -> None:
        """Takes one delivered message."""
        try:
            loaded = self._find(message)
            call = _to_call(message)
            limits = _time_limits(message.headers.get("timelimit"))
            redelivered = bool(message.delivery_info.get("redelivered"))
            if redelivered:
                if self.deliveries.resume(call.task_id, message):
                    return
                self._check_repeatable(loaded, call)
        except CallFailure as failure:
            self.refuse(message, failure)
            return
        self._start(consumer, message, (loaded, call, limits))

    def refuse(self, message: Message, failure: CallFailure) -> None:
        """Answers a message that is not run, and takes it off its queue."""
        properties = message.properties
        log.warning("%s [%s] %s", message.headers.get("task"), message.headers.get("id"), failure)
        reply_to = _text(properties.get("reply_to"))
        correlation = _text(properties.get("correlation_id")) or _text(message.headers.get("id"))
        self._outbox.refuse(reply_to, correlation, failure)
        settle(message)

    def _find(self, message: Message) -> LoadedFunction:
        task = message.headers.get("task")
        if not _text(task):
            raise CallFailure("MALFORMED_MESSAGE", "The message has no header task.")
        loaded = self._functions.get(task)
        if loaded is None:
            names = ", ".join(sorted(self._functions)[:20])
            raise CallFailure("UNKNOWN_TASK", f"This worker has no {task[:200]!r}; it has {names}.")
        contract = message.headers.get("celeriac_contract")
        if not _text(contract):
            raise CallFailure("MALFORMED_MESSAGE", "The message has no header celeriac_contract.")
        if contract != self._contract:
            raise CallFailure(
                "CONTRACT_MISMATCH",
                f"The call was made by contract {contract[:64]}, but the worker has contract "
                f"{self._contract}: the signatures have changed. Read the catalog again.",
            )
        if message.content_type != "application/json":
            raise CallFailure("MALFORMED_MESSAGE", f"The body is {message.content_type!r}, not JSON.")
        if loaded.failure is not None:
            raise loaded.failure
        return loaded

    def _check_repeatable(self, loaded: LoadedFunction, call: Call) -> None:
        if loaded.entry.idempotent or not self.deliveries.may_have_started(call.task_id):
            return
        raise CallFailure(
            "WORKER_LOST",
            f"{loaded.entry.task} may have started in a worker that was lost, and was not run again. "
            "Where running it twice does no harm, declare #meta.idempotent: true.",
        )

    def _start(
        self, consumer, message: Message, found: tuple[LoadedFunction, Call, tuple]
    ) -> None:
        loaded, call, limits = found
        delivery = self.deliveries.begin(call.task_id, message)
        request = GuardedRequest(
            message,
            on_ack=delivery.ack,
            on_reject=delivery.reject,
            app=consumer.app,
            hostname=consumer.hostname,
            task=consumer.app.tasks[loaded.entry.task],
            connection_errors=consumer.connection_errors,
            # Taken as decoded, so that this process never parses a caller's JSON.
            body=((call, message.body), {}, {}),
            headers={"id": call.task_id, "task": loaded.entry.task, "timelimit": limits},
            decoded=True,
        )
        request.guard(self._outbox, call)
        delivery.request = request
        task_reserved(request)
        consumer.on_task_request(request)


def _to_call(message: Message) -> Call:
    headers, properties = message.headers, message.properties
    task_id = _text(headers.get("id"))
    if task_id is None or len(task_id) > 255:
        raise CallFailure("MALFORMED_MESSAGE", "The message has no header id.")
    returned = headers.get("x-delivery-count")
    redelivered = message.delivery_info.get("redelivered")
    return Call(
        task_id=task_id,
        reply_to=_text(properties.get("reply_to")),
        correlation_id=_text(properties.get("correlation_id")) or task_id,
        wants_started=headers.get("celeriac_events") == 1,
        attempt=1 + (returned if isinstance(returned, int) else int(bool(redelivered))),
    )


def _time_limits(limits: object) -> tuple[float | None, float | None]:
    """Hard and soft, as Celery's header has them."""
    if limits is None:
        return None, None
    if isinstance(limits, (list, tuple)) and len(limits) == 2 and all(map(_is_limit, limits)):
        return limits[0], limits[1]
    raise CallFailure("MALFORMED_MESSAGE", "The header timelimit is not [hard, soft] in seconds.")


def _is_limit(limit: object) -> bool:
    if limit is None:
        return True
    number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    return number and math.isfinite(limit) and limit > 0


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None

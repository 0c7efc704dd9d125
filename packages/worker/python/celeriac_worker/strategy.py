"""Decides what becomes of each message: run, refused with an answer, or known already."""

import logging
from collections.abc import Mapping, Sequence

from celery.worker.state import task_reserved
from kombu import Message

from .ahead import Ahead
from .body import BINARY_CONTENT_TYPE
from .call import Call
from .cancellations import Cancellations
from .control_words import End, parse_control_word
from .deliveries import Deliveries, settle
from .failure import CallFailure
from .guarded_request import GuardedRequest
from .outbox import Outbox
from .run_control import RunControl
from .time_limits import NO_LIMITS, TimeLimits, parse_limits_header
from .traces import trace_of
from .user_modules import LoadedFunction
from .worker_report import WorkerReport
from .worker_settings import WorkerSettings

log = logging.getLogger("celeriac_worker")


class GuardedStrategy:
    """No message, whatever is in it, harms the worker or stays without an answer."""

    def __init__(
        self,
        functions: Sequence[LoadedFunction],
        settings: WorkerSettings,
        outbox: Outbox,
        control: RunControl,
    ):
        self._functions: Mapping[str, LoadedFunction] = {
            name: loaded
            for loaded in functions
            for name in (loaded.entry.task, *loaded.entry.aliases)
        }
        self._contract = settings.contract
        self._limits = {
            name: loaded.entry.limits.merged(settings.limits)
            for name, loaded in self._functions.items()
        }
        self._outbox = outbox
        self._control = control
        self._runs = 0
        self._cancellations = Cancellations()
        self.report = WorkerReport(settings)
        self.deliveries = Deliveries(settings.concurrency)
        self.ahead = Ahead(settings.concurrency, settings.worker)

    def handle(self, consumer, message: Message) -> None:
        """Takes one delivered message."""
        try:
            loaded = self._find(message)
            call = self._to_call(message)
            if message.delivery_info.get("redelivered"):
                if self.deliveries.resume(call.task_id, message):
                    return
                self._check_repeatable(loaded, call)
            self._check_wanted(call)
        except CallFailure as failure:
            self.refuse(message, failure.after_another() if self._had_another(message) else failure)
            return
        self._start(consumer, message, (loaded, call))

    def control(self, body: bytes | str) -> None:
        """Takes one control message."""
        word = parse_control_word(body)
        if isinstance(word, End):
            self._end(word)
        elif word is not None:
            self._cancel(word.task_id, word.kill)

    def _end(self, word: End) -> None:
        """Ends every call that runs here, or would, by what its caller is told."""
        for request in self.deliveries.requests:
            message = f"{request.name} {word.reason}"
            request.ends_by = CallFailure("WORKER_LOST", message, remedy=word.remedy)
            self._cancel(request.id, kill=True)

    def _cancel(self, task_id: str, kill: bool) -> None:
        """Ends the call where it runs, or does not begin it later."""
        request = self.deliveries.running(task_id)
        if request is None:
            if not self.deliveries.has_finished(task_id):
                self._cancellations.remember(task_id)
        elif request.worker_pid is None:
            # Its process is told when it takes the call.
            request.cancelled = True
            request.cancelled_by_kill |= kill
        else:
            self._control.cancel(request, kill=kill)

    def refuse(self, message: Message, failure: CallFailure) -> None:
        """Answers a message that is not run, and takes it off its queue."""
        properties = message.properties
        log.warning("%s [%s] %s", message.headers.get("task"), message.headers.get("id"), failure)
        loaded = self._functions.get(_text(message.headers.get("task")) or "")
        if loaded is not None:
            counts = self.report.of(loaded.entry.task)
            counts.rejected += failure.code != "CANCELLED"
            counts.revoked += failure.code == "CANCELLED"
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
        if message.content_type not in ("application/json", BINARY_CONTENT_TYPE):
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

    def _had_another(self, message: Message) -> bool:
        task_id = _text(message.headers.get("id")) or ""
        return message.delivery_info.get("redelivered") and self.deliveries.may_have_started(task_id)

    def _check_wanted(self, call: Call) -> None:
        if self._cancellations.has(call.task_id):
            raise CallFailure(
                "CANCELLED",
                "The call was cancelled before a worker took it.",
                maybe_executed=call.attempt > 1,
            )

    def _start(self, consumer, message: Message, found: tuple[LoadedFunction, Call]) -> None:
        loaded, call = found
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
            body=((), {}, {}),
            headers={"id": call.task_id, "task": loaded.entry.task},
            decoded=True,
        )
        request.guard(self._outbox, self._control, self.report.of(loaded.entry.task), call)
        delivery.request = request
        task_reserved(request)
        consumer.on_task_request(request)
        self.deliveries.make_room()

    def _to_call(self, message: Message) -> Call:
        headers, properties = message.headers, message.properties
        task_id = _text(headers.get("id"))
        if task_id is None or len(task_id) > 255:
            raise CallFailure("MALFORMED_MESSAGE", "The message has no header id.")
        returned = headers.get("x-delivery-count")
        wanted = headers.get("celeriac_events")
        redelivered = message.delivery_info.get("redelivered")
        self._runs += 1
        return Call(
            task_id=task_id,
            reply_to=_text(properties.get("reply_to")),
            correlation_id=_text(properties.get("correlation_id")) or task_id,
            wanted=wanted if isinstance(wanted, int) and wanted > 0 else 0,
            attempt=1 + (returned if isinstance(returned, int) else int(bool(redelivered))),
            run=self._runs,
            limits=self._limits_of(headers),
            trace=trace_of(headers),
        )

    def _limits_of(self, headers: Mapping[str, object]) -> TimeLimits | None:
        own = self._limits[headers["task"]]
        asked = headers.get("timelimit")
        limits = own if asked is None else own.merged(parse_limits_header(asked))
        return None if limits == NO_LIMITS else limits


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None

"""One call in the pool, as the main process sees it end."""

import logging
from time import monotonic
from weakref import ref

from billiard.einfo import ExceptionWithTraceback
from billiard.exceptions import Terminated, WorkerLostError
from celery.exceptions import Reject
from celery.worker.request import Request
from celery.worker.state import active_requests, task_ready

from .call import Call, to_fields
from .failure import CallFailure, python_type
from .guarded_task import run_call
from .outbox import Outbox
from .run_control import RunControl, kill_group
from .time_limits import NO_LIMITS
from .worker_report import TaskCounts

log = logging.getLogger("celeriac_worker")
log_of_calls = logging.getLogger("celeriac_worker.calls")


class GuardedRequest(Request):
    """Answers, once, for every way in which a pool process ends a call without a reply."""

    call: Call
    limits = NO_LIMITS
    interrupt_at: float | None = None
    kill_at: float | None = None
    cancelled = False
    """Whether its caller wants no result; one that is there already is told nevertheless."""

    cancelled_by_kill = False
    """Whether its process is to be killed at once, where it takes the call at all."""

    ends_by: CallFailure | None = None
    """Why its process is killed."""

    def guard(
        self, outbox: Outbox, control: RunControl, counts: TaskCounts, call: Call
    ) -> None:
        self._outbox = outbox
        self._counts = counts
        self.began = monotonic()
        counts.received += 1
        self._control = control
        self.call = call
        if call.limits is not None:
            self.limits = call.limits

    def execute_using_pool(self, pool, **_kwargs):
        """Sends the pool no more than the call: neither Celery's tracing of tasks nor its headers."""
        result = pool.apply_async(
            run_call,
            args=(self._type, to_fields(self.call), self._message.body),
            accept_callback=self.on_accepted,
            callback=self.on_success,
            error_callback=self.on_failure,
            correlation_id=self.id,
        )
        self._apply_result = ref(result)
        return result

    def is_lost_with_its_process(self) -> bool:
        """False where a pool process ended before it took the call, which then goes to another one."""
        if self.ends_by is not None or self._control.has_begun(self):
            return True
        self._control.end(self)
        active_requests.discard(self)
        self.worker_pid = self.interrupt_at = self.kill_at = None
        return False

    def on_accepted(self, pid, time_accepted):
        self._counts.started += self.time_start is None
        super().on_accepted(pid, time_accepted)
        self.began = time_accepted
        if self.call.limits is not None:
            self._control.begin(self)
        if self.cancelled:
            self._control.cancel(self, kill=self.cancelled_by_kill)

    def on_success(self, ended_by, **_kwargs):
        seconds = monotonic() - self.began
        if ended_by is not None:
            self._counts.fail(ended_by)
        else:
            self._counts.succeed(seconds)
        if self.app.settings.log_calls:
            log_of_calls.info("%s %s %.6f", self.name, ended_by or "ok", seconds)
        # Not as one that succeeded, which Celery would keep in an ordered set, for nobody.
        task_ready(self)
        self._control.end(self)
        strategy = self.app.strategy
        strategy.ahead.ended(seconds, all_busy=strategy.deliveries.is_full)
        self.acknowledge()

    def on_failure(self, exc_info, send_failed_event=True, return_ok=False):
        task_ready(self)
        self._control.end(self)
        error = exc_info.exception
        if isinstance(error, ExceptionWithTraceback):
            error = error.exc
        if isinstance(error, Reject):
            self._counts.retried += 1
            self.reject(requeue=True)
            return
        if isinstance(error, WorkerLostError) and self.worker_pid is not None:
            kill_group(self.worker_pid)  # what it had started
        if self._runs_again(error):
            log.warning("%s [%s] lost its process and is run again.", self.name, self.id)
            self._counts.retried += 1
            self.reject(requeue=True)
        else:
            self._answer(self._to_failure(error))

    def _runs_again(self, error: BaseException) -> bool:
        lost = isinstance(error, WorkerLostError) and self.ends_by is None
        wanted = not self.cancelled and not self._control.is_answered(self)
        return lost and wanted and self.task.reject_on_worker_lost

    def _answer(self, failure: CallFailure) -> None:
        if self.acknowledged:
            return
        if self._control.is_answered(self):
            self.acknowledge()
            return
        log.error("%s [%s] %s", self.name, self.id, failure)
        self._counts.fail(failure.python_type or failure.code)
        self._outbox.refuse(self.call.reply_to, self.call.correlation_id, failure)
        self.acknowledge()

    def _to_failure(self, error: BaseException) -> CallFailure:
        if self.ends_by is not None:
            return self.ends_by
        if isinstance(error, (SystemExit, KeyboardInterrupt)):
            return CallFailure(
                "WORKER_LOST", f"{self.name} ended its own process by {type(error).__name__}: {error}."
            )
        if isinstance(error, (WorkerLostError, Terminated)):
            why = self.app.memory_kills.explain() or str(error)
            return CallFailure("WORKER_LOST", f"{self.name} lost its process: {why}")
        return CallFailure(
            "TASK_FAILED",
            f"The worker failed to run {self.name}: {error}",
            python_type(type(error)),
        )

"""One call in the pool, as the main process sees it end."""

import logging

from billiard.einfo import ExceptionWithTraceback
from billiard.exceptions import Terminated, TimeLimitExceeded, WorkerLostError
from celery.exceptions import Reject
from celery.worker.request import Request
from celery.worker.state import task_ready

from .call import Call
from .failure import CallFailure, python_type
from .outbox import Outbox

log = logging.getLogger("celeriac_worker")


class GuardedRequest(Request):
    """Answers, once, for every way in which a pool process ends a call without a reply."""

    def guard(self, outbox: Outbox, call: Call) -> None:
        self._outbox = outbox
        self._call = call

    def on_success(self, failed__retval__runtime, **_kwargs):
        failed, returned, _runtime = failed__retval__runtime
        if failed:
            self.on_failure(returned)
            return
        task_ready(self, successful=True)
        self.acknowledge()

    def on_failure(self, exc_info, send_failed_event=True, return_ok=False):
        task_ready(self)
        error = exc_info.exception
        if isinstance(error, ExceptionWithTraceback):
            error = error.exc
        if isinstance(error, Reject):
            self.reject(requeue=True)
        elif isinstance(error, WorkerLostError) and self.task.reject_on_worker_lost:
            log.warning("%s [%s] lost its process and is run again.", self.name, self.id)
            self.reject(requeue=True)
        else:
            self._answer(self._to_failure(error))

    def on_timeout(self, soft, timeout):
        """The pool tells of hard limits by ``on_failure`` as well, and of soft ones to the function."""

    def _answer(self, failure: CallFailure) -> None:
        if self.acknowledged:
            return
        log.error("%s [%s] %s", self.name, self.id, failure)
        self._outbox.refuse(self._call.reply_to, self._call.correlation_id, failure)
        self.acknowledge()

    def _to_failure(self, error: BaseException) -> CallFailure:
        if isinstance(error, TimeLimitExceeded):
            limit = self.time_limits[0]
            return CallFailure(
                "TIMED_OUT", f"{self.name} was killed: its time limit of {limit} s was over."
            )
        if isinstance(error, (SystemExit, KeyboardInterrupt)):
            return CallFailure(
                "WORKER_LOST", f"{self.name} ended its own process by {type(error).__name__}: {error}."
            )
        if isinstance(error, (WorkerLostError, Terminated)):
            return CallFailure("WORKER_LOST", f"{self.name} lost its process: {error}")
        return CallFailure(
            "TASK_FAILED",
            f"The worker failed to run {self.name}: {error}",
            python_type(type(error)),
        )

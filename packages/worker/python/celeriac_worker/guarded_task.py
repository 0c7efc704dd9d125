"""Runs one function in a pool process and answers its caller."""

import logging
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from billiard.exceptions import SoftTimeLimitExceeded
from celery import Task
from celery.exceptions import Reject

from .arguments import create_binder
from .call import Call
from .call_events import CallEvents, Wanted
from .call_values import CallValues
from .context import TaskContext
from .failure import CallFailure, from_exception
from .interrupts import Interrupts
from .reply import Reply, encode_reply
from .reply_publisher import ReplyNotSent, ReplyPublisher
from .run_function import run_function
from .running_call import RunningCall
from .task_api import Cancelled
from .time_limits import NO_LIMITS
from .traces import Traces
from .user_modules import LoadedFunction

log = logging.getLogger("celeriac_worker")


@dataclass(frozen=True, slots=True)
class Place:
    """Where functions run: what all tasks of a worker share."""

    publisher: ReplyPublisher
    interrupts: Interrupts
    traces: Traces
    code_root: Path
    worker: str
    blob_directory: Path | None = None


class GuardedTask(Task):
    """A Celery task around one function; whatever the function does, its call is answered."""

    acks_late = True
    ignore_result = True  # its reply is no result in Celery's sense

    def __init__(self, loaded: LoadedFunction, place: Place):
        self.name = loaded.entry.task
        self.reject_on_worker_lost = loaded.entry.idempotent
        self.entry = loaded.entry
        self._function = loaded.call
        self._bind = create_binder(loaded.call) if loaded.call is not None else None
        self._publisher = place.publisher
        self._interrupts = place.interrupts
        self._traces = place.traces
        self._code_root = place.code_root
        self._worker = place.worker
        self._blob_directory = place.blob_directory

    def run(self, call: Call, body: bytes | str) -> str | None:
        """Decodes, runs, encodes and replies; ends normally however the function ended.

        Gives the type of the exception, or the code of the failure, that it ended by. Raises ``Reject`` where the broker takes no reply: it then has the message still.
        """
        ended_by: str | None = None
        self._interrupts.begin(call.run)
        events = CallEvents(call, self._publisher, self._interrupts)
        if events.wants(Wanted.STARTED):
            events.tell("started", {"worker": self._worker})
        try:
            with (
                self._traces.around(call, self.name),
                CallValues(self.entry, self._blob_directory) as values,
            ):
                reply = self._evaluate(call, body, (values, events))
        except ReplyNotSent as error:
            raise self._unanswered(call, error) from None
        except CallFailure as failure:
            told = failure.after_another() if call.attempt > 1 else failure
            reply, ended_by = self._refuse(call, told)
        except Exception as error:  # such as that there is no memory for the arguments
            failure = from_exception("TASK_FAILED", error, self._code_root)
            reply, ended_by = self._refuse(call, failure)
        self._interrupts.end()
        if call.reply_to is None:
            return ended_by
        try:
            self._publisher.send(Reply(call.reply_to, call.correlation_id, reply))
        except ReplyNotSent as error:
            raise self._unanswered(call, error) from None
        self._interrupts.answered()
        return ended_by

    def _refuse(self, call: Call, failure: CallFailure) -> tuple[bytes, str]:
        log.error("%s [%s] %s", self.name, call.task_id, _in_log(failure))
        return encode_reply(failure.to_reply()), failure.python_type or failure.code

    def _unanswered(self, call: Call, error: ReplyNotSent) -> Reject:
        log.error("%s [%s] could not be answered: %s", self.name, call.task_id, error)
        return Reject(str(error), requeue=True)

    def _evaluate(
        self, call: Call, body: bytes | str, told: tuple[CallValues, CallEvents]
    ) -> bytes:
        values, events = told
        pid = os.getpid()

        def emit(value: object) -> None:
            if os.getpid() != pid:
                os._exit(1)  # a forked process has no connection of its own
            with self._interrupts.postponed():
                encoded, parts = values.encode(value)
                events.partial(encoded, parts)

        arguments = values.decode(body)
        if self.entry.takes_context:
            arguments["ctx"] = TaskContext(
                call.task_id, self.name, call.attempt, self._worker, call.limits or NO_LIMITS
            )
        assert self._bind is not None and self._function is not None
        args, kwargs = self._bind(arguments)
        try:
            with (
                values.while_running(),
                RunningCall(call, events, self._interrupts),
                self._interrupts.allowed(),
            ):
                outcome = run_function(partial(self._function, *args, **kwargs), emit)
        except (CallFailure, ReplyNotSent):
            raise  # of what was yielded
        except Cancelled as error:
            raise from_exception("CANCELLED", error, self._code_root).reworded(
                f"{self.name} was cancelled by its caller while it ran."
            ) from None
        except SoftTimeLimitExceeded as error:
            limit = call.limits and call.limits.soft
            raise from_exception("TIMED_OUT", error, self._code_root).reworded(
                f"{self.name} was told to end: its soft time limit of {limit} was over."
            ) from None
        except (SystemExit, KeyboardInterrupt):
            raise  # ends this process; the parent answers
        except BaseException as error:
            raise from_exception("TASK_FAILED", error, self._code_root) from None
        finally:
            if os.getpid() != pid:
                os._exit(1)  # a process that the function forked must not go on as the worker
        if outcome.is_empty:
            return encode_reply({"kind": "result", "value": None, "partials": outcome.yielded})
        value, parts = values.encode(outcome.returned)
        yielded = {} if outcome.yielded is None else {"partials": outcome.yielded}
        return encode_reply({"kind": "result", "value": value, **yielded}, parts)


_tasks: dict[str, GuardedTask] = {}


def register(task: GuardedTask) -> None:
    """Makes a task known to the pool processes that are forked from this one."""
    _tasks[task.name] = task


def run_call(name: str, call: tuple, body: bytes | str) -> str | None:
    """What a pool process is sent: the task to run, the fields of its call, and its message's body."""
    return _tasks[name].run(Call(*call), body)


def _in_log(failure: CallFailure) -> str:
    if failure.traceback_text is None:
        return str(failure)
    return f"{failure.code}\n{failure.traceback_text.rstrip()}"

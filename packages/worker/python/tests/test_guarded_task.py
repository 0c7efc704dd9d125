import json
import os
import signal
import time
from pathlib import Path

import pytest
from celeriac_worker.call import Call
from celeriac_worker.guarded_task import GuardedTask
from celeriac_worker.reply import MAX_REPLY_BYTES
from celeriac_worker.reply_publisher import ReplyNotSent
from celeriac_worker.user_modules import LoadedFunction
from celery.exceptions import Reject

from conftest import entry, parameter


class Publisher:
    def __init__(self):
        self.replies = []

    def send(self, reply, patience=None):
        self.replies.append(json.loads(reply.body))


def run(function, *, kind="dynamic", wire=None, publisher=None, events=False, **changes):
    publisher = publisher or Publisher()
    names = [parameter(name, "dynamic") for name in (wire or {})]
    described = entry(inputs=names, outputs=[parameter("z", kind)], **changes)
    task = GuardedTask(
        LoadedFunction(described, call=function), publisher, Path("/nowhere"), "worker-1"
    )
    call = Call("id-1", "replies", "c1", events, 2)
    task.run(call, json.dumps([[], wire or {}, {}]))
    return publisher.replies


def failure(replies):
    (reply,) = replies
    return reply["failure"]


def test_a_result_is_published():
    assert run(lambda x: x + 1, wire={"x": 1}) == [{"kind": "result", "value": 2}]


def test_an_async_function_is_awaited():
    async def function():
        return 5

    assert run(function) == [{"kind": "result", "value": 5}]


def test_the_context_is_given():
    def function(ctx):
        return [ctx.task_id, ctx.function, ctx.attempt, ctx.worker]

    (reply,) = run(function, takes_context=True)
    assert reply["value"] == ["id-1", "Demo:f", 2, "worker-1"]


def test_started_is_told_first_where_it_is_wanted():
    kinds = [reply["kind"] for reply in run(lambda: 1, events=True)]
    assert kinds == ["started", "result"]


def test_an_exception_is_a_failure():
    def function():
        raise LookupError("nothing there")

    told = failure(run(function))
    assert told["code"] == "TASK_FAILED"
    assert told["pythonType"] == "LookupError"
    assert told["message"] == "nothing there"


@pytest.mark.parametrize("kind", [MemoryError, StopIteration, GeneratorExit])
def test_exceptions_that_celery_does_not_expect_are_failures_too(kind):
    def function():
        raise kind("x")

    assert failure(run(function))["pythonType"] == kind.__name__


def test_sys_exit_is_left_to_the_parent():
    def function():
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        run(function)


def test_a_result_that_does_not_fit_its_type_is_told():
    assert failure(run(lambda: "3", kind="int"))["code"] == "INVALID_RESULT"


def test_a_result_that_is_nested_without_end_is_told():
    value: list = []
    value.append(value)
    assert failure(run(lambda: value))["code"] == "INVALID_RESULT"


def test_a_result_that_is_too_large_for_the_broker_is_told():
    assert failure(run(lambda: "x" * MAX_REPLY_BYTES))["code"] == "INVALID_RESULT"


def test_a_broker_that_takes_no_reply_gets_the_message_back():
    class Refusing(Publisher):
        def send(self, reply, patience=None):
            raise ReplyNotSent("away")

    with pytest.raises(Reject) as rejected:
        run(lambda: 1, publisher=Refusing())
    assert rejected.value.requeue is True


def test_a_soft_limit_interrupts_the_function():
    def function():
        os.kill(os.getpid(), signal.SIGUSR1)
        time.sleep(5)

    assert failure(run(function))["code"] == "TIMED_OUT"


def test_a_soft_limit_does_not_interrupt_the_reply():
    class Slow(Publisher):
        def send(self, reply, patience=None):
            os.kill(os.getpid(), signal.SIGUSR1)
            super().send(reply)

    run(lambda: 1)  # installs the handler
    assert run(lambda: 1, publisher=Slow()) == [{"kind": "result", "value": 1}]

import json
import os
import signal
import time
from pathlib import Path

import pytest
from celeriac_worker import cancelled, progress
from celeriac_worker.call import Call
from celeriac_worker.call_events import Wanted
from celeriac_worker.guarded_task import GuardedTask, Place
from celeriac_worker.interrupts import Interrupt, InterruptPage, Interrupts
from celeriac_worker.reply import MAX_REPLY_BYTES
from celeriac_worker.reply_publisher import ReplyNotSent
from celeriac_worker.traces import Traces
from celeriac_worker.user_modules import LoadedFunction
from celery.exceptions import Reject

from conftest import entry, parameter


PAGE = InterruptPage(1)
INTERRUPTS = Interrupts(PAGE)
RUN = 7


@pytest.fixture(autouse=True)
def nothing_asked():
    yield
    PAGE.write(0, 0, 0)


class Publisher:
    def __init__(self):
        self.replies = []

    def send(self, reply, ahead=False):
        self.replies.append(json.loads(reply.body))

    def event(self, reply):
        self.send(reply)
        return True


def run(function, *, kind="dynamic", wire=None, publisher=None, wanted=0, **changes):
    publisher = publisher or Publisher()
    names = [parameter(name, "dynamic") for name in (wire or {})]
    described = entry(**{"inputs": names, "outputs": [parameter("z", kind)], **changes})
    place = Place(publisher, INTERRUPTS, Traces({}, "", ""), Path("/nowhere"), "worker-1")
    task = GuardedTask(LoadedFunction(described, call=function), place)
    call = Call("id-1", "replies", "c1", wanted, 2, RUN)
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
    started, result = run(lambda: 1, wanted=Wanted.STARTED)
    assert started == {"kind": "started", "run": 2, "seq": 1, "worker": "worker-1"}
    assert result["kind"] == "result"


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


def test_a_result_that_cannot_be_drawn_is_told():
    class Figure:
        def savefig(self, *_args, **_kwargs):
            raise OverflowError("too many pixels")

    told = failure(run(Figure, kind="graphics"))
    assert (told["code"], told["pythonType"]) == ("INVALID_RESULT", "OverflowError")
    assert "OverflowError: too many pixels" in told["message"]


def test_a_result_that_is_nested_without_end_is_told():
    value: list = []
    value.append(value)
    assert failure(run(lambda: value))["code"] == "INVALID_RESULT"


def test_a_result_that_is_too_large_for_the_broker_is_told():
    assert failure(run(lambda: "x" * MAX_REPLY_BYTES))["code"] == "INVALID_RESULT"


def test_a_broker_that_takes_no_reply_gets_the_message_back():
    class Refusing(Publisher):
        def send(self, reply, ahead=False):
            raise ReplyNotSent("away")

    with pytest.raises(Reject) as rejected:
        run(lambda: 1, publisher=Refusing())
    assert rejected.value.requeue is True


def interrupt_itself(kind, run=RUN):
    PAGE.write(0, run, kind)
    os.kill(os.getpid(), signal.SIGUSR1)


@pytest.mark.parametrize(
    ("kind", "code"), [(Interrupt.SOFT_LIMIT, "TIMED_OUT"), (Interrupt.CANCELLED, "CANCELLED")]
)
def test_an_interrupt_ends_the_function(kind, code):
    def function():
        interrupt_itself(kind)
        time.sleep(5)

    assert failure(run(function))["code"] == code


def test_a_cancellation_passes_the_nets_of_a_function():
    def function():
        try:
            interrupt_itself(Interrupt.CANCELLED)
            time.sleep(5)
        except Exception:
            return "caught"

    assert failure(run(function))["code"] == "CANCELLED"


def test_an_interrupt_that_comes_before_the_function_meets_it():
    PAGE.write(0, RUN, Interrupt.CANCELLED)
    assert failure(run(lambda: time.sleep(5)))["code"] == "CANCELLED"


def test_an_interrupt_of_another_run_does_nothing():
    def function():
        interrupt_itself(Interrupt.CANCELLED, run=RUN - 1)
        return cancelled()

    assert run(function) == [{"kind": "result", "value": False}]


def test_an_interrupt_does_not_break_a_reply():
    class Slow(Publisher):
        def send(self, reply, ahead=False):
            interrupt_itself(Interrupt.CANCELLED)
            super().send(reply)

    assert run(lambda: 1, publisher=Slow()) == [{"kind": "result", "value": 1}]


def test_an_interrupt_waits_until_an_event_is_sent():
    class Slow(Publisher):
        def event(self, reply):
            interrupt_itself(Interrupt.CANCELLED)
            return super().event(reply)

    def function():
        progress(50)
        time.sleep(5)

    told = run(function, publisher=Slow(), wanted=Wanted.PROGRESS)
    assert [reply["kind"] for reply in told] == ["progress", "failure"]


def test_a_function_asks_whether_it_is_cancelled():
    def function():
        PAGE.write(0, RUN, Interrupt.CANCELLED)
        return [cancelled()]

    assert run(function) == [{"kind": "result", "value": [True]}]


def test_a_process_that_a_function_forks_does_not_go_on_as_the_worker():
    def function():
        child = os.fork()
        return child if child else 0

    (reply,) = run(function)
    _, status = os.waitpid(reply["value"], 0)
    assert os.waitstatus_to_exitcode(status) == 1


def test_a_call_that_another_worker_had_may_have_run_though_its_arguments_do_not_fit():
    told = failure(run(print, inputs=[parameter("x", "int")], wire={"x": "text"}))
    assert (told["code"], told["maybeExecuted"]) == ("INVALID_ARGUMENT", True)

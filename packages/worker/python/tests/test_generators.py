import os
import signal

import pytest
from celeriac_worker.interrupts import Interrupt
from celeriac_worker.reply_publisher import ReplyNotSent
from celery.exceptions import Reject

from conftest import parameter
from test_guarded_task import PAGE, RUN, Publisher, nothing_asked, run  # noqa: F401


def told(replies):
    return [(reply["kind"], reply.get("seq"), reply.get("value")) for reply in replies]


def test_what_is_yielded_is_told_in_order_and_what_is_returned_ends_it():
    def function(x):
        for value in range(3):
            yield value + x
        return 10

    replies = run(function, kind="int", wire={"x": 1})
    assert told(replies) == [("partial", 1, 1), ("partial", 2, 2), ("partial", 3, 3), ("result", None, 10)]
    assert replies[-1]["partials"] == 3


def test_a_generator_that_returns_nothing_has_no_value_of_its_type():
    def function():
        yield 1

    assert run(function, kind="int")[-1] == {"kind": "result", "value": None, "partials": 1}


def test_a_generator_that_yields_nothing_ends_too():
    def function():
        return 5
        yield

    assert run(function, kind="int") == [{"kind": "result", "value": 5, "partials": 0}]


def test_an_asynchronous_generator_yields_as_well():
    async def function():
        yield "a"
        yield "b"

    replies = run(function, kind="string")
    assert told(replies) == [("partial", 1, "a"), ("partial", 2, "b"), ("result", None, None)]


def test_several_outputs_are_yielded_as_an_object():
    def function():
        yield 1, "a"
        yield {"b": "b", "a": 2}

    outputs = (parameter("a", "int"), parameter("b", "string"))
    values = [reply["value"] for reply in run(function, outputs=outputs)]
    assert values == [{"a": 1, "b": "a"}, {"a": 2, "b": "b"}, None]


@pytest.mark.parametrize("is_async", [False, True])
def test_a_value_that_does_not_fit_ends_the_generator(is_async):
    closed = []

    def function():
        try:
            yield 1
            yield "2"
        finally:
            closed.append(True)

    async def function_async():
        try:
            yield 1
            yield "2"
        finally:
            closed.append(True)

    partial, last = run(function_async if is_async else function, kind="int")
    assert (partial["value"], closed) == (1, [True])
    assert last["failure"]["code"] == "INVALID_RESULT"
    assert last["failure"]["message"].startswith("z: expected an integer")


def test_an_exception_after_values_is_the_failure():
    def function():
        yield 1
        raise LookupError("no more")

    partial, last = run(function)
    assert partial["kind"] == "partial" and last["failure"]["pythonType"] == "LookupError"


def test_an_interrupt_that_comes_while_a_value_is_sent_comes_when_it_is_sent():
    class Slow(Publisher):
        def send(self, reply, ahead=False):
            if ahead:
                PAGE.write(0, RUN, Interrupt.CANCELLED)
                os.kill(os.getpid(), signal.SIGUSR1)
            super().send(reply)

    def function():
        while True:
            yield 1

    partial, last = run(function, publisher=Slow())
    assert partial["value"] == 1 and last["failure"]["code"] == "CANCELLED"


def test_a_broker_that_takes_no_value_gets_the_message_back():
    class Refusing(Publisher):
        def send(self, reply, ahead=False):
            raise ReplyNotSent("away")

    def function():
        yield 1

    with pytest.raises(Reject) as rejected:
        run(function, publisher=Refusing())
    assert rejected.value.requeue is True

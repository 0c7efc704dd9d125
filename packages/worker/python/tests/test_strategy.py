import json
from types import SimpleNamespace

import pytest
from celeriac_worker.call import parse_arguments
from celeriac_worker.failure import CallFailure
from celeriac_worker.outbox import Outbox
from celeriac_worker.strategy import GuardedStrategy
from celeriac_worker.time_limits import NO_LIMITS
from celeriac_worker.user_modules import LoadedFunction

from conftest import entry

CONTRACT = "0123456789abcdef"


class Message:
    """A message as kombu hands it over, without a broker."""

    def __init__(self, headers=None, *, redelivered=False, content_type="application/json", **properties):
        base = {"task": "Demo:f", "id": "1", "celeriac_contract": CONTRACT}
        self.headers = {k: v for k, v in (base | (headers or {})).items() if v is not None}
        self.properties = {"reply_to": "replies", "correlation_id": "c1"} | properties
        self.delivery_info = {"redelivered": redelivered}
        self.content_type = content_type
        self.body = b"[[],{},{}]"
        self.settled = None

    def ack(self):
        self.settled = "ack"

    def requeue(self):
        self.settled = "requeue"


class Channel:
    def __init__(self):
        self.sent = []

    def basic_publish(self, message, exchange, routing_key):
        self.sent.append((exchange, routing_key, message))


@pytest.fixture
def bench(monkeypatch):
    """A strategy whose requests go to a list instead of a pool."""
    channel = Channel()
    outbox = Outbox("celeriac.demo.app")
    outbox.open(channel)
    functions = [
        LoadedFunction(entry(aliases=("Demo:old",)), call=print),
        LoadedFunction(entry(task="Demo:again", idempotent=True), call=print),
        LoadedFunction(entry(task="Demo:broken"), failure=CallFailure("IMPORT_FAILED", "why")),
    ]
    settings = SimpleNamespace(contract=CONTRACT, limits=NO_LIMITS, concurrency=2, worker="w")
    cancelled = []
    control = SimpleNamespace(cancel=lambda request, kill: cancelled.append((request, kill)))
    guarded = GuardedStrategy(functions, settings, outbox, control)
    started = []

    def start(_consumer, message, found):
        loaded, call = found
        delivery = guarded.deliveries.begin(call.task_id, message)
        delivery.request = SimpleNamespace(_apply_result=object(), worker_pid=1)
        started.append((loaded.entry.task, call, delivery))

    monkeypatch.setattr(guarded, "_start", start)
    return SimpleNamespace(guarded=guarded, channel=channel, started=started, cancelled=cancelled)


def refusal(bench, message) -> str:
    bench.guarded.handle(None, message)
    assert message.settled == "ack"
    assert bench.started == []
    (sent,) = bench.channel.sent
    exchange, key, reply = sent
    assert (exchange, key) == ("celeriac.results", "replies")
    assert reply.properties["user_id"] == "celeriac.demo.app"
    assert reply.properties["delivery_mode"] == 2
    assert reply.properties["content_type"] == "application/json"
    failure = json.loads(reply.body)["failure"]
    return f"{failure['code']}: {failure['message']}"


@pytest.mark.parametrize(
    ("headers", "code", "names"),
    [
        ({"task": None}, "MALFORMED_MESSAGE", "task"),
        ({"task": 5}, "MALFORMED_MESSAGE", "task"),
        ({"id": None}, "MALFORMED_MESSAGE", "id"),
        ({"id": "x" * 256}, "MALFORMED_MESSAGE", "id"),
        ({"task": "Demo:nope"}, "UNKNOWN_TASK", "Demo:nope"),
        ({"celeriac_contract": None}, "MALFORMED_MESSAGE", "celeriac_contract"),
        ({"celeriac_contract": "ffff"}, "CONTRACT_MISMATCH", "ffff"),
        ({"celeriac_contract": "ffff"}, "CONTRACT_MISMATCH", CONTRACT),
        ({"task": "Demo:broken"}, "IMPORT_FAILED", "why"),
        ({"timelimit": "5"}, "MALFORMED_MESSAGE", "timelimit"),
        ({"timelimit": [1]}, "MALFORMED_MESSAGE", "timelimit"),
        ({"timelimit": [0, None]}, "MALFORMED_MESSAGE", "timelimit"),
        ({"timelimit": [float("nan"), None]}, "MALFORMED_MESSAGE", "timelimit"),
        ({"timelimit": [True, None]}, "MALFORMED_MESSAGE", "timelimit"),
    ],
)
def test_a_message_that_cannot_be_run_is_answered(bench, headers, code, names):
    told = refusal(bench, Message(headers))
    assert told.startswith(f"{code}: ")
    assert names in told


def test_a_body_of_another_type_is_refused(bench):
    assert "not JSON" in refusal(bench, Message(content_type="application/x-python-serialize"))


def test_a_message_that_names_nobody_to_answer_is_taken_off_the_queue(bench):
    message = Message({"task": None}, reply_to=None)
    bench.guarded.handle(None, message)
    assert (message.settled, bench.channel.sent) == ("ack", [])


def test_a_good_message_is_run(bench):
    message = Message({"timelimit": [5, 2.5], "celeriac_events": 1})
    bench.guarded.handle(None, message)
    ((task, call, _),) = bench.started
    assert (task, message.settled) == ("Demo:f", None)
    assert (str(call.limits.hard), str(call.limits.soft)) == ("5 s (the call)", "2.5 s (the call)")
    assert (call.task_id, call.reply_to, call.correlation_id) == ("1", "replies", "c1")
    assert (call.wanted, call.attempt) == (1, 1)


def test_an_alias_runs_the_function_it_stands_for(bench):
    bench.guarded.handle(None, Message({"task": "Demo:old"}))
    assert bench.started[0][0] == "Demo:f"


def test_a_redelivered_call_is_not_run_again(bench):
    assert refusal(bench, Message(redelivered=True)).startswith("WORKER_LOST: ")


@pytest.mark.parametrize("headers", [{"task": "Demo:broken"}, {"task": "Demo:nope"}, {"celeriac_contract": "ffff"}])
def test_a_call_that_cannot_be_run_here_may_have_run_where_it_was_before(bench, headers):
    for redelivered, told in ((False, None), (True, True)):
        bench.guarded.handle(None, Message(headers, redelivered=redelivered))
        failure = json.loads(bench.channel.sent[-1][2].body)["failure"]
        assert failure.get("maybeExecuted") is told


def test_a_redelivered_call_of_an_idempotent_function_is_run_again(bench):
    bench.guarded.handle(None, Message({"task": "Demo:again", "x-delivery-count": 2}, redelivered=True))
    assert bench.started[0][1].attempt == 3


def test_a_call_that_comes_back_while_it_runs_is_the_same_call(bench):
    first, again = Message(), Message(redelivered=True)
    bench.guarded.handle(None, first)
    bench.guarded.handle(None, again)
    (started,) = bench.started
    started[2].ack()
    assert (first.settled, again.settled, bench.channel.sent) == (None, "ack", [])


def test_a_call_that_comes_back_after_its_end_is_dropped(bench):
    bench.guarded.handle(None, Message())
    bench.started[0][2].ack()
    again = Message(redelivered=True)
    bench.guarded.handle(None, again)
    assert (again.settled, len(bench.started), bench.channel.sent) == ("ack", 1, [])


def test_a_call_that_was_never_started_is_run_when_it_comes_back(bench):
    bench.guarded.handle(None, Message())
    bench.guarded.deliveries.drop_waiting(active=(), unsent={"1"})
    bench.guarded.handle(None, Message(redelivered=True))
    assert len(bench.started) == 2


def test_a_call_that_may_have_started_is_not(bench):
    bench.guarded.handle(None, Message())
    bench.guarded.deliveries.drop_waiting(active=(), unsent=())
    again = Message(redelivered=True)
    bench.guarded.handle(None, again)
    assert len(bench.started) == 1
    assert again.settled == "ack"
    assert len(bench.channel.sent) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[[],{}]",
        b"[[1],{},{}]",
        b"[[],[],{}]",
        b"[[],{},5]",
        b'[[],{},{"chain":[1]}]',
        b'[[],{"x":NaN},{}]',
        b'[[],{"x":Infinity},{}]',
        b'[[],{"x":' + b"1" * 5_000 + b"},{}]",
        b"[" * 100_000,
    ],
    ids=lambda body: body[:24],
)
def test_a_body_that_is_no_call_is_refused(body):
    with pytest.raises(CallFailure) as refused:
        parse_arguments(body)
    assert refused.value.code == "MALFORMED_MESSAGE"


def test_a_body_gives_its_arguments():
    assert parse_arguments('[[],{"x":1},{"chain":null}]') == ({"x": 1}, (), None)
    slots = {"call": "c", "limitBytes": 1}
    assert parse_arguments(json.dumps([[], {}, {"blobs": slots}])).blobs == slots


def cancel(bench, task_id="1", mode="soft"):
    bench.guarded.control(json.dumps({"kind": "cancel", "id": task_id, "mode": mode}))


def test_a_call_that_is_cancelled_before_it_comes_is_not_run(bench):
    cancel(bench)
    assert refusal(bench, Message()).startswith("CANCELLED: ")
    (_, _, reply) = bench.channel.sent[0]
    assert json.loads(reply.body)["failure"]["maybeExecuted"] is False


def test_a_call_that_runs_is_cancelled_where_it_runs(bench):
    bench.guarded.handle(None, Message())
    cancel(bench, mode="kill")
    assert bench.cancelled == [(bench.started[0][2].request, True)]


def test_a_call_that_no_process_has_yet_is_cancelled_as_asked_when_one_takes_it(bench):
    bench.guarded.handle(None, Message())
    request = bench.started[0][2].request
    request.worker_pid, request.cancelled_by_kill = None, False
    cancel(bench)
    assert (request.cancelled, request.cancelled_by_kill) == (True, False)
    cancel(bench, mode="kill")
    cancel(bench)
    assert (request.cancelled, request.cancelled_by_kill, bench.cancelled) == (True, True, [])


def test_all_calls_are_ended_by_what_their_callers_are_to_be_told(bench):
    for task_id in ("1", "2"):
        bench.guarded.handle(None, Message({"id": task_id}))
    requests = [each[2].request for each in bench.started]
    for request, task_id in zip(requests, ("1", "2")):
        request.id, request.name = task_id, "Demo:f"
    word = {"kind": "end", "reason": "was stopped.", "remedy": "Wait longer."}
    bench.guarded.control(json.dumps(word))
    assert bench.cancelled == [(request, True) for request in requests]
    for request in requests:
        failure = request.ends_by.to_reply()["failure"]
        assert (failure["code"], failure["remedy"]) == ("WORKER_LOST", "Wait longer.")
        assert failure["message"] == "Demo:f was stopped."


def test_a_call_that_has_ended_is_not_cancelled(bench):
    bench.guarded.handle(None, Message())
    bench.started[0][2].ack()
    cancel(bench)
    assert bench.cancelled == []
    bench.guarded.handle(None, Message())
    assert len(bench.started) == 2


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"kind":"stop"}', b'{"kind":"end","reason":"r"}', b'{"kind":"cancel","id":1,"mode":"soft"}', b"\xff"]
)
def test_a_control_message_of_no_sense_does_nothing(bench, body):
    bench.guarded.control(body)
    bench.guarded.handle(None, Message())
    assert len(bench.started) == 1

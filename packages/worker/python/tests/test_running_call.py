import json
import logging
import sys
import threading
import time

import pytest
from celeriac_worker import cancelled, log, output_lines, progress, settings
from celeriac_worker.call import Call
from celeriac_worker.call_events import CallEvents, Wanted
from celeriac_worker.interrupts import InterruptPage, Interrupts
from celeriac_worker.running_call import RunningCall

LOST = {"stream": "logging", "level": "warning"}


class Publisher:
    """A broker that takes events or does not."""

    def __init__(self):
        self.told = []
        self.away = False

    def event(self, reply):
        if not self.away:
            self.told.append(json.loads(reply.body))
        return not self.away

    def send(self, reply, ahead):
        assert ahead
        self.event(reply)


@pytest.fixture
def publisher():
    return Publisher()


def running(publisher, wanted):
    call = Call("id", "replies", "c", wanted, 1)
    interrupts = Interrupts(InterruptPage(1))
    return RunningCall(call, CallEvents(call, publisher, interrupts), interrupts)


def lines(publisher):
    return [(told["stream"], told["text"]) for told in publisher.told]


def test_what_is_printed_and_logged_is_told_line_by_line_and_still_written(publisher, capsys):
    with running(publisher, Wanted.LOG):
        print("one\ntwo", end="")
        print(" and more")
        print("to stderr", file=sys.stderr)
        logging.getLogger("mine").warning("%d pieces", 3)
        log("said", "error")
        print("no line break", end="")
    assert lines(publisher) == [
        ("stdout", "one"),
        ("stdout", "two and more"),
        ("stderr", "to stderr"),
        ("logging", "3 pieces"),
        ("logging", "said"),
        ("stdout", "no line break"),
    ]
    assert [told["seq"] for told in publisher.told] == [1, 2, 3, 4, 5, 6]
    assert publisher.told[4]["level"] == "error"
    assert capsys.readouterr().out == "one\ntwo and more\nno line break"


def test_nothing_is_told_that_is_not_asked_for(publisher):
    with running(publisher, Wanted.STARTED):
        print("x")
        progress(5)
    assert publisher.told == []


def test_a_long_line_is_cut(publisher):
    with running(publisher, Wanted.LOG):
        print("x" * 1_000_000)
        for _ in range(100):
            print("y" * 1_000, end="")
    (_, first), (_, second) = lines(publisher)
    assert len(first) < 4_200 and first.endswith("(the line is longer)")
    assert len(second) < 4_200


def test_what_is_beyond_the_rate_is_left_out_and_told_once(publisher, monkeypatch):
    monkeypatch.setattr(output_lines, "LINES_PER_SECOND", 10)
    with running(publisher, Wanted.LOG):
        for number in range(5_000):
            print(number)
    assert len(publisher.told) < 1_000
    left_out = 5_000 - (len(publisher.told) - 1)
    assert publisher.told[-1]["text"].startswith(f"{left_out} lines are left out")
    assert publisher.told[-1] | LOST == publisher.told[-1]


def test_no_more_lines_of_one_call_are_told_than_its_bound(publisher, monkeypatch):
    monkeypatch.setattr(output_lines, "MAX_LINES", 3)
    with running(publisher, Wanted.LOG):
        print("a\nb\nc\nd\ne")
    assert [text[:10] for _, text in lines(publisher)] == ["a", "b", "c", "2 lines ar"]


def test_a_broker_that_is_away_costs_lines_and_no_time(publisher):
    with running(publisher, Wanted.LOG):
        publisher.away = True
        print("lost")
        publisher.away = False
        print("told")
    assert [text[:20] for _, text in lines(publisher)] == ["told", "1 lines are left out"]
    assert [told["seq"] for told in publisher.told] == [1, 2]


def test_progress_is_told_now_and_then_and_last(publisher):
    with running(publisher, Wanted.PROGRESS):
        for percent in range(1_000):
            progress(percent / 10, "step")
        progress(text="saving")
        progress(250)
    told = [(event["kind"], event.get("percent")) for event in publisher.told]
    assert told[0] == ("progress", 0.0)
    assert told[-1] == ("progress", 100.0)
    assert len(told) < 200


def test_partial_results_are_told_in_their_order_with_the_rest(publisher):
    with running(publisher, Wanted.PROGRESS) as call:
        progress(1)
        call.events.partial([1])
        call.events.partial([2])
    assert [(event["seq"], event["kind"]) for event in publisher.told] == [
        (1, "progress"),
        (2, "partial"),
        (3, "partial"),
    ]


def test_a_thread_that_an_earlier_call_left_behind_tells_nothing(publisher):
    go, done = threading.Event(), threading.Event()

    def straggler():
        go.wait(10)
        print("of the first call")
        done.set()

    with running(publisher, Wanted.LOG):
        threading.Thread(target=straggler).start()
    with running(publisher, Wanted.LOG):
        go.set()
        done.wait(10)
        threading.Thread(target=print, args=("of the second",)).start()
        deadline = time.monotonic() + 10
        while not publisher.told and time.monotonic() < deadline:
            time.sleep(0.01)
    assert lines(publisher) == [("stdout", "of the second")]


def test_outside_of_a_task_nothing_does_harm(monkeypatch):
    progress(5, "x")
    progress(float("nan"))
    log("a line")
    assert cancelled() is False
    with pytest.raises(ValueError, match="level"):
        log("x", "loud")
    with pytest.raises(ValueError):
        progress("half")
    monkeypatch.setenv("MY_SETTING", "1")
    monkeypatch.setenv("CELERIAC_BROKER_URL", "amqp://secret")
    assert settings["MY_SETTING"] == "1"
    assert settings.get("CELERIAC_BROKER_URL") is None
    assert "CELERIAC_BROKER_URL" not in list(settings)

"""When a worker takes more calls than it can run."""

import time
from types import SimpleNamespace

import pytest
from celeriac_worker.ahead import QUICK_CALLS, QUICK_SECONDS, SLOW_SECONDS, Ahead

SLOW = 2 * SLOW_SECONDS


@pytest.fixture
def bench():
    told = []
    ahead = Ahead(2, "w")
    ahead.attach(lambda tag: told.append(f"+{tag}"), lambda tag: told.append(f"-{tag}"))
    return SimpleNamespace(ahead=ahead, told=told)


def quick_calls(ahead, count=QUICK_CALLS):
    for _ in range(count):
        ahead.ended(0.001, all_busy=True)


def take(ahead, count, tag="w ahead 1"):
    messages = [
        SimpleNamespace(acknowledged=False, delivery_info={"consumer_tag": tag}) for _ in range(count)
    ]
    for message in messages:
        ahead.take(message)
    return messages


def test_it_begins_after_many_quick_calls_in_a_row(bench):
    quick_calls(bench.ahead, QUICK_CALLS - 1)
    bench.ahead.ended(SLOW, all_busy=True)
    quick_calls(bench.ahead, QUICK_CALLS - 1)
    assert (bench.told, bench.ahead.may_bring_more) == ([], False)
    quick_calls(bench.ahead, 2)
    assert (bench.told, bench.ahead.may_bring_more) == (["+w ahead 1"], True)


def test_it_begins_and_goes_on_where_calls_are_quick_on_average(bench):
    for _ in range(QUICK_CALLS // 10):
        bench.ahead.ended(5 * QUICK_SECONDS, all_busy=True)
        for _ in range(9):
            bench.ahead.ended(0.001, all_busy=True)
    assert bench.told == ["+w ahead 1"]
    take(bench.ahead, 2)
    for _ in range(20):
        bench.ahead.ended(2 * QUICK_SECONDS, all_busy=True)
    bench.ahead.look([])
    assert bench.told == ["+w ahead 1", "-w ahead 1"]


def test_it_does_not_begin_where_processes_have_nothing_to_do(bench):
    for _ in range(2 * QUICK_CALLS):
        bench.ahead.ended(0.001, all_busy=False)
    assert bench.told == []


def test_it_ends_where_a_call_is_slow_and_nothing_is_on_its_way(bench):
    quick_calls(bench.ahead)
    first, second = take(bench.ahead, 2)
    bench.ahead.look([time.monotonic()])
    assert bench.told == ["+w ahead 1"]
    second.acknowledged = True
    bench.ahead.look([time.monotonic() - SLOW])
    assert bench.told == ["+w ahead 1"]  # the broker may be sending one
    take(bench.ahead, 1)
    assert bench.told == ["+w ahead 1", "-w ahead 1"]
    assert (bench.ahead.is_open, bench.ahead.may_bring_more, first.acknowledged) == (False, False, False)


def test_it_begins_again_by_another_tag_when_all_that_came_by_the_last_is_settled(bench):
    quick_calls(bench.ahead)
    messages = take(bench.ahead, 2)
    bench.ahead.look([time.monotonic() - SLOW])
    quick_calls(bench.ahead)
    messages[0].acknowledged = True
    quick_calls(bench.ahead)
    assert (bench.told, bench.ahead.unsettled) == (["+w ahead 1", "-w ahead 1"], 1)
    messages[1].acknowledged = True
    quick_calls(bench.ahead)
    assert bench.told == ["+w ahead 1", "-w ahead 1", "+w ahead 2"]


def test_what_came_by_an_earlier_one_does_not_tell_what_a_later_one_may_bring(bench):
    quick_calls(bench.ahead)
    bench.ahead.close()
    quick_calls(bench.ahead)
    take(bench.ahead, 2, "w ahead 1")
    take(bench.ahead, 1, "w ahead 2")
    bench.ahead.look([time.monotonic() - SLOW])
    assert (bench.told[-1], bench.ahead.may_bring_more) == ("+w ahead 2", True)


def test_a_new_connection_begins_anew(bench):
    quick_calls(bench.ahead)
    take(bench.ahead, 2)
    bench.ahead.attach(lambda _tag: bench.told.append("again"), lambda tag: bench.told.append(tag))
    assert (bench.ahead.is_open, bench.ahead.unsettled) == (False, 0)
    bench.ahead.look([time.monotonic() - SLOW])
    assert bench.told == ["+w ahead 1"]
    quick_calls(bench.ahead)
    assert bench.told == ["+w ahead 1", "again"]


def test_it_does_not_begin_again_where_the_worker_is_to_end(bench):
    quick_calls(bench.ahead)
    bench.ahead.detach()
    bench.ahead.close()
    quick_calls(bench.ahead)
    assert bench.told == ["+w ahead 1", "-w ahead 1"]

"""When a worker takes more calls than it can run."""

import time
from types import SimpleNamespace

import pytest
from celeriac_worker.ahead import QUICK_CALLS, QUICK_SECONDS, Ahead

SLOW = 2 * QUICK_SECONDS


@pytest.fixture
def bench():
    told = []
    ahead = Ahead(2)
    ahead.attach(lambda: told.append("consume"), lambda: told.append("cancel"))
    return SimpleNamespace(ahead=ahead, told=told)


def quick_calls(ahead, count=QUICK_CALLS):
    for _ in range(count):
        ahead.ended(0.001, all_busy=True)


def take(ahead, count):
    messages = [SimpleNamespace(acknowledged=False) for _ in range(count)]
    for message in messages:
        ahead.take(message)
    return messages


def test_it_begins_after_many_quick_calls_in_a_row(bench):
    quick_calls(bench.ahead, QUICK_CALLS - 1)
    bench.ahead.ended(SLOW, all_busy=True)
    quick_calls(bench.ahead, QUICK_CALLS - 1)
    assert (bench.told, bench.ahead.may_bring_more) == ([], False)
    quick_calls(bench.ahead, 2)
    assert (bench.told, bench.ahead.may_bring_more) == (["consume"], True)


def test_it_does_not_begin_where_processes_have_nothing_to_do(bench):
    for _ in range(2 * QUICK_CALLS):
        bench.ahead.ended(0.001, all_busy=False)
    assert bench.told == []


def test_it_ends_where_a_call_is_slow_and_nothing_is_on_its_way(bench):
    quick_calls(bench.ahead)
    first, second = take(bench.ahead, 2)
    bench.ahead.look([time.monotonic()])
    assert bench.told == ["consume"]
    second.acknowledged = True
    bench.ahead.look([time.monotonic() - SLOW])
    assert bench.told == ["consume"]  # the broker may be sending one
    take(bench.ahead, 1)
    bench.ahead.look([])
    assert bench.told == ["consume", "cancel"]
    quick_calls(bench.ahead)
    assert (bench.told, first.acknowledged) == (["consume", "cancel", "consume"], False)


def test_a_new_connection_begins_anew(bench):
    quick_calls(bench.ahead)
    take(bench.ahead, 2)
    bench.ahead.attach(lambda: bench.told.append("again"), lambda: bench.told.append("cancel"))
    assert (bench.ahead.is_open, bench.ahead.unsettled) == (False, 0)
    bench.ahead.look([time.monotonic() - SLOW])
    assert bench.told == ["consume"]
    quick_calls(bench.ahead)
    assert bench.told == ["consume", "again"]


def test_it_does_not_begin_again_where_the_worker_is_to_end(bench):
    quick_calls(bench.ahead)
    bench.ahead.detach()
    bench.ahead.close()
    quick_calls(bench.ahead)
    assert bench.told == ["consume", "cancel"]

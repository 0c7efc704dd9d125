"""A broker that goes away, hangs or loses the queue: results are kept, calls answered once."""

import signal
import time

import pytest
from celeriac_worker.worker_settings import parse_broker_url
from live.live_app import wait_until
from live.tcp_proxy import TcpProxy


@pytest.fixture
def proxy(app):
    address = parse_broker_url(app.url)
    made = TcpProxy(address.host, address.port)
    yield made
    made.close()


def test_results_wait_for_a_broker_that_is_away(app, proxy):
    app.start(port=proxy.port)
    running = [app.started("nap", {"seconds": 1}) for _ in range(2)]
    proxy.cut()
    time.sleep(3)  # long enough for the functions to end meanwhile
    assert [app.answers(task) for task in running] == [[], []]
    proxy.restore()
    assert [app.answer(task)["value"] for task in running] == [1, 1]
    app.serves()
    assert all(len(app.answers(task)) == 1 for task in running)


def test_a_worker_is_back_soon_after_its_broker(app, proxy):
    app.start(port=proxy.port)
    app.serves()
    proxy.cut()
    time.sleep(8)
    waiting = app.call("add", {"x": 1, "y": 2})
    proxy.restore()
    began = time.monotonic()
    assert app.answer(waiting)["value"] == 3
    # Two seconds on a quiet machine; a stock worker would wait longer than this.
    assert time.monotonic() - began < 8


def test_time_limits_hold_while_the_broker_is_away(app, proxy):
    app.start(port=proxy.port)
    running = app.started("spin", {"how": "deaf"}, headers={"timelimit": [2, None]})
    proxy.cut()
    time.sleep(6)
    proxy.restore()
    assert app.code(running) == "TIMED_OUT"
    app.serves()


def test_a_connection_that_flaps_leaves_no_call_without_its_one_answer(app, proxy):
    """Only what was on its way to the worker when it was cut may have been begun, for all that is known.

    An answer whose confirmation was on its way comes again, and is the same.
    """
    app.start(port=proxy.port)
    cuts, prefetch, tasks = 6, 2, []
    for _ in range(cuts):
        tasks += [app.call("nap", {"seconds": 0.1}) for _ in range(6)]
        time.sleep(0.3)
        proxy.cut()
        proxy.restore()
    failed = [app.code(task) for task in tasks if app.answer(task)["kind"] == "failure"]
    assert set(failed) <= {"WORKER_LOST"}
    assert len(failed) <= cuts * prefetch
    app.serves()
    assert [app.answer(task)["kind"] for task in tasks].count("failure") == len(failed)


def test_a_call_that_runs_is_never_told_to_be_lost_when_the_connection_is(app, proxy):
    app.start(port=proxy.port)
    for _ in range(4):
        running = [app.started("nap", {"seconds": 0.5}) for _ in range(2)]
        proxy.cut()
        proxy.restore()
        assert [app.answer(task)["kind"] for task in running] == ["result", "result"]


def test_a_broker_that_hangs_is_waited_for_and_printing_is_not_stopped(app, proxy):
    app.start(port=proxy.port)
    quiet = app.started("nap", {"seconds": 1})
    proxy.freeze()
    time.sleep(4)
    proxy.thaw()
    assert app.answer(quiet)["value"] == 1
    noisy = app.call("say", {"lines": 20}, events=4)
    assert app.answer(noisy)["value"] == 20
    app.serves()


def test_a_function_that_prints_is_not_held_up_by_a_broker_that_hangs(app, proxy, tmp_path):
    app.start(port=proxy.port)
    path = tmp_path / "seconds"
    task = app.call("print_a_lot", {"path": str(path)}, events=5)
    wait_until(lambda: app.drain() or app.events(task), "its start")
    proxy.freeze()
    path.write_text("go")
    seconds = float(wait_until(lambda: path.read_text().removeprefix("go"), "the end of printing"))
    proxy.thaw()
    assert app.answer(task)["value"] == 20_000
    assert seconds < 20


def test_a_queue_that_is_removed_ends_the_worker_and_its_calls_are_answered(app):
    worker = app.start()
    running = app.started("nap", {"seconds": 1.5})
    app.channel.queue_delete(app.queue)
    assert app.answer(running)["value"] == 1.5
    assert worker.wait(60) == 1
    assert "cannot be consumed" in worker.log.read_text()
    app.declare_queue()
    app.start()
    app.serves()


def test_a_worker_ends_while_the_broker_is_away(app, proxy):
    worker = app.start(port=proxy.port)
    proxy.cut()
    time.sleep(1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0


def test_a_broker_that_refuses_the_worker_ends_it_with_an_honest_code(app):
    user = parse_broker_url(app.url).user
    url = app.url.replace(f"//{user}:", f"//{user}:wrong")
    worker = app.start(ready=False, CELERIAC_BROKER_URL=url)
    assert worker.wait(60) == 1
    assert "CRITICAL celeriac_worker" in worker.log.read_text()

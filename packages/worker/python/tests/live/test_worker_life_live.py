"""How a worker begins, recycles its processes and ends, with calls under way all the time."""

import signal

import pytest
from live.live_app import wait_until


def test_sigterm_ends_a_worker_and_no_call(app):
    """Not one of them is told that its worker was lost, whenever the signal comes."""
    first = app.start()
    tasks = []
    for round_number in range(4):
        tasks += [app.call("nap", {"seconds": 0.005}) for _ in range(60)]
        wait_until(lambda: app.answer(tasks[60 * round_number + 20]), "some answers")
        following = app.start()
        tasks += [app.call("nap", {"seconds": 0.005}) for _ in range(60)]
        first.send_signal(signal.SIGTERM)
        assert first.wait(60) == 0, first.log.read_text()
        first = following
    answers = [app.answer(task) for task in tasks]
    assert [answer for answer in answers if answer.get("value") != 0.005] == []


def test_sigterm_waits_for_what_runs(app):
    worker = app.start()
    running = app.started("nap", {"seconds": 2})
    worker.send_signal(signal.SIGTERM)
    assert app.answer(running)["value"] == 2
    assert worker.wait(60) == 0


def test_a_worker_that_is_ending_still_ends_calls_that_are_cancelled(app):
    worker = app.start()
    running = app.started("spin", {"how": "python"})
    worker.send_signal(signal.SIGTERM)
    wait_until(lambda: "no new calls" in worker.log.read_text(), "the worker to stop consuming")
    app.cancel(running)
    assert app.code(running) == "CANCELLED"
    assert worker.wait(60) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_other_signals_end_a_worker_as_sigterm_does(app, number):
    worker = app.start()
    running = app.started("nap", {"seconds": 1})
    worker.send_signal(number)
    assert app.answer(running)["value"] == 1
    assert worker.wait(60) == 0


def test_processes_are_replaced_after_so_many_calls_and_none_is_lost(app):
    app.start(CELERIAC_MAX_CALLS_PER_PROCESS="3")
    tasks = [app.call("pid", {}) for _ in range(60)]
    pids = [app.answer(task).get("value") for task in tasks]
    assert None not in pids
    assert len(set(pids)) >= 20
    assert max(pids.count(pid) for pid in set(pids)) <= 3


def test_a_process_that_has_grown_is_replaced(app):
    app.start(CELERIAC_MAX_MEMORY_PER_PROCESS_MIB="200", CELERIAC_CONCURRENCY="1")
    pids = [app.value("hold", {"megabytes": 100}) for _ in range(6)]
    assert len(set(pids)) >= 3


def test_a_worker_that_is_ready_tells_what_its_imports_took(app):
    app.start()
    (word,) = app.received[f"ready {app.name}-0"]
    imports = word["imports"]
    assert imports["ms"] > 0
    assert all(library["ms"] <= imports["ms"] for library in imports["libraries"])

"""Functions that end, break or starve their process: each call answered once, the worker lives on."""

import os
import signal

import pytest

from live.live_app import wait_until


def pool_of(worker):
    """The worker's pool processes, by what is below it in the process table."""
    children = f"/proc/{worker.pid}/task/{worker.pid}/children"
    return {int(pid) for pid in open(children).read().split()}


@pytest.mark.parametrize(
    "how",
    ["exit", "_exit", "kill", "terminate", "segfault", "abort", "stack overflow"],
)
def test_a_function_that_ends_its_process_is_answered(served, how):
    task = served.call("end", {"how": how})
    assert served.code(task) == "WORKER_LOST"
    served.serves()
    assert len(served.answers(task)) == 1


@pytest.mark.parametrize(
    ("how", "python_type"), [("recursion", "RecursionError"), ("memory error", "MemoryError")]
)
def test_a_function_that_raises_the_worst_is_answered(served, how, python_type):
    failure = served.answer(served.call("end", {"how": how}))["failure"]
    assert (failure["code"], failure["pythonType"]) == ("TASK_FAILED", python_type)
    served.serves()


@pytest.mark.parametrize("how", ["object", "surrogate", "huge", "function", "bytes"])
def test_a_result_that_cannot_be_encoded_is_answered(served, how):
    assert served.code(served.call("unencodable", {"how": how})) == "INVALID_RESULT"
    served.serves()


def test_a_function_that_closes_the_files_of_its_process_is_answered_once(served):
    task = served.call("end", {"how": "close files"})
    assert served.answer(task)["value"] == 0
    served.serves()
    assert len(served.answers(task)) == 1


def test_a_function_that_forks_is_answered_once(served):
    task = served.call("end", {"how": "fork"})
    assert served.answer(task)["value"] == 0
    served.serves()
    assert len(served.answers(task)) == 1


def test_a_killed_pool_process_is_replaced(served):
    before = pool_of(served.worker)
    task = served.started("nap", {"seconds": 60})
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert served.code(task) == "WORKER_LOST"
    wait_until(lambda: len(pool_of(served.worker) - before) == 2, "two new processes")
    served.serves()


def test_a_process_that_is_lost_before_it_takes_its_call_loses_none(app):
    """It was sent the call, but is known not to have begun it."""
    worker = app.start()
    frozen = pool_of(worker)
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    tasks = [app.call("add", {"x": 1, "y": n}) for n in range(4)]
    wait_until(lambda: app.waiting() == 2, "a call for each process")
    for pid in frozen:
        os.kill(pid, signal.SIGKILL)
    assert [app.answer(task)["value"] for task in tasks] == [1, 2, 3, 4]
    assert all(len(app.answers(task)) == 1 for task in tasks)


def test_a_killed_worker_leaves_no_process_and_its_calls_are_answered_once(app):
    worker = app.start()
    pool = pool_of(worker)
    running = [app.started("nap", {"seconds": 60}) for _ in range(2)]
    waiting = [app.call("add", {"x": 1, "y": n}) for n in range(10)]
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not any(os.path.exists(f"/proc/{pid}/exe") for pid in pool), "their end")
    app.start()
    assert [app.code(task) for task in running] == ["WORKER_LOST"] * 2
    assert [app.answer(task)["value"] for task in waiting] == [n + 1 for n in range(10)]
    assert all(len(app.answers(task)) == 1 for task in running)


def test_an_idempotent_function_runs_again_when_its_process_is_lost(served, tmp_path):
    assert served.value("die_once", {"path": str(tmp_path / "been there")}) == "second"
    served.serves()


def test_a_machine_that_has_no_room_for_a_process_gets_its_slots_back_later(app, tmp_path):
    """As after a fork bomb in a container, whose number of processes is limited."""
    full = tmp_path / "full"
    worker = app.start(LIVE_FULL=str(full))
    task = app.started("nap", {"seconds": 60})
    full.touch()
    for pid in pool_of(worker):
        os.kill(pid, signal.SIGKILL)
    assert app.code(task) == "WORKER_LOST"
    wait_until(lambda: "cannot be started" in worker.log.read_text(), "a failed start")
    full.unlink()
    app.serves()

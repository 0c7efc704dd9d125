"""Cancellation and time limits: always answered, and the slot is there again soon."""

import time

import pytest

SLOT_SECONDS = 5.0
"""Promised on a quiet machine; the tests wait longer."""


def test_a_call_is_cancelled_before_a_worker_takes_it(app):
    app.start(CELERIAC_CONCURRENCY="1")
    first = app.started("nap", {"seconds": 1.5})
    second = app.call("nap", {"seconds": 60})
    app.cancel(second)
    assert app.answer(first)["value"] == 1.5
    failure = app.answer(second)["failure"]
    assert (failure["code"], failure["maybeExecuted"]) == ("CANCELLED", False)
    app.serves(1)


@pytest.mark.parametrize(
    ("task", "kwargs"),
    [
        ("nap", {"seconds": 60}),
        ("spin", {"how": "python"}),
        ("spin", {"how": "regex"}),
        ("spin", {"how": "deaf"}),
        ("spin", {"how": "subprocess"}),
    ],
)
def test_a_call_is_cancelled_while_it_runs(served, task, kwargs):
    running = served.started(task, kwargs)
    served.cancel(running)
    assert served.code(running) == "CANCELLED"
    served.serves()


def test_a_call_is_killed_at_once_where_its_caller_says_so(served):
    running = served.started("spin", {"how": "deaf"})
    began = time.monotonic()
    served.cancel(running, "kill")
    failure = served.answer(running)["failure"]
    assert (failure["code"], "process was ended" in failure["message"]) == ("CANCELLED", True)
    assert time.monotonic() - began < 10 * SLOT_SECONDS
    served.serves()


def test_calls_are_ended_with_their_worker_and_told_why(app):
    app.start(CELERIAC_CONCURRENCY="1")
    running = app.started("nap", {"seconds": 60})
    reason, remedy = "was stopped to make room.", "Wait longer."
    app.tell(kind="end", reason=reason, remedy=remedy)
    failure = app.answer(running)["failure"]
    assert failure["message"].endswith(f"nap {reason}")
    assert (failure["code"], failure["remedy"]) == ("WORKER_LOST", remedy)


def test_a_function_may_ask_and_still_return_a_value(served):
    running = served.started("spin", {"how": "polite"})
    served.cancel(running)
    # It is interrupted while it sleeps, or asks in time.
    answer = served.answer(running)
    assert answer.get("value", answer.get("failure", {}).get("code")) in ("gave up", "CANCELLED")


def test_a_cancellation_of_a_call_that_has_ended_meets_no_other(app):
    app.start(CELERIAC_CONCURRENCY="1")
    for _ in range(20):
        first = app.call("add", {"x": 1, "y": 2})
        second = app.call("nap", {"seconds": 0.02})
        assert app.answer(first)["value"] == 3
        app.cancel(first)
        assert app.answer(second)["value"] == 0.02


@pytest.mark.parametrize("how", ["python", "regex", "deaf"])
def test_a_hard_limit_ends_every_loop(served, how):
    running = served.call("spin", {"how": how}, headers={"timelimit": [0.5, None]})
    failure = served.answer(running)["failure"]
    assert failure["code"] == "TIMED_OUT"
    assert "0.5 s (the call)" in failure["message"]
    served.serves()


def test_a_soft_limit_lets_the_function_end_itself(served):
    soft = served.call("nap", {"seconds": 60}, headers={"timelimit": [30, 0.5]})
    failure = served.answer(soft)["failure"]
    assert failure["code"] == "TIMED_OUT"
    assert "0.5 s (the call)" in failure["message"]
    assert "in nap" in failure["traceback"]
    served.serves()


def test_the_smallest_limit_wins_and_says_whose_it_is(app):
    app.start(functions={"nap": {"timeout": 2, "softTimeout": 1}}, CELERIAC_TIMEOUT="0.7")
    of_app = app.answer(app.call("nap", {"seconds": 60}, headers={"timelimit": [1.5, None]}))
    assert "0.7 s (container.json)" in of_app["failure"]["message"]
    of_call = app.answer(app.call("nap", {"seconds": 60}, headers={"timelimit": [None, 0.2]}))
    assert "0.2 s (the call)" in of_call["failure"]["message"]

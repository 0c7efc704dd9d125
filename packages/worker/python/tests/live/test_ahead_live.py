"""What becomes of calls that a worker takes before a process is free for them."""

import os
import random
import signal

from live.live_app import wait_until

CALLS = int(os.environ.get("CELERIAC_CALLS", "1000"))


def consumers(app):
    return app.channel.queue_declare(app.queue, passive=True).consumer_count


def quick_calls_until_ahead(app):
    """Makes calls until the worker has its second consumer; a busy machine may not be quick for long."""
    tasks = []

    def ahead():
        tasks.extend(app.call("add", {"x": 1, "y": 2}) for _ in range(300))
        wait_until(lambda: app.drain() or app.waiting() < 100, "most of the answers")
        return consumers(app) == 2

    wait_until(ahead, "a second consumer")
    return tasks


def test_a_worker_takes_calls_ahead_while_they_are_quick_and_no_longer(app):
    app.start()
    quick = quick_calls_until_ahead(app)
    slow = [app.call("nap", {"seconds": 2}) for _ in range(8)]
    wait_until(lambda: app.drain() or consumers(app) == 1, "its end")
    app.start()
    assert [app.answer(task)["value"] for task in quick] == [3] * len(quick)
    assert [app.answer(task)["value"] for task in slow] == [2] * 8
    assert all(len(app.answers(task)) == 1 for task in (*quick, *slow))


def test_sigterm_ends_a_worker_that_takes_calls_ahead_and_no_call(app):
    first = app.start()
    tasks = quick_calls_until_ahead(app)
    tasks += [app.call("add", {"x": 1, "y": 2}) for _ in range(1_000)]
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0, first.log.read_text()
    app.start()
    answers = [app.answer(task) for task in tasks]
    assert [answer for answer in answers if answer.get("value") != 3] == []


def test_no_call_is_lost_while_calls_are_quick_and_slow_by_turns(app):
    """Workers begin and end to take calls ahead, and come and go, with calls under way all the time."""
    seed = int(os.environ.get("CELERIAC_SEED", random.randrange(1_000_000)))
    chance = random.Random(seed)
    living = [app.start(), app.start()]
    expected = {}
    while len(expected) < CALLS:
        for _ in range(chance.randrange(100, 400)):
            expected[app.call("add", {"x": 1, "y": 2})] = 3
        for _ in range(chance.randrange(1, 5)):
            seconds = chance.choice([0.15, 0.3, 1.2])
            expected[app.call("nap", {"seconds": seconds})] = seconds
            for _ in range(chance.choice([0, 1, 40])):
                expected[app.call("add", {"x": 1, "y": 2})] = 3
        wait_until(lambda: app.drain() or app.waiting() < 300, "room in the queue")
        if chance.random() < 0.15:
            leaving = living.pop(0)
            leaving.send_signal(signal.SIGTERM)
            living.append(app.start())
            assert leaving.wait(60) == 0, leaving.log.read_text()
    wrong = {}
    for task, value in expected.items():
        answer = app.answer(task)
        if answer.get("value") != value or len(app.answers(task)) != 1:
            wrong[task] = answer
    assert wrong == {}, f"with seed {seed}"

import json

from celeriac_worker.worker_report import MAX_REASONS, WorkerReport
from celeriac_worker.worker_settings import read_settings

SETTINGS = read_settings(
    {
        "CELERIAC_BROKER_URL": "amqp://u:p@h/v",
        "CELERIAC_WORKER": "worker-1",
        "CELERIAC_QUEUE": "queue-1",
        "CELERIAC_CONTRACT": "0",
        "CELERIAC_CONCURRENCY": "3",
    }
)


def test_a_report_tells_what_became_of_each_call():
    report = WorkerReport(SETTINGS)
    counts = report.of("Demo:add")
    counts.received = counts.started = 4
    counts.succeed(0.004)
    counts.succeed(0.02)
    counts.succeed(99)
    counts.fail("ValueError")
    counts.fail("CANCELLED")
    reply = report.due(2, now=True)
    assert reply is not None and reply.routing_key == "celeriac.report"
    assert json.loads(reply.body) == {
        "kind": "report",
        "worker": "worker-1",
        "queue": "queue-1",
        "processes": 3,
        "active": 2,
        "tasks": {
            "Demo:add": {
                "received": 4,
                "started": 4,
                "succeeded": 3,
                "failed": {"ValueError": 1},
                "retried": 0,
                "rejected": 0,
                "revoked": 1,
                "runtimes": [1, 0, 1, *([0] * 11), 1],
                "runtimeSeconds": 99.024,
            }
        },
    }


def test_a_report_comes_when_it_is_time_and_something_has_changed():
    report = WorkerReport(SETTINGS)
    assert report.due(0, now=True) is not None
    assert report.due(1) is None
    report._told_at -= 6
    assert report.due(0) is None
    assert report.due(1) is not None
    report._told_at -= 31
    assert report.due(1) is not None


def test_names_of_exceptions_are_bounded():
    counts = WorkerReport(SETTINGS).of("Demo:add")
    for number in range(MAX_REASONS + 5):
        counts.fail(f"Error{number}")
    assert len(counts.failed) == MAX_REASONS + 1
    assert counts.failed["other"] == 5

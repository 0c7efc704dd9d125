"""What a worker tells of itself: how many calls it took, and what became of them."""

import json
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from .reply import Reply
from .worker_settings import WorkerSettings

ROUTING_KEY = "celeriac.report"
BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
BUSY_SECONDS = 5.0
"""Between two reports while something changes."""

IDLE_SECONDS = 30.0
MAX_REASONS = 50
"""Names of exceptions told apart for each function; further ones are told as ``other``."""


@dataclass(slots=True)
class TaskCounts:
    """Counts of one function since the worker began."""

    received: int = 0
    started: int = 0
    succeeded: int = 0
    retried: int = 0
    rejected: int = 0
    revoked: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    runtimes: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_SECONDS) + 1))
    runtime_seconds: float = 0.0

    def succeed(self, seconds: float) -> None:
        self.succeeded += 1
        self.runtimes[bisect_left(BUCKETS_SECONDS, seconds)] += 1
        self.runtime_seconds += seconds

    def fail(self, reason: str) -> None:
        """``reason`` is the type of an exception, or the code of a failure."""
        if reason == "CANCELLED":
            self.revoked += 1
        elif reason in self.failed or len(self.failed) < MAX_REASONS:
            self.failed[reason] += 1
        else:
            self.failed["other"] += 1

    def to_json(self) -> dict[str, object]:
        return {
            "received": self.received,
            "started": self.started,
            "succeeded": self.succeeded,
            "failed": self.failed,
            "retried": self.retried,
            "rejected": self.rejected,
            "revoked": self.revoked,
            "runtimes": self.runtimes,
            "runtimeSeconds": round(self.runtime_seconds, 6),
        }


class WorkerReport:
    """Counts while the worker works, and says from time to time what it has counted."""

    def __init__(self, settings: WorkerSettings):
        self._settings = settings
        self._tasks: dict[str, TaskCounts] = {}
        self._told: bytes | None = None
        self._told_at = 0.0

    def of(self, task: str) -> TaskCounts:
        counts = self._tasks.get(task)
        if counts is None:
            counts = self._tasks[task] = TaskCounts()
        return counts

    def due(self, active: int, *, now: bool = False) -> Reply | None:
        """The report, where it is time for one; ``now`` where it is time in any case."""
        age = time.monotonic() - self._told_at
        if not now and age < BUSY_SECONDS:
            return None
        body = self._encode(active)
        if not now and body == self._told and age < IDLE_SECONDS:
            return None
        self._told, self._told_at = body, time.monotonic()
        return Reply(ROUTING_KEY, None, body)

    def _encode(self, active: int) -> bytes:
        report = {
            "kind": "report",
            "worker": self._settings.worker,
            "queue": self._settings.queue,
            "processes": self._settings.concurrency,
            "active": active,
            "tasks": {task: counts.to_json() for task, counts in self._tasks.items()},
        }
        return json.dumps(report, separators=(",", ":")).encode()

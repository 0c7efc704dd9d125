"""Calls that their callers want no answer to any more, whether they have come yet or not."""

import time
from collections import OrderedDict

MAX_REMEMBERED = 20_000
REMEMBERED_SECONDS = 3_600.0


class Cancellations:
    """Remembers the ids of calls that have not come, for an hour, and no more than a bound."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, float] = OrderedDict()

    def remember(self, task_id: str) -> None:
        self._ids[task_id] = time.monotonic() + REMEMBERED_SECONDS
        self._ids.move_to_end(task_id)
        if len(self._ids) > MAX_REMEMBERED:
            self._ids.popitem(last=False)

    def has(self, task_id: str) -> bool:
        until = self._ids.get(task_id)
        return until is not None and until > time.monotonic()

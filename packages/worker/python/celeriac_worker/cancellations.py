"""Calls that their callers want no answer to any more, whether they have come yet or not."""

import json
import logging
import time
from collections import OrderedDict

log = logging.getLogger("celeriac_worker")

MAX_REMEMBERED = 20_000
REMEMBERED_SECONDS = 3_600.0
MAX_ID_CHARACTERS = 255


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


def parse_cancellation(body: bytes | str) -> tuple[str, bool] | None:
    """The id of the call, and whether to kill it at once; none for any other message."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    if isinstance(message, dict) and message.get("kind") == "cancel":
        task_id, mode = message.get("id"), message.get("mode")
        known = isinstance(task_id, str) and 0 < len(task_id) <= MAX_ID_CHARACTERS
        if known and mode in ("soft", "kill"):
            return task_id, mode == "kill"
    log.warning("A control message was not understood.")
    return None

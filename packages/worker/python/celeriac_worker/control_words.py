"""What a worker is told on its control queue."""

import json
import logging
from dataclasses import dataclass

log = logging.getLogger("celeriac_worker")

MAX_ID_CHARACTERS = 255


@dataclass(frozen=True)
class Cancel:
    """The caller of one call gives it up; with ``kill`` at once."""

    task_id: str
    kill: bool


@dataclass(frozen=True)
class End:
    """Whatever runs here is ended, and its callers are told why and what they can do."""

    reason: str
    remedy: str


def parse_control_word(body: bytes | str) -> Cancel | End | None:
    """None for any other message."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    word = _to_word(message) if isinstance(message, dict) else None
    if word is None:
        log.warning("A control message was not understood.")
    return word


def _to_word(message: dict[str, object]) -> Cancel | End | None:
    if message.get("kind") == "cancel":
        task_id, mode = message.get("id"), message.get("mode")
        known = isinstance(task_id, str) and 0 < len(task_id) <= MAX_ID_CHARACTERS
        return Cancel(task_id, mode == "kill") if known and mode in ("soft", "kill") else None
    if message.get("kind") == "end":
        reason, remedy = message.get("reason"), message.get("remedy")
        return End(reason, remedy) if isinstance(reason, str) and isinstance(remedy, str) else None
    return None

"""Replies as they travel to callers."""

import json
from dataclasses import dataclass

import amqp

from .failure import CallFailure

RESULTS_EXCHANGE = "celeriac.results"
MAX_REPLY_BYTES = 16 * 1024 * 1024
"""What a broker of version 4 takes by default."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to ``celeriac.results``."""

    routing_key: str
    correlation_id: str | None
    body: bytes


def encode_reply(reply: dict[str, object]) -> bytes:
    """A reply as JSON; raises ``INVALID_RESULT`` where it is too large for the broker."""
    body = json.dumps(reply, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    if len(body) > MAX_REPLY_BYTES:
        raise CallFailure(
            "INVALID_RESULT",
            f"The result takes {len(body)} bytes as JSON; at most {MAX_REPLY_BYTES} can be sent.",
        )
    return body


def to_ready_reply(worker: str) -> Reply:
    """Says that the worker has its consumer on its queue."""
    body = encode_reply({"kind": "ready", "worker": worker})
    return Reply(f"celeriac.ready.{worker}", None, body)


def to_message(reply: Reply, user: str, *, persistent: bool = True) -> amqp.Message:
    """A message with the user that the broker validates."""
    properties = {
        "content_type": "application/json",
        "content_encoding": "utf-8",
        "delivery_mode": 2 if persistent else 1,
        "user_id": user,
    }
    if reply.correlation_id is not None:
        properties["correlation_id"] = reply.correlation_id
    return amqp.Message(reply.body, **properties)

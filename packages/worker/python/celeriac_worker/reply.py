"""Replies as they travel to callers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import amqp

from .body import BINARY_CONTENT_TYPE, encode_body, is_binary
from .call import Call
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


def encode_reply(reply: dict[str, object], parts: Sequence[memoryview] = ()) -> bytes:
    """A reply as JSON, or with its parts as a binary body.

    Raises ``INVALID_RESULT`` where it is too large for the broker.
    """
    text = json.dumps(reply, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    size = len(text) + sum(part.nbytes for part in parts)
    if size > MAX_REPLY_BYTES:
        raise CallFailure(
            "INVALID_RESULT",
            f"The result takes {size} bytes; at most {MAX_REPLY_BYTES} can be sent.",
        )
    return encode_body(text, parts) if parts else text


def to_ready_reply(worker: str, imports: dict[str, object]) -> Reply:
    """Says that the worker has its consumer on its queue, and what its app's imports took."""
    body = encode_reply({"kind": "ready", "worker": worker, "imports": imports})
    return Reply(f"celeriac.ready.{worker}", None, body)


def to_running_reply(call: Call, worker: str) -> Reply | None:
    """Says that a call runs, to whoever may not know; none where nobody waits."""
    if call.reply_to is None:
        return None
    run = {"run": call.attempt} if call.attempt > 1 else {}
    body = encode_reply({"kind": "started", **run, "worker": worker})
    return Reply(call.reply_to, call.correlation_id, body)


def content_of(reply: Reply) -> tuple[str, str]:
    """Content type and encoding of a reply's body."""
    return (BINARY_CONTENT_TYPE, "binary") if is_binary(reply.body) else ("application/json", "utf-8")


def to_message(reply: Reply, user: str) -> amqp.Message:
    """A persistent message with the user that the broker validates."""
    content_type, encoding = content_of(reply)
    properties = {
        "content_type": content_type,
        "content_encoding": encoding,
        "delivery_mode": 2,
        "user_id": user,
    }
    if reply.correlation_id is not None:
        properties["correlation_id"] = reply.correlation_id
    return amqp.Message(reply.body, **properties)

"""One call, from its message to its arguments."""

import json
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from .body import BodyError, is_binary, split_body
from .failure import CallFailure
from .time_limits import TimeLimits


@dataclass(frozen=True, slots=True)
class Call:
    """Everything of a message but its arguments."""

    task_id: str
    reply_to: str | None
    correlation_id: str
    wanted: int
    """Which events it asked for, by the bits of ``Wanted``."""

    attempt: int
    run: int = 0
    """Number of this run in its worker, from 1."""

    limits: TimeLimits | None = None
    trace: tuple[tuple[str, str], ...] = ()
    """Headers that tell of the caller's span."""


to_fields = attrgetter(*Call.__slots__)
"""The fields of a call in their order, which take a third of its own time to pickle."""


class Arguments(NamedTuple):
    """The body of a task's message."""

    wire: dict[str, object]
    parts: tuple[memoryview, ...]
    blobs: object
    """What it says of where large results go; ``None`` where it says nothing."""


def parse_arguments(body: bytes | str) -> Arguments:
    """Reads a body ``[args, kwargs, embed]``; refuses with ``MALFORMED_MESSAGE``."""
    parts: tuple[memoryview, ...] = ()
    try:
        if isinstance(body, bytes) and is_binary(body):
            body, parts = split_body(body)
        payload = json.loads(body, parse_constant=_refuse_constant)
    except BodyError as error:
        raise CallFailure("MALFORMED_MESSAGE", f"The binary body is broken: {error}.") from None
    except (ValueError, RecursionError) as error:
        raise CallFailure("MALFORMED_MESSAGE", f"The body is no JSON: {error}") from None
    if not isinstance(payload, list) or len(payload) != 3:
        raise CallFailure("MALFORMED_MESSAGE", "The body is not [args, kwargs, embed].")
    args, kwargs, embed = payload
    if args != [] or not isinstance(kwargs, dict):
        raise CallFailure("MALFORMED_MESSAGE", "Arguments go by name: args must be empty.")
    ours = dict(embed) if isinstance(embed, dict) else {}
    blobs = ours.pop("blobs", None)
    if not (embed is None or isinstance(embed, dict)) or any(ours.values()):
        raise CallFailure("MALFORMED_MESSAGE", "Callbacks, chains and chords are not supported.")
    return Arguments(kwargs, parts, blobs)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"JSON has no {name}")

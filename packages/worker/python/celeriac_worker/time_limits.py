"""How long a function may run: the smallest of what its header, its app and its caller say."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .failure import CallFailure


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of seconds, and who says so."""

    seconds: float
    origin: str

    def __str__(self) -> str:
        return f"{self.seconds:g} s ({self.origin})"


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """``soft`` interrupts the function, ``hard`` ends its process."""

    soft: Limit | None = None
    hard: Limit | None = None

    def merged(self, other: "TimeLimits") -> "TimeLimits":
        """The smaller of each; the earlier one of two that are the same."""
        return TimeLimits(_least((self.soft, other.soft)), _least((self.hard, other.hard)))


NO_LIMITS = TimeLimits()


def to_limits(origin: str, *, soft: float | None, hard: float | None) -> TimeLimits:
    return TimeLimits(
        None if soft is None else Limit(soft, origin),
        None if hard is None else Limit(hard, origin),
    )


def parse_limits_header(header: object) -> TimeLimits:
    """Those of a call: ``[hard, soft]``, as Celery's header ``timelimit`` has them.

    Refuses with ``MALFORMED_MESSAGE``.
    """
    if header is None:
        return NO_LIMITS
    if isinstance(header, (list, tuple)) and len(header) == 2 and all(map(_is_limit, header)):
        hard, soft = header
        return NO_LIMITS if hard is soft is None else to_limits("the call", soft=soft, hard=hard)
    raise CallFailure("MALFORMED_MESSAGE", "The header timelimit is not [hard, soft] in seconds.")


def _is_limit(limit: object) -> bool:
    if limit is None:
        return True
    number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    return number and math.isfinite(limit) and limit > 0


def _least(limits: Iterable[Limit | None]) -> Limit | None:
    return min((one for one in limits if one is not None), key=lambda one: one.seconds, default=None)

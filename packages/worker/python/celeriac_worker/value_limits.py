"""What the options of an input allow beyond its type, checked again where the call runs."""

import re
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from .datetimes import encode_datetime
from .value_problem import ValueProblem, describe

VALIDATOR_SECONDS = 1.0
"""What all validators of one call may take; a pattern can take for ever on a text made for it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input allows: the choices as they travel, the range, the patterns of its text."""

    choices: tuple[object, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    patterns: tuple[str, ...] = ()
    """Regular expressions, one match of each of which a text has to have."""

    def check(self, wire: object, value: object) -> None:
        """Raises ``ValueProblem``; of a list each element is checked, but for the range."""
        if self.choices is not None:
            _each(self._check_choice, encode_datetime(value) if isinstance(value, datetime) else wire)
        if self.minimum is not None and not value >= self.minimum:  # type: ignore[operator]
            raise ValueProblem("below-min", f"expected at least {self.minimum}, got {describe(value)}")
        if self.maximum is not None and not value <= self.maximum:  # type: ignore[operator]
            raise ValueProblem("above-max", f"expected at most {self.maximum}, got {describe(value)}")

    def check_patterns(self, value: object) -> None:
        """Raises ``ValueProblem``; to be called within ``validator_time``."""
        for pattern in self.patterns:
            _each(lambda text: _match(pattern, text), value)

    def _check_choice(self, wire: object) -> None:
        assert self.choices is not None
        # Python's True equals 1.
        truth = isinstance(wire, bool)
        if not any(wire == each and isinstance(each, bool) == truth for each in self.choices):
            allowed = ", ".join(repr(choice) for choice in self.choices[:20])
            raise ValueProblem("not-a-choice", f"expected one of {allowed}, got {describe(wire)}")


def find_broken(patterns: Iterable[str]) -> str | None:
    """Why one of the patterns is none."""
    for pattern in patterns:
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            return f"{pattern} is no regular expression of Python: {error}"
    return None


@contextmanager
def validator_time() -> Iterator[None]:
    """Within it a match that takes too long is broken off and refused.

    Python's ``re`` looks for signals while it matches, so an alarm ends it: no process, no thread
    and no other library is needed. To be used in the main thread, outside of user code.
    """

    def on_alarm(_signal: int, _frame: object) -> None:
        raise ValueProblem(
            "validator-timeout", f"its validator took longer than {VALIDATOR_SECONDS:g} s for this value"
        )

    before = signal.signal(signal.SIGALRM, on_alarm)
    # Again and again, because each match that is left has to be broken off too.
    signal.setitimer(signal.ITIMER_REAL, VALIDATOR_SECONDS, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _match(pattern: str, value: object) -> None:
    if isinstance(value, str) and not re.search(pattern, value):
        raise ValueProblem(
            "no-match", f"expected text that matches {pattern}, got {describe(value)}"
        )


def _each(check: Callable[[object], None], value: object) -> None:
    if not isinstance(value, list):
        return check(value)
    for index, item in enumerate(value):
        try:
            check(item)
        except ValueProblem as problem:
            raise problem.below(f"[{index}]") from None

"""What a function prints and logs, told to its caller line by line, within bounds."""

import io
import logging
import time
from typing import TextIO

from .call_events import CallEvents
from .failure import clean_text

MAX_LINE_CHARACTERS = 4_096
MAX_LINES = 10_000
LINES_PER_SECOND = 1_000
"""Also how many may come at once."""


class OutputLines:
    """Counts and sends the lines of one call; what is beyond a bound is left out, and told at the end."""

    def __init__(self, events: CallEvents):
        self._events = events
        self._sent = 0
        self._left_out = 0
        self._credit = float(LINES_PER_SECOND)
        self._credited = time.monotonic()

    def tell(self, stream: str, text: str, level: str | None = None) -> None:
        if not self._events.are_of_this_thread():
            return
        if not self._has_credit():
            self._left_out += 1
            return
        if len(text) > MAX_LINE_CHARACTERS:
            text = f"{text[:MAX_LINE_CHARACTERS]}… (the line is longer)"
        if self._send(stream, text, level):
            self._sent += 1
        else:
            self._left_out += 1

    def finish(self) -> None:
        """Says once how much was left out."""
        if self._left_out > 0:
            text = (
                f"{self._left_out} lines are left out here: at most {MAX_LINES} of a call are told, "
                f"{LINES_PER_SECOND} a second, and none while the broker is away or slow."
            )
            self._send("logging", text, "warning")

    def _send(self, stream: str, text: str, level: str | None) -> bool:
        line: dict[str, object] = {"stream": stream, "text": clean_text(text)}
        if level is not None:
            line["level"] = level
        return self._events.tell("log", line)

    def _has_credit(self) -> bool:
        now = time.monotonic()
        earned = (now - self._credited) * LINES_PER_SECOND
        self._credit, self._credited = min(self._credit + earned, LINES_PER_SECOND), now
        if self._credit < 1 or self._sent >= MAX_LINES:
            return False
        self._credit -= 1
        return True


class ForwardedStream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` while a function runs: still written, and told line by line."""

    def __init__(self, name: str, original: TextIO, lines: OutputLines):
        self._name = name
        self._original = original
        self._lines = lines
        self._begun = ""

    def write(self, text: str) -> int:
        written = self._original.write(text)
        *whole, rest = (self._begun + text).split("\n")
        for line in whole:
            self._lines.tell(self._name, line.removesuffix("\r"))
        # A line that never ends takes no more memory than is told of it.
        self._begun = rest if len(rest) <= MAX_LINE_CHARACTERS else rest[: MAX_LINE_CHARACTERS + 1]
        return written

    def finish(self) -> None:
        """Tells a last line that no line break ended."""
        if self._begun:
            self._lines.tell(self._name, self._begun)
            self._begun = ""

    def writable(self) -> bool:
        return True

    def flush(self) -> None:
        self._original.flush()

    def fileno(self) -> int:
        return self._original.fileno()

    def isatty(self) -> bool:
        return False

    @property
    def encoding(self) -> str:
        return self._original.encoding

    @property
    def errors(self) -> str | None:
        return self._original.errors

    @property
    def buffer(self) -> object:
        return self._original.buffer


class ForwardingHandler(logging.Handler):
    """Tells what the function's code logs; the runtime's own lines are none of the caller's."""

    def __init__(self, lines: OutputLines):
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "celeriac_worker":
            return
        try:
            text = self.format(record)
        except Exception:
            self.handleError(record)
            return
        self._lines.tell("logging", text, record.levelname.lower())

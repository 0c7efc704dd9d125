"""What importing an app's modules takes, and which libraries take most of it."""

import builtins
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from time import perf_counter
from types import TracebackType

MOST_LIBRARIES = 5
LEAST_SECONDS = 0.01
"""What takes less is not worth a word."""

_FRAMES = str(Path(__file__).parent / "frames")


class ImportTimes:
    """Measures the libraries that the app's own files import, each with all that it imports itself.

    The app's modules run as they stand and in their order, as what is before an import may matter to
    it; so the ``import`` statement itself is measured.
    """

    def __init__(self, code_root: Path):
        self._code_root = code_root
        self._roots = (f"{code_root}/", f"{_FRAMES}/")
        self._seconds = 0.0
        self._libraries: dict[str, float] = {}

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Whatever is imported within is counted."""
        original = builtins.__import__
        thread = get_ident()
        begun = perf_counter()

        def measure(name, globals=None, locals=None, fromlist=(), level=0):
            if level > 0 or get_ident() != thread or not self._is_within(globals):
                return original(name, globals, locals, fromlist, level)
            began = perf_counter()
            try:
                return original(name, globals, locals, fromlist, level)
            finally:
                self._note(name.partition(".")[0], perf_counter() - began)

        builtins.__import__ = measure
        try:
            yield
        finally:
            # What a library has put in its place calls ours, which then does no more than pass on.
            if builtins.__import__ is measure:
                builtins.__import__ = original
            thread = 0
            self._seconds += perf_counter() - begun

    def to_word(self) -> dict[str, object]:
        """In milliseconds, the slowest library first."""
        slowest = sorted(self._libraries.items(), key=lambda one: -one[1])[:MOST_LIBRARIES]
        return {
            "ms": round(self._seconds * 1000),
            "libraries": [
                {"name": name, "ms": round(seconds * 1000)}
                for name, seconds in slowest
                if seconds >= LEAST_SECONDS
            ],
        }

    def _is_within(self, module: Mapping[str, object] | None) -> bool:
        return str((module or {}).get("__file__")).startswith(self._roots)

    def _note(self, name: str, seconds: float) -> None:
        own = self._code_root / name
        if not own.is_dir() and not own.with_suffix(".py").is_file():
            self._libraries[name] = self._libraries.get(name, 0.0) + seconds


def forget_measuring(error: BaseException) -> None:
    """Takes the frames of this file from the tracebacks of an error and of those that led to it."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__]
        step = one.__traceback__
        while step is not None:
            step.tb_next = _beyond_ours(step.tb_next)
            step = step.tb_next


def _beyond_ours(step: TracebackType | None) -> TracebackType | None:
    while step is not None and step.tb_frame.f_code.co_filename == __file__:
        step = step.tb_next
    return step

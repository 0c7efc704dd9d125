"""Calls a user's function, whatever kind it is: plain, ``async``, or one that yields."""

import asyncio
import inspect
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a function ended."""

    returned: object
    yielded: int | None = None
    """How many values a generator gave; ``None`` where it was none."""

    @property
    def is_empty(self) -> bool:
        """A generator that returned nothing: what it yielded is its result."""
        return self.yielded is not None and self.returned is None


def run_function(call: Callable[[], object], emit: Callable[[object], None]) -> Outcome:
    """Calls, awaits or iterates to the end; ``emit`` takes each value that is yielded."""
    returned = call()
    if inspect.isgenerator(returned):
        return _iterate(returned, emit)
    if inspect.isasyncgen(returned):
        return asyncio.run(_iterate_async(returned, emit))
    return Outcome(asyncio.run(returned) if inspect.iscoroutine(returned) else returned)


def _iterate(generator: Generator[object, None, object], emit: Callable[[object], None]) -> Outcome:
    yielded = 0
    try:
        while True:
            try:
                value = next(generator)
            except StopIteration as end:
                return Outcome(end.value, yielded)
            emit(value)
            yielded += 1
            del value  # its bytes need not be there beside those of the next one
    finally:
        generator.close()


async def _iterate_async(
    generator: AsyncGenerator[object, None], emit: Callable[[object], None]
) -> Outcome:
    yielded = 0
    try:
        async for value in generator:
            emit(value)
            yielded += 1
    finally:
        await generator.aclose()
    return Outcome(None, yielded)

"""What a function that takes ``ctx`` is told of its call."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaskContext:
    """One run of one call."""

    task_id: str
    """Id of the call, as its caller knows it."""

    function: str
    """Call name: ``Demo:add``."""

    attempt: int
    """From 1; above 1 only where an idempotent function runs again after a loss."""

    worker: str
    """Name of the worker that runs it."""

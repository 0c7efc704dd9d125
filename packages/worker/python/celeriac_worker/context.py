"""What a function that takes ``ctx`` is told of its call, and may say of it."""

from dataclasses import dataclass

from . import task_api
from .time_limits import NO_LIMITS, TimeLimits


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

    time_limits: TimeLimits = NO_LIMITS
    """``soft`` and ``hard``, each with its ``seconds`` and its ``origin``; ``None`` where there is none."""

    def progress(self, percent: float | None = None, text: str | None = None) -> None:
        """The same as ``celeriac_worker.progress``."""
        task_api.progress(percent, text)

    def log(self, text: object, level: str = "info") -> None:
        """The same as ``celeriac_worker.log``."""
        task_api.log(text, level)

    @property
    def cancelled(self) -> bool:
        """The same as ``celeriac_worker.cancelled()``."""
        return task_api.cancelled()

    @property
    def settings(self) -> task_api.AppSettings:
        """The same as ``celeriac_worker.settings``."""
        return task_api.settings

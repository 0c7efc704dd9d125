"""The runtime of Celeriac's workers: guarded Celery for annotated functions.

A function may use ``progress``, ``log``, ``cancelled`` and ``settings``, and take a ``TaskContext``
as ``ctx``; it needs none of them, and outside of a worker they do no harm. ``Cancelled`` is raised in
one whose caller gives it up.
"""

from .context import TaskContext
from .task_api import Cancelled, cancelled, log, progress, settings

__all__ = ["Cancelled", "TaskContext", "__version__", "cancelled", "log", "progress", "settings"]

__version__ = "0.1.0"

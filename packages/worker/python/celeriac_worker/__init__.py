"""The runtime of Celeriac's workers: guarded Celery for annotated functions."""

from .context import TaskContext

__all__ = ["TaskContext", "__version__"]

__version__ = "0.1.0"

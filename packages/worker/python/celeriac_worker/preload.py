"""Imports ahead of time what a worker is going to import anyway."""

import ast
import gc
import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

from .function_table import read_function_table
from .user_modules import import_frame_libraries

RUNTIME_MODULES = (
    "celeriac_worker.application",
    "celeriac_worker.guarded_consumer",
    "celeriac_worker.guarded_pool",
    "celeriac_worker.main",
    "celeriac_worker.queue_consumer",
    "celeriac_worker.warm_shutdown",
)


def preload_runtime() -> None:
    """What every worker has."""
    _import_all(RUNTIME_MODULES)


def preload_app(directory: str, table: str) -> None:
    """What the modules of an app import at their top and is not of the app; what fails is left to it."""
    try:
        import_frame_libraries(read_function_table(Path(table)))
    except (OSError, ValueError):
        pass  # the worker says so
    for file in sorted(Path(directory).rglob("*.py")):
        try:
            tree = ast.parse(file.read_bytes())
        except (OSError, SyntaxError, ValueError):
            continue
        for statement in tree.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                _run(statement)
    gc.collect()
    gc.freeze()


def _run(statement: ast.Import | ast.ImportFrom) -> None:
    """As it stands, so that no more and no less is imported than by the app itself."""
    if isinstance(statement, ast.ImportFrom) and statement.level > 0:
        return
    try:
        exec(compile(ast.Module([statement], []), "<preload>", "exec"), {})
    except KeyboardInterrupt:
        raise
    except BaseException:
        pass  # the app's own, or one that fails: the app is told when it imports it


def _import_all(modules: Iterable[str]) -> None:
    for name in modules:
        if name not in sys.modules:
            try:
                importlib.import_module(name)
            except ImportError:
                pass

"""Imports the app's modules, each failing for its own functions only."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from .failure import CallFailure, from_exception
from .frames import import_library
from .function_table import FunctionEntry, FunctionTable, Parameter
from .import_times import forget_measuring
from .value_limits import find_broken


@dataclass(frozen=True, slots=True)
class LoadedFunction:
    """A function that can be called, or the failure that every call of it is answered with."""

    entry: FunctionEntry
    call: Callable[..., object] | None = None
    failure: CallFailure | None = None


def load_functions(table: FunctionTable, code_root: Path) -> tuple[LoadedFunction, ...]:
    """Imports every module of the table once and finds the functions in them.

    The app's folder stands last in ``sys.path``: a file of the app named like a library hides
    nothing of that library, in the worker or in other libraries. The functions of such a file are
    answered with ``IMPORT_FAILED``.
    """
    sys.path.append(str(code_root))
    modules: dict[str, ModuleType | CallFailure] = {}
    loaded = []
    for entry in table.functions:
        if entry.module not in modules:
            modules[entry.module] = _import_module(entry.module, code_root)
        loaded.append(_find_function(entry, modules[entry.module]))
    import_frame_libraries(table)
    return tuple(loaded)


def import_frame_libraries(table: FunctionTable) -> None:
    """What the frames of an app are made with, so that its first call does not wait for it."""
    for entry in table.functions:
        for form in {parameter.form for parameter in _frames_of(entry)}:
            import_library(form)


def _frames_of(entry: FunctionEntry) -> list[Parameter]:
    """The frames that it is given; where there are none, those that it gives."""

    def is_frame(parameter: Parameter) -> bool:
        return "dataframe" in (parameter.type.name, parameter.type.element_name)

    return list(filter(is_frame, entry.inputs)) or list(filter(is_frame, entry.outputs))


def _import_module(name: str, code_root: Path) -> ModuleType | CallFailure:
    try:
        module = importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a module may end with sys.exit()
        forget_measuring(error)
        return from_exception("IMPORT_FAILED", error, code_root)
    file = getattr(module, "__file__", None)
    if file is not None and Path(file).is_relative_to(code_root):
        return module
    return CallFailure(
        "IMPORT_FAILED",
        f"The module {name} of the app has the name of an installed one ({file or 'built in'}); "
        "rename its file.",
    )


def _find_function(entry: FunctionEntry, module: ModuleType | CallFailure) -> LoadedFunction:
    if isinstance(module, CallFailure):
        return LoadedFunction(entry, failure=module)
    for parameter in entry.inputs:
        broken = find_broken(parameter.limits.patterns)
        if broken is not None:
            message = f"The validator of {parameter.name} cannot be used: {broken}."
            return LoadedFunction(entry, failure=CallFailure("IMPORT_FAILED", message))
    function = getattr(module, entry.definition, None)
    if callable(function):
        return LoadedFunction(entry, call=function)
    what = "no function" if function is None else "something that is no function"
    message = f"The module {entry.module} has {what} named {entry.definition} once it is imported."
    return LoadedFunction(entry, failure=CallFailure("IMPORT_FAILED", message))

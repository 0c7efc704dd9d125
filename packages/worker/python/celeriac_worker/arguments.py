"""From the arguments of a message to the parameters of a ``def``."""

import inspect
from collections.abc import Callable, Mapping

from .codec import decode_value
from .failure import CallFailure
from .function_table import FunctionEntry
from .value_problem import ValueProblem


def decode_arguments(entry: FunctionEntry, wire: Mapping[str, object]) -> dict[str, object]:
    """Decodes by declared type; optional inputs may be missing; refuses with ``INVALID_ARGUMENT``."""
    problems = [f"{name}: {entry.task} has no such input" for name in wire.keys() - _names(entry)]
    decoded: dict[str, object] = {}
    for parameter in entry.inputs:
        if parameter.name not in wire:
            if not parameter.optional:
                problems.append(f"{parameter.name}: the argument is missing")
            continue
        value = wire[parameter.name]
        if value is None and parameter.nullable:
            decoded[parameter.name] = None
            continue
        try:
            decoded[parameter.name] = decode_value(parameter.type, value)
        except ValueProblem as problem:
            problems.append(f"{parameter.name}{problem.path}: {problem.message}")
    if problems:
        raise CallFailure("INVALID_ARGUMENT", "; ".join(sorted(problems)))
    return decoded


def _names(entry: FunctionEntry) -> set[str]:
    return {parameter.name for parameter in entry.inputs}


Binder = Callable[[Mapping[str, object]], tuple[list[object], dict[str, object]]]


def create_binder(function: Callable[..., object]) -> Binder:
    """Makes what turns arguments by name into those of the call.

    All go by name but for positional-only parameters; one of these that is left out before another
    that is given takes the default of the ``def``.
    """
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        parameters = ()
    positional = [p for p in parameters if p.kind is inspect.Parameter.POSITIONAL_ONLY]
    if not positional:
        return lambda values: ([], dict(values))

    def bind(values: Mapping[str, object]) -> tuple[list[object], dict[str, object]]:
        rest = dict(values)
        last = max((i for i, p in enumerate(positional) if p.name in rest), default=-1)
        args = [rest.pop(p.name, p.default) for p in positional[: last + 1]]
        if inspect.Parameter.empty in args:
            missing = positional[args.index(inspect.Parameter.empty)].name
            raise CallFailure("INVALID_ARGUMENT", f"{missing}: the def gives it no default")
        return args, rest

    return bind

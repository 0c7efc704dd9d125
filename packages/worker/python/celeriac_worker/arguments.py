"""From the arguments of a message to the parameters of a ``def``."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from .codec import decode_value
from .column_checks import check_columns
from .failure import CallFailure
from .function_table import FunctionEntry, Parameter
from .incoming import Incoming
from .value_limits import validator_time
from .value_problem import ValueProblem


def decode_arguments(
    entry: FunctionEntry, wire: Mapping[str, object], incoming: Incoming
) -> dict[str, object]:
    """Decodes by declared type and checks what the options allow; optional inputs may be missing.

    Refuses with ``INVALID_ARGUMENT``, which tells everything that is wrong.
    """
    problems = Problems()
    for name in wire.keys() - {parameter.name for parameter in entry.inputs}:
        problems.append(f"{name}: {entry.task} has no such input")
    decoded: dict[str, object] = {}
    for parameter in entry.inputs:
        if parameter.name not in wire:
            if not parameter.optional:
                problems.append(f"{parameter.name}: the argument is missing")
            continue
        with problems.of(parameter.name):
            decoded[parameter.name] = _decode(parameter, wire[parameter.name], incoming)
    with_patterns = [p for p in entry.inputs if p.limits.patterns and p.name in decoded]
    if with_patterns:
        with validator_time():
            for parameter in with_patterns:
                with problems.of(parameter.name):
                    parameter.limits.check_patterns(decoded[parameter.name])
    for parameter in entry.inputs:
        if parameter.columns is not None and parameter.name in decoded:
            value = decoded[parameter.name]
            problems += check_columns(parameter.name, value, parameter.columns, incoming.frames)
    if problems:
        raise CallFailure("INVALID_ARGUMENT", "; ".join(sorted(problems)))
    return decoded


class Problems(list[str]):
    """What is wrong with the arguments of a call."""

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        try:
            yield
        except ValueProblem as problem:
            self.append(f"{name}{problem.path}: {problem.message}")


def _decode(parameter: Parameter, wire: object, incoming: Incoming) -> object:
    if wire is None and parameter.nullable:
        return None
    value = decode_value(parameter.type, wire, partial(incoming.decode, parameter))
    if value is not None:
        parameter.limits.check(wire, value)
    return value


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

"""From what a function returned to the value that its caller gets."""

from collections.abc import Sequence
from functools import partial

from .codec import encode_value
from .failure import CallFailure
from .function_table import FunctionEntry, Parameter
from .outgoing import Outgoing
from .value_problem import ValueProblem, describe


def encode_outputs(entry: FunctionEntry, returned: object, outgoing: Outgoing) -> object:
    """None declared: null. One: its value. Several, as tuple in order or dict by name: an object.

    Refuses with ``INVALID_RESULT``, naming the output and the place in it.
    """
    if not entry.outputs:
        return None
    if len(entry.outputs) == 1:
        return _encode(entry.outputs[0], returned, outgoing)
    values = _by_name(entry, returned)
    return {output.name: _encode(output, values[output.name], outgoing) for output in entry.outputs}


def _by_name(entry: FunctionEntry, returned: object) -> dict[str, object]:
    names = [output.name for output in entry.outputs]
    if isinstance(returned, dict):
        if returned.keys() == set(names):
            return returned
        got = ", ".join(sorted(map(str, returned))) or "nothing"
        raise _refused(entry, f"expected a dict of {', '.join(names)}, got one of {got}")
    if isinstance(returned, Sequence) and not isinstance(returned, (str, bytes)):
        if len(returned) == len(names):
            return dict(zip(names, returned))
        raise _refused(entry, f"expected {len(names)} values ({', '.join(names)}), got {len(returned)}")
    raise _refused(
        entry, f"expected a tuple or a dict of {', '.join(names)}, got {describe(returned)}"
    )


def _refused(entry: FunctionEntry, message: str) -> CallFailure:
    return CallFailure("INVALID_RESULT", f"The result of {entry.task}: {message}.")


def _encode(output: Parameter, value: object, outgoing: Outgoing) -> object:
    if value is None and output.nullable:
        return None
    try:
        return encode_value(output.type, value, partial(outgoing.encode, output))
    except ValueProblem as problem:
        raise CallFailure(
            "INVALID_RESULT", f"{output.name}{problem.path}: {problem.message}."
        ) from None

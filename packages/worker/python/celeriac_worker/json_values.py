"""JSON values, as ``object``, ``dynamic``, ``list`` and ``map`` hold them."""

import math

from .value_problem import ValueProblem, describe, key_step, wrong_type

SAFE_INTEGER = 2**53 - 1


def check_text(value: str) -> str:
    """Refuses lone surrogates, which UTF-8 cannot carry."""
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueProblem("lone-surrogate", "the text holds a lone surrogate") from None
    return value


def check_safe(value: int) -> int:
    """Refuses integers that JavaScript's numbers do not hold exactly."""
    if not -SAFE_INTEGER <= value <= SAFE_INTEGER:
        raise ValueProblem("unsafe-integer", "the integer is beyond 2^53 - 1; declare it as bigint")
    return value


def plain(value: object) -> object:
    """The Python value of a NumPy scalar; anything else as it is."""
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        return value.item()  # type: ignore[attr-defined]
    return value


def to_json(value: object) -> object:
    """A value that JSON can hold, with tuples as lists; refuses every other."""
    value = plain(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return check_text(value)
    if isinstance(value, int):
        return check_safe(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueProblem("not-json", f"JSON has no {value}; declare the value as double")
        return value
    if isinstance(value, (list, tuple)):
        return to_json_list(value)
    if isinstance(value, dict):
        return to_json_object(value)
    raise ValueProblem("not-json", f"JSON cannot hold {describe(value)}")


def to_json_list(value: object) -> list[object]:
    if not isinstance(value, (list, tuple)):
        raise wrong_type("a list", value)
    items = []
    for index, item in enumerate(value):
        try:
            items.append(to_json(item))
        except ValueProblem as problem:
            raise problem.below(f"[{index}]") from None
    return items


def to_json_object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise wrong_type("a dict with string keys", value)
    members = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise wrong_type("a string as key", key)
        try:
            check_text(key)
            members[key] = to_json(item)
        except ValueProblem as problem:
            raise problem.below(key_step(key)) from None
    return members

"""JSON values, as ``object``, ``dynamic``, ``list`` and ``map`` hold them."""

import math
from collections.abc import Callable
from decimal import Decimal

from .value_problem import ValueProblem, describe, key_step, not_a_list, wrong_type

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


def to_number(value: int) -> int | float:
    """An integer as a caller's JSON has it; beyond the safe ones all numbers of JavaScript are floats."""
    if -SAFE_INTEGER <= value <= SAFE_INTEGER:
        return value
    try:
        number = float(value)
    except OverflowError:
        return check_safe(value)
    # JavaScript writes the shortest digits that stand for a float, and zeros behind them.
    is_float = number == value or int(Decimal(repr(number))) == value
    return number if is_float else check_safe(value)


def plain(value: object) -> object:
    """The Python value of a NumPy scalar; anything else as it is."""
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        return value.item()  # type: ignore[attr-defined]
    return value


Whole = Callable[[int], int | float]
"""What becomes of an integer: ``check_safe`` of one that is sent, ``to_number`` of one that came."""


def to_json(value: object, whole: Whole = check_safe) -> object:
    """A value that JSON can hold, with tuples as lists; refuses every other."""
    value = plain(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return check_text(value)
    if isinstance(value, int):
        return whole(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueProblem("not-json", f"JSON has no {value}; declare the value as double")
        return value
    if isinstance(value, (list, tuple)):
        return to_json_list(value, whole)
    if isinstance(value, dict):
        return to_json_object(value, whole)
    raise ValueProblem("not-json", f"JSON cannot hold {describe(value)}")


def to_json_list(value: object, whole: Whole = check_safe) -> list[object]:
    if not isinstance(value, (list, tuple)):
        raise not_a_list(value)
    items = []
    for index, item in enumerate(value):
        try:
            items.append(to_json(item, whole))
        except ValueProblem as problem:
            raise problem.below(f"[{index}]") from None
    return items


def to_json_object(value: object, whole: Whole = check_safe) -> dict[str, object]:
    if not isinstance(value, dict):
        raise wrong_type("a dict with string keys", value)
    members = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise wrong_type("a string as key", key)
        try:
            check_text(key)
            members[key] = to_json(item, whole)
        except ValueProblem as problem:
            raise problem.below(key_step(key)) from None
    return members

"""Values on the wire by their declared type, strict both ways; ``fixtures/values.json`` pins it."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from numbers import Integral, Real

from .byte_references import BYTES_TYPES
from .datetimes import decode_datetime, encode_datetime
from .json_values import (
    check_safe,
    check_text,
    plain,
    to_json,
    to_json_list,
    to_json_object,
    to_number,
)
from .value_problem import ValueProblem, describe, not_a_list, wrong_type

_ELEMENTS = {"string_list": "string", "column_list": "column"}
_BIGINT = re.compile(r"-?[0-9]+\Z")
_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


@dataclass(frozen=True, slots=True)
class ValueType:
    """A declared type; ``element`` is the ``T`` of ``list<T>``."""

    name: str
    element: str | None = None

    @property
    def element_name(self) -> str | None:
        """The type of a list's elements, where it has one."""
        return _ELEMENTS.get(self.name, self.element)

    @property
    def has_bytes(self) -> bool:
        """Whether its values, or the elements of them, are bytes beside the JSON."""
        return (self.element_name or self.name) in BYTES_TYPES

    @property
    def takes_null(self) -> bool:
        return self.name in ("object", "dynamic")


def _refuse_bytes(name: str, _value: object) -> object:
    raise ValueProblem("wrong-type", f"values of type {name} cannot travel here")


BytesConverter = Callable[[str, object], object]
"""Converts a value of the named type of ``BYTES_TYPES``."""


def decode_value(
    type_: ValueType, wire: object, decode_bytes: BytesConverter = _refuse_bytes
) -> object:
    """The Python value of a wire value; raises ``ValueProblem``."""
    return _convert((_DECODERS, decode_bytes), type_, wire)


def encode_value(
    type_: ValueType, value: object, encode_bytes: BytesConverter = _refuse_bytes
) -> object:
    """The wire value of a Python value; raises ``ValueProblem``."""
    return _convert((_ENCODERS, encode_bytes), type_, plain(value))


_Converters = tuple[Mapping[str, Callable[[object], object]], BytesConverter]


def _convert(converters: _Converters, type_: ValueType, value: object) -> object:
    if value is None and not type_.takes_null:
        raise ValueProblem("null-value", f"expected {type_.name}, got null")
    element = type_.element_name
    if element is None:
        by_name, convert_bytes = converters
        convert = by_name.get(type_.name)
        return convert_bytes(type_.name, value) if convert is None else convert(value)
    if not isinstance(value, (list, tuple)):
        raise not_a_list(value)
    items = []
    for index, item in enumerate(value):
        try:
            items.append(_convert(converters, ValueType(element), plain(item)))
        except ValueProblem as problem:
            raise problem.below(f"[{index}]") from None
    return items


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise wrong_type("an integer", value)
    if not isinstance(value, Integral):
        raise ValueProblem("not-an-integer", f"expected an integer, got {describe(value)}")
    return check_safe(int(value))


def _decode_bigint(wire: object) -> int:
    if not isinstance(wire, str):
        raise wrong_type("an integer as text", wire)
    if not _BIGINT.match(wire):
        raise ValueProblem("not-an-integer", f"{describe(wire)} is no integer")
    try:
        return int(wire)
    except ValueError as error:
        raise ValueProblem("not-an-integer", str(error)) from None


def _encode_bigint(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise wrong_type("an integer", value)
    if not isinstance(value, Integral):
        raise ValueProblem("not-an-integer", f"expected an integer, got {describe(value)}")
    try:
        return str(int(value))
    except ValueError as error:
        raise ValueProblem("not-an-integer", str(error)) from None


def _decode_double(wire: object) -> float:
    if isinstance(wire, str) and wire in _SPECIAL:
        return _SPECIAL[wire]
    if not _number(wire):
        raise wrong_type("a number", wire)
    try:
        return float(wire)  # type: ignore[arg-type]
    except OverflowError:
        raise ValueProblem("wrong-type", "the number is too large for a double") from None


def _encode_double(value: object) -> float | str:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise wrong_type("a number", value)
    try:
        number = float(value)
    except OverflowError:
        raise ValueProblem("wrong-type", "the number is too large for a double") from None
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return "-0" if number == 0 and math.copysign(1, number) < 0 else number


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise wrong_type("true or false", value)
    return value


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise wrong_type("a string", value)
    return check_text(value)


_SHARED: dict[str, Callable[[object], object]] = {
    "int": _int,
    "bool": _bool,
    "string": _string,
    "column": _string,
    "list": to_json_list,
    "map": to_json_object,
    "object": to_json,
    "dynamic": to_json,
}
_DECODERS = _SHARED | {
    "list": partial(to_json_list, whole=to_number),
    "map": partial(to_json_object, whole=to_number),
    "object": partial(to_json, whole=to_number),
    "dynamic": partial(to_json, whole=to_number),
    "bigint": _decode_bigint,
    "double": _decode_double,
    "datetime": decode_datetime,
}
_ENCODERS = _SHARED | {
    "bigint": _encode_bigint,
    "double": _encode_double,
    "datetime": encode_datetime,
}

"""The forms of Arrow types that every implementation reads."""

import pyarrow as pa
import pyarrow.types as types

from ..value_problem import ValueProblem, key_step

_MAX_OFFSET = 2**31 - 1


def to_plain(column: pa.Array | pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """The column without large offsets, views and run-ends; refuses extension types."""
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    try:
        target = _plain_type(column.type, column.nbytes > _MAX_OFFSET)
        return column if column.type.equals(target) else column.cast(target)
    except ValueProblem as problem:
        raise problem.below(key_step(name)) from None
    except pa.ArrowException as error:
        raise ValueProblem("wrong-type", str(error), key_step(name)) from None


def _plain_type(kind: pa.DataType, large: bool) -> pa.DataType:
    if isinstance(kind, pa.BaseExtensionType):
        raise ValueProblem(
            "wrong-type",
            f"the column is of type {kind}, which has no plain form: convert it to text, numbers or "
            "timestamps",
        )
    if types.is_large_string(kind) or types.is_string_view(kind):
        return pa.large_string() if large else pa.string()
    if types.is_large_binary(kind) or types.is_binary_view(kind):
        return pa.large_binary() if large else pa.binary()
    if types.is_run_end_encoded(kind):
        return _plain_type(kind.value_type, large)
    if types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _plain_type(kind.value_type, large), kind.ordered)
    if types.is_fixed_size_list(kind):
        return pa.list_(_plain_field(kind.value_field, large), kind.list_size)
    if types.is_map(kind):
        return pa.map_(_plain_type(kind.key_type, large), _plain_field(kind.item_field, large))
    if types.is_struct(kind):
        return pa.struct([_plain_field(kind.field(at), large) for at in range(kind.num_fields)])
    if types.is_large_list(kind) or types.is_large_list_view(kind):
        field = _plain_field(kind.value_field, large)
        return pa.large_list(field) if large else pa.list_(field)
    if types.is_list(kind) or types.is_list_view(kind):
        return pa.list_(_plain_field(kind.value_field, large))
    return kind


def _plain_field(field: pa.Field, large: bool) -> pa.Field:
    return pa.field(field.name, _plain_type(field.type, large), field.nullable)

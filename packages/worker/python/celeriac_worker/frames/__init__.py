"""``dataframe``: Arrow IPC streams on the wire; pandas, polars or pyarrow in the function.

None of the three is imported before a function needs it.
"""

import sys
from collections.abc import Callable
from typing import Any

from ..byte_source import ByteSource
from ..payload import Payload
from ..value_problem import ValueProblem, wrong_type
from .frame_column import FrameColumn

Described = tuple[Any, Callable[[], list[FrameColumn]]]


def decode_frame(source: ByteSource, form: str | None) -> Described:
    """The frame in the form of its parameter, and what tells of its columns.

    Forms: ``polars``, ``polars-lazy``, ``pyarrow``, and pandas for every other.
    """
    if form in ("polars", "polars-lazy"):
        from .polars_frames import read_polars

        frame, describe = read_polars(source)
        return (frame.lazy() if form == "polars-lazy" else frame), describe
    from .arrow_frames import describe_table, read_table

    table = read_table(source)
    if form == "pyarrow":
        return table, lambda: describe_table(table)
    from .pandas_decoder import to_pandas

    return to_pandas(table), lambda: describe_table(table)


def encode_frame(value: object) -> Payload:
    """The stream of a frame of pandas, polars, pyarrow, or whatever exports Arrow's C streams."""
    pandas = sys.modules.get("pandas")
    polars = sys.modules.get("polars")
    try:
        if polars is not None and isinstance(value, (polars.DataFrame, polars.LazyFrame)):
            from .polars_frames import to_payload

            return to_payload(value)
        from .arrow_frames import import_table, to_payload as arrow_payload

        if pandas is not None and isinstance(value, pandas.DataFrame):
            from .pandas_encoder import to_table

            return arrow_payload(to_table(value))
        table = import_table(value)
    except ModuleNotFoundError as error:
        raise ValueProblem(
            "wrong-type", f"a data frame cannot be sent without {error.name}: add it to the requirements"
        ) from None
    if table is None:
        raise wrong_type("a data frame of pandas, polars or pyarrow", value)
    return arrow_payload(table)

"""``dataframe``: Arrow IPC streams on the wire; pandas, polars or pyarrow in the function.

None of the three is imported where no function needs it.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
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
    try:
        return _decode(source, form)
    except ModuleNotFoundError as error:
        raise _lacking(error, "read") from None


def import_library(form: str | None) -> None:
    """Imports what a form needs, where it is there, so that no call waits for it."""
    with suppress(ImportError):
        if form in ("polars", "polars-lazy"):
            from . import polars_frames  # noqa: F401
        else:
            from . import arrow_frames  # noqa: F401
        if form not in ("polars", "polars-lazy", "pyarrow"):
            from . import pandas_decoder, pandas_encoder  # noqa: F401


def _decode(source: ByteSource, form: str | None) -> Described:
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
        raise _lacking(error, "sent") from None
    if table is None:
        raise wrong_type("a data frame of pandas, polars or pyarrow", value)
    return arrow_payload(table)


def _lacking(error: ModuleNotFoundError, what: str) -> ValueProblem:
    return ValueProblem(
        "wrong-type", f"a data frame cannot be {what} without {error.name}: add it to the requirements"
    )

"""What is known of one column of a frame, for the options that speak of columns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["numerical", "categorical", "dateTime", "empty", "other"]
"""Numerical: integers, floats, decimals. Categorical: strings, booleans, dictionaries. A column of
nothing but nulls without a type is empty and fits everything."""


@dataclass(frozen=True, slots=True)
class FrameColumn:
    name: str
    kind: ColumnKind
    type: str
    null_count: Callable[[], int]

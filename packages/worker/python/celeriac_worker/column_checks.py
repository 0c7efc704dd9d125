"""Options that speak of columns: ``columns``, ``type``, ``allowNulls``, ``table``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from .frames.frame_column import FrameColumn
from .value_problem import key_step

Frames = Mapping[str, Callable[[], Sequence[FrameColumn]]]


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What an input demands of columns: of its own, or of those that it names in ``frame``."""

    frame: str
    kind: str | None = None
    allow_nulls: bool = True


def check_columns(name: str, value: object, rule: ColumnRule, frames: Frames) -> list[str]:
    """What is wrong with an input; nothing can be said where its frame was not given."""
    describe = frames.get(rule.frame)
    if describe is None:
        return []
    columns = {column.name: column for column in describe()}
    problems = []
    if name == rule.frame:
        for column in columns.values():
            problems += _check(f"{name}{key_step(column.name)}", column, rule)
    for path, wanted in _named(name, value):
        if wanted in columns:
            problems += _check(path, columns[wanted], rule)
        else:
            remark = _remark(wanted, list(columns))
            problems.append(f'{path}: expected a column of {rule.frame}, got "{wanted}". {remark}')
    return problems[:50]


def _named(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _named(f"{path}[{index}]", item)


def _check(path: str, column: FrameColumn, rule: ColumnRule) -> Iterator[str]:
    if rule.kind is not None and column.kind not in (rule.kind, "empty"):
        yield f'{path}: expected a {rule.kind} column, got column "{column.name}" of {column.type}'
    nulls = 0 if rule.allow_nulls else column.null_count()
    if nulls:
        what = "null" if nulls == 1 else "nulls"
        yield f'{path}: expected a column without nulls, got column "{column.name}" with {nulls} {what}'


def _remark(wanted: str, names: list[str]) -> str:
    near = get_close_matches(wanted, names, 1)
    if near:
        return f'Did you mean "{near[0]}"?'
    return f"It has {', '.join(names[:10])}." if names else "It has no columns."

"""The functions of an app, as the generated ``functions.json`` lists them."""

import json
from dataclasses import dataclass
from pathlib import Path

from .codec import ValueType
from .column_checks import ColumnRule
from .time_limits import TimeLimits, to_limits
from .value_limits import Limits

TABLE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Parameter:
    """One input or output."""

    name: str
    type: ValueType
    nullable: bool
    optional: bool
    form: str | None = None
    """How the function wants its bytes: see ``decode_frame``, ``decode_file``, ``decode_graphics``."""

    limits: Limits = Limits()
    columns: ColumnRule | None = None


@dataclass(frozen=True, slots=True)
class FunctionEntry:
    """One annotated function and where its ``def`` is."""

    task: str
    """Celery task name: ``Demo:add``."""

    aliases: tuple[str, ...]
    """Other task names that existing callers use."""

    module: str
    definition: str
    takes_context: bool
    idempotent: bool
    limits: TimeLimits
    """What the function's own header says of how long it may run."""

    inputs: tuple[Parameter, ...]
    outputs: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class FunctionTable:
    """Everything that one image serves."""

    contract: str
    functions: tuple[FunctionEntry, ...]


def read_function_table(path: Path) -> FunctionTable:
    """Reads what the generator wrote; raises ``ValueError`` for the table of another version."""
    table = json.loads(path.read_text("utf-8"))
    if table.get("tableVersion") != TABLE_VERSION:
        raise ValueError(f"{path} is of version {table.get('tableVersion')}, not {TABLE_VERSION}")
    return FunctionTable(table["contract"], tuple(map(_to_entry, table["functions"])))


def _to_entry(entry: dict) -> FunctionEntry:
    return FunctionEntry(
        task=entry["task"],
        aliases=tuple(entry.get("aliases", ())),
        module=entry["module"],
        definition=entry["definition"],
        takes_context=entry.get("takesContext", False),
        idempotent=entry.get("idempotent", False),
        limits=to_limits(
            f"the header of {entry['definition']}",
            soft=entry.get("softTimeout"),
            hard=entry.get("timeout"),
        ),
        inputs=tuple(map(_to_parameter, entry["inputs"])),
        outputs=tuple(map(_to_parameter, entry["outputs"])),
    )


def _to_parameter(parameter: dict) -> Parameter:
    kind = parameter["type"]
    return Parameter(
        name=parameter["name"],
        type=ValueType(kind["name"], kind.get("element")),
        nullable=parameter.get("nullable", False),
        optional=parameter.get("optional", False),
        form=parameter.get("form"),
        limits=_to_limits(parameter),
        columns=_to_rule(parameter.get("columns")),
    )


def _to_limits(parameter: dict) -> Limits:
    choices = parameter.get("choices")
    return Limits(
        choices=None if choices is None else tuple(choices),
        minimum=parameter.get("min"),
        maximum=parameter.get("max"),
        patterns=tuple(parameter.get("patterns", ())),
    )


def _to_rule(rule: dict | None) -> ColumnRule | None:
    if rule is None:
        return None
    return ColumnRule(rule["frame"], rule.get("kind"), rule.get("allowNulls", True))

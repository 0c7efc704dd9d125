"""What several tests use."""

from celeriac_worker.codec import ValueType
from celeriac_worker.function_table import FunctionEntry, Parameter
from hypothesis import settings

# Deadlines would measure how busy the machine is; a failure prints what repeats it.
settings.register_profile("celeriac", deadline=None, database=None, print_blob=True)
settings.load_profile("celeriac")


def parameter(name: str, kind: str, *, nullable: bool = False, optional: bool = False) -> Parameter:
    outer, _, inner = kind.removesuffix(">").partition("<")
    return Parameter(name, ValueType(outer, inner or None), nullable, optional)


def entry(*, inputs=(), outputs=(), **changes) -> FunctionEntry:
    values = {
        "task": "Demo:f",
        "aliases": (),
        "module": "logic",
        "definition": "f",
        "takes_context": False,
        "idempotent": False,
    }
    return FunctionEntry(**(values | changes), inputs=tuple(inputs), outputs=tuple(outputs))

"""What several tests use; those in ``live`` want a real broker, at ``CELERIAC_BROKER_URL``."""

import os

import pytest
from celeriac_worker.codec import ValueType
from celeriac_worker.function_table import FunctionEntry, Parameter
from celeriac_worker.time_limits import NO_LIMITS
from hypothesis import settings

# Deadlines would measure how busy the machine is; a failure prints what repeats it.
settings.register_profile("celeriac", deadline=None, database=None, print_blob=True)
settings.load_profile("celeriac")

from live.live_app import LiveApp


@pytest.fixture
def app(tmp_path):
    """An app on the broker, with no worker yet."""
    url = os.environ.get("CELERIAC_BROKER_URL")
    if url is None:
        pytest.skip("no broker")
    made = LiveApp(url, tmp_path)
    yield made
    made.close()


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
        "limits": NO_LIMITS,
    }
    return FunctionEntry(**(values | changes), inputs=tuple(inputs), outputs=tuple(outputs))

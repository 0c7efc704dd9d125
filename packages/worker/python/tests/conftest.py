"""What several tests use; those in ``live`` want a real broker, at ``CELERIAC_BROKER_URL``."""

import contextlib
import os
from pathlib import Path

import pytest
from celeriac_worker import task_files
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
    with contextlib.closing(LiveApp(need_broker(), tmp_path)) as made:
        yield made


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An app with a worker of two processes, for all tests of a file that leave it as they found it."""
    with contextlib.closing(LiveApp(need_broker(), tmp_path_factory.mktemp("served"))) as made:
        made.start()
        yield made


def need_broker():
    url = os.environ.get("CELERIAC_BROKER_URL")
    if url is None:
        pytest.skip("no broker")
    return url


def parameter(name: str, kind: str, *, nullable: bool = False, optional: bool = False, **rest) -> Parameter:
    return Parameter(name, to_type(kind), nullable, optional, **rest)


def to_type(text: str) -> ValueType:
    outer, _, inner = text.removesuffix(">").partition("<")
    return ValueType(outer, inner or None)


class Blobs:
    """A store in a folder, as ``BlobStore`` asks for."""

    def __init__(self, folder: Path, limit_bytes: int = 0):
        self.folder = folder
        self.limit_bytes = limit_bytes

    def open(self, claim):
        return open(self.folder / claim["blob"], "rb")

    def path(self, claim):
        return self.folder / claim["blob"]

    def store(self, size, write):
        key = f"r{len(list(self.folder.iterdir()))}"
        with open(self.folder / key, "xb") as file:
            write(file)
            assert file.tell() == size
        return {"blob": key, "bytes": size}


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory, monkeypatch):
    """Temporary files of calls, where a test can look for them."""
    folder = tmp_path_factory.mktemp("tmpdir")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(task_files, "_held", None)
    return folder


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

import builtins
import sys
import time

import pytest
from celeriac_worker.function_table import FunctionTable
from celeriac_worker.import_times import ImportTimes
from celeriac_worker.user_modules import load_functions

from conftest import entry

SLEEPS = "import time\ntime.sleep(0.05)\n"


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Folders of an app and of its libraries."""
    code, libraries = tmp_path / "app", tmp_path / "libraries"
    code.mkdir()
    libraries.mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(libraries)])
    return code, libraries


def load(code, *modules):
    table = FunctionTable("0" * 16, tuple(entry(module=module) for module in modules))
    times = ImportTimes(code)
    with times.measured():
        loaded = load_functions(table, code)
    return times.to_word(), loaded


def test_the_slowest_library_comes_first_with_all_that_it_imports(places):
    code, libraries = places
    (libraries / "slow_inner.py").write_text(SLEEPS)
    (libraries / "slow_outer.py").write_text(f"import slow_inner\n{SLEEPS}")
    (libraries / "slow_other.py").write_text(SLEEPS)
    (code / "helpers_it").mkdir()
    (code / "helpers_it" / "more.py").write_text(f"from slow_outer import time as t\n{SLEEPS}")
    (code / "logic_it.py").write_text("import slow_other, json\nfrom helpers_it.more import t\nf = t.sleep\n")
    word, (loaded,) = load(code, "logic_it")
    assert loaded.failure is None and loaded.call is time.sleep
    first, second = word["libraries"]
    assert (first["name"], second["name"]) == ("slow_outer", "slow_other")
    assert first["ms"] >= 100 and second["ms"] >= 50
    assert word["ms"] >= first["ms"] + second["ms"] + 50


def test_imports_are_what_they_were_once_it_is_measured(places):
    code, _ = places
    before = builtins.__import__
    (code / "breaks_it.py").write_text("import sys\nsys.exit(1)\n")
    load(code, "breaks_it")
    assert builtins.__import__ is before


def test_a_library_may_put_its_own_way_of_importing_in_the_place(places):
    code, libraries = places
    (libraries / "hook_it.py").write_text(
        "import builtins\nreal = builtins.__import__\ncount = 0\n"
        "def hook(*args, **rest):\n    global count\n    count += 1\n    return real(*args, **rest)\n"
        "builtins.__import__ = hook\n"
    )
    (code / "hooked_it.py").write_text("import hook_it\nimport wave\n\ndef f():\n    import chunk_it\n")
    before = builtins.__import__
    try:
        word, (loaded,) = load(code, "hooked_it")
        assert builtins.__import__ is sys.modules["hook_it"].hook
        with pytest.raises(ModuleNotFoundError):
            loaded.call()
    finally:
        builtins.__import__ = before
    assert loaded.failure is None


def test_a_traceback_of_a_failed_import_shows_nothing_of_the_measuring(places):
    code, libraries = places
    (libraries / "fails_it.py").write_text("raise KeyError('within')\n")
    (code / "tries_it.py").write_text(
        "try:\n    import fails_it\nexcept KeyError:\n    raise ValueError('without')\n"
    )
    _, (loaded,) = load(code, "tries_it")
    text = loaded.failure.traceback_text
    assert loaded.failure.python_type == "ValueError"
    assert "fails_it.py" in text and 'File "tries_it.py", line 4' in text
    assert "import_times" not in text

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from celeriac_worker.function_table import FunctionTable, read_function_table
from celeriac_worker.user_modules import load_functions

from conftest import entry


def load(tmp_path, *entries):
    return load_functions(FunctionTable("0" * 16, entries), tmp_path)


def test_a_module_that_fails_confines_its_failure(tmp_path):
    (tmp_path / "good_one.py").write_text("def f():\n    return 1\n")
    (tmp_path / "bad_one.py").write_text("import a_module_that_is_not_there\n")
    (tmp_path / "worse_one.py").write_text("import sys\n\nsys.exit(3)\n")
    good, bad, worse = load(
        tmp_path, entry(module="good_one"), entry(module="bad_one"), entry(module="worse_one")
    )
    assert good.call() == 1
    assert (bad.failure.code, bad.failure.python_type) == ("IMPORT_FAILED", "ModuleNotFoundError")
    assert 'File "bad_one.py", line 1' in bad.failure.traceback_text
    assert worse.failure.python_type == "SystemExit"


def test_a_file_named_like_a_library_hides_nothing(tmp_path):
    (tmp_path / "json.py").write_text("raise RuntimeError('hidden')\n")
    (tmp_path / "colorsys.py").write_text("def f():\n    return 1\n")
    one, two = load(tmp_path, entry(module="json"), entry(module="colorsys"))
    assert sys.modules["json"] is json
    for loaded in (one, two):
        assert loaded.failure.code == "IMPORT_FAILED"
        assert "rename its file" in loaded.failure.message


def test_modules_in_folders_and_what_they_import_are_found(tmp_path):
    (tmp_path / "tables_x").mkdir()
    (tmp_path / "tables_x" / "clean.py").write_text("from helper_x import g as f\n")
    (tmp_path / "helper_x.py").write_text("def g():\n    return 2\n")
    (loaded,) = load(tmp_path, entry(module="tables_x.clean"))
    assert loaded.call() == 2


@pytest.mark.parametrize(
    ("source", "what"), [("", "no function"), ("f = 5\n", "something that is no function")]
)
def test_a_function_that_is_not_there_after_the_import_is_told(tmp_path, source, what):
    name = f"empty_{len(source)}"
    (tmp_path / f"{name}.py").write_text(source)
    (loaded,) = load(tmp_path, entry(module=name))
    assert what in loaded.failure.message


def test_a_table_of_another_version_is_refused(tmp_path):
    table = tmp_path / "functions.json"
    table.write_text('{"tableVersion": 2}')
    with pytest.raises(ValueError, match="version 2"):
        read_function_table(table)


@pytest.mark.parametrize(
    ("kind", "form", "imported"),
    [
        ("int", None, []),
        ("dataframe", None, ["pandas", "pyarrow"]),
        ("list<dataframe>", "pyarrow", ["pyarrow"]),
        ("dataframe", "polars", ["polars"]),
    ],
)
def test_libraries_of_frames_are_imported_with_the_modules_that_need_them(tmp_path, kind, form, imported):
    (tmp_path / "frames_logic.py").write_text("def f(x): pass\n")
    outer, _, element = kind.removesuffix(">").partition("<")
    declared = {"name": outer, **({"element": element} if element else {})}
    inputs = [{"name": "x", "type": declared, "form": form}]
    function = {"task": "D:f", "module": "frames_logic", "definition": "f", "inputs": inputs, "outputs": []}
    table = tmp_path / "functions.json"
    table.write_text(json.dumps({"tableVersion": 1, "contract": "c", "functions": [function]}))
    program = f"""
import sys
from pathlib import Path
from celeriac_worker.function_table import read_function_table
from celeriac_worker.user_modules import load_functions
if {form!r} == "polars":
    sys.modules["pyarrow"] = None
(loaded,) = load_functions(read_function_table(Path({str(table)!r})), Path({str(tmp_path)!r}))
assert loaded.failure is None, loaded.failure
print(*sorted(name for name in ("pandas", "polars", "pyarrow") if sys.modules.get(name)))
"""
    path = Path(__file__).parents[1]
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
    )
    assert (told.stdout.split(), told.stderr) == (imported, "")

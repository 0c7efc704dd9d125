"""polars frames, also where pyarrow is not installed."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from celeriac_worker.value_problem import ValueProblem

from fixture_files import FIXTURES
from frame_tools import decode_table, encode

ALONE = """
import io, json, sys
sys.modules["pyarrow"] = None
sys.modules["pandas"] = None
from celeriac_worker.byte_source import PartSource
from celeriac_worker.frames import decode_frame, encode_frame
from celeriac_worker.value_problem import ValueProblem
import polars as pl

for name in json.loads(sys.argv[2]):
    stream = open(f"{sys.argv[1]}/frames/{name}.arrow", "rb").read()
    frame, describe = decode_frame(PartSource(memoryview(stream)), "polars")
    payload = encode_frame(frame)
    again, _ = decode_frame(PartSource(payload.view()), "polars-lazy")
    assert frame.equals(again.collect(), null_equal=True), name
    assert [column.name for column in describe()] == frame.columns
    print(name, [(column.kind, column.null_count()) for column in describe()])
for name in ("cut-off", "no-schema", "duplicate-names"):
    try:
        decode_frame(PartSource(memoryview(open(f"{sys.argv[1]}/frames/{name}.arrow", "rb").read())), "polars")
        raise SystemExit(name)
    except ValueProblem:
        pass
for refused in (5, [1]):
    try:
        encode_frame(refused)
        raise SystemExit("taken")
    except ValueProblem as problem:
        assert "pyarrow" in problem.message
"""
NAMES = '["integers", "floats", "strings", "several-batches", "no-rows", "no-columns", "written-by-polars"]'


def test_polars_alone_reads_and_writes():
    path = Path(__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", ALONE, str(FIXTURES), NAMES],
        env={**os.environ, "PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert "floats [('numerical', 1), ('numerical', 1), ('numerical', 0)]" in run.stdout


def test_nan_and_null_are_two_things():
    frame = decode_table(pa.table({"x": [float("nan"), None]}), "polars")
    assert frame["x"].null_count() == 1 and frame["x"].is_nan().to_list() == [True, None]
    assert repr(encode(frame)["x"].to_pylist()) == "[nan, None]"


def test_a_lazy_frame_is_given_and_taken():
    frame = decode_table(pa.table({"x": [1, 2]}), "polars-lazy")
    assert isinstance(frame, pl.LazyFrame)
    assert encode(frame.filter(pl.col("x") > 1)).to_pydict() == {"x": [2]}


def test_what_polars_has_no_form_of_is_refused():
    with pytest.raises(ValueProblem) as refused:
        decode_table(pa.table({"t": pa.array([0], pa.timestamp("us", "+05:30"))}), "polars")
    assert refused.value.code == "invalid-frame"

"""``binary-values.json``, both ways; what is special in Python stands in the tests of each type."""

from functools import partial

import pytest
from celeriac_worker.codec import decode_value, encode_value
from celeriac_worker.incoming import Incoming
from celeriac_worker.outgoing import Outgoing
from celeriac_worker.task_files import TaskFiles
from celeriac_worker.value_problem import ValueProblem

from conftest import parameter
from fixture_files import read_cases

CASES = read_cases("binary-values.json")
# In Python bytes and paths say their media type themselves.
SKIPPED = {"graphics of a media type that is none"}
files = TaskFiles()


def parts_of(case) -> list[memoryview]:
    return [memoryview(bytes.fromhex(part)) for part in case["parts"]]


def to_python(js):
    if isinstance(js, list):
        return [to_python(item) for item in js]
    if not isinstance(js, dict) or len(js) != 1:
        return js
    ((tag, value),) = js.items()
    if tag == "$bytes":
        return bytes.fromhex(value)
    if tag == "$graphics":
        return bytes.fromhex(value["bytes"])
    if tag == "$file":
        try:
            path = files.new_path("x").with_name(value["name"])
            path.write_bytes(bytes.fromhex(value["bytes"]))
            return path
        except (OSError, ValueError):
            return None  # no file can have this name
    return js


def cases(source: str) -> list:
    return [
        pytest.param(case, id=case["name"])
        for case in CASES
        if source in case and (source == "wire" or case["name"] not in SKIPPED)
        if source == "wire" or not ("refused" in case and "$file" in (case["js"] or ()))
    ]


def convert(case, convert_one, value, convert_bytes):
    if value is None and case.get("nullable"):
        return None
    described = parameter("p", case["type"])
    return convert_one(described.type, value, partial(convert_bytes, described))


@pytest.mark.parametrize("case", cases("wire"))
def test_decodes(case):
    incoming = Incoming(parts_of(case), None, files)
    if "refused" in case:
        with pytest.raises(ValueProblem) as refused:
            convert(case, decode_value, case["wire"], incoming.decode)
        assert {"code": refused.value.code, "path": refused.value.path} == case["refused"]
        return
    decoded = convert(case, decode_value, case["wire"], incoming.decode)
    if case["type"] == "file":
        expected = case["js"]["$file"]
        assert (decoded.name, decoded.read_bytes().hex()) == (expected["name"], expected["bytes"])
    else:
        assert decoded == to_python(case["js"])


@pytest.mark.parametrize("case", cases("js"))
def test_encodes(case):
    outgoing = Outgoing(None, files)
    value = to_python(case["js"])
    if "refused" in case:
        with pytest.raises(ValueProblem) as refused:
            convert(case, encode_value, value, outgoing.encode)
        assert {"code": refused.value.code, "path": refused.value.path} == case["refused"]
        return
    assert convert(case, encode_value, value, outgoing.encode) == case["wire"]
    assert outgoing.parts == parts_of(case)

import json

import pytest
from celeriac_worker.body import BodyError, encode_body, split_body
from hypothesis import given
from hypothesis import strategies as st

from fixture_files import read_bytes, read_cases

CASES = read_cases("bodies.json")
GOOD = [pytest.param(case, id=case["name"]) for case in CASES if "refused" not in case]
BAD = [pytest.param(case, id=case["name"]) for case in CASES if "refused" in case]


def parts_of(case) -> list[memoryview]:
    return [memoryview(bytes.fromhex(part)) for part in case["parts"]]


@pytest.mark.parametrize("case", GOOD)
def test_splits_what_the_fixtures_hold(case):
    text, parts = split_body(read_bytes(case["file"]))
    assert json.loads(text) == case["json"]
    assert list(parts) == parts_of(case)


@pytest.mark.parametrize("case", GOOD)
def test_encodes_to_the_very_bytes(case):
    text = json.dumps(case["json"], ensure_ascii=False, separators=(",", ":")).encode()
    assert encode_body(text, parts_of(case)) == read_bytes(case["file"])


@pytest.mark.parametrize("case", BAD)
def test_refuses_what_is_no_body(case):
    with pytest.raises(BodyError):
        split_body(bytes.fromhex(case["body"]))


@given(st.binary(max_size=300), st.lists(st.binary(max_size=300), max_size=5))
def test_whatever_is_joined_is_split_again(text, parts):
    body = encode_body(text, [memoryview(part) for part in parts])
    read, views = split_body(body)
    assert (read, [bytes(view) for view in views]) == (text, parts)


@given(st.binary(max_size=200), st.data())
def test_no_bytes_break_it(noise, data):
    body = bytearray(encode_body(b'{"part":0}', [memoryview(b"abc"), memoryview(b"")]))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at : at + len(noise)] = noise
    try:
        split_body(bytes(body))
    except BodyError:
        pass


def test_parts_are_views_that_begin_at_multiples_of_64():
    body = encode_body(b"{}", [memoryview(b"a" * 65), memoryview(b"b")])
    _, (first, second) = split_body(body)
    assert first.obj is second.obj is body
    assert body.index(b"a") % 64 == body.index(b"b") % 64 == 0

import signal
import time
from datetime import datetime, timezone

import pytest
from celeriac_worker.column_checks import ColumnRule
from celeriac_worker.frames.frame_column import FrameColumn
from celeriac_worker.value_limits import Limits
from celeriac_worker.user_modules import load_functions

from conftest import entry, parameter
from test_arguments import decode, refusal


def one(kind: str, **limits):
    return entry(inputs=[parameter("x", kind, limits=Limits(**limits))])


@pytest.mark.parametrize(
    ("kind", "choices", "good", "bad"),
    [
        ("string", ("a", "b"), "a", "c"),
        ("int", (1, 2), 2, 3),
        ("bool", (True,), True, False),
        ("double", ("NaN", 1), "NaN", 2),
        ("bigint", ("9007199254740993",), "9007199254740993", "9007199254740992"),
        ("datetime", ("2024-05-01T00:00:00.000Z",), "2024-05-01T02:00:00+02:00", "2024-05-01T00:00:01Z"),
        ("dynamic", ("1", 1), 1, True),
        ("column", ("a",), "a", "b"),
    ],
)
def test_choices_are_compared_as_they_travel(kind, choices, good, bad):
    function = one(kind, choices=choices)
    decode(function, {"x": good})
    assert refusal(function, {"x": bad}).startswith("x: expected one of ")


def test_elements_of_lists_are_choices_and_null_is_none():
    function = one("list<string>", choices=("a", "b"))
    decode(function, {"x": ["a", "b", "a"]})
    assert refusal(function, {"x": ["a", "c"]}) == "x[1]: expected one of 'a', 'b', got str 'c'"
    assert decode(one("dynamic", choices=("a",)), {"x": None}) == {"x": None}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("int", [1, 5], [0, 6]),
        ("double", [1, 4.999], [0.999, "NaN", "Infinity"]),
        ("bigint", ["1", "5"], ["0", "99999999999999999999"]),
    ],
)
def test_ranges_include_their_ends(kind, good, bad):
    function = one(kind, minimum=1, maximum=5)
    for value in good:
        decode(function, {"x": value})
    for value in bad:
        assert refusal(function, {"x": value}).startswith("x: expected at ")


def test_patterns_hold_for_text_and_its_lists():
    function = one("list<string>", patterns=("^[a-z]+$", "a"))
    decode(function, {"x": ["abc"]})
    assert refusal(function, {"x": ["abc", "bc"]}) == "x[1]: expected text that matches a, got str 'bc'"


def test_a_pattern_that_takes_for_ever_is_broken_off_and_the_alarm_put_back():
    def handler(*_):
        raise AssertionError

    before = signal.signal(signal.SIGALRM, handler)
    try:
        evil = ("^(a+)+$",)
        function = entry(
            inputs=[parameter(name, "string", limits=Limits(patterns=evil)) for name in "xyz"]
        )
        start = time.monotonic()
        message = refusal(function, {"x": "a" * 40 + "!", "y": "a" * 40 + "!", "z": "aa"})
        assert time.monotonic() - start < 20
        assert "x: its validator took longer than 1 s" in message and "y: its validator" in message
        assert "z:" not in message
        assert signal.getsignal(signal.SIGALRM) is handler
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_validator_that_is_no_pattern_fails_its_own_function(tmp_path):
    (tmp_path / "limits_logic.py").write_text("def f(x): return x\n")

    class Table:
        functions = (
            entry(module="limits_logic", inputs=[parameter("x", "string", limits=Limits(patterns=("(",)))]),
            entry(module="limits_logic"),
        )

    broken, fine = load_functions(Table, tmp_path)
    assert broken.failure.code == "IMPORT_FAILED" and "validator of x" in broken.failure.message
    assert fine.failure is None


COLUMNS = [
    FrameColumn("age", "numerical", "int64", lambda: 0),
    FrameColumn("name", "categorical", "string", lambda: 2),
    FrameColumn("n", "empty", "null", lambda: 3),
]


def problems(value, **rule) -> list[str]:
    from celeriac_worker.column_checks import check_columns

    return check_columns("c", value, ColumnRule("df", **rule), {"df": lambda: COLUMNS})


def test_columns_are_looked_for_in_their_frame():
    assert problems("age", kind="numerical") == problems(["age", "n"], kind="numerical") == []
    assert problems(["age", "nam"]) == [
        'c[1]: expected a column of df, got "nam". Did you mean "name"?'
    ]
    assert problems("x")[0].endswith("It has age, name, n.")
    assert problems("name", kind="numerical", allow_nulls=False) == [
        'c: expected a numerical column, got column "name" of string',
        'c: expected a column without nulls, got column "name" with 2 nulls',
    ]
    assert problems("age", kind="dateTime") and not problems(None)


def test_frames_are_checked_column_by_column():
    from celeriac_worker.column_checks import check_columns

    rule = ColumnRule("df", "numerical", False)
    told = check_columns("df", object(), rule, {"df": lambda: COLUMNS})
    assert [line.split(":")[0] for line in told] == ["df.name", "df.name", "df.n"]
    assert check_columns("df", None, rule, {}) == []


def test_a_datetime_is_compared_in_utc():
    assert decode(one("datetime", choices=("2024-05-01T00:00:00.000Z",)), {"x": "2024-05-01T00:00:00Z"}) == {
        "x": datetime(2024, 5, 1, tzinfo=timezone.utc)
    }

import pytest
from celeriac_worker.arguments import create_binder, decode_arguments
from celeriac_worker.failure import CallFailure
from celeriac_worker.incoming import Incoming
from celeriac_worker.task_files import TaskFiles

from conftest import entry, parameter


def decode(function, wire):
    return decode_arguments(function, wire, Incoming((), None, TaskFiles()))


def refusal(function, wire) -> str:
    with pytest.raises(CallFailure) as refused:
        decode(function, wire)
    assert refused.value.code == "INVALID_ARGUMENT"
    return refused.value.message


def test_all_problems_are_told_at_once():
    function = entry(inputs=[parameter("x", "int"), parameter("y", "list<int>")])
    message = refusal(function, {"y": [1, 2.5], "z": 1})
    assert "x: the argument is missing" in message
    assert "y[1]: expected an integer" in message
    assert "z: Demo:f has no such input" in message


def test_what_is_optional_may_be_left_out_and_what_is_nullable_may_be_null():
    function = entry(
        inputs=[parameter("x", "int", optional=True), parameter("y", "int", nullable=True)]
    )
    assert decode(function, {"y": None}) == {"y": None}
    assert "x: expected int, got null" in refusal(function, {"x": None, "y": 1})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"a": 1}, (1, 2, 3, 4, {})),
        ({"a": 1, "c": 5}, (1, 2, 5, 4, {})),
        ({"a": 1, "b": 5, "d": 6, "e": 7}, (1, 5, 3, 6, {"e": 7})),
    ],
)
def test_positional_only_parameters_go_by_place(given, expected):
    def function(a, b=2, c=3, /, d=4, **rest):
        return a, b, c, d, rest

    args, kwargs = create_binder(function)(given)
    assert function(*args, **kwargs) == expected


def test_a_positional_only_parameter_without_default_cannot_be_left_out():
    def function(a, b, /):
        return a, b

    with pytest.raises(CallFailure, match="a: the def gives it no default"):
        create_binder(function)({"b": 1})


def test_keyword_only_and_ordinary_parameters_go_by_name():
    def function(a, *, b):
        return a, b

    assert create_binder(function)({"b": 1, "a": 2}) == ([], {"b": 1, "a": 2})

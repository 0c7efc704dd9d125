import pytest
from celeriac_worker.failure import CallFailure
from celeriac_worker.outgoing import Outgoing
from celeriac_worker.outputs import encode_outputs
from celeriac_worker.task_files import TaskFiles

from conftest import entry, parameter



def encode(function, returned):
    return encode_outputs(function, returned, Outgoing(None, TaskFiles()))


TWO = entry(outputs=[parameter("a", "int"), parameter("b", "string", nullable=True)])


def test_no_output_is_null_whatever_is_returned():
    assert encode(entry(), object()) is None


def test_one_output_is_its_value():
    assert encode(entry(outputs=[parameter("z", "list<int>")]), (1, 2)) == [1, 2]


@pytest.mark.parametrize("returned", [(1, None), [1, None], {"b": None, "a": 1}])
def test_several_outputs_are_an_object(returned):
    assert encode(TWO, returned) == {"a": 1, "b": None}


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ((1,), r"expected 2 values \(a, b\), got 1"),
        ({"a": 1}, "expected a dict of a, b, got one of a"),
        ("ab", "got str 'ab'"),
        (5, "got int 5"),
        ((1.5, "x"), "a: expected an integer"),
    ],
)
def test_what_does_not_fit_is_told(returned, message):
    with pytest.raises(CallFailure, match=message) as refused:
        encode(TWO, returned)
    assert refused.value.code == "INVALID_RESULT"


def test_numpy_scalars_are_taken_as_what_they_hold():
    class Scalar:
        ndim = 0

        def item(self):
            return 7

    Scalar.__module__ = "numpy"
    assert encode(entry(outputs=[parameter("z", "int")]), Scalar()) == 7


def test_an_array_is_no_list_and_told_how_to_be_one():
    import numpy

    with pytest.raises(CallFailure, match=r"got numpy\.ndarray; what its \.tolist\(\) gives is one"):
        encode(entry(outputs=[parameter("z", "list<int>")]), numpy.array([1, 2]))

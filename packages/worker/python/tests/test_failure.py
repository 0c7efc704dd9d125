import json
import pickle

from celeriac_worker.failure import MAX_MESSAGE, MAX_TRACEBACK, CallFailure, from_exception
from celeriac_worker.function_table import FunctionTable
from celeriac_worker.reply import encode_reply
from celeriac_worker.user_modules import load_functions

from conftest import entry


def caught(tmp_path, source: str, name: str) -> CallFailure:
    (tmp_path / f"{name}.py").write_text(source)
    table = FunctionTable("0" * 16, (entry(module=name),))
    (loaded,) = load_functions(table, tmp_path)
    assert loaded.call is not None, loaded.failure
    try:
        loaded.call()
    except Exception as error:
        return from_exception("TASK_FAILED", error, tmp_path)
    raise AssertionError("nothing was raised")


def test_the_traceback_begins_in_the_users_code_and_names_its_file(tmp_path):
    source = "def g():\n    raise KeyError('k')\n\n\ndef f():\n    g()\n"
    failure = caught(tmp_path, source, "failing_one")
    assert failure.python_type == "KeyError"
    assert failure.message == "'k'"
    lines = failure.traceback_text.splitlines()
    assert lines[1] == '  File "failing_one.py", line 6, in f'
    assert str(tmp_path) not in failure.traceback_text
    assert lines[-1] == "KeyError: 'k'"


def test_a_type_of_the_users_is_named_with_its_module(tmp_path):
    source = "class Own(Exception):\n    pass\n\n\ndef f():\n    raise Own('x')\n"
    assert caught(tmp_path, source, "failing_two").python_type == "failing_two.Own"


def test_an_exception_that_cannot_be_printed_is_told_all_the_same(tmp_path):
    source = (
        "class Bad(Exception):\n    def __str__(self):\n        raise RuntimeError\n\n\n"
        "def f():\n    raise Bad()\n"
    )
    failure = caught(tmp_path, source, "failing_three")
    assert failure.message == "<the exception's text cannot be made>"
    assert "exception str() failed" in failure.traceback_text


def test_replies_are_bounded_and_hold_nothing_that_cannot_travel():
    failure = CallFailure("TASK_FAILED", "m" * 100_000 + "\ud800", "T", "t" * 100_000)
    reply = json.loads(encode_reply(failure.to_reply()))["failure"]
    assert len(reply["message"]) < MAX_MESSAGE + 100
    assert len(reply["traceback"]) < MAX_TRACEBACK + 100
    assert reply["message"].endswith("\\ud800")


def test_endless_recursion_has_a_short_traceback(tmp_path):
    failure = caught(tmp_path, "def f():\n    f()\n", "failing_four")
    assert failure.python_type == "RecursionError"
    assert len(failure.traceback_text) < 2_000


def test_a_failure_can_go_to_another_process():
    failure = CallFailure("TIMED_OUT", "m", "T", "tb")
    copy = pickle.loads(pickle.dumps(failure))
    assert (copy.code, copy.message) == ("TIMED_OUT", "m")
    assert (copy.python_type, copy.traceback_text) == ("T", "tb")

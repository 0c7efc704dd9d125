"""Messages of every kind of nonsense, between good calls: each is answered, and none does harm."""

import json
import struct

import pytest

GOOD = {"x": 1, "y": 2}


def body(kwargs=GOOD, args=(), embed=None):
    return json.dumps([list(args), kwargs, embed])


NONSENSE = [
    ("MALFORMED_MESSAGE", {"body": b""}),
    ("MALFORMED_MESSAGE", {"body": b"{"}),
    ("MALFORMED_MESSAGE", {"body": b"\xff\xfe\x00"}),
    ("MALFORMED_MESSAGE", {"body": b"null"}),
    ("MALFORMED_MESSAGE", {"body": b"[[],{}]"}),
    ("MALFORMED_MESSAGE", {"body": b"[" * 100_000}),
    ("MALFORMED_MESSAGE", {"body": body(args=[1, 2], kwargs={})}),
    ("MALFORMED_MESSAGE", {"body": body(embed={"chain": [{"task": "celery.map"}]})}),
    ("MALFORMED_MESSAGE", {"body": b'[[],{"x":NaN,"y":1},{}]'}),
    ("MALFORMED_MESSAGE", {"body": b'[[],{"x":' + b"9" * 5_000 + b',"y":1},{}]'}),
    ("MALFORMED_MESSAGE", {"headers": {"task": 5}}),
    ("MALFORMED_MESSAGE", {"headers": {"task": ""}}),
    ("MALFORMED_MESSAGE", {"headers": {"id": {"a": "table"}}}),
    ("MALFORMED_MESSAGE", {"headers": {"id": "x" * 300}}),
    ("MALFORMED_MESSAGE", {"headers": {"celeriac_contract": ["list"]}}),
    ("MALFORMED_MESSAGE", {"headers": {"timelimit": "soon"}}),
    ("MALFORMED_MESSAGE", {"headers": {"timelimit": [-1, None]}}),
    ("MALFORMED_MESSAGE", {"headers": {"compression": "application/x-gzip"}}),
    ("MALFORMED_MESSAGE", {"content_type": "application/x-python-serialize", "body": b"cos\nsystem\n."}),
    ("MALFORMED_MESSAGE", {"content_type": "application/vnd.celeriac.parts", "body": b"CLRP"}),
    (
        "MALFORMED_MESSAGE",
        {
            "content_type": "application/vnd.celeriac.parts",
            "content_encoding": "binary",
            "body": b"CLRP" + struct.pack("<III", 2**31, 2**31, 0),
        },
    ),
    ("MALFORMED_MESSAGE", {"content_encoding": "no such encoding", "body": b"\xff"}),
    ("UNKNOWN_TASK", {"headers": {"task": "celery.accumulate"}}),
    ("UNKNOWN_TASK", {"headers": {"task": "Live:add\n"}}),
    ("CONTRACT_MISMATCH", {"headers": {"celeriac_contract": "ffffffffffffffff"}}),
    ("INVALID_ARGUMENT", {"body": body({"x": 1, "z": 2})}),
]


def test_nonsense_is_answered_and_harms_nobody(served):
    sent = []
    for number, (code, options) in enumerate(NONSENSE):
        # Its id may be part of the nonsense, so that it goes by another.
        correlation_id = f"nonsense-{number}"
        served.call("add", GOOD, correlation_id=correlation_id, **options)
        sent.append((correlation_id, code, served.call("add", {"x": number, "y": 1})))
    for number, (correlation_id, code, good) in enumerate(sent):
        told = served.answer(correlation_id)
        assert told.get("failure", {}).get("code") == code, (NONSENSE[number], told)
        assert served.answer(good)["value"] == number + 1
    assert served.worker.poll() is None
    assert all(len(served.answers(correlation_id)) == 1 for correlation_id, _, _ in sent)
    assert served.waiting() == 0


@pytest.mark.parametrize("reply_to", ["", "nobody listens here"])
def test_a_message_that_cannot_be_answered_is_taken_off_the_queue(served, reply_to):
    for _ in range(3):
        served.call("add", body=b"{", reply_to=reply_to)
        served.call("add", GOOD, reply_to=reply_to)
    assert served.value("add", GOOD) == 3
    assert served.worker.poll() is None
    assert served.waiting() == 0

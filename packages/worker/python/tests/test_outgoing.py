import pytest
from celeriac_worker.failure import CallFailure
from celeriac_worker.outgoing import Outgoing
from celeriac_worker.outputs import encode_outputs
from celeriac_worker.reply import MAX_REPLY_BYTES
from celeriac_worker.task_files import TaskFiles

from conftest import Blobs, entry, parameter

BLOBS = entry(outputs=[parameter("z", "list<blob>")])


def test_parts_stand_in_the_reply_up_to_its_limit_and_in_blobs_beyond(tmp_path):
    outgoing = Outgoing(Blobs(tmp_path, limit_bytes=10), TaskFiles())
    wire = encode_outputs(BLOBS, [b"123456", b"7890", b"x", b"", b"y" * 11], outgoing)
    assert wire == [{"part": 0}, {"part": 1}, {"blob": "r0", "bytes": 1}, {"part": 2}, {"blob": "r1", "bytes": 11}]
    assert [bytes(part) for part in outgoing.parts] == [b"123456", b"7890", b""]
    assert (tmp_path / "r1").read_bytes() == b"y" * 11


def test_what_is_too_large_for_a_reply_is_told_where_there_is_no_store():
    half = bytes(MAX_REPLY_BYTES // 2 + 1)
    with pytest.raises(CallFailure, match="no blob store") as refused:
        encode_outputs(BLOBS, [half, half], Outgoing(None, TaskFiles()))
    assert refused.value.code == "INVALID_RESULT"

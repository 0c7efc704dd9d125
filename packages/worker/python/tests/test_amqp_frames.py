"""Our frames beside those of py-amqp, byte for byte."""

import amqp
import pytest
from amqp.method_framing import frame_writer
from amqp.serialization import dumps
from celeriac_worker.amqp_frames import FrameReader, PublishFrames, parse_confirm

FRAME_MAX = 4_096


def of_py_amqp(body, key, properties):
    content_type, encoding, persistent, correlation_id = properties
    values = {
        "content_type": content_type,
        "content_encoding": encoding,
        "delivery_mode": 2 if persistent else 1,
        "user_id": "app.ü",
    }
    if correlation_id is not None:
        values["correlation_id"] = correlation_id
    written = bytearray()

    class Transport:
        def write(self, data):
            written.extend(data)

    class Connection:
        frame_max = FRAME_MAX
        bytes_sent = 0

    write = frame_writer(Connection(), Transport())
    arguments = dumps("Bssbb", (0, "celeriac.results", key, False, False))
    write(1, 7, (60, 40), arguments, amqp.Message(body, **values))
    return bytes(written)


@pytest.mark.parametrize("size", [0, 1, 3_000, 4_080, 4_088, 4_089, 20_000])
@pytest.mark.parametrize("correlation_id", [None, "c1", "é" * 100])
@pytest.mark.parametrize("persistent", [True, False])
def test_a_message_is_what_py_amqp_makes_of_it(size, correlation_id, persistent):
    body = bytes(range(256)) * (size // 256) + bytes(size % 256)
    properties = ("application/json", "utf-8", persistent, correlation_id)
    ours = PublishFrames(7, exchange="celeriac.results", user="app.ü", frame_max=FRAME_MAX)
    assert b"".join(ours.render(body, "replies", properties)) == of_py_amqp(body, "replies", properties)


def ack(number, multiple=False, method=80):
    payload = b"\x00\x3c\x00" + bytes((method,)) + number.to_bytes(8, "big") + bytes((multiple,))
    return b"\x01\x00\x07\x00\x00\x00\x0d" + payload + b"\xce"


def test_frames_are_read_however_they_arrive():
    heartbeat = b"\x08\x00\x00\x00\x00\x00\x00\xce"
    data = ack(1) + heartbeat + ack(300, multiple=True) + ack(301, method=120)
    for step in (1, 2, 7, 20, 21, 22, len(data)):
        reader = FrameReader()
        chunks = [data[at : at + step] for at in range(0, len(data), step)]
        frames = [frame for chunk in chunks for frame in reader.read(chunk)]
        assert [parse_confirm(kind, payload) for kind, _, payload in frames] == [
            (True, 1, False),
            None,
            (True, 300, True),
            (False, 301, False),
        ]


def test_other_methods_confirm_nothing():
    assert parse_confirm(1, memoryview(b"\x00\x14\x00\x28" + bytes(9))) is None

"""The frames of AMQP 0-9-1 that a reply is sent and confirmed by, without what py-amqp does besides.

Sections 2.3.5 and 4.2 of the protocol's specification; it halves what a pool process spends on a
reply. Connecting, and all that happens seldom, is py-amqp's.
"""

from struct import Struct

METHOD, HEADER, BODY, END = 1, 2, 3, b"\xce"
BASIC_ACK, BASIC_NACK = (60, 80), (60, 120)

_FRAME = Struct(">BHI")
_PUBLISH = Struct(">HHH")
_CONTENT = Struct(">HHQH")
_CONFIRM = Struct(">HHQB")
# Content type and encoding, delivery mode, correlation id, user id: in this order, by these bits.
_FLAGS = 1 << 15 | 1 << 14 | 1 << 12 | 1 << 4
_CORRELATION_FLAG = 1 << 10


def short(text: str) -> bytes:
    """A short string: a byte for its length, and at most 255 of UTF-8."""
    encoded = text.encode()
    return bytes((len(encoded),)) + encoded


class PublishFrames:
    """Renders messages to one exchange, by one user, on one channel."""

    def __init__(self, channel: int, *, exchange: str, user: str, frame_max: int):
        self._channel = channel
        self._exchange = _PUBLISH.pack(60, 40, 0) + short(exchange)
        self._user = short(user)
        self._most = frame_max - _FRAME.size - len(END)

    def render(
        self,
        body: bytes,
        routing_key: str,
        properties: tuple[str, str, bool, str | None],
    ) -> list[bytes]:
        """The frames of one message; properties are content type, encoding, persistence, correlation id."""
        content_type, encoding, persistent, correlation_id = properties
        flags = _FLAGS if correlation_id is None else _FLAGS | _CORRELATION_FLAG
        header = b"".join(
            (
                _CONTENT.pack(60, 0, len(body), flags),
                short(content_type),
                short(encoding),
                b"\x02" if persistent else b"\x01",
                b"" if correlation_id is None else short(correlation_id),
                self._user,
            )
        )
        # After the key a byte of bits: neither mandatory nor immediate.
        frames = [
            self._frame(METHOD, self._exchange + short(routing_key) + b"\0"),
            self._frame(HEADER, header),
        ]
        for start in range(0, len(body), self._most):
            frames.append(self._frame(BODY, body[start : start + self._most]))
        return frames

    def _frame(self, kind: int, payload: bytes) -> bytes:
        return _FRAME.pack(kind, self._channel, len(payload)) + payload + END


class FrameReader:
    """Splits what arrives into frames."""

    def __init__(self, begun: bytes = b""):
        self.rest = begun
        """What has come of a frame that is not whole yet."""

    def read(self, data: bytes) -> list[tuple[int, int, memoryview]]:
        """The frames that are whole by now, each with its kind, channel and payload."""
        data = self.rest + data if self.rest else data
        frames, at = [], 0
        while len(data) - at >= _FRAME.size:
            kind, channel, size = _FRAME.unpack_from(data, at)
            end = at + _FRAME.size + size + len(END)
            if len(data) < end:
                break
            frames.append((kind, channel, memoryview(data)[at + _FRAME.size : end - len(END)]))
            at = end
        self.rest = data[at:]
        return frames


def parse_confirm(kind: int, payload: memoryview) -> tuple[bool, int, bool] | None:
    """Of a frame that confirms: whether the broker has it, its number, and all before; else none."""
    if kind != METHOD or len(payload) != _CONFIRM.size:
        return None
    class_id, method, number, bits = _CONFIRM.unpack(payload)
    if (class_id, method) not in (BASIC_ACK, BASIC_NACK):
        return None
    return method == BASIC_ACK[1], number, bool(bits & 1)

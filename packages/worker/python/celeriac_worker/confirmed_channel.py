"""One connection to the broker with one channel, on which every message is numbered and confirmed."""

import select
import socket
import ssl

import amqp

from .amqp_frames import FrameReader, PublishFrames, parse_confirm
from .reply import RESULTS_EXCHANGE, Reply, content_of
from .worker_settings import BrokerAddress

CONFIRM_SECONDS = 30.0
CONNECT_SECONDS = 5
CHANNEL = 1
JOINED_BYTES = 65_536
"""Bodies up to which a message is sent by one write."""

SEND_BUFFER_BYTES = 512 * 1024
"""Room for what is sent without waiting, while the broker is slow."""

LOSSES = (amqp.AMQPError, OSError, AttributeError)
"""What py-amqp raises over a connection that is lost; the last by accident."""

REFUSALS = (amqp.AccessRefused, amqp.NotFound, amqp.PreconditionFailed, amqp.NotAllowed)
"""What a broker says for good."""


class NotTaken(amqp.AMQPError):
    """The broker refused a message that it was sent, such as for a queue that is full."""


def tls_options(broker: BrokerAddress) -> dict[str, object] | bool:
    """How the broker's certificate is checked: against the system's authorities and its name."""
    if not broker.tls:
        return False
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": broker.host}


class ConfirmedChannel:
    """Connects when it is made; raises one of ``LOSSES`` wherever the connection is lost.

    One channel for everything, as only then the order of messages is kept.
    """

    def __init__(self, broker: BrokerAddress):
        self._connection = connection = amqp.Connection(
            host=f"{broker.host}:{broker.port}",
            userid=broker.user,
            password=broker.password,
            virtual_host=broker.vhost,
            ssl=tls_options(broker),
            login_method="PLAIN",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=CONFIRM_SECONDS,
            write_timeout=CONFIRM_SECONDS,
            # A pool process at rest could not send heartbeats.
            heartbeat=0,
        )
        try:
            connection.connect()
            sock = connection.transport.sock
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            connection.channel(CHANNEL).confirm_select()
        except BaseException:
            connection.collect()
            raise
        self._sock = sock
        self._reader = FrameReader(connection.transport._read_buffer)
        self._frames = PublishFrames(
            CHANNEL, exchange=RESULTS_EXCHANGE, user=broker.user, frame_max=connection.frame_max
        )
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN | select.POLLOUT)
        self._sent = 0
        # In the order they were sent in, which an ack of several goes by.
        self._unconfirmed: dict[int, None] = {}

    def publish(self, reply: Reply, *, persistent: bool = True) -> int:
        """Sends without waiting; returns the number that ``wait`` takes."""
        content_type, encoding = content_of(reply)
        properties = (content_type, encoding, persistent, reply.correlation_id)
        frames = self._frames.render(reply.body, reply.routing_key, properties)
        self._sent += 1
        self._unconfirmed[self._sent] = None
        self._sock.sendall(b"".join(frames) if len(reply.body) <= JOINED_BYTES else frames[0])
        if len(reply.body) > JOINED_BYTES:
            for frame in frames[1:]:
                self._sock.sendall(frame)
        return self._sent

    def wait(self, number: int) -> None:
        """Until the broker has the message; at most ``CONFIRM_SECONDS`` between its words."""
        while number in self._unconfirmed:
            self._receive()

    def takes_at_once(self) -> bool:
        """Whether a small message can be sent without waiting; reads what the broker has said."""
        while True:
            ((_, events),) = self._poll.poll(0) or ((0, 0),)
            if not events & ~select.POLLOUT:
                return bool(events)
            self._receive()

    def close(self) -> None:
        try:
            self._connection.collect()
        except LOSSES:
            pass

    def _receive(self) -> None:
        data = self._sock.recv(65_536)
        if not data:
            raise ConnectionResetError("The broker closed the connection.")
        for kind, channel, payload in self._reader.read(data):
            confirm = parse_confirm(kind, payload)
            if confirm is None:
                # Such as a channel that the broker closes, which py-amqp answers and raises.
                self._connection.on_inbound_frame((kind, channel, bytes(payload)))
                continue
            taken, number, multiple = confirm
            if not taken:
                raise NotTaken("The broker refused a message.")
            self._settle(number, multiple)

    def _settle(self, number: int, multiple: bool) -> None:
        waiting = self._unconfirmed
        if multiple:
            for settled in [one for one in waiting if one <= number]:
                del waiting[settled]
        else:
            waiting.pop(number, None)

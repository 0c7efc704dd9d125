"""One connection to the broker with one channel, on which every message is numbered and confirmed."""

import select
import socket
import ssl

import amqp
from amqp import spec

from .reply import RESULTS_EXCHANGE
from .worker_settings import BrokerAddress

CONFIRM_SECONDS = 30.0
CONNECT_SECONDS = 5
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
            self._channel = channel = connection.channel(1)
            channel.confirm_select()
            channel.events["basic_ack"].add(self._on_ack)
            channel.events["basic_nack"].add(self._on_nack)
        except BaseException:
            connection.collect()
            raise
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN | select.POLLOUT)
        self._sent = 0
        # In the order they were sent in, which an ack of several goes by.
        self._unconfirmed: dict[int, None] = {}

    def publish(self, message: amqp.Message, routing_key: str) -> int:
        """Sends without waiting; returns the number that ``wait`` takes."""
        self._sent += 1
        self._unconfirmed[self._sent] = None
        # Not basic_publish, which sets the socket's timeout and tries to read before each message.
        publishing = (0, RESULTS_EXCHANGE, routing_key, False, False)
        self._channel.send_method(spec.Basic.Publish, "Bssbb", publishing, message)
        return self._sent

    def wait(self, number: int) -> None:
        """Until the broker has the message; at most ``CONFIRM_SECONDS`` between its words."""
        while number in self._unconfirmed:
            self._connection.drain_events()

    def takes_at_once(self) -> bool:
        """Whether a small message can be sent without waiting; reads what the broker has said."""
        while True:
            ((_, events),) = self._poll.poll(0) or ((0, 0),)
            if not events & ~select.POLLOUT:
                return bool(events)
            try:
                self._connection.drain_events(timeout=0)
            except TimeoutError:
                return bool(events & select.POLLOUT)

    def close(self) -> None:
        try:
            self._connection.collect()
        except LOSSES:
            pass

    def _on_ack(self, number: int, multiple: bool) -> None:
        waiting = self._unconfirmed
        if multiple:
            for settled in [one for one in waiting if one <= number]:
                del waiting[settled]
        else:
            waiting.pop(number, None)

    def _on_nack(self, _number: int, _multiple: bool) -> None:
        raise NotTaken("The broker refused a message.")

"""Sends replies from a pool process, over a connection of its own, until the broker has them."""

import logging
import random
import ssl
import time

import amqp

from .reply import RESULTS_EXCHANGE, Reply, to_message
from .settings import BrokerAddress

log = logging.getLogger("celeriac_worker")

PATIENCE_SECONDS = 300.0
"""How long a result is kept for a broker that is away."""

CONFIRM_SECONDS = 30.0
LOSSES = (amqp.AMQPError, OSError, AttributeError)
"""What py-amqp raises over a connection that is lost; the last by accident."""

_REFUSALS = (amqp.AccessRefused, amqp.NotFound, amqp.PreconditionFailed, amqp.NotAllowed)


class ReplyNotSent(Exception):
    """The broker did not take a reply in time."""


def tls_options(broker: BrokerAddress) -> dict[str, object] | bool:
    """How the broker's certificate is checked: against the system's authorities and its name."""
    if not broker.tls:
        return False
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": broker.host}


class ReplyPublisher:
    """Connects when it is first needed; every reply is confirmed by the broker."""

    def __init__(self, broker: BrokerAddress):
        self._broker = broker
        self._connection: amqp.Connection | None = None

    def send(self, reply: Reply, patience: float = PATIENCE_SECONDS) -> None:
        """Sends and sends again; raises ``ReplyNotSent`` after ``patience`` seconds.

        A reply may come twice, where the connection is lost before it is confirmed. A broker that
        refuses it for good is asked three times only.
        """
        deadline = time.monotonic() + patience
        pause, refusals = 0.1, 0
        while True:
            try:
                return self._publish(reply)
            except LOSSES as error:
                self.close()
                refusals += isinstance(error, _REFUSALS)
                if refusals == 3 or time.monotonic() + pause > deadline:
                    raise ReplyNotSent(f"{type(error).__name__}: {error}") from error
                log.warning("The broker did not take a reply (%s); trying again.", error)
                time.sleep(pause * random.uniform(0.5, 1))
                pause = min(pause * 2, 2.0)

    def connect(self) -> None:
        """Connects ahead of the first reply; a broker that is away is no error yet."""
        try:
            self._channel()
        except LOSSES:
            self.close()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.collect()
            except LOSSES:
                pass

    def _publish(self, reply: Reply) -> None:
        self._channel().basic_publish_confirm(
            to_message(reply, self._broker.user),
            exchange=RESULTS_EXCHANGE,
            routing_key=reply.routing_key,
            confirm_timeout=CONFIRM_SECONDS,
        )

    def _channel(self) -> amqp.Channel:
        if self._connection is None:
            broker = self._broker
            self._connection = amqp.Connection(
                host=f"{broker.host}:{broker.port}",
                userid=broker.user,
                password=broker.password,
                virtual_host=broker.vhost,
                ssl=tls_options(broker),
                login_method="PLAIN",
                connect_timeout=5,
                read_timeout=CONFIRM_SECONDS,
                write_timeout=CONFIRM_SECONDS,
                # A pool process at rest could not send heartbeats.
                heartbeat=0,
            )
            self._connection.connect()
        return self._connection.channel(1)

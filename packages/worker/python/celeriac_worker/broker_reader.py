"""Reads what the broker sends to the main process: all that has come at once.

Within its loop, kombu reads each frame by three system calls and comes round again after every
message, to find that there is no more.
"""

import socket

import amqp
from amqp.transport import TCPTransport
from kombu.asynchronous import Hub

from .amqp_frames import FrameReader

READ_BYTES = 65_536


def read_at_once(connection: amqp.Connection, hub: Hub) -> None:
    """Takes the place of kombu's reader in the loop; a connection by TLS keeps that."""
    transport = connection.transport
    if not isinstance(transport, TCPTransport):
        return
    receive, on_frame = transport.sock.recv, connection.on_inbound_frame

    def on_readable() -> None:
        if not connection.connected:
            raise amqp.RecoverableConnectionError("The connection to the broker was lost.")
        try:
            data = receive(READ_BYTES, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            transport.connected = False
            raise
        if not data:
            transport.connected = False
            raise ConnectionResetError("The broker closed the connection.")
        # What py-amqp has read before, and what it is to read on with where it waits for an answer.
        reader = FrameReader(transport._read_buffer)
        frames = reader.read(data)
        transport._read_buffer = reader.rest
        for kind, channel, payload in frames:
            on_frame((kind, channel, bytes(payload)))

    hub.add_reader(transport.sock, on_readable)

import json

from celeriac_worker.outbox import Outbox
from celeriac_worker.reply import Reply


class Channel:
    def __init__(self):
        self.sent = []
        self.lost = False

    def basic_publish(self, message, exchange, routing_key):
        if self.lost:
            raise ConnectionResetError("gone")
        self.sent.append(json.loads(message.body))


def test_replies_wait_for_the_next_channel_in_their_order():
    outbox, channel = Outbox("user"), Channel()
    outbox.send(Reply("r", None, b"1"))
    outbox.open(channel)
    channel.lost = True
    outbox.send(Reply("r", None, b"2"))
    outbox.send(Reply("r", None, b"3"))
    assert channel.sent == [1]
    channel.lost = False
    outbox.open(channel)
    assert channel.sent == [1, 2, 3]

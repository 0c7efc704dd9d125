"""What goes through the pipes between the main process and its pool processes.

Celery sends a call when its loop comes round again, by two writes, and takes each word of a process
by two reads, changing what it polls for every time. Here each is one system call, at once.
"""

import logging
import os
import pickle
import select
from struct import Struct

from celery.concurrency.asynpool import ResultHandler

from .run_control import kill_group

log = logging.getLogger("celeriac_worker")

Payload = tuple[memoryview, memoryview, int]
"""A header, what follows it, and the size of that: what Celery's pool writes, one after the other."""

READ_BYTES = 65_536
REST_SECONDS = 5.0
"""How long a process may take to send the rest of a word that did not come whole."""

_SIZE = Struct(">i")


def to_payload(task: object) -> Payload:
    """A call as it is written; one that a pipe takes whole or not at all is all header."""
    body = pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)
    whole = memoryview(_SIZE.pack(len(body)) + body)
    if len(whole) <= select.PIPE_BUF:
        return whole, whole[:0], 0
    return whole[: _SIZE.size], whole[_SIZE.size :], len(body)


class PoolWords(ResultHandler):
    """Takes what pool processes say; keeps nothing of a pipe that somebody else may read next."""

    def _make_process_result(self, hub):
        processes, take = self.fileno_to_outq, self.on_state_change

        def on_readable(pipe: int) -> None:
            if pipe not in processes:
                hub.remove_reader(pipe)
                return
            try:
                words = _read_words(pipe)
            except BlockingIOError:
                return
            except (OSError, EOFError) as error:
                hub.remove_reader(pipe)
                if isinstance(error, TimeoutError):
                    log.error("A process of the pool is killed: it %s.", error)
                    kill_group(processes[pipe].pid)
                return
            for word in words:
                if word:
                    take(word)

        return on_readable


def _read_words(pipe: int) -> list[object]:
    """The words that wait in a pipe, of which there is at least one."""
    data = _read(pipe)
    words, at = [], 0
    while at < len(data):
        start = at + _SIZE.size
        while len(data) < start:
            data += _read_rest(pipe)
        at = start + _SIZE.unpack_from(data, start - _SIZE.size)[0]
        while len(data) < at:
            data += _read_rest(pipe)
        words.append(pickle.loads(memoryview(data)[start:at]))
    return words


def _read_rest(pipe: int) -> bytes:
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    if not poll.poll(REST_SECONDS * 1_000):
        raise TimeoutError("stopped amid a word")
    return _read(pipe)


def _read(pipe: int) -> bytes:
    data = os.read(pipe, READ_BYTES)
    if not data:
        raise EOFError("the pipe has ended")
    return data

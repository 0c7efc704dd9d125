"""A worker that was forked: its process, and what it writes."""

import os
import select
import signal
from collections.abc import Sequence

from .process_tree import die_with_parent

MAX_LINE_BYTES = 65_536
"""Longer lines are told in pieces."""


class LineStream:
    """The reading end of what a worker writes to one of its outputs."""

    def __init__(self, name: str, descriptor: int):
        self.name = name
        self.descriptor = descriptor
        self.is_open = True
        self._rest = b""

    def read(self) -> tuple[list[str], bool]:
        """Lines that are complete by what is there now, and whether it is the end."""
        data = os.read(self.descriptor, MAX_LINE_BYTES)
        *lines, self._rest = (self._rest + data).split(b"\n")
        ended = data == b""
        if self._rest and (ended or len(self._rest) >= MAX_LINE_BYTES):
            lines.append(self._rest)
            self._rest = b""
        return [line.decode("utf-8", "replace").rstrip("\r") for line in lines], ended

    def is_ready(self) -> bool:
        """Whether there is something to read, or the end of it, without waiting."""
        return bool(select.select([self.descriptor], [], [], 0)[0])

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            os.close(self.descriptor)


class StandbyWorker:
    """A forked process that leads a session of its own, so that all it starts can be ended with it."""

    def __init__(self, worker_id: str, pid: int, streams: Sequence[LineStream]):
        self.id = worker_id
        self.pid = pid
        self.streams = streams
        self._ended = False

    @classmethod
    def fork(cls, worker_id: str) -> "StandbyWorker | None":
        """Forks; gives nothing in the process that is forked, whose outputs are then the worker's."""
        pipes = {name: os.pipe() for name in ("stdout", "stderr")}
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            die_with_parent(parent)
            os.setsid()
            for number, (reading, writing) in enumerate(pipes.values(), start=1):
                os.dup2(writing, number)
                os.close(reading)
                os.close(writing)
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, 0)
            os.close(nothing)
            return None
        for _, writing in pipes.values():
            os.close(writing)
        return cls(worker_id, pid, [LineStream(name, end) for name, (end, _) in pipes.items()])

    def poll(self) -> int | None:
        """Exit code, or a signal's number below zero; nothing while it runs."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        self._ended = True
        return os.waitstatus_to_exitcode(status)

    def signal(self, number: int) -> None:
        if not self._ended:
            os.kill(self.pid, signal.Signals(number))

    def close(self) -> None:
        for stream in self.streams:
            stream.close()

"""Keeps a process that has imported what an app's workers need, and forks them from it.

A worker that is forked begins in milliseconds where a new interpreter takes a second, which is what
an edit of the app waits for. It is told what to do by lines of JSON on its standard input, and tells
what becomes of its workers, and each line that they write, on its standard output. Where the input
ends, as it does when whoever started it is killed, everything that it forked is killed, and it ends.
"""

import json
import os
import runpy
import selectors
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .limit_watch import LOOK_SECONDS, Excess, Limits, LimitWatch, hold_to, kill_all
from .preload import preload_app, preload_runtime
from .process_tree import kill_session, tell_when_parent_ends
from .standby_worker import StandbyWorker


@dataclass(frozen=True, slots=True)
class Launch:
    """What a forked process is to become: the worker that a generated main runs."""

    id: str
    main: str
    directory: str
    env: Mapping[str, str]
    limits: Mapping[str, int]


def main() -> None:
    """Serves until its input ends; in a process that it forked, runs that worker instead."""
    launch = Standby().serve()
    if launch is not None:
        _become(launch)


class Standby:
    """One loop, without threads, as it forks."""

    def __init__(self) -> None:
        # What imports print is for the log; the line to whoever started this is for words of ours.
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        self._selector = selectors.DefaultSelector()
        self._workers: dict[str, StandbyWorker] = {}
        self._watches: dict[str, tuple[LimitWatch, Path]] = {}
        self._looked = time.monotonic()
        self._input = b""
        # Its input ends then as well, but may not be read for as long as something is imported.
        signal.signal(signal.SIGTERM, lambda *_: self._end())
        tell_when_parent_ends(os.getppid(), signal.SIGTERM)
        self._children, self._wake = os.pipe()
        for end in (self._children, self._wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's; whoever started this decides

    def serve(self) -> Launch | None:
        preload_runtime()
        self._selector.register(0, selectors.EVENT_READ, self._read_input)
        self._selector.register(self._children, selectors.EVENT_READ, self._reap)
        while True:
            for key, _ in self._selector.select(LOOK_SECONDS if self._watches else None):
                done = key.data()
                if isinstance(done, Launch):
                    return done
                if done is _END:
                    self._kill_all()
                    return None
            self._look()

    def _read_input(self) -> object:
        data = os.read(0, 1 << 20)
        if data == b"":
            return _END
        *lines, self._input = (self._input + data).split(b"\n")
        for line in lines:
            request = json.loads(line)
            match request.pop("kind"):
                case "preload":
                    preload_app(request["directory"], request["table"])
                case "signal":
                    self._signal(request["id"], request["signal"])
                case "start":
                    launch = self._fork(Launch(**request))
                    if launch is not None:
                        return launch
        return None

    def _fork(self, launch: Launch) -> Launch | None:
        worker = StandbyWorker.fork(launch.id)
        if worker is None:
            # The child: nothing of the loop is its own.
            signal.set_wakeup_fd(-1)
            self._selector.close()
            for descriptor in (self._out.fileno(), self._children, self._wake):
                os.close(descriptor)
            for other in self._workers.values():
                other.close()
            return launch
        self._workers[launch.id] = worker
        word = Path(launch.env["CELERIAC_TOLD_KILLS"])
        self._watches[launch.id] = LimitWatch(worker.pid, Limits.of(launch.limits)), word
        for stream in worker.streams:
            self._selector.register(
                stream.descriptor,
                selectors.EVENT_READ,
                lambda stream=stream: self._relay(worker, stream),
            )
        self._tell(kind="started", id=launch.id, pid=worker.pid)
        return None

    def _look(self) -> None:
        """Kills what goes beyond its limits; the reason is there before the kill is noticed."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        for worker_id, (watch, word) in self._watches.items():
            excess = watch.look()
            if excess is not None:
                word.write_text(excess.text)
                self._punish(self._workers[worker_id], excess)
        self._looked = time.monotonic()

    def _punish(self, worker: StandbyWorker, excess: Excess) -> None:
        is_whole = worker.pid in excess.victims
        if excess.peak_mib is not None:
            self._tell(kind="out-of-memory", id=worker.id, peakMiB=excess.peak_mib, isWhole=is_whole)
        if is_whole:
            kill_session(worker.pid)
        kill_all(excess.victims)

    def _relay(self, worker: StandbyWorker, stream: Any) -> None:
        lines, ended = stream.read()
        for text in lines:
            self._tell(kind="line", id=worker.id, stream=stream.name, text=text)
        if ended:
            self._selector.unregister(stream.descriptor)
            stream.close()

    def _signal(self, worker_id: str, number: int) -> None:
        worker = self._workers.get(worker_id)
        if worker is None:
            return
        if number == signal.SIGKILL:
            kill_session(worker.pid)
        worker.signal(number)

    def _reap(self) -> None:
        try:
            os.read(self._children, 4096)
        except BlockingIOError:
            pass
        for worker in list(self._workers.values()):
            status = worker.poll()
            if status is None:
                continue
            kill_session(worker.pid)
            for stream in worker.streams:
                while stream.is_open and stream.is_ready():
                    self._relay(worker, stream)
                if stream.is_open:
                    self._selector.unregister(stream.descriptor)
                    stream.close()
            del self._workers[worker.id]
            self._watches.pop(worker.id, None)
            how = {"signal": -status} if status < 0 else {"code": status}
            self._tell(kind="ended", id=worker.id, **how)

    def _end(self) -> None:
        self._kill_all()
        os._exit(0)

    def _kill_all(self) -> None:
        for worker in self._workers.values():
            kill_session(worker.pid)

    def _tell(self, **message: object) -> None:
        line = memoryview(json.dumps(message).encode() + b"\n")
        try:
            while line:
                line = line[self._out.write(line) :]
        except OSError:
            pass  # nobody listens any more; the end of the input says so


_END = object()


def _become(launch: Launch) -> None:
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(launch.env)
    os.chdir(launch.directory)
    hold_to(Limits.of(launch.limits))
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()  # or all that are forked here draw the same numbers
    sys.argv = [launch.main]
    runpy.run_path(launch.main, run_name="__main__")


if __name__ == "__main__":
    main()

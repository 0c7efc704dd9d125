"""Functions that behave in every way that a worker has to survive."""

import ctypes
import logging
import os
import re
import signal
import subprocess
import sys
import time

from celeriac_worker import cancelled, log, progress


fork = os.fork


def fork_where_there_is_room():
    """A machine that has no room for a process while the file named by ``LIVE_FULL`` is there."""
    if os.path.exists(os.environ.get("LIVE_FULL", "")):
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return fork()


os.fork = fork_where_there_is_room


def add(x, y):
    return x + y


def nap(seconds):
    time.sleep(seconds)
    return seconds


def pid():
    return os.getpid()


def say(lines):
    for number in range(lines):
        print(f"line {number}")
    print("to stderr", file=sys.stderr)
    logging.getLogger("mine").warning("logged")
    log("said")
    progress(50, "half")
    return lines


def end(how):
    if how == "exit":
        sys.exit(3)
    if how == "_exit":
        os._exit(0)
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "terminate":
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    if how == "segfault":
        ctypes.string_at(0)
    if how == "abort":
        os.abort()
    if how == "recursion":
        return end(how)
    if how == "stack overflow":
        ctypes.CFUNCTYPE(None)(lambda: None)
        overflow()
    if how == "close files":
        os.closerange(3, 4096)
    if how == "memory error":
        raise MemoryError("no room")
    if how == "fork":
        os.fork()
    return 0


def overflow():
    """Recurses in C: no frame of Python between a call and the next."""
    sys.setrecursionlimit(10_000_000)
    nested = ()
    for _ in range(500_000):
        nested = (nested,)
    hash(nested)
    repr(nested)


def spin(how):
    if how == "python":
        while True:
            pass
    if how == "regex":
        re.match(r"(a+)+$", "a" * 200 + "b")
    if how == "deaf":
        while True:
            try:
                time.sleep(60)
            except BaseException:
                pass
    if how == "polite":
        while not cancelled():
            time.sleep(0.01)
        return "gave up"
    if how == "subprocess":
        subprocess.run(["sleep", "600.25"])
    return "never"


def forever_forking():
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)


def unencodable(how):
    return {
        "object": lambda: object(),
        "surrogate": lambda: "\ud800",
        "huge": lambda: "x" * (17 * 1024 * 1024),
        "function": lambda: len,
        "bytes": lambda: b"\xff",
    }[how]()


HELD = []


def hold(megabytes):
    HELD.append(b"x" * (megabytes * 1024 * 1024))
    return os.getpid()


def attempt(ctx):
    return ctx.attempt


def die_once(path):
    if os.path.exists(path):
        return "second"
    open(path, "w").close()
    os.kill(os.getpid(), signal.SIGKILL)


def count(end):
    """Yields between words of progress, faster than either is told one by one."""
    for number in range(end):
        progress(100 * number / end)
        yield number
    return "done"


def print_a_lot(path):
    """Prints once the file says so, and writes the seconds that it took to it."""
    while open(path).read() != "go" if os.path.exists(path) else True:
        time.sleep(0.02)
    began = time.monotonic()
    for number in range(20_000):
        print(f"{number} {'x' * 200}")
    with open(path, "a") as file:
        file.write(str(time.monotonic() - began))
    return 20_000

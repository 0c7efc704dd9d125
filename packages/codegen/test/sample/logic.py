import ctypes
import os
import sys
import time

import six
from celeriac_worker import progress


def add(x, y):
    return x + y


def fail(message):
    raise ValueError(message)


async def later(seconds):
    import asyncio

    await asyncio.sleep(seconds)
    return seconds


def nap(seconds):
    time.sleep(seconds)
    return seconds


def tell(lines):
    for line in range(lines):
        print(f"line {line}")
    progress(50, "half")
    return lines


def end(how):
    if how == "kill":
        os.kill(os.getpid(), 9)
    if how == "exit":
        sys.exit(3)
    if how == "hoard":
        hoard = b"x" * (1 << 30)
    while how == "bomb":
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)
    ctypes.string_at(0)


def place(ctx):
    try:
        with open("/opt/app/code/written", "w"):
            pass
    except OSError as error:
        refused = type(error).__name__
    return {
        "uid": os.getuid(),
        "six": six.__version__,
        "here": os.getcwd(),
        "refused": refused,
        "function": ctx.function,
    }

"""Functions that tell what they do while they run."""

import time

from celeriac_worker import cancelled, progress


#name: count
#description: Yields so many numbers, and tells of each
#input: int to
#output: int number
def count(to):
    for number in range(to):
        progress(100 * (number + 1) / to, f"at {number}")
        print("number", number, flush=True)
        yield number


#name: wait
#description: Runs until it is given up
#output: string how
def wait():
    until = time.monotonic() + 60
    while time.monotonic() < until:
        time.sleep(0.05)
        if cancelled():
            return "given up"
    return "in vain"


#name: double
#description: Gives twice the number
#input: int x
#output: int y
#meta.idempotent: true
def double(x):
    return 2 * x

"""Functions that write down, by themselves, when they really run."""

import os
import time

_ledger = os.open(os.environ["LEDGER_FILE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _note(mark, call):
    os.write(_ledger, f"{mark} {call}\n".encode())


#name: once
#description: Must never run twice for one call
#input: int call
#input: double seconds = 0
#output: int answer
def once(call, seconds=0):
    _note("began", call)
    if seconds > 0:
        time.sleep(seconds)
    _note("ended", call)
    return call * 2 + 1


#name: again
#description: May run again where its worker was lost
#input: int call
#input: double seconds = 0
#output: int answer
#meta.idempotent: true
def again(call, seconds=0):
    return once(call, seconds)


#name: large
#description: Gives back as many characters as it is told
#input: int call
#input: string text
#output: string answer
def large(call, text):
    _note("began", call)
    _note("ended", call)
    return text


#name: fail
#description: Raises
#input: int call
#output: int answer
def fail(call):
    _note("began", call)
    _note("ended", call)
    raise ValueError(f"call {call}")

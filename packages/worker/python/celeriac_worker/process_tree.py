"""Sees that no process outlives what it was started for."""

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Has the kernel kill this process when its parent ends, where it is one that can (Linux)."""
    tell_when_parent_ends(parent, signal.SIGKILL)


def tell_when_parent_ends(parent: int, number: signal.Signals) -> None:
    """Has the kernel send a signal when the parent of this process ends, where it can."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)  # it ended in between


def kill_session(leader: int) -> None:
    """Kills all that was started in a session, in whatever group it is; its leader may be gone."""
    for pid in _find_session(leader):
        try:
            os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def _find_session(leader: int) -> list[int]:
    processes = Path("/proc")
    if not processes.is_dir():
        return [leader]
    found = []
    for entry in processes.iterdir():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == leader:
                    found.append(int(entry.name))
            except (ProcessLookupError, PermissionError):
                pass
    return found

"""Sees that no process outlives what it was started for."""

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Has the kernel kill this process when its parent ends, where it is one that can (Linux)."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)  # it ended in between


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

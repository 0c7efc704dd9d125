"""Holds a worker that is a plain process to what its container would be held to.

Looked at ten times a second, as nothing that a user may do without being root counts the memory of
several processes together: what is shared is counted once, and what is kept of files not at all.
"""

import os
import resource
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.1
MAX_OPEN_FILES = 65_536

_MIB = 1024 * 1024
_PAGE = resource.getpagesize()


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one worker with all that it starts."""

    memory_mib: int
    tasks: int
    """Processes and threads."""

    cpus: int

    @classmethod
    def of(cls, given: Mapping[str, int]) -> "Limits":
        return cls(given["memoryMiB"], given["tasks"], given["cpus"])


@dataclass(frozen=True, slots=True)
class Excess:
    """What was too much, and who is to be killed for it."""

    victims: tuple[int, ...]
    text: str
    peak_mib: int | None = None
    """Of memory."""


class LimitWatch:
    """Looks at a worker and its descendants (Linux; elsewhere there is nothing to see)."""

    def __init__(self, leader: int, limits: Limits):
        self._leader = leader
        self._limits = limits

    def look(self) -> Excess | None:
        tree = dict(_walk(self._leader))
        if self._leader not in tree:
            return None  # it has just ended
        return self._look_at_tasks(tree) or self._look_at_memory(tree)

    def _look_at_tasks(self, tree: dict[int, "_Process"]) -> Excess | None:
        limit = self._limits.tasks
        if sum(process.tasks for process in tree.values()) <= limit:
            return None
        # What belongs to one process of the pool goes together, as that is what one call has started.
        branches = [dict(_walk(child)) for child in tree[self._leader].children]
        largest = max(branches, key=lambda branch: sum(p.tasks for p in branch.values()), default={})
        text = f"It had started more than {limit} processes and threads, which is all that an app may have."
        return Excess(tuple(largest), text)

    def _look_at_memory(self, tree: dict[int, "_Process"]) -> Excess | None:
        limit = self._limits.memory_mib
        if sum(map(_private_or_shared, tree)) <= limit * _MIB:
            return None
        held = {pid: _proportional(pid) for pid in tree}
        total_mib = sum(held.values()) // _MIB
        if total_mib <= limit:
            return None
        text = (
            f"The app's memory of {limit} MiB was used up ({total_mib} MiB at its peak); "
            f'raise "memory" in container.json: {limit} → {limit * 2}.'
        )
        return Excess((max(held, key=held.__getitem__),), text, total_mib)


def kill_all(victims: tuple[int, ...]) -> None:
    """Kills one process, or several with their groups, so that none starts others meanwhile."""
    for kill in (os.killpg, os.kill) if len(victims) > 1 else (os.kill,):
        for pid in victims:
            try:
                kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass


def hold_to(limits: Limits) -> None:
    """Sets for this process, and all that it starts, what the kernel itself can hold it to."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MAX_OPEN_FILES if most == resource.RLIM_INFINITY else min(MAX_OPEN_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    if hasattr(os, "sched_setaffinity"):
        cpus = sorted(os.sched_getaffinity(0))
        # Not the same ones for every worker.
        first = os.getpid() % len(cpus)
        os.sched_setaffinity(0, (cpus[first:] + cpus[:first])[: limits.cpus])


@dataclass(frozen=True, slots=True)
class _Process:
    tasks: int
    children: tuple[int, ...]


def _walk(pid: int) -> Iterator[tuple[int, _Process]]:
    """A process and its descendants."""
    waiting = [pid]
    while waiting:
        pid = waiting.pop()
        try:
            tasks = os.listdir(f"/proc/{pid}/task")
        except OSError:
            continue
        found = [_read(f"/proc/{pid}/task/{task}/children") for task in tasks]
        children = tuple(int(child) for text in found for child in text.split())
        yield pid, _Process(len(tasks), children)
        waiting += children


def _private_or_shared(pid: int) -> int:
    """Bytes that are not of files: quick to read, and too much where forks share."""
    fields = _read(f"/proc/{pid}/statm").split()
    return (int(fields[1]) - int(fields[2])) * _PAGE if fields else 0


def _proportional(pid: int) -> int:
    """Bytes that are not of files, what is shared being divided among those who share it."""
    text = _read(f"/proc/{pid}/smaps_rollup")
    lines = [line.split() for line in text.splitlines() if line.startswith(("Pss_Anon:", "Pss_Shmem:"))]
    return sum(int(size) * 1024 for _, size, *_ in lines)


def _read(path: str) -> str:
    try:
        return Path(path).read_text("ascii")
    except (OSError, ValueError):
        return ""

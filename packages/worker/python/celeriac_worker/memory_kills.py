"""Whether the kernel killed a process of this container for want of memory, which looks like any other kill."""

import re
import time
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")
FRESH_SECONDS = 10.0
"""How long after such a kill other processes that were lost are put down to it as well."""

_MIB = 1024 * 1024
_UNLIMITED = 1 << 60


class MemoryKills:
    """Reads the counters of the container's control group, of either version; none, and it says nothing."""

    def __init__(self, root: Path = CGROUP):
        self._two, self._one = root, root / "memory"
        self._count = self._read_count()
        self._seen_at = 0.0

    def explain(self) -> str | None:
        """The limit that was reached, the peak and what to do, where a process was killed for it just now."""
        count = self._read_count()
        if count > self._count:
            self._count, self._seen_at = count, time.monotonic()
        if self._seen_at == 0.0 or time.monotonic() - self._seen_at > FRESH_SECONDS:
            return None
        limit = self._read_number("memory.max", "memory.limit_in_bytes")
        if limit is None:
            return 'The container\'s memory was used up; raise "memory" in container.json.'
        limit_mib = limit // _MIB
        peak = self._read_number("memory.peak", "memory.max_usage_in_bytes")
        at_most = "" if peak is None else f" ({peak // _MIB} MiB at its peak)"
        return (
            f"The container's memory of {limit_mib} MiB was used up{at_most}; "
            f'raise "memory" in container.json: {limit_mib} → {limit_mib * 2}.'
        )

    def _read_count(self) -> int:
        text = _read(self._two / "memory.events") or _read(self._one / "memory.oom_control")
        found = re.search(r"^oom_kill (\d+)$", text, re.MULTILINE)
        return int(found[1]) if found else 0

    def _read_number(self, two: str, one: str) -> int | None:
        text = _read(self._two / two) or _read(self._one / one)
        number = int(text) if text.strip().isdigit() else _UNLIMITED
        return None if number >= _UNLIMITED else number


class ToldKills:
    """The same where it is no kernel that kills, but whoever started this worker, who leaves word of it."""

    def __init__(self, word: Path):
        self._word = word

    def explain(self) -> str | None:
        try:
            age = time.time() - self._word.stat().st_mtime
        except OSError:
            return None
        return self._word.read_text() if age < FRESH_SECONDS else None


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:
        return ""

"""What to do where a function finds no room for a file."""

import errno
import os
import tempfile

MIB = 1024 * 1024

PLACES = (
    ("/tmp", 'lies in memory, a quarter of "memory"'),
    ("/dev/shm", 'lies in memory: "shm_size"'),
    (None, 'lies on disk, within "storage" where the engine bounds it'),
)
"""Where a function may write, and what of container.json says how much; none is the folder of ``tempfile``."""


def remedy_of(error: BaseException) -> str | None:
    """Names the folders with their sizes; none where the error is another one."""
    if not isinstance(error, OSError) or error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return None
    seen: set[str] = set()
    lines = []
    for folder, what in PLACES:
        path = folder or tempfile.gettempdir()
        size = _size_mib(path)
        if size is None or path in seen:
            continue
        seen.add(path)
        lines.append(f"{path} ({size} MiB) {what}")
    return f"Write less, or raise what the file's folder has by container.json: {'; '.join(lines)}."


def _size_mib(path: str) -> int | None:
    try:
        found = os.statvfs(path)
    except OSError:
        return None
    return found.f_blocks * found.f_frsize // MIB

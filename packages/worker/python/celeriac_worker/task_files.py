"""Private temporary files of a call, which are gone when it has ended, however it ended.

Every process has a folder of its own and holds a lock on it for as long as it lives. A folder that
nobody holds a lock on is of a process that was killed, and is swept.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_PREFIX = "process-"
_held: tuple[int, Path] | None = None


class TaskFiles:
    """The temporary files of one call; nothing is made before the first is needed."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._streams: list[BinaryIO] = []

    def new_path(self, name: str) -> Path:
        """Where a file of that name may be made; a folder of its own holds it."""
        return Path(tempfile.mkdtemp(dir=self._own_folder()), name)

    def keep(self, stream: BinaryIO) -> BinaryIO:
        """A stream that is closed with the call."""
        self._streams.append(stream)
        return stream

    @contextmanager
    def as_default(self) -> Iterator[None]:
        """Within it, temporary files that the function makes by ``tempfile`` are of the call too."""
        before = tempfile.tempdir
        tempfile.tempdir = str(self._own_folder())
        try:
            yield
        finally:
            tempfile.tempdir = before

    def close(self) -> None:
        for stream in self._streams:
            stream.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._streams, self._folder = [], None

    def _own_folder(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="task-", dir=_process_folder()))
        return self._folder


def sweep_task_files() -> int:
    """Removes what killed processes left; returns how many had left something."""
    swept = 0
    for folder in _root().glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue  # another process sweeps it
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
        except OSError:
            pass  # its process lives
        finally:
            os.close(lock)
    return swept


def _process_folder() -> Path:
    """The folder of this process, locked before others can see it under its name."""
    global _held
    if _held is None or _held[0] != os.getpid():
        hidden = Path(tempfile.mkdtemp(prefix=".", dir=_root()))
        lock = os.open(hidden, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(lock, fcntl.LOCK_EX)  # never let go: the end of the process does
        folder = hidden.with_name(_PREFIX + hidden.name[1:])
        hidden.rename(folder)
        _held = os.getpid(), folder
    return _held[1]


def _root() -> Path:
    """On disk where there is a choice: ``/tmp`` of a container is in its memory."""
    chosen = os.environ.get("TMPDIR", "/var/tmp")
    base = chosen if os.access(chosen, os.W_OK) else "/tmp"
    root = Path(base, f"celeriac-{os.getuid()}")
    root.mkdir(mode=0o700, exist_ok=True)
    if root.lstat().st_uid != os.getuid():
        raise PermissionError(f"{root} belongs to another user; remove it or set TMPDIR")
    return root

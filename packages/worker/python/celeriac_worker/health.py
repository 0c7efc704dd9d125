"""Health check of a worker's container: exits with 0 while the worker's own loop goes round.

Run as a file, ``python -I -S health.py``, so that it costs no more than Python's start.
"""

import os
import sys
import time

MAX_AGE_SECONDS = 15.0


def alive_file() -> str:
    """Touched twice a second by the loop that consumes, and only while it is connected."""
    place = os.environ.get("CELERIAC_ALIVE_DIRECTORY") or os.environ.get("TMPDIR", "/tmp")
    return os.path.join(place, "celeriac-alive")


def main() -> int:
    try:
        age = time.time() - os.stat(alive_file()).st_mtime
    except FileNotFoundError:
        print("the worker does not consume yet")
        return 1
    if age > MAX_AGE_SECONDS:
        print(f"the worker has not gone round for {age:.0f} s")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

import os
import time

from celeriac_worker import health


def test_healthy_only_while_the_file_is_fresh(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("CELERIAC_ALIVE_DIRECTORY", str(tmp_path))
    alive = tmp_path / "celeriac-alive"
    assert health.main() == 1
    alive.touch()
    assert health.main() == 0
    old = time.time() - health.MAX_AGE_SECONDS - 5
    os.utime(alive, (old, old))
    assert health.main() == 1

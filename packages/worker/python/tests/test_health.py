import os
import time

from celeriac_worker import health


def test_healthy_only_while_the_file_is_fresh(tmp_path, monkeypatch):
    alive = tmp_path / "alive"
    monkeypatch.setattr(health, "ALIVE_FILE", str(alive))
    assert health.main() == 1
    alive.touch()
    assert health.main() == 0
    old = time.time() - health.MAX_AGE_SECONDS - 5
    os.utime(alive, (old, old))
    assert health.main() == 1

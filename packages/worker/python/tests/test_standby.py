import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUNTIME = Path(__file__).parent.parent
PROGRAM = f"import sys; sys.path.insert(0, {str(RUNTIME)!r}); from celeriac_worker.standby import main; main()"


class Keeper:
    """Whoever starts a standby and listens to it."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-u", "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def tell(self, **message):
        self.process.stdin.write(json.dumps(message) + "\n")

    def hear(self, kind):
        for line in self.process.stdout:
            message = json.loads(line)
            if message["kind"] == kind:
                return message
        raise AssertionError(f"the standby ended without {kind}")


@pytest.fixture
def keeper():
    keeper = Keeper()
    yield keeper
    keeper.process.kill()
    keeper.process.wait()


def start(keeper, tmp_path, text):
    main = tmp_path / "main.py"
    main.write_text(text)
    env = {"PATH": os.environ["PATH"], "GREETING": "hello", "CELERIAC_TOLD_KILLS": str(tmp_path / "killed")}
    limits = {"memoryMiB": 256, "tasks": 128, "cpus": 1}
    keeper.tell(kind="start", id="one", main=str(main), directory=str(tmp_path), env=env, limits=limits)
    return keeper.hear("started")["pid"]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until_gone(pid):
    deadline = time.monotonic() + 20
    while is_alive(pid):
        assert time.monotonic() < deadline, f"{pid} is still there"
        time.sleep(0.02)


def test_what_is_forked_has_its_environment_and_its_lines_are_told(keeper, tmp_path):
    start(keeper, tmp_path, "import os, sys; print(os.environ['GREETING'], __name__); sys.exit(3)")
    assert keeper.hear("line") == {
        "kind": "line",
        "id": "one",
        "stream": "stdout",
        "text": "hello __main__",
    }
    assert keeper.hear("ended")["code"] == 3


def test_what_an_app_imports_is_there_before_it_is_forked(keeper, tmp_path):
    code = tmp_path / "code"
    code.mkdir()
    (code / "logic.py").write_text("import colorsys\nimport not_there\nprint('not run')\n")
    keeper.tell(kind="preload", directory=str(code), table=str(tmp_path / "none.json"))
    start(keeper, tmp_path, "import sys; print([m in sys.modules for m in ('colorsys', 'logic')])")
    assert keeper.hear("line")["text"] == "[True, False]"


def test_all_that_was_started_ends_with_who_had_it_started(keeper, tmp_path):
    text = "import subprocess, time; print(subprocess.Popen(['sleep', '600']).pid); time.sleep(600)"
    worker = start(keeper, tmp_path, text)
    started = int(keeper.hear("line")["text"])
    assert is_alive(started)
    keeper.process.stdin.close()  # as it is where who holds it is killed
    assert keeper.process.wait(20) == 0
    until_gone(worker)
    until_gone(started)


def test_a_standby_that_is_killed_takes_its_workers_along(keeper, tmp_path):
    worker = start(keeper, tmp_path, "import time; time.sleep(600)")
    keeper.process.kill()
    until_gone(worker)


HOARD = """
import os, time
child = os.fork()
if child == 0:
    hoard = b"x" * (400 << 20)
    time.sleep(600)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="nothing tells of the memory of processes")
def test_a_process_that_takes_too_much_memory_is_killed_and_why_is_told(keeper, tmp_path):
    start(keeper, tmp_path, HOARD)
    told = keeper.hear("out-of-memory")
    assert 256 < told["peakMiB"] < 4096
    assert keeper.hear("line")["text"] == "-9"
    assert "raise \"memory\" in container.json: 256 → 512" in (tmp_path / "killed").read_text()
    assert keeper.hear("ended")["code"] == 0


def test_a_worker_that_has_too_much_itself_ends(keeper, tmp_path):
    start(keeper, tmp_path, "import time; hoard = b'x' * (400 << 20); time.sleep(600)")
    keeper.hear("out-of-memory")
    assert keeper.hear("ended")["signal"] == 9


BREED = """
import os, time
if os.fork() == 0:
    os.setpgid(0, 0)
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(600)
    time.sleep(600)
print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="nothing tells of processes")
def test_all_that_one_call_has_started_goes_where_it_is_too_much(keeper, tmp_path):
    worker = start(keeper, tmp_path, BREED)
    assert keeper.hear("line")["text"] == "-9"
    assert "more than 128 processes" in (tmp_path / "killed").read_text()
    assert is_alive(worker)


def test_what_the_kernel_can_hold_a_worker_to(keeper, tmp_path):
    text = """
import os, resource
print(resource.getrlimit(resource.RLIMIT_CORE), len(os.sched_getaffinity(0)))
"""
    start(keeper, tmp_path, text)
    assert keeper.hear("line")["text"] == "(0, 0) 1"

import pytest
from celeriac_worker import memory_kills
from celeriac_worker.memory_kills import MemoryKills

FILES = {
    2: (
        "memory.events",
        "low 0\noom 1\noom_kill {}\noom_group_kill 0\n",
        "memory.max",
        "memory.peak",
    ),
    1: (
        "memory/memory.oom_control",
        "oom_kill_disable 0\nunder_oom 0\noom_kill {}\n",
        "memory/memory.limit_in_bytes",
        "memory/memory.max_usage_in_bytes",
    ),
}


@pytest.fixture(params=[1, 2])
def group(request, tmp_path):
    """A control group of either version: takes how many were killed, and the limit."""
    counter, text, limit, peak = FILES[request.param]
    (tmp_path / "memory").mkdir()

    def write(kills, most=256 * 1024 * 1024):
        (tmp_path / counter).write_text(text.format(kills))
        (tmp_path / limit).write_text(f"{most}\n")
        (tmp_path / peak).write_text(f"{255 * 1024 * 1024}\n")

    write(3)
    return tmp_path, write


def test_a_kill_is_told_with_the_limit_and_what_to_do(group, monkeypatch):
    root, write = group
    kills = MemoryKills(root)
    assert kills.explain() is None
    write(4)
    told = (
        "The container's memory of 256 MiB was used up (255 MiB at its peak); "
        'raise "memory" in container.json: 256 → 512.'
    )
    assert kills.explain() == told
    assert kills.explain() == told
    monkeypatch.setattr(memory_kills, "FRESH_SECONDS", 0)
    assert kills.explain() is None


@pytest.mark.parametrize("most", ["max", 1 << 63])
def test_a_group_without_a_limit_names_none(group, most):
    root, write = group
    kills = MemoryKills(root)
    write(4, most)
    assert kills.explain().startswith("The container's memory was used up")


def test_a_machine_without_control_groups_says_nothing(tmp_path):
    assert MemoryKills(tmp_path / "none").explain() is None

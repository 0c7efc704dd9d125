import errno
import tempfile

from celeriac_worker.full_disk import remedy_of


def test_a_full_disk_is_told_with_folders_sizes_and_what_to_raise(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    remedy = remedy_of(OSError(errno.ENOSPC, "No space left on device"))
    assert remedy is not None
    for part in ("/tmp (", '"memory"', '"shm_size"', f"{tmp_path} (", '"storage"', "MiB"):
        assert part in remedy


def test_any_other_error_has_no_such_remedy():
    assert remedy_of(OSError(errno.EACCES, "no")) is None
    assert remedy_of(ValueError("no")) is None

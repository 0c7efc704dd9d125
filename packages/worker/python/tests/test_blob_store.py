"""Blobs of a call, in a directory and behind signed addresses."""

import io
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from celeriac_worker import blob_http
from celeriac_worker.blob_store import CallBlobs
from celeriac_worker.failure import CallFailure

CALL = "1700000000.0a1b2c3d-12-345.00112233445566778899aabbccddeeff"


class Storage(ThreadingHTTPServer):
    """Objects by path; answers of a path can be spoilt."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.spoil: dict[str, list[int]] = {}
        self.asked = 0
        self.cut: set[str] = set()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Storage

    def do_GET(self):
        self.server.asked += 1
        data = self.server.objects.get(self.path)
        if self._spoilt() or data is None:
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:-1] if self.path in self.server.cut else data)

    def do_PUT(self):
        self.server.asked += 1
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self._spoilt():
            return
        self.server.objects[self.path] = data
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _spoilt(self) -> bool:
        codes = self.server.spoil.get(self.path, [])
        missing = self.command == "GET" and self.path not in self.server.objects
        if not codes and not missing:
            return False
        self.send_response(codes.pop(0) if codes else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return True

    def log_message(self, *_):
        pass


@pytest.fixture
def storage(monkeypatch):
    monkeypatch.setattr(blob_http, "_PAUSE_SECONDS", 0.01)
    with Storage() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / CALL).mkdir()
    return tmp_path


def slots(**more: object) -> dict[str, object]:
    return {"call": CALL, "limitBytes": 10, **more}


def refused(code: str, blobs: CallBlobs, claim: dict[str, object]) -> str:
    with pytest.raises(CallFailure) as caught:
        blobs.open(claim).read()
    assert caught.value.code == code
    return caught.value.message


def test_reads_files_of_the_directory(directory: Path):
    (directory / CALL / "i0").write_bytes(b"hello")
    blobs = CallBlobs(None, directory)
    claim = {"blob": f"{CALL}/i0", "bytes": 5}
    assert blobs.open(claim).read() == b"hello"
    assert blobs.path(claim) == directory / CALL / "i0"
    assert "6" in refused("BLOB_FAILED", blobs, {**claim, "bytes": 6})
    refused("BLOB_FAILED", blobs, {**claim, "blob": f"{CALL}/i1"})


def test_opens_nothing_but_files(directory: Path, tmp_path: Path):
    (directory / CALL / "target").write_bytes(b"12345")
    os.symlink("target", directory / CALL / "link")
    (directory / CALL / "folder").mkdir()
    os.mkfifo(directory / CALL / "pipe")
    for name in ("link", "folder", "pipe"):
        refused("BLOB_FAILED", CallBlobs(None, directory), {"blob": f"{CALL}/{name}", "bytes": 5})


@pytest.mark.parametrize(
    "key", ["", "x", "../x", f"{CALL}/../x", f"{CALL}/a/b", "/etc/passwd", "./x", "a/B", "a/.b", "a/b\n", 7]
)
def test_no_key_leads_out_of_the_directory(directory: Path, key: object):
    refused("MALFORMED_MESSAGE", CallBlobs(None, directory), {"blob": key, "bytes": 1})


@pytest.mark.parametrize("more", [{"bytes": -1}, {"bytes": True}, {"bytes": "1"}, {"url": "file:///etc/passwd"}, {"url": 1}])
def test_other_claims_are_refused(directory: Path, more: dict[str, object]):
    refused("MALFORMED_MESSAGE", CallBlobs(None, directory), {"blob": f"{CALL}/i0", "bytes": 1, **more})


@pytest.mark.parametrize(
    "bad", [1, {}, {"call": CALL}, slots(call="../x"), slots(limitBytes=-1), slots(urls=["ftp://x"]), slots(urls="x")]
)
def test_other_slots_are_refused(bad: object):
    with pytest.raises(CallFailure) as caught:
        CallBlobs(bad, None)
    assert caught.value.code == "MALFORMED_MESSAGE"


def test_stores_files_that_the_host_can_read(directory: Path):
    before = os.umask(0o077)
    try:
        blobs = CallBlobs(slots(), directory)
        assert blobs.limit_bytes == 10
        stored = [blobs.store(3, lambda stream: stream.write(b"abc")) for _ in range(2)]
    finally:
        os.umask(before)
    assert stored[0]["bytes"] == 3 and stored[0]["blob"] != stored[1]["blob"]
    for claim in stored:
        file = directory / str(claim["blob"])
        assert file.read_bytes() == b"abc"
        assert file.stat().st_mode & 0o777 == 0o644


def test_a_run_again_disturbs_no_result_of_the_first(directory: Path):
    first, second = (CallBlobs(slots(), directory) for _ in range(2))
    one = first.store(1, lambda stream: stream.write(b"1"))
    two = second.store(1, lambda stream: stream.write(b"2"))
    assert (directory / str(one["blob"])).read_bytes() == b"1"
    assert (directory / str(two["blob"])).read_bytes() == b"2"


def test_a_call_that_is_over_takes_no_result(directory: Path):
    (directory / CALL).rmdir()
    with pytest.raises(CallFailure, match="the call is over"):
        CallBlobs(slots(), directory).store(1, lambda stream: stream.write(b"1"))


def test_without_a_directory_it_says_so():
    blobs = CallBlobs(slots(), None)
    assert "deploy it again" in refused("BLOB_FAILED", blobs, {"blob": f"{CALL}/i0", "bytes": 1})
    with pytest.raises(CallFailure, match="deploy it again"):
        blobs.store(1, lambda stream: stream.write(b"1"))


def test_without_slots_a_large_result_is_refused():
    with pytest.raises(CallFailure) as caught:
        CallBlobs(None, None).store(99, lambda stream: stream.write(b""))
    assert caught.value.code == "INVALID_RESULT"


def test_reads_and_stores_by_addresses(storage: Storage):
    data = os.urandom(3 * 1024 * 1024 + 1)
    storage.objects["/b/i0?s=1"] = data
    blobs = CallBlobs(slots(urls=[storage.url("/b/r0?s=2")]), None)
    claim = {"blob": f"{CALL}/i0", "bytes": len(data), "url": storage.url("/b/i0?s=1")}
    assert blobs.path(claim) is None
    with blobs.open(claim) as stream:
        assert stream.read(10) == data[:10]
        assert stream.read() == data[10:]
        assert stream.read() == b""
    with blobs.open(claim) as stream:
        assert b"".join(iter(lambda: stream.read(1000), b"")) == data
    assert io.BufferedReader(blobs.open(claim)).read(7) == data[:7]
    assert blobs.store(len(data), lambda stream: stream.write(memoryview(data))) == {
        "blob": f"{CALL}/r0",
        "bytes": len(data),
    }
    assert storage.objects["/b/r0?s=2"] == data
    with pytest.raises(CallFailure, match="may give 1 results") as caught:
        blobs.store(11, lambda stream: stream.write(b"x" * 11))
    assert caught.value.code == "INVALID_RESULT"


def test_a_storage_that_is_away_for_a_moment_is_asked_again(storage: Storage):
    storage.objects["/a"] = b"abc"
    storage.spoil = {"/a": [503, 500], "/r": [503]}
    blobs = CallBlobs(slots(urls=[storage.url("/r")]), None)
    assert blobs.open({"blob": f"{CALL}/i0", "bytes": 3, "url": storage.url("/a")}).read() == b"abc"
    blobs.store(2, lambda stream: stream.write(b"ok"))
    assert storage.objects["/r"] == b"ok"
    assert storage.asked == 5


@pytest.mark.parametrize("status", [301, 403, 404])
def test_a_refusal_is_final_and_does_not_tell_the_address(storage: Storage, status: int):
    storage.objects["/a?X-Amz-Signature=secret"] = b"abc"
    storage.spoil = {"/a?X-Amz-Signature=secret": [status]}
    claim = {"blob": f"{CALL}/i0", "bytes": 3, "url": storage.url("/a?X-Amz-Signature=secret")}
    message = refused("BLOB_FAILED", CallBlobs(None, None), claim)
    assert str(status) in message and "secret" not in message
    assert storage.asked == 1


def test_less_than_was_promised_is_an_error(storage: Storage):
    storage.objects["/a"] = storage.objects["/b"] = b"abcd"
    storage.cut = {"/b"}
    blobs = CallBlobs(slots(urls=[storage.url("/r")]), None)
    refused("BLOB_FAILED", blobs, {"blob": f"{CALL}/i0", "bytes": 5, "url": storage.url("/a")})
    refused("BLOB_FAILED", blobs, {"blob": f"{CALL}/i0", "bytes": 4, "url": storage.url("/b")})
    with pytest.raises(CallFailure, match="gave 2 bytes, not 5"):
        blobs.store(5, lambda stream: stream.write(b"ab"))


def test_a_storage_that_cannot_be_reached_is_named_as_such(storage: Storage):
    claim = {"blob": f"{CALL}/i0", "bytes": 5, "url": "http://127.0.0.1:1/a"}
    assert "refused" in refused("BLOB_FAILED", CallBlobs(None, None), claim).lower()

import io
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from celeriac_worker.byte_references import ByteReference
from celeriac_worker.byte_source import BlobSource, PartSource
from celeriac_worker.file_values import decode_file, encode_file
from celeriac_worker.payload import file_payload
from celeriac_worker.task_files import TaskFiles, sweep_task_files
from celeriac_worker.value_problem import ValueProblem

from conftest import Blobs

REFERENCE = ByteReference(part=0, name="größe.csv", media_type="text/csv")


@pytest.fixture(params=["part", "blob"])
def source(request, tmp_path):
    content = "a,b\nö,2\n".encode()
    if request.param == "part":
        return PartSource(memoryview(content))
    (tmp_path / "key").write_bytes(content)
    return BlobSource(Blobs(tmp_path), {"blob": "key", "bytes": len(content)})


def test_a_path_keeps_the_name_and_is_gone_with_the_call(source, own_folder):
    files = TaskFiles()
    paths = [decode_file(source, REFERENCE, None, files) for _ in range(2)]
    assert [path.name for path in paths] == ["größe.csv"] * 2 and paths[0] != paths[1]
    assert paths[0].read_text("utf-8") == "a,b\nö,2\n"
    files.close()
    assert not paths[0].exists()
    assert not list(own_folder.rglob("größe.csv")) and source.view().nbytes == 9


def test_the_other_forms_are_the_content(source):
    files = TaskFiles()
    assert decode_file(source, REFERENCE, "bytes", files) == "a,b\nö,2\n".encode()
    assert decode_file(source, REFERENCE, "text", files) == "a,b\nö,2\n"
    stream = decode_file(source, REFERENCE, "stream", files)
    assert stream.readline() == b"a,b\n"
    files.close()
    assert stream.closed


def test_text_that_is_not_utf_8_is_refused():
    with pytest.raises(ValueProblem, match="UTF-8, got other bytes at 1"):
        decode_file(PartSource(memoryview(b"a\xff")), REFERENCE, "text", TaskFiles())


def sent(value) -> tuple[bytes, dict]:
    payload, meta = encode_file(value, "report", TaskFiles())
    sink = io.BytesIO()
    payload.write(sink)
    assert sink.tell() == payload.size and bytes(payload.view()) == sink.getvalue()
    return sink.getvalue(), meta


def test_whatever_is_a_file_is_sent(tmp_path):
    path = tmp_path / "out.png"
    path.write_bytes(b"abc")
    png = {"name": "out.png", "mediaType": "image/png"}
    nameless = {"name": "report", "mediaType": "application/octet-stream"}
    assert sent(path) == sent(str(path)) == (b"abc", png)
    for content in (b"abc", bytearray(b"abc"), memoryview(b"abc"), io.BytesIO(b"abc")):
        assert sent(content) == (b"abc", nameless)
    with open(path, "w+b") as file:
        file.write(b"def")
        assert sent(file) == (b"def", png)
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(b"ghi")
        assert sent(file)[0] == b"ghi" and sent(file)[1]["mediaType"] == "text/csv"
    reading, writing = os.pipe()
    os.write(writing, b"jkl")
    os.close(writing)
    with open(reading, "rb") as pipe:
        assert encode_file(pipe, "report", TaskFiles())[0].view() == b"jkl"


def test_files_are_copied_to_files_past_memory(tmp_path):
    (tmp_path / "a").write_bytes(b"0123456789")
    with open(tmp_path / "a", "rb") as source, open(tmp_path / "b", "xb") as target:
        source.seek(3)
        payload = file_payload(source)
        target.write(b"<")
        payload.write(target)
        assert target.tell() == 8
        target.write(b">")
        payload.write(target)
        os.truncate(tmp_path / "a", 5)
        with pytest.raises(ValueProblem, match="became shorter"):
            payload.write(target)
    assert (tmp_path / "b").read_bytes() == b"<3456789>345678934"


def test_what_is_no_file_is_named(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    for value in (tmp_path, tmp_path / "missing", "a\x00b", tmp_path / "fifo", io.StringIO("a"), 5, None):
        with pytest.raises(ValueProblem):
            encode_file(value, "report", TaskFiles())
    with pytest.raises(ValueProblem, match="No such file"):
        encode_file("missing.csv", "report", TaskFiles())


def test_what_the_function_makes_by_tempfile_goes_too(own_folder):
    before = tempfile.gettempdir()
    files = TaskFiles()
    with files.as_default():
        Path(tempfile.mkdtemp(), "left").write_text("x")
        assert list(own_folder.rglob("left"))
    assert tempfile.gettempdir() == before
    files.close()
    assert not list(own_folder.rglob("left"))


def test_what_a_killed_process_left_is_swept(own_folder):
    program = """
import sys, time
from celeriac_worker.payload import file_payload
from celeriac_worker.task_files import TaskFiles
TaskFiles().new_path("left").write_text("x")
print("made", flush=True)
time.sleep(60)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    try:
        assert process.stdout.readline() == b"made\n"
        mine = TaskFiles().new_path("mine")
        mine.write_text("x")
        assert sweep_task_files() == 0
        assert list(own_folder.rglob("left"))
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    assert sweep_task_files() == 1
    assert not list(own_folder.rglob("left")) and mine.exists()


def test_a_file_that_shrinks_while_it_is_sent_is_told(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 10)
    payload, _ = encode_file(path, "report", TaskFiles())
    os.truncate(path, 5)
    with pytest.raises(ValueProblem, match="became shorter"):
        payload.view()

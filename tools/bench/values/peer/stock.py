"""A stock Celery app that carries bytes as base64 in JSON, for worker and client alike."""

import os
from base64 import b64decode, b64encode

import pyarrow
from celery import Celery

app = Celery("stock", broker=os.environ["BENCH_BROKER_URL"], backend="rpc://")


def to_text(data: bytes) -> str:
    return b64encode(data).decode()


def to_frame(text: str):
    return pyarrow.ipc.open_stream(b64decode(text)).read_pandas()


def from_frame(frame) -> str:
    table = pyarrow.Table.from_pandas(frame)
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return to_text(sink.getvalue())


@app.task(name="blob")
def echo_blob(text: str) -> str:
    return to_text(b64decode(text))


@app.task(name="frame")
def echo_frame(text: str) -> str:
    return from_frame(to_frame(text))


@app.task(name="rest_peak")
def rest_peak() -> int:
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    return read("VmRSS")


@app.task(name="peak")
def peak() -> int:
    return read("VmHWM")


def read(field: str) -> int:
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(field))

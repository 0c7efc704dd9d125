"""Celery's own client as a small HTTP server: each request is one round.

``{"kind": "blob", "size": 1000000}`` or ``{"kind": "frame", "size": 1000}`` (rows) is answered with
the seconds from the value to what came back as one, and the peaks of client and worker meanwhile.
"""

import json
import os
import time
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, HTTPServer

import celery
import numpy
import pandas
import stock

LIMIT_S = 110


def make_frame(rows: int) -> pandas.DataFrame:
    numbers = numpy.arange(rows)
    return pandas.DataFrame(
        {
            "id": numbers,
            "value": numbers / 3,
            "other": numpy.sqrt(numbers),
            "name": [f"name {number % 1000}" for number in range(rows)],
            "even": numbers % 2 == 0,
        }
    )


def run_round(kind: str, size: int) -> dict[str, float]:
    value = os.urandom(size) if kind == "blob" else make_frame(size)
    call = stock.echo_blob if kind == "blob" else stock.echo_frame
    worker_before = stock.rest_peak.delay().get(timeout=LIMIT_S)
    client_before = stock.rest_peak()
    began = time.perf_counter()
    text = stock.to_text(value) if kind == "blob" else stock.from_frame(value)
    answer = call.delay(text).get(timeout=LIMIT_S)
    back = b64decode(answer) if kind == "blob" else stock.to_frame(answer)
    seconds = time.perf_counter() - began
    client_after = stock.peak()
    assert len(back) == len(value)
    return {
        "seconds": seconds,
        "clientPeakBytes": client_after - client_before,
        "workerPeakBytes": stock.peak.delay().get(timeout=LIMIT_S) - worker_before,
    }


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps(run_round(asked["kind"], asked["size"])).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    stock.peak.delay().get(timeout=LIMIT_S)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    ready = {"port": server.server_port, "celery": celery.__version__}
    print(json.dumps(ready), flush=True)
    server.serve_forever()


main()

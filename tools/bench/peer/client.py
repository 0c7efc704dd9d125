"""Celery's own client as a small HTTP server: each request is one round of calls.

``{"inFlight": 64, "calls": 1000}`` is answered with the latency of every call, the time from the
first to the last and the CPU time of this process.

``inFlight`` calls are kept under way by at most 64 threads, each with its share: one thread with
all of them reaches less. The threads live as long as the process, because Celery names a thread's
reply queue by the thread's id, which a later thread can get again.
"""

import json
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Barrier

import celery
from stock import noop

THREADS = 64
LIMIT_S = 60

pool = ThreadPoolExecutor(THREADS)


def call_many(in_flight: int, calls: int) -> list[float]:
    """Makes calls, so many of them under way at a time; returns their latencies in ms."""
    pending = deque()
    latencies = []
    sent = 0
    while len(latencies) < calls:
        while sent < calls and len(pending) < in_flight:
            pending.append((time.perf_counter(), noop.apply_async()))
            sent += 1
        while True:
            began, result = pending.popleft()
            result.get(timeout=LIMIT_S)
            latencies.append((time.perf_counter() - began) * 1_000)
            if not pending or not pending[0][1].ready():
                break
    return latencies


def share(total: int, parts: int) -> list[int]:
    return [total // parts + (part < total % parts) for part in range(parts)]


def run_round(in_flight: int, calls: int) -> dict[str, object]:
    threads = min(in_flight, THREADS)
    shares = zip(share(in_flight, threads), share(calls, threads))
    cpu_began, began = time.process_time(), time.perf_counter()
    running = [pool.submit(call_many, *each) for each in shares]
    latencies = [latency for each in running for latency in each.result()]
    return {
        "latenciesMs": latencies,
        "seconds": time.perf_counter() - began,
        "cpuSeconds": time.process_time() - cpu_began,
    }


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps(run_round(asked["inFlight"], asked["calls"])).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


def connect(barrier: Barrier) -> None:
    barrier.wait()  # so that every thread of the pool gets one of these
    noop.apply_async().get(timeout=LIMIT_S)


def main() -> None:
    # Celery sets itself up at its first call, and threads that make theirs at once can wait for ever.
    noop.apply_async().get(timeout=LIMIT_S)
    barrier = Barrier(THREADS)
    for connecting in [pool.submit(connect, barrier) for _ in range(THREADS)]:
        connecting.result()
    server = HTTPServer(("127.0.0.1", 0), Handler)
    ready = {"port": server.server_port, "celery": celery.__version__}
    print(json.dumps(ready), flush=True)
    server.serve_forever()


main()

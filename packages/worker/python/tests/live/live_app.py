"""An app on a real broker, with workers as processes and a caller, all of a test's own."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import amqp
from celeriac_worker.worker_settings import parse_broker_url

PATIENCE_SECONDS = 60.0
CONTRACT = "0123456789abcdef"
RESULTS = "celeriac.results"
RUNTIME = Path(__file__).parents[2]
CODE = Path(__file__).parent / "app"

MAIN = "import sys; sys.path.insert(0, sys.argv[1]); from celeriac_worker.main import run; run(*sys.argv[2:])"


def wait_until(holds, what, seconds=PATIENCE_SECONDS):
    """Polls; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, f"{what} within {seconds} s"
        time.sleep(0.02)
    return found


class LiveApp:
    """The app's queue, its caller's reply queue, and the workers that a test starts."""

    def __init__(self, broker_url, directory):
        self.url = broker_url
        self.directory = directory
        self.name = secrets.token_hex(4)
        self.queue = f"celeriac.task.test.{self.name}"
        self.replies = f"celeriac.reply.test.{self.name}"
        self.workers = []
        self.controls = []
        self.received = {}
        self.channel = self._connect()

    def _connect(self):
        address = parse_broker_url(self.url)
        self.connection = amqp.Connection(
            host=f"{address.host}:{address.port}",
            userid=address.user,
            password=address.password,
            virtual_host=address.vhost,
            heartbeat=0,
        )
        self.connection.connect()
        channel = self.connection.channel()
        channel.exchange_declare(RESULTS, "direct", durable=True, auto_delete=False)
        self.declare_queue(channel)
        channel.queue_declare(self.replies, durable=True, auto_delete=False)
        for key in (self.replies, *(f"celeriac.ready.{self.name}-{n}" for n in range(10))):
            channel.queue_bind(self.replies, RESULTS, key)
        self.consumer = channel.basic_consume(self.replies, no_ack=True, callback=self._on_reply)
        return channel

    def declare_queue(self, channel=None):
        arguments = {"x-queue-type": "quorum", "x-delivery-limit": 3}
        (channel or self.channel).queue_declare(
            self.queue, durable=True, auto_delete=False, arguments=arguments
        )

    def start(self, functions=(), port=None, ready=True, **environment):
        """Starts a worker; returns its process once it consumes."""
        name = f"{self.name}-{len(self.workers)}"
        control = f"celeriac.control.test.{name}"
        self.channel.queue_declare(control, durable=True, auto_delete=False)
        self.controls.append(control)
        table = self.directory / f"{name}.json"
        table.write_text(json.dumps(to_table(functions)))
        url = self.url if port is None else self.url.replace(
            f":{parse_broker_url(self.url).port}", f":{port}"
        )
        arguments = [sys.executable, "-B", "-c", MAIN, str(RUNTIME), str(table), str(CODE)]
        values = {
            "CELERIAC_BROKER_URL": url,
            "CELERIAC_WORKER": name,
            "CELERIAC_QUEUE": self.queue,
            "CELERIAC_CONTRACT": CONTRACT,
            "CELERIAC_CONCURRENCY": "2",
            "CELERIAC_CONTROL_QUEUE": control,
        }
        log = open(self.directory / f"{name}.log", "wb")
        process = subprocess.Popen(
            arguments,
            env=os.environ | values | environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        process.log = self.directory / f"{name}.log"
        self.workers.append(process)
        if ready:
            self.wait_for(f"ready {name}", process)
        return process

    @property
    def worker(self):
        """The worker that was started last."""
        return self.workers[-1]

    def wait_for(self, correlation_id, process=None):
        def holds():
            if process is not None and process.poll() is not None:
                raise AssertionError(f"the worker ended: {process.log.read_text()}")
            self.drain()
            return self.received.get(correlation_id)

        return wait_until(holds, f"a reply to {correlation_id}")

    def call(self, task, kwargs=None, *, body=None, events=0, headers=None, **properties):
        """Publishes a call; returns its id."""
        task_id = f"{task}-{secrets.token_hex(4)}"
        own = {"task": f"Live:{task}", "id": task_id, "celeriac_contract": CONTRACT}
        if events:
            own["celeriac_events"] = events
        values = {
            "content_type": "application/json",
            "content_encoding": "utf-8",
            "correlation_id": task_id,
            "reply_to": self.replies,
            "delivery_mode": 2,
        }
        message = amqp.Message(
            json.dumps([[], kwargs or {}, None]) if body is None else body,
            application_headers=own | (headers or {}),
            **(values | properties),
        )
        self.channel.basic_publish(message, "", self.queue)
        return task_id

    def cancel(self, task_id, mode="soft"):
        self.tell(kind="cancel", id=task_id, mode=mode)

    def tell(self, **word):
        """Tells every worker."""
        for control in self.controls:
            self.channel.basic_publish(amqp.Message(json.dumps(word)), "", control)

    def started(self, task, kwargs, **options):
        """Publishes a call; returns its id once its function runs."""
        task_id = self.call(task, kwargs, events=1, **options)
        wait_until(lambda: self.drain() or self.events(task_id), f"{task} to start")
        return task_id

    def answer(self, task_id):
        """The result or failure of a call; waits for it. One that comes again is the same."""

        def ended():
            self.drain()
            return self.answers(task_id)

        answer, *repeated = wait_until(ended, f"an answer to {task_id}")
        assert repeated in ([], [answer])
        return answer

    def value(self, task, kwargs=None, **options):
        answer = self.answer(self.call(task, kwargs, **options))
        assert answer["kind"] == "result", answer
        return answer["value"]

    def serves(self, calls=4):
        """The worker lives, and so many calls at once get their answers from it."""
        tasks = [self.call("nap", {"seconds": 0.1}) for _ in range(calls)]
        assert [self.answer(task).get("value") for task in tasks] == [0.1] * calls
        assert self.worker.poll() is None

    def code(self, task_id):
        return self.answer(task_id).get("failure", {}).get("code")

    def answers(self, task_id):
        return [
            reply
            for reply in self.received.get(task_id, ())
            if reply["kind"] in ("result", "failure")
        ]

    def events(self, task_id):
        return [reply for reply in self.received.get(task_id, ()) if "seq" in reply]

    def drain(self):
        """Takes what has come."""
        try:
            while True:
                self.connection.drain_events(timeout=0.01)
        except TimeoutError:
            pass

    def waiting(self):
        """Messages that no worker has."""
        return self.channel.queue_declare(self.queue, passive=True).message_count

    def _on_reply(self, message):
        reply = json.loads(message.body)
        key = message.properties.get("correlation_id") or f"{reply['kind']} {reply.get('worker')}"
        self.received.setdefault(key, []).append(reply)

    def close(self):
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGKILL)
            worker.wait()
        self.channel.basic_cancel(self.consumer)
        for queue in (self.queue, self.replies, *self.controls):
            self.channel.queue_delete(queue)
        self.connection.close()


def to_table(functions):
    """The table of ``live_functions``, every parameter and result of them dynamic."""
    known = {
        "add": ("x", "y"),
        "nap": ("seconds",),
        "pid": (),
        "say": ("lines",),
        "end": ("how",),
        "spin": ("how",),
        "forever_forking": (),
        "unencodable": ("how",),
        "hold": ("megabytes",),
        "attempt": (),
        "count": ("end",),
        "print_a_lot": ("path",),
        "die_once": ("path",),
    }
    changes = dict(functions)
    dynamic = {"type": {"name": "dynamic"}, "nullable": True}
    entries = [
        {
            "task": f"Live:{name}",
            "module": "live_functions",
            "definition": name,
            "takesContext": name == "attempt",
            "idempotent": name == "die_once",
            "inputs": [{"name": parameter, **dynamic} for parameter in parameters],
            "outputs": [{"name": "z", **dynamic}],
            **changes.get(name, {}),
        }
        for name, parameters in known.items()
    ]
    return {"tableVersion": 1, "contract": CONTRACT, "functions": entries}

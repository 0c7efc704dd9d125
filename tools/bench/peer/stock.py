"""A Celery app as its documentation writes one, and its one task.

``BENCH_QUORUM`` makes its queue what ours is: a quorum queue, published to with confirms, as Celery's
documentation of quorum queues has it. Everything else is Celery's default.
"""

import os

from celery import Celery

app = Celery("stock", broker=os.environ["BENCH_BROKER_URL"], backend="rpc://")
app.conf.task_default_queue = os.environ["BENCH_QUEUE"]
if os.environ.get("BENCH_QUORUM") == "1":
    app.conf.task_default_queue_type = "quorum"
    app.conf.broker_transport_options = {"confirm_publish": os.environ.get("CONFIRM") == "1"}


@app.task(name="noop")
def noop() -> None:
    """Does nothing."""

"""A stock Celery app with one task, for worker and client alike.

With ``BENCH_QUORUM`` its queue is of the kind that an app of ours has, and a publish waits for the
broker's confirm, as ours does. Everything else is Celery's default, in both forms.
"""

import os

from celery import Celery

app = Celery("stock", broker=os.environ["BENCH_BROKER_URL"], backend="rpc://")
if "BENCH_QUORUM" in os.environ:
    app.conf.task_default_queue = "bench.quorum"
    app.conf.task_default_queue_type = "quorum"
    app.conf.broker_transport_options = {"confirm_publish": True}


@app.task(name="noop")
def noop() -> None:
    """Does nothing."""

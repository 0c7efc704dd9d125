"""A Celery worker of a few lines, set up as lean as ours: says when it consumes, and goes on."""

import os

from celery import Celery
from celery.signals import worker_ready
from kombu import Queue

app = Celery("stock", broker=os.environ["STOCK_BROKER_URL"])
app.conf.update(
    task_queues=[Queue(os.environ["STOCK_QUEUE"], auto_delete=True)],
    worker_enable_remote_control=False,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
)


@worker_ready.connect
def tell(**_):
    os.write(2, b"ready\n")  # Celery makes log lines of what is printed


app.Worker(
    concurrency=2,
    pool="prefork",
    without_mingle=True,
    without_gossip=True,
    without_heartbeat=True,
    quiet=True,
).start()

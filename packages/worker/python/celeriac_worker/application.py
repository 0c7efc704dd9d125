"""The Celery app of a worker, with everything set that a broker or a default could surprise by."""

import os
import signal
import warnings
from collections.abc import Sequence
from pathlib import Path

from celery import Celery
from celery.signals import setup_logging, worker_process_init, worker_process_shutdown
from kombu import Queue

from .confirmed_channel import tls_options
from .guarded_task import GuardedTask, Place, register
from .import_times import ImportTimes
from .interrupts import InterruptPage, Interrupts
from .memory_kills import MemoryKills, ToldKills
from .outbox import Outbox
from .process_tree import die_with_parent
from .reply_publisher import ReplyPublisher
from .run_control import RunControl
from .strategy import GuardedStrategy
from .task_files import sweep_task_files
from .traces import Traces
from .user_modules import LoadedFunction
from .warm_shutdown import WarmShutdown
from .worker_settings import WorkerSettings


_BELOW_MAIN_PROCESS = 15
"""Of niceness: whatever functions start, the main process still comes to end them."""


class WorkerApp(Celery):
    """Celery with what the guarded parts share."""

    settings: WorkerSettings
    imports: ImportTimes
    outbox: Outbox
    strategy: GuardedStrategy
    control_of_runs: RunControl
    warm_shutdown: WarmShutdown
    memory_kills: MemoryKills | ToldKills
    traces: Traces


def create_app(
    settings: WorkerSettings, functions: Sequence[LoadedFunction], code_root: Path
) -> WorkerApp:
    """Registers every function and configures the app; connects nowhere."""
    warnings.filterwarnings("ignore", module=r"celery\.")  # advice for those who configure Celery
    app = WorkerApp("celeriac", set_as_current=True)
    app.conf.update(
        broker_url=settings.broker_url,
        broker_use_ssl=tls_options(settings.broker),
        broker_heartbeat=20,
        broker_connection_timeout=5,
        broker_connection_retry_on_startup=True,
        result_backend="disabled://",
        accept_content=["json"],
        task_queues=[Queue(settings.queue, no_declare=True)],
        task_default_queue=settings.queue,
        task_create_missing_queues=False,
        task_acks_late=True,
        task_send_sent_event=False,
        worker_consumer="celeriac_worker.guarded_consumer:GuardedConsumer",
        worker_prefetch_multiplier=1,
        worker_disable_rate_limits=True,
        worker_detect_quorum_queues=False,
        worker_enable_prefetch_count_reduction=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_proc_alive_timeout=60.0,
        worker_max_tasks_per_child=settings.max_calls,
        worker_max_memory_per_child=settings.max_memory_mib and settings.max_memory_mib * 1024,
        # A dead process' last words are read before it is called lost.
        worker_lost_wait=0.2,
    )
    app.settings = settings
    app.outbox = Outbox(settings.broker.user)
    page = InterruptPage(settings.concurrency)
    app.control_of_runs = RunControl(page)
    app.strategy = GuardedStrategy(functions, settings, app.outbox, app.control_of_runs)
    app.warm_shutdown = WarmShutdown(app.strategy.deliveries, app.strategy.ahead)
    told = settings.told_kills
    app.memory_kills = MemoryKills() if told is None else ToldKills(told)
    app.traces = traces = Traces(os.environ, settings.queue, settings.worker)
    place = Place(
        ReplyPublisher(settings.broker),
        Interrupts(page),
        traces,
        code_root,
        settings.worker,
        settings.blob_directory,
    )

    main_process = os.getpid()

    def on_process_start(**_kwargs: object) -> None:
        die_with_parent(main_process)
        signal.set_wakeup_fd(-1)  # the main process' own
        os.setpgid(0, 0)  # so that what a function starts is ended with its process
        os.nice(_BELOW_MAIN_PROCESS)
        _let_memory_run_out_here()
        place.publisher.connect()
        sweep_task_files()  # of the process that this one is in place of
        traces.start()

    def on_process_end(**_kwargs: object) -> None:
        traces.stop()

    worker_process_init.connect(on_process_start, weak=False)
    worker_process_shutdown.connect(on_process_end, weak=False)
    setup_logging.connect(_keep_logging, weak=False)
    for loaded in functions:
        if loaded.call is not None:
            task = GuardedTask(loaded, place)
            app.register_task(task)
            register(task)
    return app


def _let_memory_run_out_here() -> None:
    """Where memory runs out, a function's process is killed, and the main process answers its call."""
    try:
        Path("/proc/self/oom_score_adj").write_text("500")
    except OSError:
        pass  # no Linux


def _keep_logging(**_kwargs: object) -> None:
    """Being connected is what keeps Celery from configuring the logging anew."""

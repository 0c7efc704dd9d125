"""Runs a worker; the generated main of an image calls ``run``."""

import logging
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from .function_table import read_function_table
from .import_times import ImportTimes
from .user_modules import LoadedFunction, load_functions
from .worker_settings import SettingsError, read_settings

EXIT_SETTINGS = 2

log = logging.getLogger("celeriac_worker")


def run(table_path: str, code_root: str) -> NoReturn:
    """Consumes until SIGTERM, finishes what runs, and exits.

    Exit codes: 0 after SIGTERM, 1 where the broker cannot be used or the worker failed, 2 where its
    environment is incomplete or belongs to another image.
    """
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # nothing is under way yet
    os.environ["MPLBACKEND"] = "Agg"  # there is no display, whatever the image says
    _configure_logging()
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        sys.exit(_complain(str(error)))
    table = read_function_table(Path(table_path))
    if table.contract != settings.contract:
        sys.exit(
            _complain(
                f"CELERIAC_CONTRACT is {settings.contract}, but the image was built for contract "
                f"{table.contract}; deploy the plugin again."
            )
        )
    root = Path(code_root).resolve()
    imports = ImportTimes(root)
    with imports.measured():
        functions = load_functions(table, root)
    _report(functions)

    # Not before here: the user's modules are imported by a process that has no thread, no socket.
    from .application import create_app
    from .guarded_pool import GuardedPool
    from .warm_shutdown import GuardedWorker

    app = create_app(settings, functions, root)
    app.imports = imports
    worker = GuardedWorker(
        app=app,
        hostname=settings.worker,
        concurrency=settings.concurrency,
        pool=GuardedPool,
        quiet=True,
    )
    worker.start()
    sys.exit(worker.exitcode or 0)


def _configure_logging() -> None:
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for library in ("celery", "kombu", "amqp", "billiard", "multiprocessing"):
        logging.getLogger(library).setLevel(logging.WARNING)


def _report(functions: tuple[LoadedFunction, ...]) -> None:
    told = set()
    for loaded in functions:
        failure = loaded.failure
        if failure is not None and id(failure) not in told:
            told.add(id(failure))
            log.error("%s: %s\n%s", loaded.entry.module, failure, failure.traceback_text or "")


def _complain(message: str) -> int:
    log.critical(message)
    return EXIT_SETTINGS

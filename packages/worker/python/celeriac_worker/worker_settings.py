"""What a worker is told from outside, by its environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .time_limits import NO_LIMITS, TimeLimits, to_limits


class SettingsError(Exception):
    """The environment of the worker cannot be used."""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """``amqp://user:password@host:port/vhost`` in its parts."""

    host: str
    port: int
    user: str
    password: str
    vhost: str
    tls: bool


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    broker_url: str
    broker: BrokerAddress
    worker: str
    """Name of the worker: its consumer tag, and the end of its ``ready`` routing key."""

    queue: str
    contract: str
    concurrency: int
    control_queue: str | None = None
    """Where the worker is told of calls that are cancelled."""

    blob_directory: Path | None = None
    """Where large values of the app's calls lie, if they lie in a folder."""

    limits: TimeLimits = NO_LIMITS
    """How long any function of the app may run."""

    max_calls: int | None = None
    """Calls after which a process is replaced, against what leaks."""

    max_memory_mib: int | None = None
    """Resident memory above which a process is replaced once its call has ended."""

    told_kills: Path | None = None
    """Where whoever started the worker says why it has killed a process of it, if that is who kills."""

    log_calls: bool = False
    """Whether each call that has ended is told in the log, with its time."""


def read_settings(environment: Mapping[str, str]) -> WorkerSettings:
    """Reads ``CELERIAC_*``; raises ``SettingsError``, which never holds the password."""

    def need(name: str) -> str:
        value = environment.get(name, "")
        if value == "":
            raise SettingsError(f"{name} is not set; a worker is started by a deploy.")
        return value

    def seconds(name: str) -> float | None:
        value = environment.get(name, "")
        if value == "":
            return None
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value) or float(value) == 0:
            raise SettingsError(f"{name} is {value!r}, not a number of seconds above 0.")
        return float(value)

    def count(name: str) -> int | None:
        value = environment.get(name, "")
        if value == "":
            return None
        if not re.fullmatch(r"[1-9][0-9]{0,8}", value):
            raise SettingsError(f"{name} is {value!r}, not a whole number above 0.")
        return int(value)

    concurrency = need("CELERIAC_CONCURRENCY")
    if not re.fullmatch(r"[1-9][0-9]{0,3}", concurrency):
        raise SettingsError(f"CELERIAC_CONCURRENCY is {concurrency!r}, not a number from 1 to 9999.")
    url = need("CELERIAC_BROKER_URL")
    return WorkerSettings(
        broker_url=url,
        broker=parse_broker_url(url),
        worker=need("CELERIAC_WORKER"),
        queue=need("CELERIAC_QUEUE"),
        contract=need("CELERIAC_CONTRACT"),
        concurrency=int(concurrency),
        control_queue=environment.get("CELERIAC_CONTROL_QUEUE") or None,
        blob_directory=Path(folder) if (folder := environment.get("CELERIAC_BLOB_DIRECTORY")) else None,
        limits=to_limits(
            "container.json",
            soft=seconds("CELERIAC_SOFT_TIMEOUT"),
            hard=seconds("CELERIAC_TIMEOUT"),
        ).merged(
            to_limits("the broker's consumer_timeout", soft=None, hard=seconds("CELERIAC_BROKER_TIMEOUT"))
        ),
        max_calls=count("CELERIAC_MAX_CALLS_PER_PROCESS"),
        max_memory_mib=count("CELERIAC_MAX_MEMORY_PER_PROCESS_MIB"),
        told_kills=Path(word) if (word := environment.get("CELERIAC_TOLD_KILLS")) else None,
        log_calls=environment.get("CELERIAC_LOG_CALLS", "") == "1",
    )


def parse_broker_url(url: str) -> BrokerAddress:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsError("CELERIAC_BROKER_URL is not a URL.") from None
    if parts.scheme not in ("amqp", "amqps") or not parts.hostname:
        raise SettingsError("CELERIAC_BROKER_URL must be amqp://user:password@host:port/vhost.")
    tls = parts.scheme == "amqps"
    vhost = parts.path[1:]
    return BrokerAddress(
        host=parts.hostname,
        port=port or (5671 if tls else 5672),
        user=unquote(parts.username or "guest"),
        password=unquote(parts.password or "guest"),
        vhost=unquote(vhost) if vhost else "/",
        tls=tls,
    )

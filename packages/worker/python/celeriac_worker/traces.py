"""Spans of OpenTelemetry around functions, where the app has its SDK and the environment asks for them.

The SDK is a requirement of the app and none of the worker. Its settings are its own: ``OTEL_*``.
"""

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import entry_points
from types import TracebackType
from typing import Any

from .call import Call
from .failure import CallFailure

log = logging.getLogger("celeriac_worker")

FLUSH_MILLISECONDS = 2_000
"""How long the end of a process may wait for its last spans to be taken."""

_EXPORTERS = "opentelemetry_traces_exporter"


class Traces:
    """Makes one span for each run; each process of the pool exports its own."""

    def __init__(self, environment: Mapping[str, str], queue: str, worker: str):
        self._exporters = exporter_names(environment)
        self._resource = {"service.instance.id": worker}
        if "OTEL_SERVICE_NAME" not in environment:
            self._resource["service.name"] = ".".join(queue.split(".")[3:5]) or queue
        self._tracer: Any = None
        self._provider: Any = None
        if self._exporters and not _has_sdk():
            log.info("No traces: the environment asks for them, the app has no opentelemetry-sdk.")
            self._exporters = ()

    @property
    def wanted(self) -> bool:
        """Whether processes have something to give away at their end."""
        return bool(self._exporters)

    def start(self) -> None:
        """In a process of the pool, after it was forked: exporters have threads."""
        if not self._exporters:
            return
        from opentelemetry import trace

        try:
            if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
                trace.set_tracer_provider(self._create_provider())
            self._provider = trace.get_tracer_provider()
            self._tracer = trace.get_tracer("celeriac_worker")
        except Exception:
            log.exception("No traces: the exporter cannot be started.")

    def stop(self) -> None:
        """Gives away what is not exported yet, within a bound."""
        if hasattr(self._provider, "force_flush"):
            self._provider.force_flush(FLUSH_MILLISECONDS)

    def around(self, call: Call, task: str) -> AbstractContextManager[object]:
        """The span of one run, within that of its caller; it is current for what the function calls."""
        return nullcontext() if self._tracer is None else _RunSpan(self._tracer, call, task)

    def _create_provider(self) -> Any:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        provider = TracerProvider(resource=Resource.create(self._resource))
        for name in self._exporters:
            found = tuple(entry_points(group=_EXPORTERS, name=name))
            if not found:
                raise LookupError(f"no package of the app has the exporter {name}")
            provider.add_span_processor(BatchSpanProcessor(found[0].load()()))
        return provider


class _RunSpan(AbstractContextManager[object]):
    def __init__(self, tracer: Any, call: Call, task: str):
        from opentelemetry import context, trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._context = context
        self._span = tracer.start_span(
            task,
            context=TraceContextTextMapPropagator().extract(dict(call.trace)),
            kind=trace.SpanKind.SERVER,
            attributes={
                "messaging.system": "rabbitmq",
                "messaging.message.id": call.task_id,
                "celeriac.attempt": call.attempt,
            },
        )
        self._token = context.attach(trace.set_span_in_context(self._span))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            from opentelemetry.trace import Status, StatusCode

            name = error.code if isinstance(error, CallFailure) else type(error).__name__
            self._span.set_attribute("error.type", name)
            self._span.set_status(Status(StatusCode.ERROR, str(error)))
        self._context.detach(self._token)
        self._span.end()


def trace_of(headers: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The W3C trace context of a message; whether it makes sense is the propagator's to say."""
    return tuple(
        (name, value)
        for name in ("traceparent", "tracestate")
        if isinstance(value := headers.get(name), str)
    )


def exporter_names(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Entry points of the exporters that ``OTEL_*`` ask for; none where it asks for nothing."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return ()
    endpoints = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    default = "otlp" if any(environment.get(name) for name in endpoints) else "none"
    protocol = environment.get(
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        environment.get("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
    )
    otlp = "otlp_proto_grpc" if protocol == "grpc" else "otlp_proto_http"
    names = environment.get("OTEL_TRACES_EXPORTER", default).split(",")
    return tuple(
        otlp if name.strip() == "otlp" else name.strip()
        for name in names
        if name.strip() not in ("", "none")
    )


def _has_sdk() -> bool:
    try:
        import opentelemetry.sdk.trace.export  # noqa: F401
    except ImportError:
        return False
    return True

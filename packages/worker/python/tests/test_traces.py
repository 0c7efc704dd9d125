import pytest

from celeriac_worker.call import Call
from celeriac_worker.traces import Traces, exporter_names, trace_of

ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ()),
        ({"OTEL_SERVICE_NAME": "x"}, ()),
        (ENDPOINT, ("otlp_proto_http",)),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://h"}, ("otlp_proto_http",)),
        (ENDPOINT | {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, ("otlp_proto_grpc",)),
        (ENDPOINT | {"OTEL_TRACES_EXPORTER": "none"}, ()),
        (ENDPOINT | {"OTEL_SDK_DISABLED": "TRUE"}, ()),
        ({"OTEL_TRACES_EXPORTER": "otlp, console"}, ("otlp_proto_http", "console")),
    ],
)
def test_the_environment_says_who_is_told(environment, expected):
    assert exporter_names(environment) == expected


def test_only_text_is_taken_for_a_trace_context():
    headers = {"traceparent": "00-a-b-01", "tracestate": 7, "other": "x"}
    assert trace_of(headers) == (("traceparent", "00-a-b-01"),)
    assert trace_of({}) == ()


def test_without_the_sdk_functions_run_as_ever():
    traces = Traces(ENDPOINT, "celeriac.task.i.demo.app.0", "worker")
    traces.start()
    with traces.around(Call("1", None, "1", 0, 1), "Demo:add"):
        pass
    traces.stop()

import {
  context,
  isSpanContextValid,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import type { TaskRequest } from './task-request.ts';

let provider: TracerProvider | undefined;
let tracer: Tracer | undefined;

/** That of the SDK which the program has registered by now, with whatever copy of the API. */
function currentTracer(): Tracer {
  const current = trace.getTracerProvider();
  if (tracer === undefined || current !== provider) tracer = current.getTracer('@celeriac/broker');
  provider = current;
  return tracer;
}

/**
 * Begins the span of a call, which ends with its result, within the span that is active here.
 *
 * Gives the headers by which the worker makes its span a child of this one (W3C `traceparent` and
 * `tracestate`, or what the program's propagator writes); `undefined` where nobody traces.
 */
export function traceCall(
  request: TaskRequest,
  call: { readonly id: string; readonly result: Promise<unknown> },
): Readonly<Record<string, string>> | undefined {
  const span = currentTracer().startSpan(request.task, {
    kind: SpanKind.CLIENT,
    attributes: {
      'messaging.system': 'rabbitmq',
      'messaging.destination.name': request.queue,
      'messaging.message.id': call.id,
    },
  });
  if (!isSpanContextValid(span.spanContext())) return undefined;
  if (span.isRecording())
    call.result.then(
      () => span.end(),
      (error: Error & { readonly code?: string }) => {
        span.setAttribute('error.type', error.code ?? error.name);
        span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        span.end();
      },
    );
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), headers);
  return headers;
}

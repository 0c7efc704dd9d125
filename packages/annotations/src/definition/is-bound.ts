import type { Span } from '@celeriac/diagnostic';

const BINDS = /\bbind\s*=\s*True\b/;

/** Whether one of the decorators passes the first argument, as `bind=True` of Celery does. */
export function isBound(text: string, decorators: readonly Span[]): boolean {
  return decorators.some(({ start, end }) => BINDS.test(text.slice(start, end)));
}

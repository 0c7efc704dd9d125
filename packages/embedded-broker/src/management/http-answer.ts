/** What the management API answers; no body where there is none to say. */
export interface HttpAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** It is done, and there was nothing before. */
export const CREATED: HttpAnswer = { status: 201 };
/** It is done. */
export const DONE: HttpAnswer = { status: 204 };
export const NOT_FOUND: HttpAnswer = {
  status: 404,
  body: { error: 'Object Not Found', reason: 'Not Found' },
};

export function badRequest(reason: string): HttpAnswer {
  return { status: 400, body: { error: 'bad_request', reason } };
}

export function ok(body: unknown): HttpAnswer {
  return { status: 200, body };
}
